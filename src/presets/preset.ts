import type { ProviderInput } from '../settings/schema/provider.ts';

/** What only the operator can say: the client, and what this service asks of its own users. */
type Operators =
  | ('PRESET' | 'CLIENT_ID' | 'CLIENT_SECRET' | 'CLIENT_SECRET_NEXT' | 'CLIENT_SECRETS')
  | ('PRIVATE_KEY' | 'PRIVATE_KEY_ID' | 'TLS_CERT' | 'TLS_KEY')
  | ('SUBJECT_MATCH' | 'ACCOUNTS' | 'MD_ICON' | 'MD_LOGO');

/** Settings of a provider, as they would be written in a settings file. */
export type Knobs = Readonly<Omit<ProviderInput, Operators>>;

/** What every preset says, however plain its provider is. */
interface Described {
  readonly MD_NAME: string;
  readonly MD_DESCRIPTION: string;
  /** `{server}` in it is filled in as it is in the endpoints. */
  readonly MD_URL: string;
  /** Enough to tell whose account was connected, and to refresh; operators ask for what they need. */
  readonly SCOPE: string;
}

/** A letter or two on a ground: never a provider's own mark. */
export interface Icon {
  /** One or two letters or digits. */
  readonly initials: string;
  /** `#rrggbb`, dark enough for white letters. */
  readonly colour: string;
}

/** How to set a provider up, a sentence or two each, as Markdown. */
export interface Recipe {
  /** Where the client is registered. */
  readonly register: string;
  /** What the redirect URI is called there. */
  readonly redirect: string;
  readonly scopes: string;
  /** What an operator would trip over. */
  readonly special: string;
}

/** A provider that is known: data, and all that is said of it anywhere. */
export interface Preset {
  /** As `PRESET` spells it. */
  readonly name: string;
  readonly knobs: Knobs & Described;
  readonly icon: Icon;
  readonly recipe: Recipe;
  /** The provider's own pages about its OAuth. */
  readonly docs: string;
  /**
   * When what decides over a grant's life (endpoints, rotation, lifetimes) was compared with those pages or with a real
   * server, `YYYY-MM-DD`; `not yet`: it is what is generally known, with the safe value wherever that leaves a doubt.
   */
  readonly verified: { readonly on: string; readonly by: 'documentation' | 'real server' } | 'not yet';
  /** What `SERVER` looks like, where there is none without it. */
  readonly server?: string;
}

import type { Page, TokenStore } from '../../store-client/client.ts';
import type { CommonFlags } from '../configuration.ts';
import { printable } from '../../cli/printable.ts';
import { EXIT_PERSON, EXIT_UNAVAILABLE, Refusal } from '../refusal.ts';
import { Session } from '../session.ts';
import type { Terminal } from '../terminal.ts';

export interface ConnectFlags extends CommonFlags {
  account?: string;
  label?: string;
  scope?: string;
  browser: boolean;
}

interface LinkEvent {
  id: string;
  outcome: string;
}

const LOOK_AGAIN = 2_000;

/** What the audit says of a link that came to nothing (docs/errors.md), in words. */
const REASONS: Record<string, string> = {
  access_denied: 'it was refused there',
  wrong_account: 'another account was chosen than the one that is expected',
  scopes_reduced: 'less was allowed than the account had before, which is kept',
  provider_unavailable: 'the provider does not answer',
  provider_misconfigured: 'the provider refuses the store itself; tell its operator',
};

/** `tokenstore connect`: the person finishes it in a browser, and the store's audit tells how it ended. */
export async function connect(terminal: Terminal, provider: string, flags: ConnectFlags): Promise<void> {
  const session = await Session.open(terminal, flags);
  const store = await session.store();
  const [before] = await linksAt(store, provider);
  const { account, label, scope } = flags;
  const begun = await store.link(provider, { account, label, scope });
  const isOpen = flags.browser && terminal.open(begun.authorization_url);
  terminal.err(`${isOpen ? 'A browser opens' : 'Open in a browser:'} ${printable(begun.authorization_url)}\n`);
  const outcome = await outcomeOf(terminal, store, { provider, before: before?.id, within: begun.expires_in });
  if (outcome === undefined) {
    throw new Refusal(EXIT_PERSON, `Nothing was connected within ${Math.floor(begun.expires_in / 60)} minutes.`);
  }
  if (outcome === 'linked') {
    session.say(`Connected: ${provider}`);
    return;
  }
  const status = outcome.startsWith('provider_') ? EXIT_UNAVAILABLE : EXIT_PERSON;
  throw new Refusal(status, `${provider} is not connected: ${REASONS[outcome] ?? outcome}.`);
}

/** @returns `linked`, or the code of what went wrong; `undefined`: nothing happened @param wish seconds */
async function outcomeOf(
  terminal: Terminal,
  store: TokenStore,
  { provider, before, within }: { provider: string; before: string | undefined; within: number },
): Promise<string | undefined> {
  for (let waited = 0; waited < within * 1000; waited += LOOK_AGAIN) {
    await terminal.wait(LOOK_AGAIN);
    const [newest] = await linksAt(store, provider);
    if (newest !== undefined && newest.id !== before) return newest.outcome;
  }
  return undefined;
}

/** Newest first. */
async function linksAt(store: TokenStore, provider: string): Promise<LinkEvent[]> {
  const page = await store.call('/api/v2/audit', { query: { action: 'link', provider, limit: 1 } });
  return (page as Page<LinkEvent>).items;
}

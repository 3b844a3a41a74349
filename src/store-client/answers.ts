/** What the store answers, as docs/api.md has it. Instants are seconds since the epoch. */

/** An access token of a connected account. */
export interface Token {
  access_token: string;
  /** `Bearer`, in whatever letters the provider writes it; `DPoP`: good only with proofs signed by `dpop_key`. */
  token_type: string;
  /** Seconds from now; `null`: no end known. */
  expires_in: number | null;
  expires_at: number | null;
  /** Separated by blanks. */
  scope: string;
  grant_id: string;
  /** Names this token, should a resource refuse it. */
  generation: number;
  /** What the provider said of the account besides: an instance, a company. */
  metadata?: Record<string, string> | undefined;
  /** The private JWK that signs proofs (RFC 9449). */
  dpop_key?: Record<string, string> | undefined;
}

/** A connected account. */
export interface Grant {
  id: string;
  provider: string;
  account: { subject: string | null; label: string | null };
  /** What its user calls it. */
  label: string | null;
  /** The one that is meant where no account is named. */
  default: boolean;
  scopes: { requested: string[]; granted: string[]; missing: string[] };
  status: 'active' | 'reauth_required' | 'revoked';
  reason: string | null;
  /** Whether there is a refresh token. */
  renewable: boolean;
  access_expires_at: number | null;
  last_used_at: number | null;
  linked_at: number;
}

/** Where accounts can be connected. */
export interface Provider {
  id: string;
  metadata: { name: string | null; url: string | null; icon: string; description: string | null; logo: string | null };
  scopes: string[];
}

/** Who the credential speaks for. */
export interface WhoAmI {
  id: string;
  name: string | null;
  email: string | null;
  roles: string[];
  scopes: string[];
}

/** A connection that was begun. */
export interface LinkBegun {
  /** For the browser of the person, once. */
  authorization_url: string;
  /** Seconds. */
  expires_in: number;
}

/** A page of a list. */
export interface Page<Item> {
  items: Item[];
  next: string | null;
}

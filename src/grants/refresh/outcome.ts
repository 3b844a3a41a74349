import type { Provider } from '../../providers/provider.ts';
import type { GrantReason } from '../grant.entity.ts';
import type { GrantMetadata } from '../granted.ts';

/** What is wanted of a refresh. */
export interface RefreshOrder {
  grantId: string;
  provider: Provider;
  variant: string;
  /** The generation of the token that is not good enough any more. */
  seen: number;
}

/** How a refresh ended, for those who waited. */
export type Outcome =
  | { kind: 'token'; token: RefreshedToken }
  /** The person must consent again. */
  | { kind: 'ended'; reason: GrantReason | null }
  /** Not now. `misconfigured`: the provider refuses the store itself. Milliseconds. */
  | { kind: 'failed'; misconfigured: boolean; retryIn: number }
  /** `mayBeDead`: a plain refresh would tell. */
  | { kind: 'narrowing-refused'; mayBeDead: boolean };

/** An access token in clear. */
export interface RefreshedToken {
  grantId: string;
  accessToken: string;
  tokenType: string;
  scope: string;
  issuedAt: number;
  expiresAt: number | null;
  generation: number;
  metadata: GrantMetadata;
  /** The key that the token is bound to (RFC 9449): a private JWK as text. */
  proofKey: string | undefined;
}

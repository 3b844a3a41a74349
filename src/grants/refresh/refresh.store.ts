import type { Granted, GrantMetadata } from '../granted.ts';
import type { GrantReason, GrantStatus } from '../grant.entity.ts';

/** A grant and one variant's access token, as a refresh sees them. Instants by the database's clock. */
export interface RefreshableGrant {
  id: string;
  userId: string;
  provider: string;
  status: GrantStatus;
  reason: GrantReason | null;
  generation: number;
  fence: number;
  /** Sealed; `null`: the provider issued none. */
  refreshToken: string | null;
  refreshExpiresAt: number | null;
  leaseExpiresAt: number | null;
  /** A request that spends the refresh token may have been sent since. */
  attemptStartedAt: number | null;
  retryAt: number | null;
  failures: number;
  refusals: number;
  lastError: string | null;
  besides: Besides;
  token: StoredToken | undefined;
  now: number;
}

/** What a grant has besides its tokens. */
export interface Besides {
  metadata: GrantMetadata;
  /** The host that the account is at, in place of the provider's usual one. */
  tokenHost: string | null;
  /** Sealed. The key that its tokens are bound to. */
  proofKey: string | null;
}

export interface StoredToken {
  /** Sealed. */
  accessToken: string;
  tokenType: string;
  scope: string;
  issuedAt: number;
  expiresAt: number | null;
  generation: number;
}

/** The right to send, until another takes a newer fence. */
export interface Lease {
  grantId: string;
  userId: string;
  provider: string;
  /** Of the row whose refresh token is about to be spent. */
  generation: number;
  fence: number;
  /** When the request may have been sent, at the earliest. */
  attemptStartedAt: number;
  /** Since when an earlier attempt's outcome is unknown. */
  unknownSince: number | null;
  /** What the grant was last given. */
  scope: string;
}

/** How an attempt that brought no tokens is put down. */
export interface Release {
  /** `cleared`: nothing was sent, or an answer came; `unknown`: it may have been carried out. */
  attempt: 'cleared' | 'unknown';
  /** A stable code, never an upstream text. */
  error: string;
  /** Milliseconds from now until anybody may send again. */
  retryIn: number;
  /** Whether the provider refused without naming an error. */
  refusal: boolean;
}

/** Where the answer went: kept; dropped because the grant was revoked, or linked anew, or is gone. */
export type Stored = 'stored' | 'revoked' | 'relinked' | 'gone';

/**
 * What the refresh protocol asks of a database (refresh.md). Every method is one statement or one short transaction and
 * throws `DatabaseUnavailable` when it cannot be known to have happened.
 */
export interface RefreshStore {
  read(grantId: string, variant: string): Promise<RefreshableGrant | undefined>;

  /**
   * Step 2: lease and intent in one statement. `undefined` when another holds it or held it since the row was read, when
   * it moved on, or must rest.
   */
  lease(grant: { id: string; generation: number; fence: number }, owner: string): Promise<Lease | undefined>;

  /** Step 3: the lease lives on while the provider takes its time. False when the fence is not ours any more. */
  renew(lease: Lease): Promise<boolean>;

  /** Step 6: an answer is truth. Kept where `generation` is the one whose token was spent, whatever the fence says. */
  store(lease: Lease, variant: string, granted: Granted, spent: SpentToken): Promise<Stored>;

  /** Step 8, under the fence. */
  release(lease: Lease, release: Release): Promise<void>;

  /** The provider's clear word, under the fence and the generation. False when either moved on. */
  markDead(lease: Lease, reason: GrantReason): Promise<boolean>;

  /** Nothing is left to refresh with, and the access token's time is over. */
  markExpired(grant: { id: string; generation: number }): Promise<void>;
}

export interface SpentToken {
  refreshToken: string;
  /** Milliseconds through which the provider takes it once more; 0 when it does not. */
  reuseWindow: number;
}

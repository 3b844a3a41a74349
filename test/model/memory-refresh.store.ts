import type { GrantReason, GrantStatus } from '../../src/grants/grant.entity.ts';
import type { Lease, RefreshableGrant, Release, Stored } from '../../src/grants/refresh/refresh.store.ts';
import { LEASE_TIME } from '../../src/grants/refresh/sql-refresh.store.ts';

/**
 * A grant's row and what is done to it, as SqlRefreshStore and GrantStore do it in SQL; same-as-sql.spec.ts holds the two
 * together. Pure functions over an immutable row; tokens are names, and the instant is given.
 */
export interface Row {
  readonly status: GrantStatus;
  readonly reason: GrantReason | null;
  readonly generation: number;
  readonly fence: number;
  readonly leaseOwner: string | null;
  readonly leaseExpiresAt: number | null;
  readonly attemptStartedAt: number | null;
  readonly unknownSince: number | null;
  readonly retryAt: number | null;
  readonly failures: number;
  readonly refusals: number;
  readonly lastError: string | null;
  readonly refreshToken: string | null;
  /** The plain variant's. */
  readonly accessToken: string | null;
  readonly accessGeneration: number;
}

export type RowLease = Pick<Lease, 'generation' | 'fence' | 'attemptStartedAt' | 'unknownSince'>;

/** What a token endpoint gave. */
export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
}

const attemptOver = { leaseOwner: null, leaseExpiresAt: null, attemptStartedAt: null } as const;
const freshStart = {
  ...attemptOver,
  unknownSince: null,
  retryAt: null,
  failures: 0,
  refusals: 0,
  lastError: null,
} as const;

/** As GrantStore inserts it before it puts the first link in. */
export const unlinked: Row = {
  ...freshStart,
  status: 'revoked',
  reason: null,
  generation: 0,
  fence: 0,
  refreshToken: null,
  accessToken: null,
  accessGeneration: 0,
};

export function read(row: Row, now: number): RefreshableGrant {
  const { status, reason, generation, fence, attemptStartedAt, refreshToken, leaseExpiresAt, retryAt } = row;
  return {
    ...{ id: 'grant', userId: 'person', provider: 'provider', refreshExpiresAt: null },
    ...{ status, reason, generation, fence, attemptStartedAt, refreshToken, leaseExpiresAt, retryAt, now },
    ...{ failures: row.failures, refusals: row.refusals, lastError: row.lastError },
    besides: { metadata: {}, tokenHost: null, proofKey: null },
    token:
      row.accessToken === null
        ? undefined
        : {
            ...{ accessToken: row.accessToken, tokenType: 'Bearer', scope: '' },
            ...{ issuedAt: 0, expiresAt: 0, generation: row.accessGeneration },
          },
  };
}

/** Step 2. */
export function lease(
  row: Row,
  seen: { generation: number; fence: number },
  owner: string,
  now: number,
): { row: Row; lease: RowLease | undefined } {
  const isFree = row.leaseExpiresAt === null || row.leaseExpiresAt <= now;
  const isRested = row.retryAt === null || row.retryAt <= now;
  const isAsRead = row.generation === seen.generation && row.fence === seen.fence;
  if (!isAsRead || row.status !== 'active' || row.refreshToken === null || !isFree || !isRested) {
    return { row, lease: undefined };
  }
  const leased = {
    ...row,
    ...{ leaseOwner: owner, leaseExpiresAt: now + LEASE_TIME, fence: row.fence + 1, attemptStartedAt: now },
    unknownSince: row.unknownSince ?? row.attemptStartedAt,
  };
  const { generation, fence, unknownSince } = leased;
  return { row: leased, lease: { generation, fence, attemptStartedAt: now, unknownSince } };
}

/** Step 3. */
export function renew(row: Row, { fence }: RowLease, now: number): { row: Row; renewed: boolean } {
  if (row.fence !== fence || row.leaseOwner === null) return { row, renewed: false };
  return { row: { ...row, leaseExpiresAt: now + LEASE_TIME }, renewed: true };
}

/** Step 6. */
export function store(
  row: Row,
  { generation }: RowLease,
  { accessToken, refreshToken }: Tokens,
): { row: Row; stored: Stored } {
  if (row.generation === generation && row.status !== 'revoked') {
    const kept: Row = {
      ...row,
      ...freshStart,
      ...{ status: 'active', reason: null, generation: generation + 1, accessToken, accessGeneration: generation + 1 },
      refreshToken: refreshToken ?? row.refreshToken,
    };
    return { row: kept, stored: 'stored' };
  }
  if (row.status === 'revoked') return { row, stored: 'revoked' };
  // Our own answer is known again: the word that it was stored got lost.
  const isOurs = refreshToken === undefined ? row.accessToken === accessToken : row.refreshToken === refreshToken;
  return { row, stored: isOurs ? 'stored' : 'relinked' };
}

/** Step 8. */
export function release(row: Row, { fence }: RowLease, how: Release, now: number): Row {
  if (row.fence !== fence) return row;
  return {
    ...row,
    ...attemptOver,
    unknownSince: how.attempt === 'unknown' ? (row.unknownSince ?? row.attemptStartedAt) : row.unknownSince,
    failures: row.failures + 1,
    refusals: row.refusals + (how.refusal ? 1 : 0),
    retryAt: now + Math.round(how.retryIn),
    lastError: how.error,
  };
}

/** The provider's clear word. */
export function markDead(
  row: Row,
  { generation, fence }: RowLease,
  reason: GrantReason,
): { row: Row; marked: boolean } {
  if (row.generation !== generation || row.fence !== fence || row.status !== 'active') return { row, marked: false };
  return {
    row: { ...row, ...attemptOver, status: 'reauth_required', reason, lastError: 'invalid_grant' },
    marked: true,
  };
}

export function markExpired(row: Row, { generation }: { generation: number }): Row {
  if (row.generation !== generation || row.status !== 'active' || row.refreshToken !== null) return row;
  return { ...row, status: 'reauth_required', reason: 'expired' };
}

/** The person connects the account, for the first time or anew. */
export function link(row: Row, { accessToken, refreshToken }: Tokens): Row {
  if (refreshToken === undefined && row.status === 'active' && row.refreshToken !== null) {
    return { ...row, accessToken, accessGeneration: row.generation };
  }
  const generation = row.generation + 1;
  return {
    ...freshStart,
    ...{ status: 'active', reason: null, generation, fence: row.fence + 1, accessToken, accessGeneration: generation },
    refreshToken: refreshToken ?? null,
  };
}

/** The person ends the grant. */
export function revoke(row: Row): Row {
  if (row.status === 'revoked') return row;
  return {
    ...{ ...row, ...attemptOver, unknownSince: null, retryAt: null, status: 'revoked', reason: 'revoked_by_user' },
    ...{
      generation: row.generation + 1,
      fence: row.fence + 1,
      refreshToken: null,
      accessToken: null,
      accessGeneration: 0,
    },
  };
}

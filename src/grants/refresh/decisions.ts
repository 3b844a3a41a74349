import type { TokenAnswer } from '../../providers/token-answer.ts';
import type { GrantReason } from '../grant.entity.ts';
import type { Lease, RefreshableGrant, StoredToken } from './refresh.store.ts';

/**
 * The decisions of the refresh protocol, apart from all I/O: what to do with a row as it is, and what an answer means.
 */

/** What comes next for somebody who wants a newer token than the one of generation `seen`. */
export type Step =
  /** Another brought it meanwhile. */
  | { kind: 'adopt'; token: StoredToken }
  /** Revoked, or the person must consent again. */
  | { kind: 'ended'; reason: GrantReason | null }
  /** There is no refresh token. */
  | { kind: 'barren' }
  /** Another holds the lease: losers never refresh. */
  | { kind: 'wait' }
  /** An attempt failed lately. Milliseconds. */
  | { kind: 'rest'; retryIn: number; error: string | null }
  | { kind: 'lease'; refreshToken: string };

/** What else the next step depends on. Milliseconds. */
export interface Surroundings {
  /** For how long the database was there without a break. */
  reachableFor: number;
  /** Whether a refresh token that was spent may be worth nothing afterwards. */
  rotates: boolean;
  /** The provider's `REUSE_WINDOW`. */
  reuseWindow: number;
}

/**
 * A lease with an attempt is taken over only after so much reach of the database: its holder's store comes first. Longer
 * than one try of the holder may hang (a statement's time-out and a pause).
 */
export const TAKE_OVER_AFTER = 20_000;
/** Within a reuse window little is lost should the holder's store come second: its answer and ours are worth the same. */
export const TAKE_OVER_IN_WINDOW = 5_000;
/** Sent at the latest 10 s after the lease; alive for 90 s; and 10 s, lest the first request arrives after its replay. */
export const REPLAY_AFTER = 110_000;
/** A holder that was stopped for a minute renewed its lease at most 10 s before: so long after its end it goes on. */
export const STOPPED_AFTER_LEASE = 45_000;

export function nextStep(grant: RefreshableGrant, seen: number, around: Surroundings): Step {
  if (grant.status !== 'active') return { kind: 'ended', reason: grant.reason };
  if (grant.token !== undefined && grant.token.generation > seen) return { kind: 'adopt', token: grant.token };
  if (grant.refreshToken === null) return { kind: 'barren' };
  if (grant.leaseExpiresAt !== null && grant.leaseExpiresAt > grant.now) return { kind: 'wait' };
  if (grant.retryAt !== null && grant.retryAt > grant.now) {
    return { kind: 'rest', retryIn: grant.retryAt - grant.now, error: grant.lastError };
  }
  if (grant.attemptStartedAt !== null) {
    // The lease ran out with its attempt marked: its holder died or froze, and what it sent may still be on its way.
    const isInWindow = grant.now - grant.attemptStartedAt < around.reuseWindow;
    if (around.reachableFor < (isInWindow ? TAKE_OVER_IN_WINDOW : TAKE_OVER_AFTER)) return { kind: 'wait' };
    const replayIn = replaysIn(grant.now, grant.attemptStartedAt, grant.leaseExpiresAt ?? 0, around);
    if (replayIn > 0) return { kind: 'rest', retryIn: replayIn, error: 'no_answer' };
  }
  return { kind: 'lease', refreshToken: grant.refreshToken };
}

/** Milliseconds until a refresh token may be sent once more whose first sending, so long ago, had no known outcome. */
function replaysIn(now: number, attemptedAt: number, leaseEnd: number, { rotates, reuseWindow }: Surroundings): number {
  if (!rotates || now - attemptedAt < reuseWindow) return 0;
  return Math.max(attemptedAt + REPLAY_AFTER, leaseEnd + STOPPED_AFTER_LEASE) - now;
}

/** What an answer means for the grant (refresh.md, "When it fails"). */
export type Verdict =
  | { kind: 'dead'; reason: GrantReason }
  /**
   * The provider refused fewer scopes than were granted: that request fails, the grant lives. `mayBeDead`: in words that
   * it has for a dead grant too; a plain refresh would tell.
   */
  | { kind: 'narrowing-refused'; mayBeDead: boolean }
  /** `ours`: the store is misconfigured; `transient`: try again. The grant is untouched. */
  | { kind: 'ours' | 'transient'; attempt: 'cleared' | 'unknown'; error: string; retryIn: number; refusal: boolean };

export interface Circumstances {
  lease: Pick<Lease, 'attemptStartedAt' | 'unknownSince'>;
  grant: Pick<RefreshableGrant, 'refreshExpiresAt' | 'failures' | 'refusals'>;
  variant: string;
  /** The provider's `DEAD_ERRORS`. */
  deadErrors: readonly string[];
  /** The provider's `REUSE_WINDOW`, milliseconds. */
  reuseWindow: number;
  /** Whether the provider took the same client credentials within the last ten minutes. */
  credentialsTaken: boolean;
  /** From 0 to 1, for jitter. */
  chance: number;
}

/** RFC 6749 section 5.2 codes, and RFC 8707's, that speak of the store as a client. */
const OURS = new Set([
  'invalid_client',
  'unauthorized_client',
  'invalid_scope',
  'invalid_request',
  'invalid_target',
  'unsupported_grant_type',
]);
/** Those of them that a narrowed request may earn by its scopes alone. */
const SPEAKS_OF_SCOPES = new Set(['invalid_scope', 'invalid_request', 'invalid_target']);
/** A refusal that names no error is believed the third time. */
const BELIEVED_REFUSALS = 3;

/** Nothing could be sent for what the store is configured with: a private key that cannot sign. */
const UNUSABLE = 'unusable_credentials';

export function judge(answer: Exclude<TokenAnswer, { kind: 'tokens' }>, at: Circumstances): Verdict {
  switch (answer.kind) {
    case 'not-sent':
      return answer.ours === true ? ours(at, UNUSABLE) : transient(at, 'cleared', 'unreachable');
    case 'unknown':
      return transient(at, 'unknown', 'no_answer');
    case 'error':
      return judgeError(answer, at);
  }
}

function judgeError(answer: TokenAnswer & { kind: 'error' }, at: Circumstances): Verdict {
  const { status, error, body } = answer;
  const isNarrowed = at.variant !== '';
  if (error === 'invalid_grant' || (error !== undefined && at.deadErrors.includes(error))) {
    return isNarrowed ? { kind: 'narrowing-refused', mayBeDead: true } : { kind: 'dead', reason: causeOfDeath(at) };
  }
  // Of scopes that a caller chose this speaks neither of the store's settings nor of the provider's health.
  if (isNarrowed && error !== undefined && SPEAKS_OF_SCOPES.has(error)) {
    return { kind: 'narrowing-refused', mayBeDead: false };
  }
  if (error !== undefined && OURS.has(error)) return ours(at, error);
  if (status === 408 || status === 429) return transient(at, 'cleared', `http_${status}`, answer.retryAfter);
  if (status >= 500) return transient(at, 'unknown', `http_${status}`, answer.retryAfter);
  if (error !== undefined) return transient(at, 'cleared', 'provider_error', answer.retryAfter);
  if ((status === 400 || status === 401) && body !== 'other') return refusedWithoutName(at);
  if (status === 401 || status === 403) return ours(at, `http_${status}`);
  // A success without tokens, a redirect, a page: nobody knows what was done with the request.
  return transient(at, 'unknown', 'unreadable_answer', answer.retryAfter);
}

/** Some servers answer so to a dead token and to a wrong secret alike: judged by whether our credentials were taken lately. */
function refusedWithoutName(at: Circumstances): Verdict {
  if (!at.credentialsTaken) return ours(at, 'http_401');
  if (at.variant !== '') return { kind: 'narrowing-refused', mayBeDead: true };
  if (at.grant.refusals + 1 >= BELIEVED_REFUSALS) return { kind: 'dead', reason: causeOfDeath(at) };
  return { ...transient(at, 'cleared', 'refused'), refusal: true };
}

function causeOfDeath({ lease, grant }: Circumstances): GrantReason {
  if (grant.refreshExpiresAt !== null && grant.refreshExpiresAt <= lease.attemptStartedAt) return 'expired';
  return lease.unknownSince === null ? 'refused' : 'lost_rotation';
}

type Waiting = Extract<Verdict, { kind: 'ours' | 'transient' }>;

const OURS_REST = 30_000;
const FIRST_REST = 1_000;
const LONGEST_REST = 60_000;
/** After an attempt with no known outcome: the first request must not arrive after its replay. */
const UNKNOWN_REST = 10_000;
/** A reuse window shorter than this would be over before the replay comes. */
const USABLE_WINDOW = 5_000;
/** A provider that asks for more patience than this is asked again all the same. */
const LONGEST_RETRY_AFTER = 3_600;

function ours(at: Circumstances, error: string): Verdict {
  return { kind: 'ours', attempt: 'cleared', error, retryIn: jitter(OURS_REST, at.chance), refusal: false };
}

function transient(at: Circumstances, attempt: Waiting['attempt'], error: string, retryAfter = 0): Waiting {
  const doubled = Math.min(FIRST_REST * 2 ** Math.min(at.grant.failures, 10), LONGEST_REST);
  const asked = Math.min(retryAfter, LONGEST_RETRY_AFTER) * 1000;
  const least = Math.max(asked, attempt === 'unknown' && at.reuseWindow < USABLE_WINDOW ? UNKNOWN_REST : 0);
  return { kind: 'transient', attempt, error, retryIn: Math.max(least, jitter(doubled, at.chance)), refusal: false };
}

/** Whether an error that a release left behind speaks of the store as a client. */
export function isOurs(error: string | null): boolean {
  return error !== null && (OURS.has(error) || error === UNUSABLE || error === 'http_401' || error === 'http_403');
}

/** Between 75 % and 125 %. */
function jitter(milliseconds: number, chance: number): number {
  return milliseconds * (0.75 + chance / 2);
}

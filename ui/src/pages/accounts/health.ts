import type { Grant } from '../../api/grants.ts';

/** How a connected account fares. Instants in seconds since the epoch. */
export type Health =
  | {
      kind: 'works';
      /** `undefined`: not since it was connected. */
      refreshedAt: number | undefined;
      /** Told where it is near. */
      end: { at: number; unlessRefreshed: boolean } | undefined;
    }
  /** `us`: the provider does not accept the store itself. */
  | { kind: 'failing'; who: 'provider' | 'us'; refreshedAt: number | undefined }
  | { kind: 'needs-you'; why: 'refused' | 'expired' | 'lost'; noticedAt: number | undefined };

/** An end that is farther away is told nobody. */
const NEAR = 30 * 24 * 3600;
/** Errors of a refresh that speak of the store as a client (RFC 6749 section 5.2, RFC 8707). */
const OURS = new Set([
  ...['invalid_client', 'unauthorized_client', 'invalid_scope', 'invalid_request', 'invalid_target'],
  ...['unsupported_grant_type', 'http_401', 'http_403'],
]);
/** Errors that say nothing of the account: fewer scopes were asked for in vain, or the store itself was stopped. */
const HARMLESS = new Set(['narrowing_refused', 'stalled']);

/** @param isDown whether the provider fails for everybody  @param now seconds since the epoch */
export function healthOf(grant: Grant, { isDown, now }: { isDown: boolean; now: number }): Health {
  const refreshedAt = grant.last_refreshed_at ?? undefined;
  if (grant.status !== 'active')
    return { kind: 'needs-you', why: whyOf(grant), noticedAt: grant.last_error_at ?? undefined };
  const end = endOf(grant);
  if (end !== undefined && end <= now) return { kind: 'needs-you', why: 'expired', noticedAt: end };
  const error = grant.failures > 0 ? grant.last_error : null;
  if (error !== null && OURS.has(error)) return { kind: 'failing', who: 'us', refreshedAt };
  if (isDown || (error !== null && !HARMLESS.has(error))) return { kind: 'failing', who: 'provider', refreshedAt };
  const isNear = end !== undefined && end - now < NEAR;
  return { kind: 'works', refreshedAt, end: isNear ? { at: end, unlessRefreshed: grant.renewable } : undefined };
}

export function needsItsUser(grant: Grant, now: number): boolean {
  return healthOf(grant, { isDown: false, now }).kind === 'needs-you';
}

function whyOf({ reason }: Grant): 'refused' | 'expired' | 'lost' {
  if (reason === 'expired') return 'expired';
  return reason === 'lost_rotation' ? 'lost' : 'refused';
}

/** When nothing more can be had of it, as far as that is known. */
function endOf({ renewable, access_expires_at, refresh_expires_at }: Grant): number | undefined {
  return (renewable ? refresh_expires_at : access_expires_at) ?? undefined;
}

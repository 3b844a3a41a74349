import { describe, expect, it } from '@jest/globals';
import type { Grant } from '../../api/grants.ts';
import { healthOf, needsItsUser } from './health.ts';

const NOW = 1_800_000_000;
const DAY = 24 * 3600;

function grant(changes: Partial<Grant> = {}): Grant {
  return {
    ...{ id: 'g', provider: 'p', account: { subject: 'alice', label: null }, label: null, default: true },
    ...{ scopes: { requested: [], granted: [], missing: [] }, status: 'active', reason: null, renewable: true },
    ...{ access_expires_at: NOW - 60, refresh_expires_at: null, refresh_never_expires: false },
    ...{ last_refreshed_at: NOW - 100, last_used_at: null, last_error: null, last_error_at: null },
    ...{ refreshes: 1, failures: 0, linked_at: NOW - DAY, ...changes },
  };
}

const of = (changes: Partial<Grant>, isDown = false) => healthOf(grant(changes), { isDown, now: NOW });

describe('the health of an account', () => {
  it('is good while it is active, an access token that is over or not', () => {
    expect(of({})).toEqual({ kind: 'works', refreshedAt: NOW - 100, end: undefined });
    expect(of({ last_refreshed_at: null })).toMatchObject({ kind: 'works', refreshedAt: undefined });
  });

  it.each([
    ['refused', 'refused'],
    ['expired', 'expired'],
    ['lost_rotation', 'lost'],
    [null, 'refused'],
  ] as const)('needs its user when the grant has ended (%s)', (reason, why) => {
    const ended = { status: 'reauth_required', reason, last_error_at: NOW - 5 } as const;
    expect(of(ended)).toEqual({ kind: 'needs-you', why, noticedAt: NOW - 5 });
    expect(needsItsUser(grant(ended), NOW)).toBe(true);
    expect(needsItsUser(grant(), NOW)).toBe(false);
  });

  it('says that an end is near, and whether a refresh puts it off', () => {
    const soon = NOW + 10 * DAY;
    expect(of({ refresh_expires_at: soon })).toMatchObject({ end: { at: soon, unlessRefreshed: true } });
    expect(of({ refresh_expires_at: NOW + 31 * DAY })).toMatchObject({ end: undefined });
    expect(of({ renewable: false, access_expires_at: soon })).toMatchObject({
      end: { at: soon, unlessRefreshed: false },
    });
    expect(of({ renewable: false, access_expires_at: null })).toMatchObject({ kind: 'works', end: undefined });
  });

  it('needs its user when nothing renews a token that is over', () => {
    expect(of({ renewable: false })).toEqual({ kind: 'needs-you', why: 'expired', noticedAt: NOW - 60 });
  });

  it.each([
    ['http_503', 'provider'],
    ['no_answer', 'provider'],
    ['invalid_client', 'us'],
    ['http_401', 'us'],
  ])('fails for a while after %s, for which the %s is to be asked', (last_error, who) => {
    expect(of({ last_error, failures: 2 })).toEqual({ kind: 'failing', who, refreshedAt: NOW - 100 });
    expect(of({ last_error, failures: 0 })).toMatchObject({ kind: 'works' });
  });

  it.each(['narrowing_refused', 'stalled'])('stays good after %s', (last_error) => {
    expect(of({ last_error, failures: 1 })).toMatchObject({ kind: 'works' });
  });

  it('fails while its provider is down for everybody, unless it has ended anyway', () => {
    expect(of({}, true)).toMatchObject({ kind: 'failing', who: 'provider' });
    expect(of({ status: 'reauth_required' }, true)).toMatchObject({ kind: 'needs-you' });
  });
});

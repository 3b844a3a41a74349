import { describe, expect, it } from '@jest/globals';
import type { TokenAnswer } from '../../providers/token-answer.ts';
import { judge, nextStep, type Circumstances, type Surroundings } from './decisions.ts';
import type { RefreshableGrant } from './refresh.store.ts';

const NOW = 1_000_000;
const grant: RefreshableGrant = {
  id: 'g',
  userId: 'u',
  provider: 'p',
  status: 'active',
  reason: null,
  generation: 3,
  fence: 5,
  attemptStartedAt: null,
  refreshToken: 'sealed',
  refreshExpiresAt: null,
  leaseExpiresAt: null,
  retryAt: null,
  failures: 0,
  refusals: 0,
  lastError: null,
  besides: { metadata: {}, tokenHost: null, proofKey: null },
  token: { accessToken: 'sealed', tokenType: 'Bearer', scope: '', issuedAt: 0, expiresAt: 1, generation: 3 },
  now: NOW,
};

const around: Surroundings = { reachableFor: 60_000, rotates: true, reuseWindow: 0 };

describe('the next step', () => {
  it.each<[string, Partial<RefreshableGrant>, string]>([
    ['nothing in the way', {}, 'lease'],
    ['no token of this variant yet', { token: undefined }, 'lease'],
    ['a lease that ran out', { leaseExpiresAt: NOW }, 'lease'],
    ['another’s lease', { leaseExpiresAt: NOW + 1 }, 'wait'],
    ['an attempt that somebody left, a moment ago', { leaseExpiresAt: NOW, attemptStartedAt: NOW - 30_000 }, 'rest'],
    ['the same, long enough ago', { leaseExpiresAt: NOW - 80_000, attemptStartedAt: NOW - 110_000 }, 'lease'],
    ['the same, renewed until lately', { leaseExpiresAt: NOW - 40_000, attemptStartedAt: NOW - 110_000 }, 'rest'],
    ['a rest that is over', { retryAt: NOW }, 'lease'],
    ['a rest', { retryAt: NOW + 1 }, 'rest'],
    ['no refresh token', { refreshToken: null }, 'barren'],
    ['revoked', { status: 'revoked' }, 'ended'],
    ['dead', { status: 'reauth_required' }, 'ended'],
  ])('%s', (_, change, kind) => {
    expect(nextStep({ ...grant, ...change }, 3, around).kind).toBe(kind);
  });

  it('adopts what another brought meanwhile, even under a lease', () => {
    expect(nextStep({ ...grant, leaseExpiresAt: NOW + 1 }, 2, around).kind).toBe('adopt');
  });

  it('does not adopt when only another variant moved on', () => {
    expect(nextStep({ ...grant, generation: 9 }, 3, around).kind).toBe('lease');
  });
});

describe('taking over what somebody left', () => {
  const left = { ...grant, leaseExpiresAt: NOW - 1, attemptStartedAt: NOW - 31_000 };

  it('waits until the database was there for a while: its holder’s store comes first', () => {
    expect(nextStep(left, 3, { ...around, reachableFor: 19_999 }).kind).toBe('wait');
    expect(nextStep(left, 3, { ...around, reachableFor: 20_000 }).kind).toBe('rest');
  });

  it('waits less inside the reuse window', () => {
    const inWindow = { ...around, reuseWindow: 31_001 };
    expect(nextStep(left, 3, { ...inWindow, reachableFor: 4_999 }).kind).toBe('wait');
    expect(nextStep(left, 3, { ...inWindow, reachableFor: 5_000 }).kind).toBe('lease');
    expect(nextStep(left, 3, { ...around, reuseWindow: 31_000, reachableFor: 5_000 }).kind).toBe('wait');
  });

  it('waits until the first request cannot be on its way any more', () => {
    expect(nextStep(left, 3, around)).toMatchObject({ kind: 'rest', retryIn: 79_000 });
  });

  it('replays at once inside the reuse window, or where nothing rotates', () => {
    expect(nextStep(left, 3, { ...around, reuseWindow: 31_001 }).kind).toBe('lease');
    expect(nextStep(left, 3, { ...around, reuseWindow: 31_000 }).kind).toBe('rest');
    expect(nextStep(left, 3, { ...around, rotates: false }).kind).toBe('lease');
  });
});

const usual: Circumstances = {
  lease: { attemptStartedAt: NOW, unknownSince: null },
  grant: { refreshExpiresAt: null, failures: 0, refusals: 0 },
  variant: '',
  deadErrors: ['bad_refresh_token'],
  reuseWindow: 0,
  credentialsTaken: true,
  chance: 0.5,
};

type Failure = Exclude<TokenAnswer, { kind: 'tokens' }>;

const error = (
  status: number,
  name?: string,
  body: 'empty' | 'json' | 'other' = 'json',
  retryAfter?: number,
): Failure => ({
  kind: 'error',
  status,
  error: name,
  retryAfter,
  body,
});

describe('judging an answer', () => {
  it.each<[string, Failure, Partial<Circumstances>, object]>([
    ['invalid_grant', error(400, 'invalid_grant'), {}, { kind: 'dead', reason: 'refused' }],
    ['Atlassian’s 403 with it', error(403, 'invalid_grant'), {}, { kind: 'dead' }],
    ['an alias of the preset’s, with status 200', error(200, 'bad_refresh_token'), {}, { kind: 'dead' }],
    [
      'invalid_grant after an unknown outcome',
      error(400, 'invalid_grant'),
      { lease: { attemptStartedAt: NOW, unknownSince: 1 } },
      { kind: 'dead', reason: 'lost_rotation' },
    ],
    [
      'invalid_grant past the known end',
      error(400, 'invalid_grant'),
      { lease: { attemptStartedAt: NOW, unknownSince: 1 }, grant: { refreshExpiresAt: NOW, failures: 0, refusals: 0 } },
      { kind: 'dead', reason: 'expired' },
    ],
    [
      ...(['the same to fewer scopes', error(400, 'invalid_grant'), { variant: 'read' }] as const),
      { kind: 'narrowing-refused', mayBeDead: true },
    ],
    [
      ...(['invalid_scope to fewer scopes', error(400, 'invalid_scope'), { variant: 'read' }] as const),
      { kind: 'narrowing-refused', mayBeDead: false },
    ],
    [
      ...([
        'a bare 400 to fewer scopes, the third',
        error(400),
        { variant: 'read', grant: { refreshExpiresAt: null, failures: 2, refusals: 2 } },
      ] as const),
      { kind: 'narrowing-refused', mayBeDead: true },
    ],
    ['invalid_client', error(401, 'invalid_client'), {}, { kind: 'ours', attempt: 'cleared' }],
    ['invalid_scope', error(400, 'invalid_scope'), {}, { kind: 'ours' }],
    ['a page with 403', error(403, undefined, 'other'), {}, { kind: 'ours' }],
    ['429', error(429, undefined, 'empty', 9), {}, { kind: 'transient', attempt: 'cleared', retryIn: 9_000 }],
    ['429 with invalid_client in it', error(429, 'slow_down'), {}, { kind: 'transient', attempt: 'cleared' }],
    ['500 with a reuse window', error(500), { reuseWindow: 30_000 }, { attempt: 'unknown', retryIn: 1_000 }],
    ['500', error(500), {}, { kind: 'transient', attempt: 'unknown', retryIn: 10_000 }],
    ['503 with Retry-After', error(503, undefined, 'other', 60), {}, { kind: 'transient', retryIn: 60_000 }],
    ['temporarily_unavailable', error(400, 'temporarily_unavailable'), {}, { kind: 'transient', attempt: 'cleared' }],
    ['a redirect', error(302, undefined, 'empty'), {}, { kind: 'transient', attempt: 'unknown' }],
    ['success without tokens', error(200), {}, { kind: 'transient', attempt: 'unknown' }],
    ['never sent', { kind: 'not-sent', cause: undefined }, {}, { kind: 'transient', attempt: 'cleared' }],
    [
      'never sent, for a fault of ours',
      { kind: 'not-sent', cause: undefined, ours: true },
      {},
      { kind: 'ours', attempt: 'cleared', error: 'unusable_credentials' },
    ],
    ['no answer', { kind: 'unknown', cause: undefined }, {}, { kind: 'transient', attempt: 'unknown' }],
    ['a refusal without a name, once', error(400, undefined, 'empty'), {}, { kind: 'transient', refusal: true }],
    [
      'a refusal without a name, the third time',
      error(400, undefined, 'empty'),
      { grant: { refreshExpiresAt: null, failures: 2, refusals: 2 } },
      { kind: 'dead', reason: 'refused' },
    ],
    [
      'the same while nothing shows that our credentials are good',
      error(401, undefined, 'empty'),
      { credentialsTaken: false, grant: { refreshExpiresAt: null, failures: 9, refusals: 9 } },
      { kind: 'ours' },
    ],
  ])('%s', (_, answer, change, verdict) => {
    expect(judge(answer, { ...usual, ...change })).toMatchObject(verdict);
  });

  it('rests longer after each failure, up to about a minute', () => {
    const rests = [0, 1, 2, 5, 20].map((failures) => {
      const verdict = judge({ kind: 'not-sent', cause: undefined }, { ...usual, grant: { ...usual.grant, failures } });
      return 'retryIn' in verdict ? verdict.retryIn : 0;
    });
    expect(rests).toEqual([1_000, 2_000, 4_000, 32_000, 60_000]);
  });
});

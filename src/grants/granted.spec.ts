import { describe, expect, it } from '@jest/globals';
import { provider } from '../settings/schema/provider.ts';
import type { TokenSet } from '../providers/token-answer.ts';
import { readMetadata, toGranted, writeMetadata } from './granted.ts';

const NOW = 1_000_000_000_000;
const DAY = 24 * 3600 * 1000;

const tokens = (changes: Partial<TokenSet> = {}): TokenSet => ({
  accessToken: 'at',
  tokenType: 'Bearer',
  expiresIn: 3600,
  refreshToken: 'rt',
  refreshExpiresIn: undefined,
  scope: undefined,
  idToken: undefined,
  metadata: {},
  ...changes,
});

type Knobs = Parameters<typeof provider.parse>[0];
const grantedBy = (knobs: Knobs, set: Partial<TokenSet>, held?: Parameters<typeof toGranted>[3]) =>
  toGranted(tokens(set), { ...provider.parse(knobs), id: 'p', CLIENT_ID: 'c' }, NOW, held);

describe('what a token set becomes', () => {
  it.each<[string, Knobs, Partial<TokenSet>, number | null]>([
    ['what the answer says', { EXPIRES_IN_DEFAULT: '2h' }, {}, NOW + 3_600_000],
    [
      'what the knob says, where the answer does not',
      { EXPIRES_IN_DEFAULT: '2h' },
      { expiresIn: undefined },
      NOW + 7_200_000,
    ],
    ['never', { NEVER_EXPIRES: true }, { expiresIn: undefined }, null],
    ['what the answer says after all', { NEVER_EXPIRES: true }, {}, NOW + 3_600_000],
  ])('expires by %s', (_, knobs, set, expiresAt) => {
    expect(grantedBy(knobs, set)).toMatchObject({ expiresAt });
  });

  it.each<[string, Knobs, Partial<TokenSet>, string | undefined, number | null]>([
    ['as the answer says', { REFRESH_EXPIRES_IN_DEFAULT: '90d' }, { refreshExpiresIn: 60 }, undefined, NOW + 60_000],
    ['never, as it says', { REFRESH_EXPIRES_IN_DEFAULT: '90d' }, { refreshExpiresIn: 0 }, undefined, null],
    ['as the knob says', { REFRESH_EXPIRES_IN_DEFAULT: '90d' }, {}, undefined, NOW + 90 * DAY],
    ['as the knob says, after a rotation', { REFRESH_EXPIRES_IN_DEFAULT: '90d' }, {}, 'spent', NOW + 90 * DAY],
    ['as before, where it came again', { REFRESH_EXPIRES_IN_DEFAULT: '90d' }, {}, 'rt', null],
    ['as before, where none came', { REFRESH_EXPIRES_IN_DEFAULT: '90d' }, { refreshToken: undefined }, 'rt', null],
    ['with the access token that it is', { REFRESH_STYLE: 'exchange' }, {}, undefined, NOW + 3_600_000],
  ])('has a refresh token that ends %s', (_, knobs, set, refreshToken, refreshExpiresAt) => {
    expect(grantedBy(knobs, set, refreshToken === undefined ? {} : { refreshToken })).toMatchObject({
      refreshExpiresAt,
    });
  });

  it('is exchanged in good time where the access token stands for the refresh token', () => {
    const { nextRefreshAt } = grantedBy(
      { REFRESH_STYLE: 'exchange', EXPIRES_IN_DEFAULT: '60d' },
      { expiresIn: undefined },
    );
    expect(nextRefreshAt).toBeGreaterThan(NOW + 35 * DAY);
    expect(nextRefreshAt).toBeLessThan(NOW + 45 * DAY);
  });

  it('has what was said before and what is said now', () => {
    const { metadata } = grantedBy({}, { metadata: { host: 'new' } }, { metadata: { host: 'old', company: 'c' } });
    expect(metadata).toEqual({ host: 'new', company: 'c' });
    expect(readMetadata(writeMetadata(metadata))).toEqual(metadata);
    expect([writeMetadata({}), writeMetadata(undefined), readMetadata(null)]).toEqual([null, null, {}]);
  });
});

import type { Granted } from '../../src/grants/granted.ts';

/** What a provider gave: a token set that lives for an hour from now, with a refresh token. */
export function granted(changes: Partial<Granted> = {}): Granted {
  const issuedAt = Date.now();
  return {
    accessToken: 'access-1',
    tokenType: 'Bearer',
    scope: undefined,
    issuedAt,
    expiresAt: issuedAt + 3_600_000,
    refreshToken: 'refresh-1',
    refreshExpiresAt: null,
    refreshNeverExpires: false,
    nextRefreshAt: null,
    ...changes,
  };
}

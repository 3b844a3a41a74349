import type { TokenSet } from '../providers/token-answer.ts';
import type { ProviderSettings } from '../settings/settings.ts';

/** What a token endpoint gave, with lifetimes turned into instants (milliseconds since the epoch). */
export interface Granted {
  accessToken: string;
  tokenType: string;
  scope: string | undefined;
  issuedAt: number;
  /** `null`: no expiry known. */
  expiresAt: number | null;
  /** `undefined`: none came, the one that is held stays. */
  refreshToken: string | undefined;
  /** `null`: unknown, or never, as the next member says. */
  refreshExpiresAt: number | null;
  refreshNeverExpires: boolean;
  /** When the refresh token should be used lest it die; `null`: it needs no care that we know of. */
  nextRefreshAt: number | null;
}

/** @param issuedAt when the request was sent: a lifetime is never reckoned longer than it is */
export function toGranted(tokens: TokenSet, settings: ProviderSettings, issuedAt: number): Granted {
  const { refreshExpiresIn } = tokens;
  const refreshExpiresAt =
    refreshExpiresIn === undefined || refreshExpiresIn === 0 ? null : issuedAt + refreshExpiresIn * 1000;
  return {
    accessToken: tokens.accessToken,
    tokenType: tokens.tokenType,
    scope: tokens.scope,
    issuedAt,
    expiresAt: expiry(tokens.expiresIn, settings, issuedAt),
    refreshToken: tokens.refreshToken,
    refreshExpiresAt,
    refreshNeverExpires: refreshExpiresIn === 0,
    nextRefreshAt: nextRefresh(issuedAt, refreshExpiresAt, settings),
  };
}

function expiry(expiresIn: number | undefined, settings: ProviderSettings, issuedAt: number): number | null {
  if (expiresIn !== undefined) return issuedAt + expiresIn * 1000;
  if (settings.NEVER_EXPIRES || settings.EXPIRES_IN_DEFAULT === undefined) return null;
  return issuedAt + settings.EXPIRES_IN_DEFAULT;
}

/** Two thirds of what is known to be left, ±10 % lest all come due together. */
function nextRefresh(
  issuedAt: number,
  refreshExpiresAt: number | null,
  { KEEP_ALIVE, IDLE_LIMIT }: ProviderSettings,
): number | null {
  if (KEEP_ALIVE === 'off') return null;
  if (KEEP_ALIVE !== 'auto') return Math.round(issuedAt + KEEP_ALIVE * jitter());
  const known = [refreshExpiresAt === null ? undefined : refreshExpiresAt - issuedAt, IDLE_LIMIT].filter(
    (x) => x !== undefined,
  );
  if (known.length === 0) return null;
  return Math.round(issuedAt + Math.min(...known) * (2 / 3) * jitter());
}

function jitter(): number {
  return 0.9 + Math.random() * 0.2;
}

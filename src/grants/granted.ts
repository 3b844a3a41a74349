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
  /** What the grant has besides, by name, all of it; `undefined` leaves what is kept. */
  metadata?: GrantMetadata | undefined;
  /** The host that the account is at, in place of the provider's usual one. */
  tokenHost?: string | undefined;
}

/** As it is kept in a row; nothing is NULL. */
export function writeMetadata(metadata: GrantMetadata | undefined): string | null {
  return metadata === undefined || Object.keys(metadata).length === 0 ? null : JSON.stringify(metadata);
}

/** The reverse of {@link writeMetadata}. */
export function readMetadata(kept: string | null): GrantMetadata {
  return kept === null ? {} : (JSON.parse(kept) as GrantMetadata);
}

/** What a provider said of a grant, to be handed out with its tokens. */
export type GrantMetadata = Readonly<Record<string, string>>;

/**
 * @param issuedAt when the request was sent: a lifetime is never reckoned longer than it is
 * @param held what the grant had when the request was sent
 */
export function toGranted(
  tokens: TokenSet,
  settings: ProviderSettings,
  issuedAt: number,
  held: { refreshToken?: string; metadata?: GrantMetadata; tokenHost?: string | undefined } = {},
): Granted {
  const expiresAt = expiry(tokens.expiresIn, settings, issuedAt);
  // An access token that stands for a refresh token is good for as long as it is.
  const refreshExpiresAt =
    settings.REFRESH_STYLE === 'exchange' ? expiresAt : refreshExpiry(tokens, settings, issuedAt, held.refreshToken);
  return {
    accessToken: tokens.accessToken,
    tokenType: tokens.tokenType,
    scope: tokens.scope,
    issuedAt,
    expiresAt,
    refreshToken: tokens.refreshToken,
    refreshExpiresAt,
    refreshNeverExpires: tokens.refreshExpiresIn === 0,
    nextRefreshAt: nextRefresh(issuedAt, refreshExpiresAt, settings),
    metadata: { ...held.metadata, ...tokens.metadata },
    tokenHost: held.tokenHost,
  };
}

/** Where the answer does not say, a refresh token that was not there before lives for as long as is known of them. */
function refreshExpiry(
  { refreshToken, refreshExpiresIn }: TokenSet,
  { REFRESH_EXPIRES_IN_DEFAULT: usual }: ProviderSettings,
  issuedAt: number,
  spent: string | undefined,
): number | null {
  if (refreshExpiresIn !== undefined) return refreshExpiresIn === 0 ? null : issuedAt + refreshExpiresIn * 1000;
  return usual === undefined || refreshToken === undefined || refreshToken === spent ? null : issuedAt + usual;
}

function expiry(expiresIn: number | undefined, settings: ProviderSettings, issuedAt: number): number | null {
  if (expiresIn !== undefined) return issuedAt + expiresIn * 1000;
  if (settings.NEVER_EXPIRES || settings.EXPIRES_IN_DEFAULT === undefined) return null;
  return issuedAt + settings.EXPIRES_IN_DEFAULT;
}

/** Two thirds of what is known to be left, ±10 % lest all come due together. */
export function nextRefresh(
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

import { Fernet, type FernetContent } from '../../crypto/fernet.ts';
import { DoesNotOpen } from '../../crypto/key-ring.ts';
import type { ProviderSettings } from '../../settings/settings.ts';
import { nextRefresh } from '../granted.ts';
import { importLine } from '../import/import-line.ts';
import type { FirstEditionRow } from './first-edition-source.ts';
import type { Outcome } from './outcome.ts';

/** A refresh token of the first edition that can be kept here. Instants are milliseconds since the epoch. */
export interface OldGrant {
  row: FirstEditionRow;
  subject: string;
  /** The provider's id here. */
  provider: string;
  /** The subject at the provider; `''`: nobody knows. */
  account: string;
  scope: string;
  refreshToken: string;
  /** When the provider issued it, or a moment later. */
  sealedAt: number;
  /** `null`: unknown, or never, as the next member says. */
  refreshExpiresAt: number | null;
  refreshNeverExpires: boolean;
  nextRefreshAt: number | null;
}

export interface Judge {
  fernet: Fernet;
  /** Providers that are called otherwise here: the new id by the old. */
  renamed: ReadonlyMap<string, string>;
  /** By id. */
  providers: ReadonlyMap<string, ProviderSettings>;
  /** Milliseconds since the epoch. */
  now: number;
}

/** Says of a row, without asking anybody, whether it can be imported, and as what. */
export function judgeRow(row: FirstEditionRow, judge: Judge): OldGrant | Outcome {
  const { user, provider: oldProvider, token } = row;
  if (!user || !oldProvider || !token) return 'incomplete';
  const settings = judge.providers.get(judge.renamed.get(oldProvider) ?? oldProvider);
  if (settings === undefined) return 'unknown_provider';
  if (settings.REFRESH_STYLE === 'none') return 'no_refresh_tokens';
  const content = opened(token, judge.fernet);
  if (typeof content === 'string') return content;
  const line = { user: { subject: user }, provider: settings.id, refresh_token: content.text };
  if (!importLine.safeParse(line).success) return 'unusable';
  const sealedAt = content.sealedAt * 1000;
  const refreshExpiresAt = endOf(row);
  if (refreshExpiresAt !== null && refreshExpiresAt <= judge.now) return 'expired';
  return {
    ...{ row, subject: user, provider: settings.id, account: accountOf(row), scope: settings.SCOPE },
    ...{ refreshToken: content.text, sealedAt, refreshExpiresAt, refreshNeverExpires: row.expiresIn === 0 },
    nextRefreshAt: nextRefresh(sealedAt, refreshExpiresAt, settings),
  };
}

function opened(token: string, fernet: Fernet): FernetContent | Outcome {
  try {
    return fernet.open(token);
  } catch (error) {
    if (!(error instanceof DoesNotOpen)) throw error;
    return Fernet.isToken(token) ? 'does_not_open' : 'not_sealed';
  }
}

/** The older table has the end of the token before: that edition wrote it down before it knew the next. */
function endOf({ table, expiresIn, expiresAt }: FirstEditionRow): number | null {
  if (table === 'refresh_tokens' || expiresIn === 0 || expiresAt === null) return null;
  return Math.round(expiresAt * 1000);
}

/** The last edition linked nothing but an account with its user's own subject; the older one did not look. */
function accountOf({ table, user }: FirstEditionRow): string {
  return table === 'refresh_token' ? (user ?? '') : '';
}

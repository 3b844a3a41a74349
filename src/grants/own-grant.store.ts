import { asBoolean, type Value } from '../database/connection.ts';
import type { Database } from '../database/database.ts';
import { toPage, type Page, type PageWish } from '../database/page.ts';
import { moveDefault, oneAtATime } from './defaults.ts';
import type { GrantEntity, GrantReason, GrantStatus } from './grant.entity.ts';

/** Everything that a user may see of a grant. Instants in milliseconds since the epoch. */
export interface OwnGrant {
  id: string;
  userId: string;
  provider: string;
  /** The subject at the provider; `''` when it names none. */
  account: string;
  label: string | null;
  ownLabel: string | null;
  isDefault: boolean;
  status: GrantStatus;
  reason: GrantReason | null;
  scopeRequested: string;
  scopeGranted: string;
  hasRefreshToken: boolean;
  /** Of the plain access token; `null`: there is none, or no expiry is known. */
  accessExpiresAt: number | null;
  refreshExpiresAt: number | null;
  refreshNeverExpires: boolean;
  lastRefreshedAt: number | null;
  lastUsedAt: number | null;
  lastError: string | null;
  lastErrorAt: number | null;
  refreshes: number;
  failures: number;
  linkedAt: number;
}

export interface GrantFilter {
  provider?: string | undefined;
  /** `undefined`: all that have not been ended. */
  status?: GrantStatus | undefined;
  /** The only providers whose grants are shown; `undefined`: all. */
  providers?: readonly string[] | undefined;
}

/** What a user changes about a grant. */
export interface GrantChange {
  /** `null` takes it away. */
  ownLabel?: string | null | undefined;
  becomesDefault?: boolean | undefined;
}

type Row = Omit<
  GrantEntity,
  'generation' | 'fence' | 'lease_owner' | 'refresh_token' | 'is_default' | 'refresh_never_expires'
> & {
  is_default: boolean | number;
  refresh_never_expires: boolean | number;
  has_refresh_token: boolean | number;
  access_expires_at: number | null;
};

const SELECT = `
  SELECT g.id, g.user_id, g.provider, g.account, g.label, g.own_label, g.is_default, g.status, g.reason, g.scope_requested,
         g.scope_granted, g.refresh_token IS NOT NULL AS has_refresh_token, g.refresh_expires_at, g.refresh_never_expires,
         g.last_refreshed_at, g.last_used_at, g.last_error, g.last_error_at, g.refreshes, g.failures, g.linked_at,
         g.created_at, t.expires_at AS access_expires_at
  FROM grants g LEFT JOIN grant_tokens t ON t.grant_id = g.id AND t.variant = ''`;

/** A user's grants as they look at them and arrange them. */
export class OwnGrantStore {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  /** Oldest first. Those that were ended are left out unless `status` asks for them. */
  async page(userId: string, { provider, status, providers }: GrantFilter, wish: PageWish): Promise<Page<OwnGrant>> {
    const values: Value[] = [userId];
    const given = (value: Value): string => `$${values.push(value)}`;
    const conditions = [
      'g.user_id = $1',
      status === undefined ? "g.status <> 'revoked'" : `g.status = ${given(status)}`,
      ...(provider === undefined ? [] : [`g.provider = ${given(provider)}`]),
      ...(providers === undefined ? [] : [`g.provider IN (${['NULL', ...providers.map(given)].join(', ')})`]),
    ];
    if (wish.after !== undefined) {
      conditions.push(`(g.created_at, g.id) > (${given(wish.after.at)}, ${given(wish.after.id)})`);
    }
    const rows = await this.database.read<Row>(
      `${SELECT} WHERE ${conditions.join(' AND ')} ORDER BY g.created_at, g.id LIMIT ${given(wish.limit + 1)}`,
      values,
    );
    return toPage(rows, wish, (row) => ({ at: row.created_at, id: row.id }), toOwnGrant);
  }

  /** A grant of this user's, ended ones included. */
  async find(userId: string, id: string): Promise<OwnGrant | undefined> {
    const [row] = await this.database.read<Row>(`${SELECT} WHERE g.id = $1 AND g.user_id = $2`, [id, userId]);
    return row && toOwnGrant(row);
  }

  /** All or nothing. @returns false where an ended grant was to become the default */
  async change(
    { id, userId, provider }: Pick<OwnGrant, 'id' | 'userId' | 'provider'>,
    { ownLabel, becomesDefault = false }: GrantChange,
  ): Promise<boolean> {
    return this.database.transaction(async (statements) => {
      await oneAtATime(statements, userId);
      const [row] = await statements.rows<Pick<GrantEntity, 'status'>>(
        'UPDATE grants SET fence = fence WHERE id = $1 AND user_id = $2 RETURNING status',
        [id, userId],
      );
      if (becomesDefault && (row === undefined || row.status === 'revoked')) return false;
      if (ownLabel !== undefined) {
        await statements.rows('UPDATE grants SET own_label = $3 WHERE id = $1 AND user_id = $2 RETURNING id', [
          ...[id, userId, ownLabel],
        ]);
      }
      if (becomesDefault) await moveDefault(statements, { grantId: id, userId, provider });
      return true;
    });
  }
}

function toOwnGrant(row: Row): OwnGrant {
  return {
    ...{ id: row.id, userId: row.user_id, provider: row.provider, account: row.account },
    ...{ label: row.label, ownLabel: row.own_label, status: row.status, reason: row.reason },
    isDefault: asBoolean(row.is_default) && row.status !== 'revoked',
    ...{ scopeRequested: row.scope_requested, scopeGranted: row.scope_granted },
    hasRefreshToken: asBoolean(row.has_refresh_token),
    accessExpiresAt: row.access_expires_at,
    refreshExpiresAt: row.refresh_expires_at,
    refreshNeverExpires: asBoolean(row.refresh_never_expires),
    ...{ lastRefreshedAt: row.last_refreshed_at, lastUsedAt: row.last_used_at },
    ...{ lastError: row.last_error, lastErrorAt: row.last_error_at },
    ...{ refreshes: row.refreshes, failures: row.failures, linkedAt: row.linked_at },
  };
}

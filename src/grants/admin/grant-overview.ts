import { asBoolean, type Value } from '../../database/connection.ts';
import type { Database } from '../../database/database.ts';
import { toPage, type Page, type PageWish } from '../../database/page.ts';
import type { UserEntity } from '../../users/user.entity.ts';
import type { GrantEntity, GrantReason, GrantStatus } from '../grant.entity.ts';

/** How many grants of a provider are in this state. */
export interface GrantCount {
  provider: string;
  status: GrantStatus;
  reason: GrantReason | null;
  count: number;
}

/** How long ago a grant was linked: up to a day, a week, 30, 90, 365 days, or longer. */
export const GRANT_AGES = ['day', 'week', 'month', 'quarter', 'year', 'older'] as const;
export type GrantAge = (typeof GRANT_AGES)[number];

/** How many grants of a provider that were not ended are of this age. */
export interface GrantAgeCount {
  provider: string;
  age: GrantAge;
  status: GrantStatus;
  count: number;
}

const DAY = 86_400_000;
const DAYS: readonly (readonly [age: GrantAge, days: number])[] = [
  ['day', 1],
  ['week', 7],
  ['month', 30],
  ['quarter', 90],
  ['year', 365],
];

/** A grant as operators see it: whose, how it fares, and nothing that is sealed. Instants are milliseconds since the epoch. */
export interface ListedGrant {
  id: string;
  user: Pick<UserEntity, 'id' | 'name' | 'email'>;
  provider: string;
  account: string;
  label: string | null;
  isDefault: boolean;
  status: GrantStatus;
  reason: GrantReason | null;
  scope: string;
  refreshExpiresAt: number | null;
  lastRefreshedAt: number | null;
  lastUsedAt: number | null;
  lastError: string | null;
  lastErrorAt: number | null;
  failures: number;
  linkedAt: number;
  createdAt: number;
}

export interface GrantFilter {
  provider?: string | undefined;
  /** `undefined`: at any. */
  providers?: readonly string[] | undefined;
  status?: GrantStatus | undefined;
  userId?: string | undefined;
}

const COLUMNS = [
  ...(['id', 'user_id', 'provider', 'account', 'label', 'is_default', 'status', 'reason', 'scope_granted'] as const),
  ...(['refresh_expires_at', 'last_refreshed_at', 'last_used_at', 'last_error', 'last_error_at'] as const),
  ...(['failures', 'linked_at', 'created_at'] as const),
] satisfies (keyof GrantEntity)[];

type Row = Pick<GrantEntity, (typeof COLUMNS)[number]> & { user_name: string | null; user_email: string | null };

const LISTED = `${COLUMNS.map((column) => `g.${column}`).join(', ')}, u.name AS user_name, u.email AS user_email`;

/** All grants, for operators. */
export class GrantOverview {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  /** Reads every grant once. */
  async counts(): Promise<GrantCount[]> {
    return this.database.read<GrantCount>(
      `SELECT provider, status, reason, count(*) AS count FROM grants
       GROUP BY provider, status, reason ORDER BY provider, status, reason`,
    );
  }

  /** By how long ago they were linked, without those that were revoked. Reads every grant once. */
  async ages(): Promise<GrantAgeCount[]> {
    const { now } = this.database;
    const cases = DAYS.map(([age, days]) => `WHEN linked_at > (SELECT ${now}) - ${days * DAY} THEN '${age}'`);
    return this.database.read<GrantAgeCount>(
      `SELECT provider, age, status, count(*) AS count
       FROM (SELECT provider, status, CASE ${cases.join(' ')} ELSE 'older' END AS age
             FROM grants WHERE status <> 'revoked') AS aged
       GROUP BY provider, age, status ORDER BY provider, age, status`,
    );
  }

  async find(id: string): Promise<ListedGrant | undefined> {
    const [row] = await this.database.read<Row>(
      `SELECT ${LISTED} FROM grants g JOIN users u ON u.id = g.user_id WHERE g.id = $1`,
      [id],
    );
    return row && toListed(row);
  }

  /** Newest first. */
  async list({ provider, providers, status, userId }: GrantFilter, wish: PageWish): Promise<Page<ListedGrant>> {
    const values: Value[] = [];
    const bind = (value: Value): string => `$${values.push(value)}`;
    const conditions = ['1 = 1'];
    if (userId !== undefined) conditions.push(`g.user_id = ${bind(userId)}`);
    if (provider !== undefined) conditions.push(`g.provider = ${bind(provider)}`);
    // None at all: a list that is empty is no SQL.
    if (providers !== undefined) conditions.push(`g.provider IN (${['', ...providers].map(bind).join(', ')})`);
    if (status !== undefined) conditions.push(`g.status = ${bind(status)}`);
    if (wish.after !== undefined) {
      conditions.push(`(g.created_at, g.id) < (${bind(wish.after.at)}, ${bind(wish.after.id)})`);
    }
    const rows = await this.database.read<Row>(
      `SELECT ${LISTED} FROM grants g JOIN users u ON u.id = g.user_id WHERE ${conditions.join(' AND ')}
       ORDER BY g.created_at DESC, g.id DESC LIMIT ${bind(wish.limit + 1)}`,
      values,
    );
    return toPage(rows, wish, ({ created_at: at, id }) => ({ at, id }), toListed);
  }
}

function toListed(row: Row): ListedGrant {
  return {
    id: row.id,
    user: { id: row.user_id, name: row.user_name, email: row.user_email },
    ...{ provider: row.provider, account: row.account, label: row.label, isDefault: asBoolean(row.is_default) },
    ...{ status: row.status, reason: row.reason, scope: row.scope_granted },
    refreshExpiresAt: row.refresh_expires_at,
    lastRefreshedAt: row.last_refreshed_at,
    lastUsedAt: row.last_used_at,
    lastError: row.last_error,
    lastErrorAt: row.last_error_at,
    failures: row.failures,
    linkedAt: row.linked_at,
    createdAt: row.created_at,
  };
}

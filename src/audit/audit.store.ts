import type { Value } from '../database/connection.ts';
import type { Database } from '../database/database.ts';
import { toPage, type Page, type PageWish } from '../database/page.ts';
import type { AuditAction } from './audit-actions.ts';
import type { AuditEventEntity } from './audit-event.entity.ts';

/** Whose events: what a user or client did, and what was done to a user; or all. */
export type AuditScope = { user: string } | { client: string } | 'all';

/** An event as it is kept. */
export type AuditRow = Pick<AuditEventEntity, keyof AuditEventEntity>;

export interface AuditFilter {
  whose: AuditScope;
  action?: AuditAction | undefined;
  provider?: string | undefined;
  /** The id of a grant. */
  grant?: string | undefined;
  /** Only what such a one did. */
  actorKind?: AuditRow['actor_kind'] | undefined;
  /** Only what this user or client did. */
  actorId?: string | undefined;
  /** Only events at these providers; `undefined`: any, and those at none. */
  providers?: readonly string[] | undefined;
  /** Milliseconds since the epoch, the first that counts. */
  since?: number | undefined;
  /** The first that no longer counts. */
  until?: number | undefined;
}

const COLUMNS = [
  ...(['id', 'at', 'action', 'outcome', 'actor_kind', 'actor_id', 'via', 'key_id', 'user_id', 'provider'] as const),
  ...(['grant_id', 'subject', 'scope', 'request_id', 'address'] as const),
] satisfies (keyof AuditEventEntity)[];
const SELECTED = COLUMNS.join(', ');

/** The audit's table: appended to, read by people, and shortened from its old end. */
export class AuditStore {
  private readonly database: Database;
  /** By number of rows. */
  private readonly inserts = new Map<number, string>();

  constructor(database: Database) {
    this.database = database;
  }

  /** Appends; what is there already, by its id, is left. Each number of rows makes a statement of its own. */
  async append(rows: readonly AuditRow[]): Promise<void> {
    let sql = this.inserts.get(rows.length);
    if (sql === undefined) {
      const tuples = rows.map((_, row) => `(${COLUMNS.map((_, i) => `$${row * COLUMNS.length + i + 1}`).join(', ')})`);
      sql = `INSERT INTO audit_events (${SELECTED}) VALUES ${tuples.join(', ')} ON CONFLICT (id) DO NOTHING RETURNING id`;
      this.inserts.set(rows.length, sql);
    }
    await this.database.write(
      sql,
      rows.flatMap((row) => COLUMNS.map((column): Value => row[column])),
    );
  }

  /** Newest first. */
  async list(filter: AuditFilter, wish: PageWish): Promise<Page<AuditRow>> {
    const values: Value[] = [];
    const bind = (value: Value): string => `$${values.push(value)}`;
    const conditions = this.conditions(filter, wish, bind);
    const limit = bind(wish.limit + 1);
    const newestFirst = (where: readonly string[], table = 'audit_events'): string =>
      `SELECT ${SELECTED} FROM ${table} WHERE ${where.join(' AND ')} ORDER BY at DESC, id DESC LIMIT ${limit}`;
    // Each part goes along an index of its own and stops at the limit; what is in both, UNION gives once.
    const parts = partsOf(filter, bind).map((part) => newestFirst([part, ...conditions]));
    const [only = ''] = parts;
    const union = parts.map((part, i) => `SELECT ${SELECTED} FROM (${part}) AS part${i}`).join(' UNION ');
    const sql = parts.length === 1 ? only : newestFirst(['1 = 1'], `(${union}) AS parts`);
    return toPage(
      await this.database.read<AuditRow>(sql, values),
      wish,
      ({ at, id }) => ({ at, id }),
      (row) => row,
    );
  }

  /** Of everybody, the oldest first, as one reads on in a file. `since` and `until` as a filter has them. */
  async inOrder({ since, until }: Pick<AuditFilter, 'since' | 'until'>, wish: PageWish): Promise<Page<AuditRow>> {
    const { at, id } = wish.after ?? { at: -1, id: '' };
    const rows = await this.database.read<AuditRow>(
      `SELECT ${SELECTED} FROM audit_events WHERE (at, id) > ($1, $2) AND at >= $3 AND at < $4
       ORDER BY at, id LIMIT $5`,
      [at, id, since ?? 0, until ?? Number.MAX_SAFE_INTEGER, wish.limit + 1],
    );
    return toPage(
      rows,
      wish,
      (row) => ({ at: row.at, id: row.id }),
      (row) => row,
    );
  }

  /** Removes up to `most` of what is older than so many milliseconds. @returns how many */
  async prune(age: number, most: number): Promise<number> {
    const { now, connection } = this.database;
    const lock = connection.dialect === 'postgres' ? 'FOR UPDATE SKIP LOCKED' : '';
    const gone = await this.database.write(
      `DELETE FROM audit_events WHERE id IN (
         SELECT id FROM audit_events WHERE at < ${now} - $1 ORDER BY at, id LIMIT $2 ${lock}) RETURNING id`,
      [age, most],
    );
    return gone.length;
  }

  private conditions(filter: AuditFilter, { after }: PageWish, bind: (value: Value) => string): string[] {
    const { action, provider, grant, actorKind, actorId, providers, since, until } = filter;
    const conditions: string[] = [];
    if (after !== undefined) conditions.push(`(at, id) < (${bind(after.at)}, ${bind(after.id)})`);
    if (since !== undefined) conditions.push(`at >= ${bind(since)}`);
    if (until !== undefined) conditions.push(`at < ${bind(until)}`);
    if (action !== undefined) conditions.push(`action = ${bind(action)}`);
    if (provider !== undefined) conditions.push(`provider = ${bind(provider)}`);
    if (grant !== undefined) conditions.push(`grant_id = ${bind(grant)}`);
    if (actorKind !== undefined) conditions.push(`actor_kind = ${bind(actorKind)}`);
    if (actorId !== undefined) conditions.push(`actor_id = ${bind(actorId)}`);
    // None at all: a list that is empty is no SQL.
    if (providers !== undefined) conditions.push(`provider IN (${['', ...providers].map(bind).join(', ')})`);
    return conditions;
  }
}

function partsOf({ whose, grant }: AuditFilter, bind: (value: Value) => string): string[] {
  if (whose === 'all') return ['1 = 1'];
  if ('client' in whose) return [`actor_id = ${bind(whose.client)} AND actor_kind = 'client'`];
  const user = bind(whose.user);
  const parts = [`user_id = ${user}`, `actor_id = ${user} AND actor_kind = 'user'`];
  // A grant has an index of its own, and far fewer events than its user.
  return grant === undefined ? parts : [`(${parts.join(' OR ')})`];
}

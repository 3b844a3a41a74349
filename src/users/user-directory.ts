import type { Value } from '../database/connection.ts';
import type { Database } from '../database/database.ts';
import { toPage, type Page, type PageWish } from '../database/page.ts';
import type { UserEntity } from './user.entity.ts';
import { LOCAL_ISSUER } from './user.store.ts';

/** A user as operators see them. Instants are milliseconds since the epoch. */
export interface ListedUser {
  id: string;
  issuer: string;
  subject: string;
  name: string | null;
  email: string | null;
  roles: readonly string[];
  createdAt: number;
  seenAt: number;
  disabledAt: number | null;
}

export interface UserFilter {
  /** Of the name, the e-mail address or the subject; A to Z are like a to z. */
  prefix?: string | undefined;
  ids?: readonly string[] | undefined;
}

const COLUMNS = 'id, issuer, subject, name, email, roles, created_at, seen_at, disabled_at';
/** What a search looks at. */
const SEARCHED = ['name', 'email', 'subject'];

/** All users, for operators. */
export class UserDirectory {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  async find(id: string): Promise<ListedUser | undefined> {
    const [row] = await this.database.read<UserEntity>(`SELECT ${COLUMNS} FROM users WHERE id = $1`, [id]);
    return row && toListed(row);
  }

  /** Newest first. */
  async list({ prefix, ids }: UserFilter, wish: PageWish): Promise<Page<ListedUser>> {
    const values: Value[] = [];
    const bind = (value: Value): string => `$${values.push(value)}`;
    const conditions = ['1 = 1'];
    if (prefix !== undefined) {
      const wanted = `CAST(${bind(foldAscii(prefix))} AS text)`;
      const begins = SEARCHED.map((column) => `substr(${this.folded(column)}, 1, length(${wanted})) = ${wanted}`);
      conditions.push(`(${begins.join(' OR ')})`);
    }
    // None at all: a list that is empty is no SQL.
    if (ids !== undefined) conditions.push(`id IN (${['', ...ids].map(bind).join(', ')})`);
    if (wish.after !== undefined)
      conditions.push(`(created_at, id) < (${bind(wish.after.at)}, ${bind(wish.after.id)})`);
    const rows = await this.database.read<UserEntity>(
      `SELECT ${COLUMNS} FROM users WHERE ${conditions.join(' AND ')}
       ORDER BY created_at DESC, id DESC LIMIT ${bind(wish.limit + 1)}`,
      values,
    );
    return toPage(rows, wish, ({ created_at: at, id }) => ({ at, id }), toListed);
  }

  /** Whoever is disabled stays so since then. @returns `undefined` for an unknown user */
  async setDisabled(id: string, disabled: boolean): Promise<ListedUser | undefined> {
    const value = disabled ? `COALESCE(disabled_at, ${this.database.now})` : 'NULL';
    const [row] = await this.database.write<UserEntity>(
      `UPDATE users SET disabled_at = ${value} WHERE id = $1 RETURNING ${COLUMNS}`,
      [id],
    );
    return row && toListed(row);
  }

  /** By id; else by subject, at whichever issuer: then there may be several. */
  async named(name: string): Promise<ListedUser[]> {
    const rows = await this.database.read<UserEntity>(
      `SELECT ${COLUMNS} FROM users WHERE id = $1 OR subject = $1 ORDER BY created_at, id`,
      [name],
    );
    const byId = rows.filter(({ id }) => id === name);
    return (byId.length > 0 ? byId : rows).map(toListed);
  }

  /** With all that is theirs here: grants, keys, consents, and the account they sign in with, if it is local. */
  async remove(id: string): Promise<void> {
    await this.database.transaction(async (statements) => {
      const [gone] = await statements.rows<Pick<UserEntity, 'issuer' | 'subject'>>(
        'DELETE FROM users WHERE id = $1 RETURNING issuer, subject',
        [id],
      );
      if (gone?.issuer !== LOCAL_ISSUER) return;
      await statements.rows('DELETE FROM local_accounts WHERE name = $1 RETURNING name', [gone.subject]);
    });
  }

  async count(): Promise<{ all: number; disabled: number }> {
    const [row] = await this.database.read<{ total: number; disabled: number }>(
      'SELECT count(*) AS total, count(disabled_at) AS disabled FROM users',
    );
    return { all: row?.total ?? 0, disabled: row?.disabled ?? 0 };
  }

  /** SQLite folds ASCII letters only; PostgreSQL does as much in this collation. */
  private folded(column: string): string {
    return this.database.connection.dialect === 'postgres' ? `lower(${column} COLLATE "C")` : `lower(${column})`;
  }
}

function foldAscii(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function toListed(row: UserEntity): ListedUser {
  return {
    ...{ id: row.id, issuer: row.issuer, subject: row.subject, name: row.name, email: row.email },
    roles: JSON.parse(row.roles) as string[],
    createdAt: row.created_at,
    seenAt: row.seen_at,
    disabledAt: row.disabled_at,
  };
}

import { createHash } from 'node:crypto';
import { Client } from 'pg';
import Sqlite from 'sqlite';
import { sqlitePath } from '../../src/settings/types/database-url.ts';
import { sealFernet } from './fernet.ts';

/** The first edition's tables as its migrations made them: of Flask, and of Pyramid before it. */
export type OldTable = 'refresh_token' | 'refresh_tokens';

/** A row as the first edition wrote it. */
export interface OldRow {
  user_id: string | null;
  provider: string | null;
  token: Uint8Array | null;
  expires_in: number | null;
  expires_at: number | null;
}

export const OLD_KEY = Buffer.from('1'.repeat(32));

/** A refresh token of this very second that never expires, unless told otherwise. */
export function oldRow(
  row: Partial<OldRow> & { refreshToken?: string; key?: Uint8Array; sealedAt?: number } = {},
): OldRow {
  const whole = { user_id: 'alice', provider: 'strict', expires_in: 0, expires_at: null, ...row };
  const { refreshToken = `${whole.user_id} ${whole.provider}`, key = OLD_KEY, sealedAt, ...more } = whole;
  const token = Buffer.from(sealFernet(refreshToken, key, sealedAt === undefined ? {} : { sealedAt }));
  return { token, ...more };
}

const TYPES = {
  sqlite: { id: 'INTEGER NOT NULL PRIMARY KEY', bytes: 'BLOB', float: 'FLOAT' },
  postgres: { id: 'SERIAL NOT NULL PRIMARY KEY', bytes: 'BYTEA', float: 'DOUBLE PRECISION' },
};

/** Makes a table with these rows, whose ids are 1, 2, 3 … */
export async function writeFirstEdition(url: string, table: OldTable, rows: readonly OldRow[]): Promise<void> {
  const path = sqlitePath(url);
  const { id, bytes, float } = TYPES[path === undefined ? 'postgres' : 'sqlite'];
  const statements = [
    `CREATE TABLE ${table} (id ${id}, provider TEXT, token ${bytes}, expires_in INTEGER, expires_at ${float}, user_id TEXT)`,
    `CREATE INDEX ix_${table}_provider ON ${table} (provider)`,
    `CREATE INDEX ix_${table}_user_id ON ${table} (user_id)`,
  ];
  if (path === undefined) await writePostgres(url, table, statements, rows);
  else writeSqlite(path, table, statements, rows);
}

/** All that the old database has, as a digest: nothing of it may change. */
export async function digestOf(url: string, table: OldTable = 'refresh_token'): Promise<string> {
  const sql = `SELECT * FROM ${table} ORDER BY id`;
  const path = sqlitePath(url);
  if (path === undefined)
    return digest(await onPostgres(url, async (client) => (await client.query<OldRow>(sql)).rows));
  const handle = new Sqlite(path, { readonly: true });
  try {
    return digest([handle.prepare(sql).all(), handle.serialize().toString('base64')]);
  } finally {
    handle.close();
  }
}

function writeSqlite(path: string, table: OldTable, statements: readonly string[], rows: readonly OldRow[]): void {
  const handle = new Sqlite(path);
  try {
    for (const statement of statements) handle.exec(statement);
    const insert = handle.prepare(
      `INSERT INTO ${table} (provider, token, expires_in, expires_at, user_id)
       VALUES (@provider, @token, @expires_in, @expires_at, @user_id)`,
    );
    handle.transaction(() => rows.forEach((row) => insert.run(row)))();
  } finally {
    handle.close();
  }
}

async function writePostgres(
  url: string,
  table: OldTable,
  statements: readonly string[],
  rows: readonly OldRow[],
): Promise<void> {
  await onPostgres(url, async (client) => {
    for (const statement of statements) await client.query(statement);
    await client.query(
      `INSERT INTO ${table} (provider, token, expires_in, expires_at, user_id)
       SELECT * FROM unnest($1::text[], $2::bytea[], $3::int[], $4::float8[], $5::text[])`,
      (['provider', 'token', 'expires_in', 'expires_at', 'user_id'] as const).map((name) =>
        rows.map((row) => (row[name] instanceof Uint8Array ? Buffer.from(row[name]) : row[name])),
      ),
    );
  });
}

async function onPostgres<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client(url);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

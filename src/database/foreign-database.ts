import pg from 'pg';
import Sqlite from 'sqlite';
import { isError } from '../problem/errors.ts';
import { DatabaseUnavailable } from '../problem/problem.ts';
import { sqlitePath } from '../settings/types/database-url.ts';
import type { Value } from './connection.ts';

/** Another program's database: it is read, and nothing in it changes. Every method throws `DatabaseUnavailable`. */
export interface ForeignDatabase {
  /** The names of a table's columns; none: there is no such table. */
  columns(table: string): Promise<string[]>;
  /** A statement with `$1`, `$2` … as parameters. Bytes come as a `Uint8Array`. */
  read<Row>(sql: string, values?: readonly Value[]): Promise<Row[]>;
  close(): Promise<void>;
}

const PATIENCE = 5_000;

/** @param url as `databaseUrl` normalised it  @throws DatabaseUnavailable */
export async function openForeign(url: string): Promise<ForeignDatabase> {
  const path = sqlitePath(url);
  return path === undefined ? ForeignPostgres.open(url) : new ForeignSqlite(path);
}

/** Statement by statement: a transaction would keep the program whose it is from writing, should it still run. */
class ForeignSqlite implements ForeignDatabase {
  private readonly handle: InstanceType<typeof Sqlite>;

  constructor(path: string) {
    this.handle = attempt(() => new Sqlite(path, { readonly: true, fileMustExist: true, timeout: PATIENCE }));
  }

  columns(table: string): Promise<string[]> {
    return this.read<{ name: string }>('SELECT name FROM pragma_table_info($1)', [table]).then(namesOf);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- what it throws shall be a rejection
  async read<Row>(sql: string, values: readonly Value[] = []): Promise<Row[]> {
    // `$1` is a parameter called "1" to SQLite.
    const named = Object.fromEntries(values.map((value, i) => [i + 1, value]));
    return attempt(() => this.handle.prepare(sql).all(named) as Row[]);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- as on PostgreSQL
  async close(): Promise<void> {
    this.handle.close();
  }
}

/** In one transaction that may only read, so that all is seen as it was when it began. */
class ForeignPostgres implements ForeignDatabase {
  private readonly client: pg.Client;

  private constructor(client: pg.Client) {
    this.client = client;
  }

  static async open(url: string): Promise<ForeignPostgres> {
    const client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: PATIENCE,
      application_name: 'tokenstore import',
    });
    // A connection that breaks while nothing is asked would end the process. The next statement fails.
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query('SET default_transaction_read_only = on');
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    } catch (error) {
      await client.end().catch(() => undefined);
      throw away(error);
    }
    return new ForeignPostgres(client);
  }

  columns(table: string): Promise<string[]> {
    return this.read<{ name: string }>(
      'SELECT attname AS name FROM pg_attribute WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped',
      [table],
    ).then(namesOf);
  }

  async read<Row>(sql: string, values: readonly Value[] = []): Promise<Row[]> {
    try {
      const { rows } = await this.client.query({ text: sql, values: [...values] });
      return rows as Row[];
    } catch (error) {
      throw away(error);
    }
  }

  async close(): Promise<void> {
    await this.client.end();
  }
}

function namesOf(rows: readonly { name: string }[]): string[] {
  return rows.map(({ name }) => name);
}

function attempt<T>(task: () => T): T {
  try {
    return task();
  } catch (error) {
    throw away(error);
  }
}

/** With what the driver says, for whoever typed its address: a driver tells no password. */
function away(error: unknown): DatabaseUnavailable {
  const reason = isError(error) && error.message !== '' ? error.message : 'nobody answers';
  return new DatabaseUnavailable(error, `The database to read from cannot be read: ${reason}.`);
}

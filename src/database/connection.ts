import type { DataSource, MigrationInterface } from 'typeorm';
import type { Subscriber } from './listener.ts';

/** What a statement may be given. Instants are milliseconds since the epoch. */
export type Value = string | number | boolean | null;

/**
 * Runs SQL that both databases understand, with `$1`, `$2` … as parameters. Whatever changes rows says `RETURNING`,
 * so that the answer is always rows. A flag comes back as a boolean on PostgreSQL and as 0 or 1 on SQLite.
 */
export interface Statements {
  rows<Row>(sql: string, values?: readonly Value[]): Promise<Row[]>;
}

/** What the work of a transaction is given. */
export interface Transaction extends Statements {
  /**
   * Work that may fail alone: what it changed is undone and its error thrown, and the transaction may go on without it. It
   * waits for nobody's lock for more than a second.
   */
  savepoint<T>(work: () => Promise<T>): Promise<T>;
}

/** How busy the connections to the database are, just now. */
export interface Load {
  busy: number;
  idle: number;
  /** Who waits for one. */
  waiting: number;
}

/** An open database. Every method throws `DatabaseUnavailable` when the database is away. */
export interface Connection {
  readonly dialect: 'sqlite' | 'postgres';
  /** SQL for the present instant by the clock that all replicas share. */
  readonly now: string;
  readonly dataSource: DataSource;
  readonly load: Load;

  /** One reading statement. It sees committed rows only. */
  read<Row>(sql: string, values?: readonly Value[]): Promise<Row[]>;
  /** One changing statement, durable when the promise resolves. */
  write<Row>(sql: string, values?: readonly Value[]): Promise<Row[]>;
  /** All or nothing. `work` does nothing but run statements: no provider is called from within. */
  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  /** SQL that tells a channel's listeners of a text parameter, within the statement: `NULL` where nobody can listen. */
  notify(channel: string, parameter: string): string;
  /** Hears of a channel's messages, PostgreSQL only. */
  listen(channel: string, subscriber: Subscriber): void;
  hasTable(name: string): Promise<boolean>;
  /** `DatabaseUnavailable` in place of an error of the data source's own that says so; any other error as it is. */
  classify(error: unknown): unknown;
  close(): Promise<void>;
}

/** The tables and their history: what `src/schema.ts` lists. */
export interface Schema {
  readonly entities: (new () => object)[];
  readonly migrations: (new () => MigrationInterface)[];
}

/** A flag as a row has it: PostgreSQL says true, SQLite 1. */
export function asBoolean(flag: boolean | number): boolean {
  return flag === true || flag === 1;
}

import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Sqlite from 'sqlite';
import { DataSource, QueryFailedError } from 'typeorm';
import { errorCode } from '../problem/errors.ts';
import { DatabaseUnavailable, StartupError } from '../problem/problem.ts';
import type { Clock } from './clock.ts';
import type { Connection, Load, Schema, Transaction, Value } from './connection.ts';

type Handle = InstanceType<typeof Sqlite>;
type Statement = ReturnType<Handle['prepare']>;

/** The driver's own wait blocks the event loop, so it is short; ours, between tries, does not. */
const BUSY_TIMEOUT = 200;
const BUSY_PATIENCE = 10_000;
const AWAY = /^SQLITE_(BUSY|LOCKED|IOERR|FULL|CANTOPEN|READONLY)/;

/**
 * SQLite, one connection a process. Writers queue; a transaction begins IMMEDIATE, so that it never fails half way
 * for want of the write lock. Readers wait while a transaction is open: the one connection would show them its
 * uncommitted rows.
 */
export class SqliteConnection implements Connection {
  readonly dialect = 'sqlite';
  readonly now = 'now_ms()';
  readonly dataSource: DataSource;
  private readonly handle: Handle;
  private readonly clock: Clock;
  private readonly prepared = new Map<string, Statement>();
  /** Resolves when the writers that asked so far are done. */
  private writers: Promise<void> = Promise.resolve();
  private inTransaction: Promise<void> | undefined;
  /** Writers that queue or write. */
  private queued = 0;

  private constructor(dataSource: DataSource, handle: Handle, clock: Clock) {
    this.dataSource = dataSource;
    this.handle = handle;
    this.clock = clock;
  }

  /** @param path a file's path, or `:memory:` */
  static async open(path: string, schema: Schema, clock: Clock): Promise<SqliteConnection> {
    let handle: Handle | undefined;
    if (path !== ':memory:') makeDirectory(path);
    const dataSource = new DataSource({
      type: 'better-sqlite3',
      driver: Sqlite,
      database: path,
      timeout: BUSY_TIMEOUT,
      entities: schema.entities,
      migrations: schema.migrations,
      migrationsTransactionMode: 'none',
      prepareDatabase: (opened: Handle) => {
        handle = opened;
        opened.pragma('journal_mode = WAL');
        opened.pragma('synchronous = FULL');
        opened.function('now_ms', { deterministic: false }, () => clock.now());
      },
    });
    await away(() => dataSource.initialize());
    if (handle === undefined) throw new Error('TypeORM opened no SQLite connection');
    return new SqliteConnection(dataSource, handle, clock);
  }

  /** The one connection is busy while somebody writes; others queue. */
  get load(): Load {
    const busy = Math.min(this.queued, 1);
    return { busy, idle: 1 - busy, waiting: this.queued - busy };
  }

  async read<Row>(sql: string, values: readonly Value[] = []): Promise<Row[]> {
    while (this.inTransaction !== undefined) await this.inTransaction;
    return away(() => this.run<Row>(sql, values));
  }

  async write<Row>(sql: string, values: readonly Value[] = []): Promise<Row[]> {
    return this.inTurn((deadline) => this.patiently(deadline, () => this.run<Row>(sql, values)));
  }

  async transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.inTurn(async (deadline) => {
      const { promise, resolve } = Promise.withResolvers<undefined>();
      await this.patiently(deadline, () => {
        this.handle.exec('BEGIN IMMEDIATE');
        this.inTransaction = promise;
      });
      const failures: unknown[] = [];
      const rows = async <Row>(sql: string, values: readonly Value[] = []): Promise<Row[]> =>
        away(() => this.run<Row>(sql, values)).catch((error: unknown) => {
          failures.push(error);
          throw error;
        });
      const savepoint = async <Result>(part: () => Promise<Result>): Promise<Result> => {
        const before = failures.length;
        await away(() => this.handle.exec('SAVEPOINT apart'));
        try {
          const result = await part();
          if (failures.length > before) throw failures[before];
          await away(() => this.handle.exec('RELEASE apart'));
          return result;
        } catch (error) {
          await away(() => this.handle.exec('ROLLBACK TO apart; RELEASE apart'));
          failures.length = before;
          throw error;
        }
      };
      try {
        const result = await work({ rows, savepoint });
        // A failed statement ends the transaction on PostgreSQL, so here too.
        if (failures.length > 0) throw failures[0];
        await this.patiently(this.clock.monotonic() + BUSY_PATIENCE, () => this.handle.exec('COMMIT'));
        return result;
      } catch (error) {
        if (this.handle.inTransaction) this.handle.exec('ROLLBACK');
        throw error;
      } finally {
        this.inTransaction = undefined;
        resolve(undefined);
      }
    });
  }

  notify(): string {
    return 'NULL';
  }

  listen(): void {
    // SQLite tells nobody: those who wait look again.
  }

  async hasTable(name: string): Promise<boolean> {
    const found = await this.read("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = $1", [name]);
    return found.length > 0;
  }

  classify(error: unknown): unknown {
    return classify(error);
  }

  async close(): Promise<void> {
    await this.inTurn(() => this.dataSource.destroy());
  }

  private run<Row>(sql: string, values: readonly Value[]): Row[] {
    let statement = this.prepared.get(sql);
    if (statement === undefined) {
      statement = this.handle.prepare(sql);
      this.prepared.set(sql, statement);
    }
    // `$1` is a parameter called "1" to SQLite.
    const named = Object.fromEntries(
      values.map((value, i) => [i + 1, typeof value === 'boolean' ? Number(value) : value]),
    );
    if (!statement.reader) {
      statement.run(named);
      return [];
    }
    return statement.all(named) as Row[];
  }

  /** @param task is told until when it may try: those who queue do not wait one after the other */
  private async inTurn<T>(task: (deadline: number) => Promise<T>): Promise<T> {
    const deadline = this.clock.monotonic() + BUSY_PATIENCE;
    this.queued += 1;
    const turn = this.writers.then(() => task(deadline));
    const done = (): void => void (this.queued -= 1);
    this.writers = turn.then(done, done);
    return turn;
  }

  /** Another process may hold the write lock for a moment. */
  private async patiently<T>(deadline: number, task: () => T): Promise<T> {
    for (;;) {
      try {
        return task();
      } catch (error) {
        if (!isBusy(error) || this.clock.monotonic() > deadline) throw classify(error);
        await pause(5 + Math.random() * 20);
      }
    }
  }
}

/** A path that does not work is the operator's to mend: no use in trying again. */
function makeDirectory(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new StartupError(`The directory of the database ${path} cannot be made (${errorCode(error) ?? 'unknown'}).`);
  }
}

async function away<T>(task: () => T | Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (error) {
    throw classify(error);
  }
}

function isBusy(error: unknown): boolean {
  return errorCode(error)?.startsWith('SQLITE_BUSY') === true;
}

/** By code, not by class: the driver gives all realms of a process the error class of the first. */
function classify(error: unknown): unknown {
  const cause: unknown = error instanceof QueryFailedError ? error.driverError : error;
  return AWAY.test(errorCode(cause) ?? '') ? new DatabaseUnavailable(error) : error;
}

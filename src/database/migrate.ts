import { setTimeout as pause } from 'node:timers/promises';
import { MigrationExecutor, QueryFailedError, type QueryRunner } from 'typeorm';
import { errorCode } from '../problem/errors.ts';
import type { Connection } from './connection.ts';

/** Any number that no other program is likely to lock: "tokenstore" by its letters. */
const ADVISORY_LOCK = 8_675_309_114;
/** How long SQLite's one writer is waited for. On PostgreSQL the lock waits. */
const BUSY_PATIENCE = 10_000;

/**
 * Brings the tables up to date, all or nothing, one process at a time: the others wait, then find nothing to do.
 * On PostgreSQL the lock ends with the transaction, so that it holds through a connection pooler too.
 * @returns the names of the migrations that ran
 */
export async function migrate(connection: Connection, schema: string): Promise<string[]> {
  return locked(connection, schema, async (executor) => {
    const ran = await executor.executePendingMigrations();
    return ran.map(({ name }) => name);
  });
}

/** Undoes the newest migration. @returns its name; `undefined`: there was none, and nothing changed */
export async function revertLast(connection: Connection, schema: string): Promise<string | undefined> {
  return locked(connection, schema, async (executor) => {
    // What has run, the newest first.
    const [newest] = await executor.getExecutedMigrations();
    await executor.undoLastMigration();
    return newest?.name;
  });
}

/** The name of the newest migration that has run; `undefined`: none has. Changes nothing. */
export async function revision(connection: Connection): Promise<string | undefined> {
  if (!(await connection.hasTable('migrations'))) return undefined;
  const [newest] = await new MigrationExecutor(connection.dataSource).getExecutedMigrations();
  return newest?.name;
}

/** The names of the migrations that have yet to run. Changes nothing. */
export async function pendingMigrations(connection: Connection): Promise<string[]> {
  if (!(await connection.hasTable('migrations'))) return knownMigrations(connection);
  const pending = await new MigrationExecutor(connection.dataSource).getPendingMigrations();
  return pending.map(({ name }) => name);
}

/** The names of the migrations that this release and its plugins have. */
export function knownMigrations({ dataSource }: Connection): string[] {
  return dataSource.migrations.map((one) => one.name ?? one.constructor.name);
}

async function locked<T>(
  connection: Connection,
  schema: string,
  work: (executor: MigrationExecutor) => Promise<T>,
): Promise<T> {
  const runner = connection.dataSource.createQueryRunner();
  const postgres = connection.dialect === 'postgres';
  await runner.connect().catch((error: unknown) => {
    throw connection.classify(error);
  });
  try {
    // SQLite alters a table by making it anew; foreign keys may only be off before the transaction begins.
    await runner.beforeMigration();
    await (postgres ? runner.query('BEGIN') : beginPatiently(runner));
    try {
      if (postgres) await preparePostgres(runner, schema);
      const executor = new MigrationExecutor(connection.dataSource, runner);
      executor.transaction = 'none';
      const result = await work(executor);
      await runner.query('COMMIT');
      return result;
    } catch (error) {
      await runner.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
  } catch (error) {
    // What is no failed statement is a mistake in a migration, and would be one for ever.
    throw error instanceof QueryFailedError ? connection.classify(error) : error;
  } finally {
    await runner.afterMigration();
    // The one SQLite query runner serves the whole process.
    if (postgres) await runner.release();
  }
}

async function beginPatiently(runner: QueryRunner): Promise<void> {
  const deadline = performance.now() + BUSY_PATIENCE;
  for (;;) {
    try {
      await runner.query('BEGIN IMMEDIATE');
      return;
    } catch (error) {
      const cause: unknown = error instanceof QueryFailedError ? error.driverError : error;
      if (errorCode(cause)?.startsWith('SQLITE_BUSY') !== true || performance.now() > deadline) throw error;
      await pause(10 + Math.random() * 40);
    }
  }
}

async function preparePostgres(runner: QueryRunner, schema: string): Promise<void> {
  await runner.query('SELECT pg_advisory_xact_lock($1)', [ADVISORY_LOCK]);
  const found = (await runner.query('SELECT 1 FROM pg_namespace WHERE nspname = $1', [schema])) as unknown[];
  if (found.length === 0) await runner.query(`CREATE SCHEMA "${schema.replaceAll('"', '""')}"`);
}

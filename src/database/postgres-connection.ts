import pg from 'pg';
import { DataSource, QueryFailedError } from 'typeorm';
import { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { digest } from '../crypto/hashing.ts';
import { isError } from '../problem/errors.ts';
import { DatabaseUnavailable, Problem } from '../problem/problem.ts';
import type { Connection, Load, Schema, Transaction, Value } from './connection.ts';
import { Listener, type Subscriber } from './listener.ts';
import { timed } from './timed.ts';

export interface PostgresOptions {
  url: string;
  /** The PostgreSQL schema that holds the tables; created when missing and permitted. */
  schema: string;
  poolSize: number;
}

const CONNECT_TIMEOUT = 5_000;
/** How long work within a savepoint waits for a lock. */
const LOCK_TIMEOUT = 1_000;
/** SQLSTATE classes that speak of the server, not of the statement: connection, resources, operator intervention, system. */
const AWAY = /^(08|53|57P|58|25006|28|3D)/;

/** PostgreSQL through a pool, any number of replicas. */
export class PostgresConnection implements Connection {
  readonly dialect = 'postgres';
  readonly now = '(extract(epoch FROM clock_timestamp()) * 1000)::bigint';
  readonly dataSource: DataSource;
  private readonly pool: pg.Pool;
  /** Statement names by text: each text is parsed once a connection. The same name means the same text in every replica,
   * for a connection pooler's sake. */
  private readonly names = new Map<string, string>();

  private readonly listeners: Listener[] = [];

  private constructor(dataSource: DataSource, pool: pg.Pool) {
    this.dataSource = dataSource;
    this.pool = pool;
  }

  static async open(options: PostgresOptions, schema: Schema): Promise<PostgresConnection> {
    const dataSource = new DataSource({
      type: 'postgres',
      driver: pg,
      url: options.url,
      schema: options.schema,
      // One more, for the connection that listens.
      poolSize: options.poolSize + 1,
      connectTimeoutMS: CONNECT_TIMEOUT,
      applicationName: 'tokenstore',
      installExtensions: false,
      entities: schema.entities,
      migrations: schema.migrations,
      migrationsTransactionMode: 'none',
      // An idle connection that breaks is replaced by the pool; the next statement tells whether the server is away.
      poolErrorHandler: () => undefined,
      extra: {
        keepAlive: true,
        types: { getTypeParser },
        onConnect: (client: pg.ClientBase) => prepareSession(client, options.schema),
      },
    });
    await away(() => dataSource.initialize());
    const { driver } = dataSource;
    if (!(driver instanceof PostgresDriver)) throw new Error('TypeORM chose another driver than PostgreSQL');
    return new PostgresConnection(dataSource, driver.master as pg.Pool);
  }

  get load(): Load {
    const { totalCount, idleCount, waitingCount } = this.pool;
    return { busy: totalCount - idleCount, idle: idleCount, waiting: waitingCount };
  }

  async read<Row>(sql: string, values: readonly Value[] = []): Promise<Row[]> {
    return away(() => this.run<Row>(this.pool, sql, values));
  }

  async write<Row>(sql: string, values: readonly Value[] = []): Promise<Row[]> {
    return away(() => this.run<Row>(this.pool, sql, values));
  }

  async transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const client = await away(() => this.pool.connect());
    // The pool listens to idle connections only: one that breaks in our hands would end the process. Its statements fail.
    client.on('error', ignore);
    let broken: Error | undefined;
    const failures: unknown[] = [];
    const rows = async <Row>(sql: string, values: readonly Value[] = []): Promise<Row[]> =>
      away(() => this.run<Row>(client, sql, values)).catch((error: unknown) => {
        failures.push(error);
        throw error;
      });
    const savepoint = async <Result>(part: () => Promise<Result>): Promise<Result> => {
      const before = failures.length;
      const steps = (text: string): Promise<unknown> => away(() => client.query(timed({ text })));
      await steps(`SAVEPOINT apart; SET LOCAL lock_timeout = ${LOCK_TIMEOUT}`);
      try {
        const result = await part();
        await steps('RELEASE SAVEPOINT apart; SET LOCAL lock_timeout TO DEFAULT');
        return result;
      } catch (error) {
        await steps('ROLLBACK TO SAVEPOINT apart; RELEASE SAVEPOINT apart');
        failures.length = before;
        throw error;
      }
    };
    try {
      await away(() => client.query(timed({ text: 'BEGIN' })));
      const result = await work({ rows, savepoint });
      // PostgreSQL answers the COMMIT after a failed statement with a rollback, and calls that a success.
      if (failures.length > 0) throw failures[0];
      await away(() => client.query(timed({ text: 'COMMIT' })));
      return result;
    } catch (error) {
      await client.query(timed({ text: 'ROLLBACK' })).catch((failure: unknown) => {
        broken = isError(failure) ? failure : new Error('ROLLBACK failed');
      });
      throw error;
    } finally {
      client.off('error', ignore);
      client.release(broken);
    }
  }

  notify(channel: string, parameter: string): string {
    return `pg_notify('${channel}', ${parameter})`;
  }

  listen(channel: string, subscriber: Subscriber): void {
    this.listeners.push(new Listener(this.pool, channel, subscriber));
  }

  async hasTable(name: string): Promise<boolean> {
    const [row] = await this.read<{ found: string | null }>('SELECT to_regclass($1)::text AS found', [name]);
    return row?.found != null;
  }

  classify(error: unknown): unknown {
    return classify(error);
  }

  async close(): Promise<void> {
    await Promise.all(this.listeners.map((listener) => listener.close()));
    await this.dataSource.destroy();
  }

  private async run<Row>(client: pg.Pool | pg.PoolClient, sql: string, values: readonly Value[]): Promise<Row[]> {
    let name = this.names.get(sql);
    if (name === undefined) {
      name = `ts_${digest(sql).slice(0, 20)}`;
      this.names.set(sql, name);
    }
    const result = await client.query(timed({ name, text: sql, values: [...values] }));
    return result.rows as Row[];
  }
}

const ignore = (): void => undefined;

/** Instants are bigints: far below 2^53, so plain numbers. */
function getTypeParser(oid: number, format?: 'text' | 'binary'): unknown {
  return oid === 20 ? Number : (pg.types.getTypeParser as (oid: number, format?: string) => unknown)(oid, format);
}

/** A server set to `synchronous_commit = off` would forget a refresh token that it said it keeps. */
async function prepareSession(client: pg.ClientBase, schema: string): Promise<void> {
  await client.query(
    `SELECT set_config('search_path', quote_ident($1), false),
            set_config('synchronous_commit',
              CASE WHEN current_setting('synchronous_commit') IN ('off', 'local') THEN 'on'
                   ELSE current_setting('synchronous_commit') END, false)`,
    [schema],
  );
}

async function away<T>(task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (error) {
    throw classify(error);
  }
}

/** The server's own errors bear an SQLSTATE; whatever else the driver throws is about the connection. */
function classify(error: unknown): unknown {
  const cause: unknown = error instanceof QueryFailedError ? error.driverError : error;
  if (cause instanceof pg.DatabaseError) return AWAY.test(cause.code ?? '') ? new DatabaseUnavailable(error) : error;
  return isError(cause) && !(cause instanceof TypeError) && !(cause instanceof Problem)
    ? new DatabaseUnavailable(error)
    : error;
}

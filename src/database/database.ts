import { setTimeout as pause } from 'node:timers/promises';
import { DatabaseUnavailable, StartupError } from '../problem/problem.ts';
import { Clock } from './clock.ts';
import type { Connection, Transaction, Value } from './connection.ts';
import type { Subscriber } from './listener.ts';
import { migrate, pendingMigrations } from './migrate.ts';

export interface DatabaseOptions {
  connect: () => Promise<Connection>;
  schema: string;
  /** Whether to migrate; otherwise a pending migration is an error. */
  migrate: boolean;
}

/** Looks at the database before anything is written to it, or after the tables are there. Throws to refuse the start. */
export type DatabaseCheck = (connection: Connection) => Promise<void>;

export interface OpenOptions {
  beforeMigrations: DatabaseCheck;
  afterMigrations: DatabaseCheck;
  onMigrated: (names: string[]) => void;
  /** The database, or what a check needs, is away; another try follows. */
  onAway: (error: DatabaseUnavailable) => void;
  /** A try in the background failed for good. */
  onRefused: (error: unknown) => void;
}

const RETRY_DELAY = 1_000;

/**
 * The one database of the process. It may be away at start and go away at any time: statements then throw
 * `DatabaseUnavailable`, and work again as soon as it is back.
 */
export class Database {
  private readonly options: DatabaseOptions;
  private readonly closing = new AbortController();
  private readonly clock: Clock;
  private current: Connection | undefined;
  private hindrance: DatabaseUnavailable | undefined;
  private reachableSince: number | undefined;
  private readonly opened: ((connection: Connection) => void)[] = [];

  constructor(options: DatabaseOptions, clock = new Clock()) {
    this.options = options;
    this.clock = clock;
  }

  /**
   * Connects, checks and migrates. A database that is away is tried again in the background, for as long as it takes.
   * @throws what a check or a migration throws, at the first try
   */
  async open(options: OpenOptions): Promise<void> {
    if (await this.tryOpen(options)) return;
    void this.keepTrying(options);
  }

  get isOpen(): boolean {
    return this.current !== undefined;
  }

  /** @throws DatabaseUnavailable before the first successful connection */
  get connection(): Connection {
    if (this.current === undefined) throw this.hindrance ?? new DatabaseUnavailable(undefined);
    return this.current;
  }

  /** Milliseconds for which every statement found the database; 0 while it is away. */
  get reachableFor(): number {
    return this.reachableSince === undefined ? 0 : this.clock.monotonic() - this.reachableSince;
  }

  /** SQL for the present instant, see {@link Connection.now}. */
  get now(): string {
    return this.connection.now;
  }

  async read<Row>(sql: string, values?: readonly Value[]): Promise<Row[]> {
    return this.watching((connection) => connection.read<Row>(sql, values));
  }

  async write<Row>(sql: string, values?: readonly Value[]): Promise<Row[]> {
    return this.watching((connection) => connection.write<Row>(sql, values));
  }

  async transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.watching((connection) => connection.transaction(work));
  }

  /** Hears of a channel's messages (PostgreSQL); a gap is also when the database went away. */
  listen(channel: string, { onMessage, onGap }: Subscriber): void {
    const subscriber = {
      onMessage,
      onGap: () => {
        if (this.reachableSince !== undefined) this.reachableSince = this.clock.monotonic();
        onGap();
      },
    };
    this.whenOpen((connection) => connection.listen(channel, subscriber));
  }

  /** Does something as soon as the database is open for the first time: now, or later. */
  whenOpen(task: (connection: Connection) => void): void {
    if (this.current === undefined) this.opened.push(task);
    else task(this.current);
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.current?.close();
    this.current = undefined;
  }

  private async watching<T>(statement: (connection: Connection) => Promise<T>): Promise<T> {
    try {
      const result = await statement(this.connection);
      this.reachableSince ??= this.clock.monotonic();
      return result;
    } catch (error) {
      if (error instanceof DatabaseUnavailable) this.reachableSince = undefined;
      throw error;
    }
  }

  private async keepTrying(options: OpenOptions): Promise<void> {
    try {
      do await pause(RETRY_DELAY, undefined, { signal: this.closing.signal, ref: false });
      while (!(await this.tryOpen(options)));
    } catch (error) {
      if (!this.closing.signal.aborted) options.onRefused(error);
    }
  }

  private async tryOpen(options: OpenOptions): Promise<boolean> {
    let connection: Connection | undefined;
    try {
      connection = await this.options.connect();
      await options.beforeMigrations(connection);
      await this.bringUpToDate(connection, options);
      await options.afterMigrations(connection);
      this.closing.signal.throwIfAborted();
      this.current = connection;
      this.reachableSince = this.clock.monotonic();
      for (const task of this.opened.splice(0)) task(connection);
      return true;
    } catch (error) {
      await connection?.close();
      if (!(error instanceof DatabaseUnavailable)) throw error;
      this.hindrance = error;
      options.onAway(error);
      return false;
    }
  }

  private async bringUpToDate(connection: Connection, options: OpenOptions): Promise<void> {
    if (this.options.migrate) {
      options.onMigrated(await migrate(connection, this.options.schema));
      return;
    }
    const pending = await pendingMigrations(connection);
    if (pending.length > 0) {
      throw new StartupError(
        `The database lacks ${pending.join(', ')}, and DATABASE_MIGRATE is off: migrate it first.`,
      );
    }
  }
}

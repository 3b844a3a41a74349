import { KeyRing } from '../../src/crypto/key-ring.ts';
import { newId } from '../../src/crypto/random.ts';
import { SealingKey } from '../../src/crypto/sealing-key.ts';
import { Clock } from '../../src/database/clock.ts';
import type { Connection, Schema } from '../../src/database/connection.ts';
import { Database } from '../../src/database/database.ts';
import { PostgresConnection } from '../../src/database/postgres-connection.ts';
import { SqliteConnection } from '../../src/database/sqlite-connection.ts';
import { schema } from '../../src/schema.ts';
import { sqlitePath } from '../../src/settings/types/database-url.ts';
import { UserStore } from '../../src/users/user.store.ts';
import type { TestDatabaseKind } from '../support/databases.ts';

/** A connection as the service makes it. */
export async function connect(url: string, tables: Schema = schema, postgresSchema = 'public'): Promise<Connection> {
  const path = sqlitePath(url);
  if (path !== undefined) return SqliteConnection.open(path, tables, new Clock());
  return PostgresConnection.open({ url, schema: postgresSchema, poolSize: 5 }, tables);
}

/** A migrated database of a suite's own, opened as one replica opens it. */
export interface Opened {
  database: Database;
  url: string;
  /** The same database, as another replica opens it. */
  again(url?: string): Promise<Database>;
  close(): Promise<void>;
}

export async function openFresh({ fresh }: Omit<TestDatabaseKind, 'copyOf'>): Promise<Opened> {
  const { url, drop } = await fresh();
  const opened: Database[] = [];
  const again = async (through = url): Promise<Database> => {
    const database = await openDatabase(() => connect(through));
    opened.push(database);
    return database;
  };
  return {
    database: await again(),
    url,
    again,
    async close() {
      await Promise.all(opened.map((database) => database.close()));
      await drop();
    },
  };
}

export async function openDatabase(connectTo: () => Promise<Connection>): Promise<Database> {
  const { replica, open } = notYetOpen(connectTo);
  await open();
  return replica;
}

/** A database as a process has it that is just starting: away, until it is opened. */
export function notYetOpen(connectTo: () => Promise<Connection>): { replica: Database; open: () => Promise<void> } {
  const replica = new Database({ connect: connectTo, schema: 'public', migrate: true });
  const open = (): Promise<void> =>
    replica.open({
      beforeMigrations: () => Promise.resolve(),
      afterMigrations: () => Promise.resolve(),
      onMigrated: () => undefined,
      onAway: () => undefined,
      onRefused: () => undefined,
    });
  return { replica, open };
}

export function newRing(): KeyRing {
  return new KeyRing([new SealingKey(crypto.getRandomValues(new Uint8Array(32)))]);
}

/** Adds a person of the test's own. @returns the id */
export async function addUser(database: Database): Promise<string> {
  const names = { name: null, email: null, emailVerified: null, roles: [] };
  const { id } = await new UserStore(database).recognise({
    issuer: 'https://login.example',
    subject: newId(),
    ...names,
  });
  return id;
}

/** The only row that a statement finds. */
export async function theRow<Row>(database: Database, sql: string, values: readonly (string | number)[]): Promise<Row> {
  const rows = await database.read<Row>(sql, values);
  const [row] = rows;
  if (row === undefined || rows.length > 1) throw new Error(`${rows.length} rows where one should be`);
  return row;
}

/** The present instant by the database's clock. */
export async function nowOf(database: Database): Promise<number> {
  return (await theRow<{ now: number }>(database, `SELECT ${database.now} AS now`, [])).now;
}

/** A promise that a test resolves by hand. */
export function gate(): { open: () => void; opened: Promise<undefined> } {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  return { open: () => resolve(undefined), opened: promise };
}

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Connection } from '../../src/database/connection.ts';
import type { Database } from '../../src/database/database.ts';
import { migrate } from '../../src/database/migrate.ts';
import { DatabaseUnavailable } from '../../src/problem/problem.ts';
import { databases, freshPostgres, type TestDatabase } from '../support/databases.ts';
import { startProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { connect, openDatabase, openFresh, type Opened } from './opened.ts';
import { schema } from '../../src/schema.ts';

const describePostgres = databases.some(({ name }) => name === 'postgres') ? describe : describe.skip;

describePostgres('PostgreSQL that goes away', () => {
  let opened: Opened;
  let proxy: TcpProxy;
  let database: Database;
  beforeAll(async () => {
    opened = await openFresh({ name: 'postgres', fresh: freshPostgres });
  });
  beforeEach(async () => {
    const { port, hostname } = new URL(opened.url);
    proxy = await startProxy(Number(port), hostname);
    database = await opened.again(proxy.through(opened.url));
  });
  afterEach(async () => {
    await database.close();
    await proxy.close();
  });
  afterAll(() => opened.close());

  const insert = `INSERT INTO users (id, issuer, subject, created_at, seen_at) VALUES ($1, 'i', $1, 1, 1) RETURNING id`;
  const found = (id: string) => opened.database.read('SELECT id FROM users WHERE id = $1', [id]);

  it('is unavailable for every statement, and works again as soon as it is back', async () => {
    await proxy.pause();
    await expect(database.read('SELECT 1')).rejects.toBeInstanceOf(DatabaseUnavailable);
    await expect(database.write(insert, ['away'])).rejects.toBeInstanceOf(DatabaseUnavailable);
    await expect(database.transaction((s) => s.rows(insert, ['away']))).rejects.toBeInstanceOf(DatabaseUnavailable);
    await expect(database.connection.hasTable('users')).rejects.toBeInstanceOf(DatabaseUnavailable);
    await proxy.resume();

    expect(await database.write(insert, ['back'])).toEqual([{ id: 'back' }]);
    await database.transaction((s) => s.rows(insert, ['back too']));
    expect([await found('away'), await found('back'), await found('back too')].map((rows) => rows.length)).toEqual([
      0, 1, 1,
    ]);
  });

  it('closes while it still connects to listen', async () => {
    database.listen('nobody_speaks', { onMessage: () => undefined, onGap: () => undefined });
    await database.close();
    expect(database.isOpen).toBe(false);
  });

  it('in the middle of a transaction undoes it, and ends no process', async () => {
    const work = database.transaction(async (statements) => {
      await statements.rows(insert, ['cut off']);
      await proxy.pause();
      await statements.rows(insert, ['too late']);
    });

    await expect(work).rejects.toBeInstanceOf(DatabaseUnavailable);
    await proxy.resume();
    expect(await found('cut off')).toEqual([]);
    expect(await database.read('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('right before the commit is unavailable too', async () => {
    const work = database.transaction(async (statements) => {
      await statements.rows(insert, ['uncommitted']);
      await proxy.pause();
    });

    await expect(work).rejects.toBeInstanceOf(DatabaseUnavailable);
    await proxy.resume();
    expect(await found('uncommitted')).toEqual([]);
  });

  it('while a statement runs is unavailable for that statement', async () => {
    const slow = database.read('SELECT pg_sleep(30)');
    const running = `SELECT 1 FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(30)' AND state = 'active'`;
    while ((await opened.database.read(running)).length === 0);
    await proxy.pause();

    await expect(slow).rejects.toBeInstanceOf(DatabaseUnavailable);
  });

  it('by its administrator is away as well', async () => {
    const end = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                 WHERE datname = current_database() AND pid <> pg_backend_pid()`;
    const work = database.transaction(async (statements) => {
      await statements.rows(insert, ['terminated']);
      await opened.database.read(end);
      await statements.rows('SELECT 1');
    });

    await expect(work).rejects.toBeInstanceOf(DatabaseUnavailable);
    expect(await database.read('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(await found('terminated')).toEqual([]);
  });

  it('is away, not in error, while it takes no writes', async () => {
    const work = database.transaction(async (statements) => {
      await statements.rows('SET TRANSACTION READ ONLY');
      await statements.rows(insert, ['read-only']);
    });

    await expect(work).rejects.toBeInstanceOf(DatabaseUnavailable);
  });

  it('at start is tried again until it is there', async () => {
    await proxy.pause();
    const late = await openDatabase(() => connect(proxy.through(opened.url)));
    expect(late.isOpen).toBe(false);
    await expect(late.read('SELECT 1')).rejects.toBeInstanceOf(DatabaseUnavailable);
    await proxy.resume();

    await expect(until(() => late.read('SELECT 1 AS one'))).resolves.toEqual([{ one: 1 }]);
    await late.close();
  });
});

describePostgres('DATABASE_SCHEMA', () => {
  let server: TestDatabase;
  const connections: Connection[] = [];
  beforeAll(async () => {
    server = await freshPostgres();
  });
  afterAll(async () => {
    await Promise.all(connections.map((connection) => connection.close()));
    await server.drop();
  });

  async function inSchema(name: string): Promise<Connection> {
    const connection = await connect(server.url, schema, name);
    connections.push(connection);
    await migrate(connection, name);
    return connection;
  }

  it('is created, and holds every table and the history of migrations', async () => {
    const connection = await inSchema('Tokens_1');

    const rows = await connection.read<{ tables: string }>(
      `SELECT string_agg(table_name, ' ' ORDER BY table_name) AS tables FROM information_schema.tables WHERE table_schema = 'Tokens_1'`,
    );
    const declared = connection.dataSource.entityMetadatas.map(({ tableName }) => tableName);
    expect(rows[0]?.tables.split(' ')).toEqual([...declared, 'migrations'].sort());
    const elsewhere = `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'`;
    expect(await connection.read(elsewhere)).toEqual([]);
    expect(await connection.hasTable('grants')).toBe(true);
  });

  it('keeps two stores in one database apart', async () => {
    const [one, other] = [await inSchema('one'), await inSchema('other')];
    const insert = `INSERT INTO users (id, issuer, subject, created_at, seen_at) VALUES ('1', 'i', $1, 1, 1) RETURNING id`;
    await one.write(insert, ['ann']);
    await other.transaction((statements) => statements.rows(insert, ['bo']));

    expect(await one.read('SELECT subject FROM users')).toEqual([{ subject: 'ann' }]);
    expect(await other.read('SELECT subject FROM users')).toEqual([{ subject: 'bo' }]);
  });

  it('hides the tables of others', async () => {
    await inSchema('full');
    const empty = await connect(server.url, schema, 'empty');
    connections.push(empty);

    expect(await empty.hasTable('users')).toBe(false);
    await expect(empty.read('SELECT id FROM users')).rejects.toThrow('does not exist');
  });
});

/** Asks again and again while the database is unavailable. */
async function until<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable)) throw error;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Index } from 'typeorm';
import { Col, type ColumnType, flag, integer, optional, text, withDefault } from '../../src/database/columns.ts';
import type { Connection, Schema } from '../../src/database/connection.ts';
import { Database } from '../../src/database/database.ts';
import { migrate, pendingMigrations, revertLast } from '../../src/database/migrate.ts';
import { GrantEntity } from '../../src/grants/grant.entity.ts';
import { DatabaseUnavailable, StartupError } from '../../src/problem/problem.ts';
import { schema } from '../../src/schema.ts';
import { SessionEntity } from '../../src/sessions/session.entity.ts';
import { UserEntity } from '../../src/users/user.entity.ts';
import { connect } from '../contracts/opened.ts';
import { databases, type TestDatabase } from '../support/databases.ts';
import { differences, doctored, withoutColumn, withoutIndex } from './doctor.ts';
import {
  AlterParents1999000000000,
  Failing1999000000001,
  FailingStatement1999000000002,
  FailingTable1999000000003,
} from './later.ts';
import { allRows, countRows, insertRows, readRows } from './rows.ts';

const names = schema.migrations.map(({ name }) => name);

describe.each(databases)('migrations on $name', ({ name: dialect, fresh }) => {
  let server: TestDatabase;
  const connections: Connection[] = [];
  beforeEach(async () => {
    server = await fresh();
  });
  afterEach(async () => {
    await Promise.all(connections.splice(0).map((connection) => connection.close()));
    await server.drop();
  });

  async function open(tables: Schema = schema, inSchema = 'public'): Promise<Connection> {
    const connection = await connect(server.url, tables, inSchema);
    connections.push(connection);
    return connection;
  }
  const tablesOf = async (connection: Connection): Promise<string[]> => {
    const sql = {
      sqlite: `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`,
      postgres: `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = current_schema() ORDER BY 1`,
    };
    return (await connection.read<{ name: string }>(sql[dialect])).map(({ name }) => name);
  };

  it('go up on an empty database, once', async () => {
    const connection = await open();
    expect(await pendingMigrations(connection)).toEqual(names);

    expect(await migrate(connection, 'public')).toEqual(names);
    expect(await migrate(connection, 'public')).toEqual([]);
    expect(await pendingMigrations(connection)).toEqual([]);
    const tables = connection.dataSource.entityMetadatas.map(({ tableName }) => tableName);
    expect(await tablesOf(connection)).toEqual([...tables, 'migrations'].sort());
  });

  it('go down again with rows in the tables, and up once more', async () => {
    const connection = await open();
    await migrate(connection, 'public');
    await insertRows(connection);
    expect(await readRows(connection)).toEqual(allRows);
    for (let left = names.length; left > 0; left -= 1) await revertLast(connection, 'public');

    expect(await tablesOf(connection)).toEqual(['migrations']);
    expect(await pendingMigrations(connection)).toEqual(names);
    await revertLast(connection, 'public');
    expect(await migrate(connection, 'public')).toEqual(names);
    await insertRows(connection);
    expect(await readRows(connection)).toEqual(allRows);
  });

  it('after the first take the rows with them, up, down and up', async () => {
    const first = await open({ ...schema, migrations: schema.migrations.slice(0, 1) });
    await migrate(first, 'public');
    await insertRows(first);
    await first.close();
    connections.length = 0;

    const connection = await open();
    await migrate(connection, 'public');
    expect(await readRows(connection)).toEqual(allRows);
    for (let left = names.length; left > 1; left -= 1) await revertLast(connection, 'public');
    expect(await readRows(connection)).toEqual(allRows);
    await migrate(connection, 'public');
    expect(await readRows(connection)).toEqual(allRows);
  });

  it('that alter a table, which SQLite makes anew, lose no row that refers to it', async () => {
    const first = await open();
    await migrate(first, 'public');
    await insertRows(first);
    await first.close();
    connections.length = 0;

    const connection = await open({ ...schema, migrations: [...schema.migrations, AlterParents1999000000000] });
    const counts = await countRows(connection);
    expect(await migrate(connection, 'public')).toEqual(['AlterParents1999000000000']);
    expect(await readRows(connection)).toEqual(allRows);
    await revertLast(connection, 'public');
    expect(await readRows(connection)).toEqual(allRows);
    expect(await countRows(connection)).toEqual(counts);
    expect(await differences(connection)).toEqual([]);
    await connection.write(`DELETE FROM users WHERE id = 'u1' RETURNING id`);
    expect(await countRows(connection)).toMatchObject({ grants: 1, grant_tokens: 0, link_attempts: 0 });
  });

  it('leave nothing half done when one fails, and say what failed', async () => {
    const connection = await open({ ...schema, migrations: [...schema.migrations, Failing1999000000001] });

    const error: unknown = await migrate(connection, 'public').catch((e: unknown) => e);
    expect(error).toHaveProperty('message', 'a mistake in a migration');
    expect(error).not.toBeInstanceOf(DatabaseUnavailable);
    expect(await tablesOf(connection)).toEqual([]);
    expect(await pendingMigrations(connection)).toEqual([...names, 'Failing1999000000001']);
  });

  it.each([
    ['a statement that is wrong', FailingStatement1999000000002],
    ['a table that is not there', FailingTable1999000000003],
  ])('that fail for %s do not say that the database is away', async (_case, failing) => {
    const connection = await open({ ...schema, migrations: [failing] });

    await expect(migrate(connection, 'public')).rejects.not.toBeInstanceOf(DatabaseUnavailable);
    expect(await tablesOf(connection)).toEqual([]);
  });

  it('leave foreign keys in force', async () => {
    const connection = await open();
    await migrate(connection, 'public');
    const orphan = `INSERT INTO grant_tokens (grant_id, variant, access_token, token_type, scope, issued_at, generation)
                    VALUES ('none', '', '', '', '', 1, 1) RETURNING grant_id`;

    await expect(connection.write(orphan)).rejects.toThrow(/foreign key/i);
  });

  describe('and entities', () => {
    it.each(dialect === 'postgres' ? ['public', 'Tokens_1'] : ['public'])(
      'say the same in schema %s',
      async (inSchema) => {
        const connection = await open(schema, inSchema);
        await migrate(connection, inSchema);

        expect(await differences(connection)).toEqual([]);
      },
    );

    const as = (entity: Schema['entities'][number], column: string, type: ColumnType) => (): void => {
      withoutColumn(entity, column);
      Col(type)(entity.prototype as object, column);
    };

    it.each([
      ['a new column', as(UserEntity, 'phone', optional(text()))],
      ['a column that is gone', () => withoutColumn(UserEntity, 'name')],
      ['another type', as(GrantEntity, 'fence', withDefault(text(), '0'))],
      ['another default', as(GrantEntity, 'fence', withDefault(integer(), 1))],
      ['another flag', as(GrantEntity, 'is_default', withDefault(flag(), true))],
      ['NULL no longer allowed', as(UserEntity, 'email', text())],
      ['a new index', () => Index('sessions_created_at', ['created_at'])(SessionEntity)],
      ['an index that is gone', () => withoutIndex(GrantEntity, 'grants_default')],
    ])('differ after %s', async (_case, change) => {
      const found = await doctored(change, async () => {
        const connection = await open();
        await migrate(connection, 'public');
        return differences(connection);
      });

      expect(found).not.toEqual([]);
    });
  });

  describe('at the start', () => {
    const start = async (migrateNow: boolean): Promise<string[]> => {
      const ran: string[] = [];
      const database = new Database({ connect: () => connect(server.url), schema: 'public', migrate: migrateNow });
      try {
        await database.open({
          beforeMigrations: () => Promise.resolve(),
          afterMigrations: () => Promise.resolve(),
          onMigrated: (applied) => ran.push(...applied),
          onAway: () => undefined,
          onRefused: () => undefined,
        });
      } finally {
        await database.close();
      }
      return ran;
    };

    it('run when DATABASE_MIGRATE is on', async () => {
      expect(await start(true)).toEqual(names);
      expect(await start(true)).toEqual([]);
    });

    it('are refused when DATABASE_MIGRATE is off, in one line, and nothing is written', async () => {
      const error: unknown = await start(false).catch((e: unknown) => e);

      expect(error).toBeInstanceOf(StartupError);
      expect((error as StartupError).message).toMatch(new RegExp(`^.*${names[0]!}.*DATABASE_MIGRATE.*$`));
      expect(await tablesOf(await open())).toEqual([]);
    });

    it('are not missed when DATABASE_MIGRATE is off and all have run', async () => {
      await start(true);

      expect(await start(false)).toEqual([]);
    });

    it('are refused when DATABASE_MIGRATE is off and the newest has yet to run', async () => {
      await start(true);
      const connection = await open();
      await connection.write('DELETE FROM migrations WHERE name = $1 RETURNING id', [names.at(-1)!]);

      await expect(start(false)).rejects.toThrow(names.at(-1)!);
    });
  });
});

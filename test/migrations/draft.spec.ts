import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { check, resolveConfig } from 'prettier';
import ts from 'typescript';
import { Entity, ForeignKey, Index, Unique } from 'typeorm';
import { draftMigration, isName, type Draft } from '../../scripts/migration/draft.ts';
import { Col, flag, instant, integer, key, optional, text, withDefault } from '../../src/database/columns.ts';
import type { Connection, Schema } from '../../src/database/connection.ts';
import { migrate, revertLast } from '../../src/database/migrate.ts';
import { GrantTokenEntity } from '../../src/grants/grant-token.entity.ts';
import { GrantEntity } from '../../src/grants/grant.entity.ts';
import { GrantImportEntity } from '../../src/grants/import/grant-import.entity.ts';
import { LinkAttemptEntity } from '../../src/grants/link/link-attempt.entity.ts';
import { schema } from '../../src/schema.ts';
import { SessionEntity } from '../../src/sessions/session.entity.ts';
import { UserEntity } from '../../src/users/user.entity.ts';
import { connect } from '../contracts/opened.ts';
import { databases, freshSqlite, type TestDatabase } from '../support/databases.ts';
import { differences, doctored, withoutColumn, withoutIndex } from './doctor.ts';
import { allRows, insertRows, readRows } from './rows.ts';

const TIMESTAMP = 1_999_000_000_000;
const root = fileURLToPath(new URL('../..', import.meta.url));

/** Declared before the table that it refers to. */
@Entity('team_members')
class TeamMemberEntity {
  @ForeignKey(() => TeamEntity, 'id', { name: 'team_members_team', onDelete: 'CASCADE' })
  @Col(key())
  team_id!: string;
  @Col({ ...key(), type: 'integer' }) place!: number;
}

@Entity('teams')
@Unique('teams_owner_name', ['owner_id', 'name'])
@Index('teams_open', ['name'], { unique: true, where: 'is_open = true' })
class TeamEntity {
  @Col(key()) id!: string;
  @ForeignKey(() => UserEntity, 'id', { name: 'teams_owner', onDelete: 'CASCADE' })
  @Index('teams_owner_id')
  @Col(text())
  owner_id!: string;
  @Col(withDefault(text(), 'none')) name!: string;
  @Col(withDefault(flag(), true)) is_open!: boolean;
  @Col(withDefault(integer(), -1)) places!: number;
  @Col(optional(instant())) ends_at!: number | null;
}

const entities = schema.entities;

describe('a draft', () => {
  const servers: TestDatabase[] = [];
  const connections: Connection[] = [];
  let directory: string;
  beforeAll(async () => {
    // Within the project, so that its imports are found; where neither git nor a linter looks.
    await mkdir(join(root, 'coverage'), { recursive: true });
    directory = await mkdtemp(join(root, 'coverage/drafts-'));
  });
  afterEach(async () => {
    await Promise.all(connections.splice(0).map((connection) => connection.close()));
    await Promise.all(servers.splice(0).map((server) => server.drop()));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  async function open(url: string, tables: Schema): Promise<Connection> {
    const connection = await connect(url, tables);
    connections.push(connection);
    return connection;
  }
  async function migrated(fresh: () => Promise<TestDatabase>, tables: Schema): Promise<Connection> {
    const server = await fresh();
    servers.push(server);
    const connection = await open(server.url, tables);
    await migrate(connection, 'public');
    return connection;
  }

  async function draft(tables: Schema, name = 'a-change'): Promise<Draft | undefined> {
    const sqlite = await migrated(freshSqlite, tables);
    const others = await Promise.all(
      databases.filter((kind) => kind.name !== 'sqlite').map(({ fresh }) => migrated(fresh, tables)),
    );
    const vocabulary = '../../src/database/columns.ts';
    return draftMigration({ name, timestamp: TIMESTAMP, migrated: [sqlite, ...others], directory, vocabulary });
  }

  async function load({ fileName, source, className }: Draft): Promise<Schema['migrations'][number]> {
    const path = join(directory, fileName);
    await writeFile(path, source);
    const loaded = (await import(pathToFileURL(path).href)) as Record<string, Schema['migrations'][number]>;
    return loaded[className]!;
  }

  /** Up, down and up, with rows in the tables, on every database. */
  async function tryOut(tables: Schema, drafted: Draft): Promise<void> {
    const migration = await load(drafted);
    for (const { fresh } of databases) {
      const before = await migrated(fresh, tables);
      await insertRows(before);
      const connection = await open(servers.at(-1)!.url, { ...tables, migrations: [...tables.migrations, migration] });
      const difference = (await differences(before)).sort();
      expect(await migrate(connection, 'public')).toEqual([drafted.className]);
      expect(await differences(connection)).toEqual([]);
      await revertLast(connection, 'public');
      expect((await differences(connection)).sort()).toEqual(difference);
      await migrate(connection, 'public');
      expect(await differences(connection)).toEqual([]);
    }
  }

  it('is none when entities and migrations say the same', async () => {
    expect(await draft(schema)).toBeUndefined();
  });

  it('of new tables brings columns, uniques, foreign keys and indices, parents first', async () => {
    const tables = { ...schema, entities: [...entities, TeamMemberEntity, TeamEntity] };
    const drafted = await draft(tables, 'teams-and-members');

    expect(drafted).toMatchObject({
      ...{ fileName: `${TIMESTAMP}-teams-and-members.ts`, className: `TeamsAndMembers${TIMESTAMP}` },
      ...{ unexpressed: [], warnings: [] },
    });
    for (const part of [
      `ends_at: optional(instant())`,
      `name: withDefault(text(), 'none')`,
      `is_open: withDefault(flag(), true)`,
      `places: withDefault(integer(), -1)`,
      `id: key()`,
      `onDelete: 'CASCADE'`,
      `where: 'is_open = true'`,
    ]) {
      expect(drafted!.source).toContain(part);
    }
    await tryOut(tables, drafted!);
  });

  it('reads as we write: formatted, typed, without a word too many', async () => {
    const tables = { ...schema, entities: [...entities, TeamMemberEntity, TeamEntity] };
    const drafted = await draft(tables, 'formatted-teams');
    await load(drafted!);

    const path = join(directory, drafted!.fileName);
    const style = await resolveConfig(join(root, 'migrations/x.ts'));
    expect(await check(drafted!.source, { ...style, parser: 'typescript' })).toBe(true);
    expect(faults(path)).toEqual([]);
  });

  it('of added and dropped columns and indices keeps the rows', async () => {
    await doctored(
      () => {
        Col(optional(text()))(UserEntity.prototype, 'phone');
        Col(withDefault(integer(), 3))(GrantEntity.prototype, 'priority');
        Index('grants_priority', ['priority', 'provider'])(GrantEntity);
        withoutIndex(GrantEntity, 'grants_default');
        Index('grants_default', ['user_id', 'provider'], {
          unique: true,
          where: `is_default = true AND status = 'active'`,
        })(GrantEntity);
        withoutIndex(SessionEntity, 'sessions_expires_at');
        Unique('link_attempts_session', ['session'])(LinkAttemptEntity);
      },
      async () => {
        const drafted = await draft(schema, 'columns-and-indices');
        expect(drafted).toMatchObject({ unexpressed: [], warnings: [] });
        const migration = await load(drafted!);
        for (const { fresh } of databases) {
          const before = await migrated(fresh, schema);
          await insertRows(before);
          const after = await open(servers.at(-1)!.url, { ...schema, migrations: [...schema.migrations, migration] });
          await migrate(after, 'public');
          expect(await readRows(after)).toEqual(allRows);
          await revertLast(after, 'public');
          expect(await readRows(after)).toEqual(allRows);
        }
        await tryOut(schema, drafted!);
      },
    );
  });

  it('of a dropped column, with the index on it, says what down cannot', async () => {
    await doctored(
      () => {
        withoutColumn(SessionEntity, 'expires_at');
        withoutColumn(UserEntity, 'email');
      },
      async () => {
        const drafted = await draft(schema, 'fewer-columns');

        expect(drafted!.warnings).toEqual([expect.stringMatching(/^sessions.expires_at .*down fails where rows are/)]);
        expect(drafted!.source).toContain(`// ${drafted!.warnings[0]!}`);
        const migration = await load(drafted!);
        for (const { fresh } of databases) {
          const connection = await migrated(fresh, { ...schema, migrations: [...schema.migrations, migration] });
          expect(await differences(connection)).toEqual([]);
          await revertLast(connection, 'public');
          const names = (await differences(connection)).join();
          expect(names).toMatch(/expires_at|sessions/);
        }
      },
    );
  });

  it('of a required column says that rows lack it, and of a new name that it may be one', async () => {
    await doctored(
      () => {
        withoutColumn(UserEntity, 'name');
        Col(text())(UserEntity.prototype, 'full_name');
      },
      async () => {
        expect((await draft(schema, 'a-name'))!.warnings).toEqual([
          expect.stringContaining('users.full_name is new, required and without default'),
          expect.stringContaining('runner.renameColumn'),
        ]);
      },
    );
  });

  it('of a table that is gone brings it back on the way down', async () => {
    const gone: Schema['entities'] = [GrantEntity, GrantTokenEntity, GrantImportEntity, SessionEntity];
    const tables = { ...schema, entities: entities.filter((entity) => !gone.includes(entity)) };
    const drafted = await draft(tables, 'fewer-tables');

    expect(drafted!.source).toContain(`dropTable('grants')`);
    const migration = await load(drafted!);
    for (const { fresh } of databases) {
      const first = await migrated(fresh, schema);
      await insertRows(first);
      const connection = await open(servers.at(-1)!.url, { ...schema, migrations: [...schema.migrations, migration] });
      await migrate(connection, 'public');
      expect(await connection.hasTable('grants')).toBe(false);
      await revertLast(connection, 'public');
      expect(await differences(connection)).toEqual([]);
    }
  });

  it('of a changed column leaves the work to a person, with what TypeORM would run', async () => {
    await doctored(
      () => {
        withoutColumn(GrantEntity, 'fence');
        Col(withDefault(text(), 'x'))(GrantEntity.prototype, 'fence');
        Col(optional(text()))(UserEntity.prototype, 'phone');
      },
      async () => {
        const drafted = await draft(schema, 'another-type');

        expect(drafted!.unexpressed).toEqual(['grants.fence: integer default 0 becomes text default "x"']);
        const { source } = drafted!;
        expect(source).toContain(`// - ${drafted!.unexpressed[0]!}`);
        expect(source).toMatch(
          /On SQLite TypeORM would run:\n( +\/\/ {3}.*\n)*? +\/\/ {3}CREATE TABLE "temporary_grants"/,
        );
        if (databases.some(({ name }) => name === 'postgres')) {
          expect(source).toMatch(/On PostgreSQL TypeORM would run:\n +\/\/ {3}ALTER TABLE "grants"/);
        }
        expect(source).toContain(`phone: optional(text())`);
        expect(faults(await written(drafted!))).toEqual([]);
      },
    );
  });

  it('of a column that we have no word for leaves it to a person', async () => {
    await doctored(
      () => Col({ ...text(), type: 'varchar' as 'text' })(UserEntity.prototype, 'phone'),
      async () => {
        const drafted = await draft(schema, 'no-word');

        expect(drafted!.unexpressed).toEqual(['users.phone: not there becomes varchar']);
        expect(drafted!.source).toContain('TypeORM would run');
      },
    );
  });

  async function written(drafted: Draft): Promise<string> {
    await load(drafted);
    return join(directory, drafted.fileName);
  }
});

describe('npm run migration:new', () => {
  const run = async (...names: string[]): Promise<{ status: number | null; said: string[] }> => {
    const script = join(root, 'scripts/migration-new.ts');
    const child = spawn(process.execPath, ['--import', '@swc-node/register/esm-register', script, ...names], {
      cwd: root,
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const [status] = (await once(child, 'close')) as [number | null];
    return { status, said: said.trim().split('\n') };
  };

  it.each([[[]], [['Bad Name']], [['../up']], [['two', 'names']]])(
    'refuses the names %j in one line',
    async (names) => {
      const { status, said } = await run(...names);

      expect(status).toBe(2);
      expect(said).toEqual([expect.stringMatching(/^usage: npm run migration:new -- <name>/)]);
    },
  );

  it('writes nothing when there is nothing to do, and says so in one line', async () => {
    const before = await readdir(join(root, 'migrations'));
    const { status, said } = await run('nothing-at-all');

    expect(said).toEqual(['Nothing to do: entities and migrations say the same.']);
    expect(status).toBe(0);
    expect(await readdir(join(root, 'migrations'))).toEqual(before);
  });

  it('takes names in small letters with hyphens between', () => {
    expect(['first-tables', 'a', 'v2-tables', 'a--b', 'a-', 'A', 'a_b', ''].map(isName)).toEqual([
      ...[true, true, true],
      ...[false, false, false, false, false],
    ]);
  });
});

/** What the compiler says of a file, with the project's own options. */
function faults(path: string): string[] {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (file) => ts.sys.readFile(file)) as {
    config: object;
  };
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [path] }, ts.sys, root);
  const program = ts.createProgram([path], { ...options, noEmit: true, noUnusedLocals: true });
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

import { stat } from 'node:fs/promises';
import { PassThrough, Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Clock } from '../../src/database/clock.ts';
import { connect } from '../../src/database/connect.ts';
import { pendingMigrations, revertLast } from '../../src/database/migrate.ts';
import { schema } from '../../src/schema.ts';
import { databases, freshSqlite, type TestDatabase } from '../support/databases.ts';
import { startStore, type TestStore } from '../support/store.ts';
import { expectProblem, jsonOf, rows, write } from './acts.ts';
import { runProgram } from './cli-acts.ts';
import { askAs, PASSWORD } from './local-acts.ts';

const LOCAL = { LOCAL_ACCOUNTS: 'true' };
const piped = (text: string): Readable => Readable.from([text]);

describe('tokenstore users', () => {
  let database: TestDatabase;
  let store: TestStore;

  beforeAll(async () => {
    database = await freshSqlite();
    store = await startStore({ databaseUrl: database.url, env: LOCAL });
  });

  afterAll(async () => {
    await store.stop();
    await database.drop();
  });

  beforeEach(() => write(store, 'DELETE FROM local_accounts RETURNING name'));

  const run = (args: string[], input?: Readable) =>
    runProgram(store, ['users', ...args], { ...(input !== undefined && { input }) });

  /** What somebody types at a terminal; each line as it is asked for. */
  function typed(...lines: string[]): Readable {
    const terminal = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
    terminal.write(`${lines.shift() ?? ''}\r`);
    const next = (): void => {
      const line = lines.shift();
      if (line !== undefined) terminal.write(`${line}\r`);
    };
    terminal.on('resume', () => setImmediate(next));
    return terminal;
  }

  it('adds somebody who can sign in at once, and disables them again', async () => {
    const about = ['--role', 'staff', '--role', 'boss', '--full-name', 'Zoe Z', '--email', 'zoe@example.org'];
    expect(await run(['add', 'zoe', ...about], piped(`${PASSWORD}\nmore\n`))).toEqual({
      status: 0,
      out: 'zoe may sign in.\n',
      err: '',
    });
    expect(jsonOf(await askAs(store, 'zoe', PASSWORD))).toMatchObject({
      name: 'Zoe Z',
      email: 'zoe@example.org',
      roles: ['staff', 'boss'],
    });
    expect(await rows(store, 'SELECT password_hash FROM local_accounts')).toEqual([
      { password_hash: expect.stringMatching(/^\$argon2id\$/) },
    ]);
    expect(await run(['add', 'zoe'], piped(`another ${PASSWORD}\n`))).toMatchObject({
      status: 2,
      err: expect.stringContaining('already'),
    });
    expect(await run(['disable', 'zoe'])).toMatchObject({ status: 0 });
    expectProblem(await askAs(store, 'zoe', PASSWORD), 401, 'unauthenticated');
    expect(await run(['list'])).toMatchObject({
      out: 'zoe · Zoe Z · zoe@example.org · staff, boss · disabled\n',
    });
    expect(await run(['enable', 'zoe'])).toMatchObject({ status: 0 });
    expect((await askAs(store, 'zoe', PASSWORD)).status).toBe(200);
    expect(await run(['password', 'zoe'], piped('another password\n'))).toMatchObject({ status: 0 });
    expectProblem(await askAs(store, 'zoe', PASSWORD), 401, 'unauthenticated');
    expect((await askAs(store, 'zoe', 'another password')).status).toBe(200);
  });

  it('shows nothing of what is typed, and wants it twice', async () => {
    const done = await run(['add', 'zoe'], typed(PASSWORD, PASSWORD));
    expect(done).toMatchObject({ status: 0 });
    expect(JSON.stringify(done)).not.toContain('horse');
    expect((await askAs(store, 'zoe', PASSWORD)).status).toBe(200);
    expect(await run(['password', 'zoe'], typed(PASSWORD, `${PASSWORD}x`))).toMatchObject({
      status: 2,
      err: expect.stringContaining('two different'),
    });
  });

  it.each<[string, string[], string]>([
    ['a short password', ['add', 'zoe'], 'short\n'],
    ['no password', ['add', 'zoe'], ''],
    ['a password that is a book', ['add', 'zoe'], 'x'.repeat(2_000)],
    ['a name with a colon', ['add', 'a:b'], `${PASSWORD}\n`],
    ['a name that is empty', ['add', ''], `${PASSWORD}\n`],
    ['two roles in one', ['add', 'zoe', '--role', 'a,b'], `${PASSWORD}\n`],
    ['an unknown name to disable', ['disable', 'nobody'], ''],
    ['an unknown name to enable', ['enable', 'nobody'], ''],
    ['an unknown name with a new password', ['password', 'nobody'], `${PASSWORD}\n`],
  ])('refuses %s in one line, and keeps nothing', async (_, args, input) => {
    const { status, out, err } = await run(args, piped(input));
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toMatch(/^[^\n]+\n$/);
    expect(await rows(store, 'SELECT name FROM local_accounts')).toEqual([]);
  });
});

describe.each(databases)('tokenstore users add, before the service on $name', ({ name, fresh }) => {
  let database: TestDatabase;
  let store: TestStore;

  beforeAll(async () => {
    database = await fresh();
    store = await startStore({ databaseUrl: database.url, env: LOCAL });
    await store.pause();
  });

  afterAll(async () => {
    await store.stop();
    await database.drop();
  });

  const add = (env: Record<string, string> = {}) =>
    runProgram(store, ['users', 'add', 'zoe'], { env, input: piped(`${PASSWORD}\n`) });

  describe('has ever run', () => {
    let empty: TestDatabase;

    beforeEach(async () => {
      empty = await fresh();
    });
    afterEach(() => empty.drop());

    it('makes the tables, and the account is there when the service comes', async () => {
      expect(await add({ DATABASE_URL: empty.url })).toEqual({ status: 0, out: 'zoe may sign in.\n', err: '' });
      await store.restart({ DATABASE_URL: empty.url });
      expect((await askAs(store, 'zoe', PASSWORD)).status).toBe(200);
      await store.pause();
    });

    it('makes no tables where DATABASE_MIGRATE is off', async () => {
      expect(await add({ DATABASE_URL: empty.url, DATABASE_MIGRATE: 'false' })).toMatchObject({
        status: 78,
        err: expect.stringContaining('not up to date'),
      });
      expect(await pending(store, empty.url)).toHaveLength(schema.migrations.length);
    });

    if (name === 'sqlite')
      it('makes a file that nobody else may read', async () => {
        await add({ DATABASE_URL: empty.url });
        const { mode } = await stat(empty.url.slice('sqlite:///'.length));
        expect(mode & 0o077).toBe(0);
      });
  });

  it('is of this release brings the tables up to date', async () => {
    await goBack(store, database.url);
    expect(await add()).toMatchObject({ status: 0 });
    expect(await pending(store, database.url)).toEqual([]);
  });

  it('is stopped changes nothing without the key of the database', async () => {
    await goBack(store, database.url);
    expect(await add({ CRYPTOKEY: 'b'.repeat(64) })).toMatchObject({
      status: 78,
      err: expect.stringContaining('CRYPTOKEY'),
    });
    expect(await pending(store, database.url)).toHaveLength(1);
  });
});

async function pending({ settings }: TestStore, url: string): Promise<string[]> {
  const connection = await connect({ ...settings, DATABASE_URL: url }, schema, new Clock());
  try {
    return await pendingMigrations(connection);
  } finally {
    await connection.close();
  }
}

/** As an older release left the tables. */
async function goBack({ settings }: TestStore, url: string): Promise<void> {
  const connection = await connect({ ...settings, DATABASE_URL: url }, schema, new Clock());
  try {
    await revertLast(connection, settings.DATABASE_SCHEMA);
  } finally {
    await connection.close();
  }
}

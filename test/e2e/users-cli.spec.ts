import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { explain } from '../../src/cli/exit.ts';
import { createProgram } from '../../src/cli/program.ts';
import { CRYPTOKEY, prefixed, startStore, type TestStore } from '../support/store.ts';
import { expectProblem, jsonOf, rows, write } from './acts.ts';
import { askAs, PASSWORD } from './local-acts.ts';

describe('tokenstore users', () => {
  let directory: string;
  let databaseUrl: string;
  let store: TestStore;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tokenstore-users-'));
    databaseUrl = `sqlite:///${join(directory, 'store.db')}`;
    store = await startStore({ databaseUrl, env: { LOCAL_ACCOUNTS: 'true' } });
  });

  afterAll(async () => {
    await store.stop();
    await rm(directory, { recursive: true });
  });

  beforeEach(() => write(store, 'DELETE FROM local_accounts RETURNING name'));

  /** As a person runs it beside the service, in this process: a new one takes seconds to load. */
  async function run(args: string[], input: Readable = Readable.from([])): Promise<Record<string, unknown>> {
    const said = { out: '', err: '' };
    const { env, stdin } = process;
    const listen = (name: 'out' | 'err') => (chunk: string | Uint8Array) => {
      said[name] += String(chunk);
      return true;
    };
    const spies = [
      jest.spyOn(process.stdout, 'write').mockImplementation(listen('out')),
      jest.spyOn(process.stderr, 'write').mockImplementation(listen('err')),
    ];
    process.env = { ...prefixed({ DATABASE_URL: databaseUrl, CRYPTOKEY, LOCAL_ACCOUNTS: 'true' }) };
    Object.defineProperty(process, 'stdin', { value: input, configurable: true });
    try {
      await createProgram('test').parseAsync(['users', ...args], { from: 'user' });
      return { status: 0, ...said };
    } catch (error) {
      const status = explain(error);
      return { status, ...said };
    } finally {
      process.env = env;
      Object.defineProperty(process, 'stdin', { value: stdin, configurable: true });
      for (const spy of spies) spy.mockRestore();
    }
  }

  const piped = (text: string) => Readable.from([text]);

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
      status: 78,
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
      status: 78,
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
    expect({ status, out }).toEqual({ status: 78, out: '' });
    expect(err).toMatch(/^[^\n]+\n$/);
    expect(await rows(store, 'SELECT name FROM local_accounts')).toEqual([]);
  });
});

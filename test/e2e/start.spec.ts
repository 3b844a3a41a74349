import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { StartupError } from '../../src/problem/problem.ts';
import { databases, freshSqlite } from '../support/databases.ts';
import { CRYPTOKEY, prefixed, startStore, type Env, type TestStore } from '../support/store.ts';
import { alice, call, cookieOf, link, signedIn, tokenOf, whoami } from './acts.ts';
import { freePort } from '../support/ports.ts';

const OTHER_KEY = 'b'.repeat(64);
const SECRET_KEY = 'signs the cookies whatever seals';

async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** One sentence for the operator, that does not give a key away. */
function expectStartupError(error: unknown, ...said: (string | RegExp)[]): void {
  expect(error).toBeInstanceOf(StartupError);
  const { message } = error as StartupError;
  expect(message).not.toContain('\n');
  expect(message).not.toMatch(/a{20}|b{20}/);
  for (const one of said) expect(message).toMatch(one);
}

describe.each(databases)('a wrong key for a database on $name', ({ name, fresh }) => {
  let store: TestStore;
  let database: Awaited<ReturnType<typeof fresh>>;
  let session: { cookie: string };

  beforeAll(async () => {
    database = await fresh();
    store = await startStore({ databaseUrl: database.url, providers: { idp1: {} }, env: { SECRET_KEY } });
    const browser = await signedIn(store, alice);
    await link(store, browser, 'idp1', alice);
    session = await cookieOf(store, browser);
    await store.pause();
  });

  afterAll(async () => {
    await store.stop();
    await database.drop();
  });

  /** Every byte, or every row. */
  async function content(): Promise<unknown> {
    if (name === 'sqlite') return readFile(new URL(database.url.replace('sqlite:///', 'file://')));
    const client = new Client(database.url);
    await client.connect();
    const { rows } = await client.query<{ name: string }>(
      `SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) AS name FROM information_schema.tables
       WHERE table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
    );
    const tables: Record<string, unknown> = {};
    for (const table of rows) {
      const dump = await client.query(`SELECT to_jsonb(t)::text AS row FROM ${table.name} t ORDER BY 1`);
      tables[table.name] = dump.rows;
    }
    await client.end();
    return tables;
  }

  it.each([
    ['another key', OTHER_KEY],
    ['several others', `${OTHER_KEY},${'c'.repeat(64)}`],
  ])('is refused in one line, and nothing is changed: %s', async (_, key) => {
    const before = await content();
    const start = startStore({ databaseUrl: database.url, env: { CRYPTOKEY: key } });
    expectStartupError(await errorOf(start), /key [0-9a-f]{12}\b/, /CRYPTOKEY lacks/, /nothing was changed/);
    expect(await content()).toEqual(before);
  });

  (name === 'sqlite' ? it : it.skip)('is refused also where it would be generated anew', async () => {
    const before = await content();
    const start = startStore({ databaseUrl: database.url, env: { CRYPTOKEY: undefined } });
    expectStartupError(await errorOf(start), /key file .*cryptokey is gone/);
    expect(await content()).toEqual(before);
  });

  it('harms nothing: with the right one beside it all goes on', async () => {
    await store.restart({ CRYPTOKEY: `${OTHER_KEY},${CRYPTOKEY}` });
    expect((await call(whoami(store), { headers: session })).status).toBe(200);
    expect((await tokenOf(store, 'idp1')).status).toBe(200);
  });
});

describe('a port in use', () => {
  it('is named in one line, and whoever uses it goes on', async () => {
    const store = await startStore({ databaseUrl: 'sqlite://:memory:' });
    try {
      const { port } = new URL(store.base);
      const error = await errorOf(startStore({ databaseUrl: 'sqlite://:memory:', env: { PORT: port } }));
      expectStartupError(error, `127.0.0.1:${port} is in use`);
      expect((await call(`${store.base}/readyz`)).status).toBe(200);
    } finally {
      await store.stop();
    }
  });
});

describe('a store that is told to stop', () => {
  it('answers a request that is on its way already', async () => {
    const store = await startStore({ databaseUrl: 'sqlite://:memory:' });
    const begun = connect(Number(new URL(store.base).port), '127.0.0.1');
    const received: Buffer[] = [];
    begun.on('data', (chunk: Buffer) => received.push(chunk));
    const ended = once(begun, 'close');
    begun.write('GET /livez HTTP/1.1\r\nHost: store\r\n');
    // What is sent on another connection afterwards is answered after it was read.
    await call(`${store.base}/livez`);
    const stopped = store.stop();
    begun.write('Connection: close\r\n\r\n');
    await Promise.all([stopped, ended]);
    const answer = Buffer.concat(received).toString();
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer).toContain('{"status":"OK"}');
  });
});

describe('the process', () => {
  const top = fileURLToPath(new URL('../../', import.meta.url));
  const issuer = { OIDC_DISCOVERY_URL: 'http://127.0.0.1:1', OIDC_CLIENT_ID: 'store', OIDC_CLIENT_SECRET: 'secret' };
  let instance: string;

  beforeAll(async () => {
    instance = await mkdtemp(join(tmpdir(), 'tokenstore-process-'));
  });

  afterAll(() => rm(instance, { recursive: true, force: true }));

  /** `tokenstore serve`, from the sources. @param onLine sees what it prints, and may end it */
  async function serve(env: Env, onLine: (line: string, stop: () => void) => void = () => undefined) {
    const main = ['--no-warnings', '--import', '@swc-node/register/esm-register', join(top, 'src/main.ts'), 'serve'];
    const settings = prefixed({ ...issuer, INSTANCE_PATH: instance, ...env });
    const child = spawn(process.execPath, main, { cwd: top, env: { PATH: process.env['PATH'], ...settings } });
    const printed = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => {
      printed.stdout += chunk.toString();
      onLine(printed.stdout, () => child.kill('SIGTERM'));
    });
    child.stderr.on('data', (chunk: Buffer) => (printed.stderr += chunk.toString()));
    const ended = Promise.withResolvers<number | null>();
    child.on('close', (code) => ended.resolve(code));
    return { status: await ended.promise, ...printed };
  }

  it('ends with status 78 and one line where the key is wrong', async () => {
    const database = await freshSqlite();
    await (await startStore({ databaseUrl: database.url })).stop();
    const env = { DATABASE_URL: database.url, CRYPTOKEY: OTHER_KEY, PORT: String(await freePort()) };
    const { status, stderr, stdout } = await serve(env);
    expect({ status, stderr }).toEqual({
      status: 78,
      stderr: expect.stringMatching(/^This database holds values sealed with key [^\n]*\n$/),
    });
    expect(stdout).not.toContain('listens');
    await database.drop();
  });

  it('ends with status 78 and one line where the port is in use', async () => {
    const store = await startStore({ databaseUrl: 'sqlite://:memory:' });
    const { port } = new URL(store.base);
    const { status, stderr } = await serve({ DATABASE_URL: 'sqlite://:memory:', PORT: port });
    await store.stop();
    expect({ status, stderr }).toEqual({ status: 78, stderr: `127.0.0.1:${port} is in use by another process.\n` });
  });

  it('ends with status 78 and a line for each setting that is wrong, and has touched nothing', async () => {
    const unused = join(instance, 'not-made');
    const env = { INSTANCE_PATH: unused, PORT: 'many', HOSTT: '::', OIDC_CLIENT_ID: undefined };
    const { status, stderr, stdout } = await serve(env);
    expect({ status, stdout }).toEqual({ status: 78, stdout: '' });
    expect(stderr.trim().split('\n')).toHaveLength(4);
    for (const name of ['PORT', 'HOSTT', 'OIDC_CLIENT_ID']) expect(stderr).toContain(`TOKENSTORE_${name}:`);
    await expect(readFile(unused)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('makes its own key at first, says so, and ends with 0 when it is told to stop', async () => {
    const own = join(instance, 'own');
    const env = { INSTANCE_PATH: own, PORT: String(await freePort()) };
    const { status, stderr, stdout } = await serve(env, (printed, stop) => {
      if (printed.includes('tokenstore listens')) stop();
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('A new key seals');
    expect((await readFile(join(own, 'cryptokey'), 'utf8')).trim()).toMatch(/^[0-9a-f]{64}$/);
  });
});

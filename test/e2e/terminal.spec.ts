import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Browser } from '../support/browser.ts';
import { freshSqlite, type TestDatabase } from '../support/databases.ts';
import { alterJson, answerInstead, oauthError } from '../support/faults.ts';
import type { ClientMetadata } from '../support/identity-provider.ts';
import { glewlwydMissing, startGlewlwyd } from '../support/servers/glewlwyd.ts';
import { describeWith } from '../support/servers/installed.ts';
import type { RealServer } from '../support/servers/real-server.ts';
import { startStore, type TestStore } from '../support/store.ts';
import { alice, bearer, link, signedIn } from './acts.ts';
import { made } from './api-key-acts.ts';
import {
  addressIn,
  deny,
  endStarted,
  fakeKeyring,
  inTerminal,
  loginsOf,
  MAIN,
  start,
  type Around,
} from './terminal-acts.ts';

const CLIENT: ClientMetadata = {
  client_id: 'terminal',
  token_endpoint_auth_method: 'none',
  redirect_uris: ['http://127.0.0.1:9/'],
};

let database: TestDatabase;
let store: TestStore;
let home: string;
let key: string;

beforeAll(async () => {
  database = await freshSqlite();
  store = await startStore({ databaseUrl: database.url, providers: { idp: { rotation: 'strict' }, other: {} } });
  store.login.addClient(CLIENT);
  await link(store, await signedIn(store, alice), 'idp', alice);
  ({ key } = await made(store, await bearer(store, 'alice'), { scopes: ['token', 'grants:read', 'grants:write'] }));
});

afterAll(async () => {
  await store.stop();
  await database.drop();
});

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'tokenstore-home-'));
  store.login.intercept.clear();
  store.login.calls.reset();
  store.providers['idp']!.calls.reset();
});

afterEach(() => rm(home, { recursive: true, force: true }));

const LOGIN = ['login', '--client-id', 'terminal', '--server'];
const run = (args: readonly string[], around: Partial<Around> = {}) => inTerminal(args, { home, ...around });
const byKey = (server = store.base) => ({ TOKENSTORE_SERVER: server, TOKENSTORE_API_KEY: key });
const withKey = (...args: string[]) => run(args, { env: byKey() });
const enters = (said: string) => new Browser().walk(addressIn(said), alice);
const signIn = (around: Partial<Around> = {}) => run([...LOGIN, store.base], { meanwhile: [enters], ...around });
const kept = () => loginsOf(home).read();
const loginsFile = () => loginsOf(home).path;
const alterSecrets = (change: Record<string, unknown>) => loginsOf(home).alter(store.base, change);

describe('signing in by a device code', () => {
  it('waits as long as it is told, and is then who entered the code', async () => {
    const ran = await signIn({ meanwhile: [() => Promise.resolve(), enters] });
    expect(ran).toMatchObject({ status: 0, out: '', waits: [5000, 5000] });
    expect(ran.err).toMatch(
      /^Open \S+ in a browser and enter the code \S+\nor open \S+\nThe code is good for 10 minutes\.\n/,
    );
    expect(ran.err).toMatch(new RegExp(`\\nSigned in at ${store.base} as Alice Example\\.\\n$`));
    const token = await run(['token', 'idp']);
    expect(token).toMatchObject({ status: 0, err: '', out: expect.stringMatching(/^\S+\n$/) });
    expect((await run(['accounts'])).out).toMatch(/^PROVIDER .*\nidp +alice@example\.org .*active +default/);
  });

  it('keeps the login where nobody else can read it, whole', async () => {
    await signIn();
    expect((await stat(loginsFile())).mode & 0o777).toBe(0o600);
    expect((await stat(join(loginsFile(), '..'))).mode & 0o777).toBe(0o700);
    expect(await readdir(join(loginsFile(), '..'))).toEqual(['logins.json']);
  });

  it('keeps the secrets of the login in the keyring where there is one', async () => {
    const keyring = fakeKeyring();
    await signIn({ keyring });
    expect([...keyring.held.keys()]).toEqual([store.base]);
    expect((await kept()).logins[store.base]?.secrets).toBe('keyring');
    expect(await readFile(loginsFile(), 'utf8')).not.toMatch(/_token/);
    expect((await run(['token', 'idp'], { keyring })).status).toBe(0);
    expect(await run(['token', 'idp'])).toMatchObject({
      status: 77,
      err: expect.stringMatching(/^tokenstore: The keyring/),
    });
    await run(['logout'], { keyring });
    expect(keyring.held.size).toBe(0);
  });

  it('keeps them in the file where the keyring fails', async () => {
    const keyring = { ...fakeKeyring(), set: () => Promise.reject(new Error('locked')) };
    expect(await signIn({ keyring })).toMatchObject({ status: 0 });
    expect((await run(['token', 'idp'], { keyring })).status).toBe(0);
  });

  it.each([
    ['access_denied', [], `Signing in was refused at ISSUER.`],
    ['expired_token', [], 'The code was not used in time. Run: tokenstore login'],
  ])('tells %s in one line, with status 77', async (error, _, words) => {
    store.login.intercept.once('otherGrant', answerInstead(oauthError(400, error)));
    const ran = await run([...LOGIN, store.base, '-q']);
    expect(ran).toMatchObject({ status: 77, out: '' });
    expect(ran.err.split('\n').slice(3)).toEqual([`tokenstore: ${words.replace('ISSUER', store.login.issuer)}`, '']);
    expect((await run(['token', 'idp', '--server', store.base])).status).toBe(77);
  });

  it('tells it when the person says no', async () => {
    const ran = await signIn({ meanwhile: [deny] });
    expect(ran).toMatchObject({ status: 77, err: expect.stringContaining(`was refused at ${store.login.issuer}.\n`) });
  });

  it('asks less often when it is told to, or the issuer is away, and gives up with the code', async () => {
    store.login.intercept.once(
      'deviceAuthorization',
      alterJson((json) => ({ ...json, expires_in: 30 })),
    );
    store.login.intercept.once('otherGrant', answerInstead(oauthError(400, 'slow_down')));
    store.login.intercept.once('otherGrant', answerInstead({ status: 503 }));
    const ran = await run([...LOGIN, store.base]);
    expect(ran).toMatchObject({ status: 77, waits: [5000, 10_000, 15_000] });
    expect(ran.err.split('\n').slice(3)).toEqual([
      `${store.login.issuer} wants to be asked less often: it is asked again in 10 s.`,
      `${store.login.issuer} does not answer just now: it is asked again in 15 s.`,
      'tokenstore: The code was not used in time. Run: tokenstore login',
      '',
    ]);
  });

  it('reads the file of -c, and refuses what it does not know', async () => {
    const config = join(home, 'config.json');
    const named = { client_id: 'secretive', client_secret: 's&cr t' };
    store.login.addClient({ ...CLIENT, ...named, token_endpoint_auth_method: 'client_secret_basic' });
    const told = { ...named, server: store.base, discovery_url: store.login.discoveryUrl };
    await writeFile(config, JSON.stringify(told));
    expect(await run(['login', '-c', config], { meanwhile: [enters] })).toMatchObject({ status: 0 });
    await alterSecrets({ expires_at: 1 });
    expect((await run(['token', 'idp'])).status).toBe(0);
    await writeFile(config, '{"sever": "x"}');
    expect(await run(['login', '-c', config])).toMatchObject({
      status: 78,
      err: expect.stringMatching(/unknown member "sever"/),
    });
  });

  it.each([
    ['no client', ['login', '--server', 'BASE'], 2, /--client-id/],
    ['no store', ['login', '--client-id', 'terminal'], 2, /--server/],
    ['an address that is none', [...LOGIN, 'tokens.example.org'], 2, /not an address/],
    [
      'a client that the issuer does not know',
      ['login', '--client-id', 'nobody', '--server', 'BASE'],
      78,
      /does not take this client/,
    ],
    ['a store under another name', [...LOGIN, 'ALIAS'], 78, /calls itself http/],
    ['an issuer that is none', [...LOGIN, 'BASE', '--discovery-url', 'BASE'], 78, /gives no codes/],
  ])('refuses %s in one line', async (_, args, status, words) => {
    const alias = store.base.replace('127.0.0.1', 'localhost');
    const ran = await run(args.map((arg) => arg.replace('BASE', store.base).replace('ALIAS', alias)));
    expect(ran).toMatchObject({ status, out: '', err: expect.stringMatching(words) });
    expect(ran.err).toMatch(/^tokenstore: [^\n]+\n$/);
  });

  it('finds out that it cannot keep a login before the person is asked to do anything', async () => {
    await writeFile(join(home, '.local'), 'no directory');
    const ran = await run([...LOGIN, store.base]);
    expect(ran).toMatchObject({ status: 78, waits: [], err: expect.stringMatching(/^tokenstore: Cannot write .+\n$/) });
    expect(store.login.calls.deviceAuthorization).toBe(0);
  });

  it('keeps nothing that the store does not take', async () => {
    store.login.intercept.once(
      'otherGrant',
      alterJson((json) => ({ ...json, access_token: 'opaque' })),
    );
    expect(await signIn()).toMatchObject({ status: 77, err: expect.stringMatching(/The store does not take what/) });
    await expect(kept()).rejects.toMatchObject({ code: 'ENOENT' });
    expect(store.login.calls.revocation).toBe(1);
  });
});

describe('a login', () => {
  it('is renewed once, by several commands at once', async () => {
    await signIn();
    await alterSecrets({ expires_at: 1 });
    store.login.calls.reset();
    const ran = await Promise.all([1, 2, 3, 4].map(() => run(['token', 'idp'])));
    expect(ran.map(({ status, err }) => [status, err])).toEqual(Array(4).fill([0, '']));
    expect(store.login.calls.refresh).toBe(1);
    expect((await stat(loginsFile())).mode & 0o777).toBe(0o600);
  });

  it('is renewed when the store takes its token no longer', async () => {
    await signIn();
    await alterSecrets({ access_token: await store.login.issueAccessToken({ exp: 1 }) });
    expect(await run(['token', 'idp'])).toMatchObject({ status: 0, err: '' });
    expect(store.login.calls.refresh).toBe(1);
  });

  it('that cannot be renewed has ended; one that cannot be renewed just now has not', async () => {
    await signIn();
    await alterSecrets({ expires_at: Date.now() + 10_000 });
    await store.login.goDown();
    expect(await run(['token', 'idp'])).toMatchObject({ status: 0 });
    await alterSecrets({ expires_at: 1 });
    expect(await run(['token', 'idp'])).toMatchObject({ status: 69, err: expect.stringMatching(/does not answer/) });
    await store.login.comeUp();
    expect(await run(['token', 'idp'])).toMatchObject({ status: 0 });
    await alterSecrets({ expires_at: 1, refresh_token: 'nonsense' });
    expect(await run(['token', 'idp'])).toMatchObject({
      ...{ status: 77, out: '', err: 'tokenstore: The login has ended. Run: tokenstore login\n' },
    });
  });

  it('ends at the issuer too', async () => {
    await signIn();
    const secrets = (await kept()).logins[store.base]?.secrets as Record<string, string>;
    expect(await run(['logout'])).toMatchObject({ status: 0, out: '', err: `Signed out of ${store.base}.\n` });
    expect(await store.login.liveRefreshToken(secrets['refresh_token']!)).toBe(false);
    expect(await run(['token', 'idp'])).toMatchObject({ status: 2 });
    expect(await readFile(loginsFile(), 'utf8')).not.toContain(secrets['refresh_token']);
  });
});

describe('connecting an account', () => {
  const connects =
    (login: string, consents = true) =>
    async (said: string) => {
      const browser = await signedIn(store, alice);
      await browser.walk(addressIn(said), { login, consents });
    };
  const connect = (...meanwhile: ((said: string) => Promise<unknown>)[]) =>
    run(['connect', 'other', '--label', 'Work'], { env: byKey(), meanwhile });

  it('waits until it is done, and tells how it ended', async () => {
    expect(await connect(() => Promise.resolve(), connects('alice', false))).toMatchObject({
      ...{
        status: 77,
        out: '',
        err: expect.stringMatching(/\ntokenstore: other is not connected: it was refused there\.\n$/),
      },
    });
    expect(await connect(connects('alice'))).toMatchObject({
      status: 0,
      err: expect.stringMatching(/\nConnected: other\n$/),
    });
    const { out } = await withKey('accounts', '--json', '--provider', 'other');
    expect(JSON.parse(out)).toMatchObject([{ provider: 'other', label: 'Work', status: 'active' }]);
  });
});

describe('a token', () => {
  it('comes by an API key of the environment or of a file, in the form that is asked for', async () => {
    const file = join(home, 'key');
    await writeFile(file, `${key}\n`);
    const raw = (await withKey('token', 'idp')).out.trim();
    const answers = ['header', 'json', 'exec-credential'].map((format) =>
      run(['token', 'idp', '--server', store.base, '--api-key-file', file, '--format', format]),
    );
    const [header, json, exec] = await Promise.all(answers);
    expect(header).toMatchObject({ status: 0, out: `Authorization: Bearer ${raw}\n`, err: '' });
    expect(JSON.parse(json!.out)).toMatchObject({ access_token: raw, generation: expect.any(Number) });
    expect(JSON.parse(exec!.out)).toMatchObject({ status: { token: raw, expirationTimestamp: expect.any(String) } });
    expect((await withKey('token', 'idp', '-d')).err).toMatch(/^tokenstore: GET \S+\/api\/v2\/token\/idp: 200 in/m);
    expect((await withKey('token', 'idp', '-d')).err).not.toContain(raw);
  });

  it.each([
    ['an unknown provider', ['token', 'nothing'], 2, /provider/],
    ['an unknown form', ['token', 'idp', '--format', 'xml'], 2, /Allowed choices/],
    ['a time that is none', ['token', 'idp', '--min-ttl', 'soon'], 2, /no number of seconds/],
    ['an account that is not connected', ['token', 'idp', '--account', 'bob'], 77, /Run: tokenstore connect idp/],
    ['a key that is none', ['token', 'idp', '--api-key-file', '/dev/null'], 2, /does not hold one API key/],
    ['a store that is none', ['token', 'idp', '--server', 'LOGIN'], 78, /not from a token store/],
    ['a store that is overloaded', ['token', 'idp', '--server', 'BUSY'], 69, /Try again in 60 s/],
  ])('refuses %s in one line', async (_, args, status, words) => {
    const { issuer, intercept } = store.login;
    if (args.includes('BUSY')) {
      intercept.once('other', answerInstead({ status: 503, headers: { 'retry-after': '60' } }));
    }
    const ran = await withKey(...args.map((arg) => arg.replace(/LOGIN|BUSY/, issuer)));
    expect(ran).toMatchObject({ status, out: '', err: expect.stringMatching(words) });
    expect(ran.err).toMatch(/^[^\n]+\n$/);
  });

  it('is refused to a key that may not have it', async () => {
    const { key: poor } = await made(store, await bearer(store, 'alice'), { scopes: ['grants:read'] });
    const env = { ...byKey(), TOKENSTORE_API_KEY: poor };
    expect(await run(['token', 'idp'], { env })).toMatchObject({ status: 77, out: '' });
    expect(await run(['token', 'idp'], { env: { ...env, TOKENSTORE_API_KEY: 'wrong' } })).toMatchObject({ status: 77 });
  });
});

describe('in a process of its own', () => {
  afterEach(endStarted);

  const env = () => ({ HOME: home, ...byKey() });
  const running = (...command: string[]) => start([...MAIN, 'run', '--with', 'idp=IDP', '--', ...command], env());

  it('a command gets tokens, and its exit status is passed on', async () => {
    const raw = (await withKey('token', 'idp')).out.trim();
    const ran = await running('sh', '-c', 'echo "$IDP"; exit 7').ended;
    expect(ran).toEqual({ status: 7, signal: null, out: `${raw}\n`, err: '' });
    expect(await running('no-such-command').ended).toMatchObject({ status: 127, err: expect.stringMatching(/ENOENT/) });
  });

  it('signals are passed on in both directions', async () => {
    const waiting = running('sh', '-c', 'trap "exit 42" TERM; echo ready; while :; do sleep 0.05; done');
    await waiting.said('ready');
    waiting.child.kill('SIGTERM');
    expect(await waiting.ended).toMatchObject({ status: 42 });
    expect(await running('sh', '-c', 'kill -KILL $$').ended).toMatchObject({ status: null, signal: 'SIGKILL' });
  });

  it('Ctrl-C ends a login in order', async () => {
    const waiting = start([...MAIN, ...LOGIN, store.base], { HOME: home });
    await waiting.said('The code is good');
    waiting.child.kill('SIGINT');
    expect(await waiting.ended).toMatchObject({
      status: null,
      signal: 'SIGINT',
      err: expect.stringMatching(/\ntokenstore: stopped\n$/),
    });
    await expect(kept()).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describeWith(glewlwydMissing())('signing in by a device code at Glewlwyd', () => {
  let own: TestDatabase;
  let server: RealServer;
  let there: TestStore;

  beforeAll(async () => {
    [server, own] = await Promise.all([
      startGlewlwyd({ redirectUris: ['http://127.0.0.1:9/callback'] }),
      freshSqlite(),
    ]);
    there = await startStore({
      databaseUrl: own.url,
      env: {
        OIDC_DISCOVERY_URL: server.issuer,
        OIDC_CLIENT_ID: server.client.id,
        OIDC_CLIENT_SECRET: server.client.secret,
        // It calls what a token is good for its audience.
        OIDC_AUDIENCE: 'openid',
      },
    });
  }, 60_000);

  afterAll(async () => {
    await there.stop();
    await server.close();
    await own.drop();
  });

  it('keeps a login that is renewed, and ended there', async () => {
    const enters = (said: string) =>
      server.walkLogin(new Browser(), addressIn(said), { stopBefore: 'http://127.0.0.1:9/' });
    const args = [
      'login',
      '--server',
      there.base,
      '--client-id',
      server.client.id,
      '--client-secret',
      server.client.secret,
    ];
    const ran = await inTerminal(args, { home, meanwhile: [enters] });
    expect(ran).toMatchObject({
      status: 0,
      waits: [1000],
      err: expect.stringMatching(/\nSigned in at \S+ as .+\.\n$/),
    });
    const secrets = async () => (await loginsOf(home).read()).logins[there.base]?.secrets as Record<string, unknown>;
    const before = await secrets();
    await loginsOf(home).alter(there.base, { expires_at: 1 });
    expect(await inTerminal(['accounts', '--json'], { home })).toMatchObject({ status: 0, out: '[]\n', err: '' });
    const after = await secrets();
    expect(after['refresh_token']).not.toBe(before['refresh_token']);
    expect(await inTerminal(['logout'], { home })).toMatchObject({ status: 0, err: `Signed out of ${there.base}.\n` });
  });
});

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import type { grantBody, linkAnswer } from '../../src/api/v2/grants.ts';
import type { ProviderBody } from '../../src/api/v2/providers.ts';
import type { tokenAnswer } from '../../src/api/v2/token.ts';
import {
  StoreError,
  TokenStore,
  type Grant,
  type LinkBegun,
  type Provider,
  type Token,
} from '../../src/store-client/client.ts';
import { freshSqlite, type TestDatabase } from '../support/databases.ts';
import { startGitServer, type GitServer } from '../support/git-server.ts';
import { expireTokens } from '../support/grants.ts';
import { freePort } from '../support/ports.ts';
import { describeWith } from '../support/servers/installed.ts';
import { startStore, type TestStore } from '../support/store.ts';
import { alice, bearer, link, signedIn } from './acts.ts';
import { made } from './api-key-acts.ts';
import { GIT_HELPER, inTerminal, start } from './terminal-acts.ts';

/** What the service answers is what the client says that it answers: a fault of types where not. */
type Answers = [z.infer<typeof tokenAnswer>, z.infer<typeof grantBody>, ProviderBody, z.infer<typeof linkAnswer>];
const asTheClientSays = (answers: Answers): [Token, Grant, Provider, LinkBegun] => answers;

let database: TestDatabase;
let service: TestStore;
let key: string;

beforeAll(async () => {
  database = await freshSqlite();
  service = await startStore({ databaseUrl: database.url, providers: { idp: { rotation: 'strict' }, other: {} } });
  await link(service, await signedIn(service, alice), 'idp', alice);
  ({ key } = await made(service, await bearer(service, 'alice'), { scopes: ['token', 'grants:read', 'grants:write'] }));
});

afterAll(async () => {
  await service.stop();
  await database.drop();
});

describe('the JavaScript client', () => {
  const storeOf = (credential = key) => new TokenStore({ server: service.base, credential });

  it('gives tokens, renewed once for all who ask', async () => {
    const [one, other] = [storeOf(), storeOf()];
    const token = await one.token('idp');
    expect(token).toMatchObject({ token_type: 'Bearer', scope: expect.any(String), generation: expect.any(Number) });
    const { calls } = service.providers['idp']!;
    calls.reset();
    const renewed = await Promise.all([one.renew('idp', token), one.renew('idp', token), other.renew('idp', token)]);
    expect(new Set(renewed.map(({ access_token: text }) => text)).size).toBe(1);
    expect(calls.refresh).toBe(1);
    await expireTokens(service);
    const fresh = await Promise.all([storeOf().token('idp'), storeOf().token('idp')]);
    expect(fresh[0].generation).toBeGreaterThan(renewed[0].generation);
    expect(calls.refresh).toBe(2);
  });

  it('calls a resource, with a newer token where one is refused', async () => {
    const store = storeOf();
    const { access_token: revoked } = await store.token('idp');
    const shown: (string | undefined)[] = [];
    const resource = createServer((request, response) => {
      shown.push(request.headers.authorization);
      response.writeHead(request.headers.authorization === `Bearer ${revoked}` ? 401 : 200).end('thing');
    });
    const port = await freePort();
    await once(resource.listen(port, '127.0.0.1'), 'listening');
    const answer = await store.fetch('idp', `http://127.0.0.1:${port}/thing`, { method: 'POST', body: 'x' });
    expect([answer.status, await answer.text()]).toEqual([200, 'thing']);
    expect(shown).toEqual([`Bearer ${revoked}`, `Bearer ${(await store.token('idp')).access_token}`]);
    resource.closeAllConnections();
    await once(resource.close(), 'close');
  });

  it('lists, begins connections, and says who', async () => {
    const store = storeOf();
    expect(await store.grants('idp')).toMatchObject([{ provider: 'idp', status: 'active' }]);
    expect((await store.providers()).map(({ id }) => id)).toEqual(['idp', 'other']);
    expect(await store.link('other')).toMatchObject({ authorization_url: expect.stringContaining('ticket=') });
    expect(await store.whoami()).toMatchObject({ name: 'Alice Example' });
    expect(asTheClientSays).toBeInstanceOf(Function);
  });

  it.each([
    ['unknown_provider', 404, 'nothing'],
    ['not_linked', 404, 'other'],
  ])('says %s', async (code, status, provider) => {
    const failed = storeOf().token(provider);
    await expect(failed).rejects.toBeInstanceOf(StoreError);
    await expect(failed).rejects.toMatchObject({ code, status, problem: { code, request_id: expect.any(String) } });
  });

  it('takes a new credential in place of one that has ended', async () => {
    const sub = { sub: 'alice', aud: 'tokenstore-api' };
    const credential = async (refused?: string) =>
      service.login.issueAccessToken(refused === undefined ? { ...sub, exp: 1 } : sub);
    const store = new TokenStore({ server: service.base, credential });
    expect(await store.whoami()).toMatchObject({ name: 'Alice Example' });
  });
});

const pythonMissing = spawnSync('python3', ['--version']).error === undefined ? undefined : 'Python 3';

describeWith(pythonMissing)('the Python client', () => {
  it('does what its tests say', async () => {
    const child = spawn('python3', ['-B', '-W', 'error', '-m', 'unittest', '-v'], {
      cwd: fileURLToPath(new URL('../../clients/python', import.meta.url)),
      env: { PATH: process.env['PATH'], STORE: service.base, STORE_KEY: key },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const [said, [status]] = await Promise.all([text(child.stderr), once(child, 'close') as Promise<[number]>]);
    expect({ said, status }).toEqual({ said: expect.stringMatching(/^Ran 1[5-9] tests in .*\n\nOK$/m), status: 0 });
  });
});

describe('git', () => {
  let server: GitServer;
  let folder: string;
  let home: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tokenstore-git-'));
    // The provider says whether a token is good.
    server = await startGitServer(folder, async (shown) => {
      const token = shown.startsWith('Basic ')
        ? Buffer.from(shown.slice(6), 'base64').toString().split(':')[1]
        : shown.slice(7);
      const { userinfo } = service.providers['idp']!.endpoints;
      return (await fetch(userinfo, { headers: { authorization: `Bearer ${token ?? ''}` } })).ok;
    });
  });

  afterAll(async () => {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'tokenstore-home-'));
    server.shown.splice(0);
    service.providers['idp']!.calls.reset();
  });

  afterEach(() => rm(home, { recursive: true, force: true }));

  const byKey = () => ({ TOKENSTORE_SERVER: service.base, TOKENSTORE_API_KEY: key });
  const run = (args: readonly string[], input = '') => inTerminal(args, { home, input, env: byKey() });
  const token = async (...args: string[]) => (await run(['token', 'idp', ...args])).out.trim();

  const environment = () => ({ HOME: home, GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0', ...byKey() });
  const clone = (...settings: string[]) => {
    const given = settings.flatMap((setting) => ['-c', setting]);
    return start(['git', ...given, 'clone', '--quiet', server.url, 'copy'], environment(), home).ended;
  };
  const forThisHost = () => `credential.${new URL(server.url).origin}.helper=${GIT_HELPER} --provider idp`;

  it('clones with what the helper gives', async () => {
    expect(await clone(forThisHost())).toMatchObject({ status: 0, err: expect.not.stringMatching(/fatal/) });
    expect(server.shown[0]).toBeUndefined();
    expect(Buffer.from(server.shown[1]!.slice(6), 'base64').toString()).toMatch(/^oauth2:\S+$/);
    expect(await readdir(join(home, 'copy'))).toEqual(['.git']);
  });

  it('clones with a bearer token in a header', async () => {
    expect(await clone(`http.extraHeader=${await token('--format', 'header')}`)).toMatchObject({ status: 0 });
    expect(server.shown[0]).toMatch(/^Bearer /);
  });

  it('gets a newer token after one that the host refused', async () => {
    const raw = await token();
    const asked = `protocol=https\nhost=git.example.org\nusername=oauth2\npassword=${raw}\n\n`;
    const helper = (operation: string, input = asked) => run(['git-credential', '--provider', 'idp', operation], input);
    expect(await helper('erase')).toMatchObject({ status: 0, out: '', err: '' });
    expect(service.providers['idp']!.calls.refresh).toBe(1);
    const newer = (await helper('get')).out;
    expect(newer).toMatch(/^username=oauth2\npassword=\S+\npassword_expiry_utc=\d+\n$/);
    expect(newer).not.toContain(raw);
    // Somebody was quicker.
    expect(await helper('erase')).toMatchObject({ status: 0 });
    expect(await helper('store')).toMatchObject({ status: 0, out: '' });
    expect(service.providers['idp']!.calls.refresh).toBe(1);
  });

  it('gets a bearer token where it takes one', async () => {
    const input = 'capability[]=authtype\nprotocol=https\nhost=git.example.org\n\n';
    const helper = (...args: string[]) => run(['git-credential', '--provider', 'idp', ...args, 'get'], input);
    expect((await helper('--bearer')).out).toMatch(
      /^capability\[\]=authtype\nauthtype=Bearer\ncredential=\S+\nephemeral=1\n/,
    );
    expect((await helper()).out).toMatch(/^username=/);
  });

  it('gets nothing for hosts that are no provider’s, nor in the clear', async () => {
    const get = (input: string, ...args: string[]) => run(['git-credential', ...args, 'get'], input);
    expect(await get('protocol=https\nhost=git.example.org\n\n')).toMatchObject({ status: 0, out: '', err: '' });
    expect(await get('protocol=http\nhost=git.example.org\n\n', '--provider', 'idp')).toMatchObject({
      status: 0,
      out: '',
    });
    expect(await get('protocol=ssh\nhost=git.example.org\n\n', '--provider', 'idp')).toMatchObject({
      status: 0,
      out: '',
    });
  });

  it('gets no token of a provider for whichever host it is sent to', async () => {
    const ran = await clone(`credential.helper=${GIT_HELPER} --provider idp`);
    expect(ran).toMatchObject({ status: 128, err: expect.stringMatching(/names idp for every host/) });
    expect(server.shown).toEqual([undefined]);
  });
});

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startService, type StoreService } from '../../src/server/store-service.ts';
import { loadSettings } from '../../src/settings/load.ts';
import { Browser } from '../support/browser.ts';
import { startIdentityProvider, type IdentityProvider } from '../support/identity-provider.ts';
import { freePort } from '../support/ports.ts';
import { describeWith } from '../support/servers/installed.ts';
import { jupyterHubMissing, startJupyterHub, type JupyterHub } from '../support/servers/jupyterhub.ts';
import { capturingLog, CRYPTOKEY, prefixed } from '../support/store.ts';
import { startProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { alice, asScript, call, expectProblem, jsonOf, type Answer } from './acts.ts';

// One Hub for all, with a store of its own; a user's server is another, and takes its time.
jest.setTimeout(60_000);

const CLIENT = { client_id: 'store', client_secret: 'store-secret' };
const REACHES_STORE = 'access:services!service=tokenstore';

describeWith(jupyterHubMissing())('under JupyterHub', () => {
  let provider: IdentityProvider;
  let hub: JupyterHub;
  let browser: Browser;
  /** Begun at once: it takes seconds, and others need it not. */
  let ownServer: ReturnType<JupyterHub['api']>;

  beforeAll(async () => {
    const port = await freePort();
    const callbacks = ['services/tokenstore', 'user/alice'].map(
      (place) => `http://127.0.0.1:${port}/${place}/api/v1.0/idp1/redirect_uri`,
    );
    provider = await startIdentityProvider({ name: 'idp1', clients: [{ ...CLIENT, redirect_uris: callbacks }] });
    hub = await startJupyterHub({
      port,
      settings: {
        ...{ TOKEN_PROVIDERS: 'idp1', IDP1_DISCOVERY_URL: provider.issuer },
        ...{ IDP1_CLIENT_ID: CLIENT.client_id, IDP1_CLIENT_SECRET: CLIENT.client_secret, ADMIN_ROLES: 'admin' },
        ...{ LOG_LEVEL: 'debug', SHUTDOWN_TIMEOUT: '1s' },
      },
    });
    ownServer = hub.api('/users/alice/server', 'POST');
    browser = await hub.signIn('alice');
  });

  afterAll(async () => {
    await hub.close();
    await provider.close();
  });

  const tokenAt = (place: string, authorization: string): Promise<Answer> =>
    call(`${place}/api/v2/token/idp1`, { headers: { authorization } });

  describe('as its service', () => {
    it('is opened by whoever is signed in at the Hub, at once and by the Hub’s word', async () => {
      const page = await browser.follow(`${hub.store}/ui/`, { headers: { accept: 'text/html' } });
      expect(page).toMatchObject({ status: 200, url: `${hub.store}/ui/` });
      const [authorize] = page.hops.filter(({ url }) => url.startsWith(`${hub.url}/hub/api/oauth2/authorize?`));
      expect(Object.fromEntries(new URL(authorize?.url ?? '').searchParams)).toEqual({
        client_id: 'service-tokenstore',
        response_type: 'code',
        redirect_uri: '/services/tokenstore/oauth_callback',
        state: expect.stringMatching(/^[\w-]{43}$/),
        code_challenge: expect.any(String),
        code_challenge_method: 'S256',
      });
      const { data } = await browser.json(`${hub.store}/api/whoami`);
      expect(data).toMatchObject({
        name: 'alice',
        roles: ['group:curators'],
        scopes: ['grants:read', 'grants:write'],
        claims: { iss: `${hub.url}/hub`, sub: 'alice' },
      });
      const cookies = await browser.cookies.getCookies(`${hub.store}/`);
      expect(cookies.find(({ key }) => key === 'tokenstore')).toMatchObject({
        path: '/services/tokenstore',
        httpOnly: true,
        sameSite: 'lax',
      });
    });

    it('takes nobody back whom it did not send away, and nobody twice', async () => {
      const callback = `${hub.store}/oauth_callback`;
      const stranger = await call(`${callback}?code=x&state=x`);
      expectProblem(stranger, 400, 'state_invalid');

      const another = await hub.signIn('alice');
      const back = await another.follow(`${hub.store}/api/oidc/login`, { stopBefore: callback });
      // Somebody else's browser brings what was meant for this one.
      expectProblem(await new Browser().get(back.location ?? '', asScript), 400, 'state_invalid');
      expect(await another.get(back.location ?? '')).toMatchObject({ status: 302, location: hub.store });
      expectProblem(await another.get(back.location ?? '', asScript), 400, 'state_invalid');
    });

    it('connects an account, and a notebook fetches its token with what is in its environment', async () => {
      const link = `${hub.store}/api/v1.0/idp1/authorize?return_url=/services/tokenstore/api/whoami`;
      const page = await browser.walk(link, alice);
      expect(page.url).toBe(`${hub.store}/api/whoami?linked=idp1`);

      expect(await hub.api('/users/alice/servers/notebook', 'POST')).toMatchObject({ status: 201 });
      const fetched = await call(`${hub.url}/user/alice/notebook/idp1`);
      expect({ status: fetched.status, body: jsonOf(fetched) }).toMatchObject({
        status: 200,
        body: { token_type: 'Bearer', grant_id: expect.any(String) },
      });
      const { access_token: token } = jsonOf(fetched);
      const userinfo = await call(provider.endpoints.userinfo, {
        headers: { authorization: `Bearer ${String(token)}` },
      });
      expect(userinfo.status).toBe(200);
    });

    it('gives tokens and keys to bearers of the Hub’s tokens, not to a browser that others’ pages can script', async () => {
      const token = await hub.tokenOf('alice', [REACHES_STORE]);
      for (const scheme of ['token', 'Token', 'Bearer']) {
        expect(await tokenAt(hub.store, `${scheme} ${token}`)).toMatchObject({ status: 200 });
      }
      const wish = { name: 'x', scopes: ['token'] };
      const headers = { authorization: `token ${token}`, 'content-type': 'application/json' };
      const key = await call(`${hub.store}/api/v2/api-keys`, { method: 'POST', headers, body: JSON.stringify(wish) });
      expect(key.status).toBe(201);

      expectProblem((await browser.json(`${hub.store}/api/v2/token/idp1`)).page, 403, 'forbidden');
      expectProblem((await browser.json(`${hub.store}/api/v1.0/idp1/token`)).page, 403, 'forbidden');
      expectProblem((await browser.json(`${hub.store}/api/v2/api-keys`, { data: wish })).page, 403, 'forbidden');
      expect((await browser.json(`${hub.store}/api/v2/grants`)).status).toBe(200);
    });

    it('knows administrators and groups of the Hub, and lets no session administer there', async () => {
      const token = await hub.tokenOf('root');
      const overview = `${hub.store}/api/v2/admin/overview`;
      expect((await call(overview, { headers: { authorization: `token ${token}` } })).status).toBe(200);
      const boss = await hub.signIn('root');
      await boss.follow(`${hub.store}/api/oidc/login`, { stopBefore: `${hub.store}/ui` });
      const { data } = await boss.json(`${hub.store}/api/whoami`);
      expect(data).toMatchObject({ roles: ['admin'], scopes: ['grants:read', 'grants:write'] });
      expectProblem((await boss.json(overview)).page, 403, 'forbidden');
    });

    it('refuses what the Hub does not know, and what does not reach this service, for good', async () => {
      for (const authorization of ['token x', 'token', 'token a b', `token ${'x'.repeat(3000)}`, 'Bearer x']) {
        expectProblem(await tokenAt(hub.store, authorization), 401, 'unauthenticated');
      }
      // A session beside it does not make up for it.
      const { page } = await browser.json(`${hub.store}/api/v2/grants`, { headers: { authorization: 'token x' } });
      expectProblem(page, 401, 'unauthenticated');
      const narrow = await hub.tokenOf('alice', ['users:activity!user']);
      expectProblem(await tokenAt(hub.store, `token ${narrow}`), 403, 'forbidden');
      expectProblem(await tokenAt(hub.store, `token ${hub.nightly}`), 401, 'unauthenticated');
    });

    it('asks the anonymous to sign in: programs by 401, the first edition’s by 403, people by a redirect', async () => {
      expectProblem(await call(`${hub.store}/api/v2/grants`), 401, 'unauthenticated');
      expectProblem(await call(`${hub.store}/api/v1.0/authorizations`), 403, 'unauthenticated');
      const page = await new Browser().get(`${hub.store}/ui/`, { headers: { accept: 'text/html' } });
      expect(page).toMatchObject({ status: 303, location: expect.stringContaining('/api/oidc/login?return_url=') });
    });

    it('signs people out here and at the Hub', async () => {
      const leaving = await hub.signIn('bob');
      await leaving.follow(`${hub.store}/ui/`, { headers: { accept: 'text/html' } });
      const page = await leaving.follow(`${hub.store}/api/oidc/logout`, {
        ...{ method: 'POST', from: `${hub.store}/ui/`, headers: { accept: 'text/html' } },
      });
      expect(page.hops.map(({ url }) => url)).toContain(`${hub.url}/hub/logout`);
      expect(page.url).toBe(`${hub.url}/hub/login`);
      expect((await leaving.json(`${hub.store}/api/whoami`)).status).toBe(401);
    });
  });

  describe('as a service that the Hub does not start', () => {
    const log = capturingLog();
    let folder: string;
    let service: StoreService;
    let way: TcpProxy;
    let place: string;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'tokenstore-outside-'));
      const { environment } = hub.outside;
      way = await startProxy(Number(new URL(environment['JUPYTERHUB_API_URL'] ?? '').port));
      const own = {
        ...{ BASE_URL: hub.url, INSTANCE_PATH: folder, DATABASE_URL: 'sqlite://:memory:', CRYPTOKEY },
        ...{ ADMIN_ROLES: 'group:curators', JUPYTERHUB_SUBDOMAINS: 'true' },
        CLIENTS: JSON.stringify([{ id: 'nightly', issuer: `${hub.url}/hub`, subject: 'nightly' }]),
      };
      const api = { JUPYTERHUB_API_URL: way.through(environment['JUPYTERHUB_API_URL'] ?? '') };
      const { settings } = await loadSettings({ env: { ...environment, ...api, ...prefixed(own) } });
      service = await startService({ settings, log: log.log, onRefused: () => undefined });
      place = `${hub.url}/services/outside`;
    });

    afterAll(async () => {
      await service.stop();
      await way.close();
      await rm(folder, { recursive: true, force: true });
    });

    it('is reached through the Hub’s proxy, by those whom the Hub lets in', async () => {
      const page = await browser.follow(`${place}/api/oidc/login?return_url=/services/outside/api/whoami`);
      // With subdomains a session is good for all that its user may.
      expect(JSON.parse(page.body)).toMatchObject({
        name: 'alice',
        scopes: ['grants:read', 'grants:write', 'token', 'api-keys', 'admin'],
      });
      const bob = await hub.signIn('bob');
      const refused = await bob.follow(`${place}/api/oidc/login`);
      expect(refused).toMatchObject({ status: 403, url: expect.stringContaining('/hub/api/oauth2/authorize') });
    });

    it('knows a service of the Hub as a client', async () => {
      const answer = await call(`${place}/api/whoami`, { headers: { authorization: `token ${hub.nightly}` } });
      expect(jsonOf(answer)).toMatchObject({ id: 'nightly', claims: { sub: 'nightly' } });
    });

    it('says that the Hub is away, and remembers for a minute whom it named', async () => {
      const [known, other] = [await hub.tokenOf('alice'), await hub.tokenOf('alice')];
      const ask = (token: string): Promise<Answer> =>
        call(`${place}/api/whoami`, { headers: { authorization: `token ${token}` } });
      expect(await ask(known)).toMatchObject({ status: 200 });
      await way.pause();
      try {
        expect(await ask(known)).toMatchObject({ status: 200 });
        const away = await ask(other);
        expectProblem(away, 503, 'provider_unavailable');
        expect(Number(away.headers['retry-after'])).toBeGreaterThan(0);
      } finally {
        await way.resume();
      }
      expect(await ask(other)).toMatchObject({ status: 200 });
    });

    it('logs no token', () => {
      expect(log.text()).not.toContain(hub.outside.environment['JUPYTERHUB_API_TOKEN']);
      expect(log.text()).not.toContain(hub.nightly);
    });
  });

  describe('as a user’s own server', () => {
    let place: string;

    beforeAll(async () => {
      expect(await ownServer).toMatchObject({ status: 201 });
      place = `${hub.url}/user/alice`;
    });

    /** As the Hub has it, in milliseconds: what it stops idle servers by. */
    const lastUse = async (): Promise<number> => {
      const { data } = await hub.api('/users/alice');
      const { servers } = data as { servers: Record<string, { last_activity: string }> };
      return Date.parse(servers['']?.last_activity ?? '');
    };

    it('tells the Hub when it is used, and of nothing else', async () => {
      const began = await lastUse();
      await call(`${place}/livez`);
      await call(`${place}/api/whoami`);
      // The Hub is asked about each of these: what was sent before has arrived.
      for (const refused of ['token x', 'Bearer x']) await tokenAt(place, refused);
      expect(await lastUse()).toBe(began);

      const used = Date.now();
      const whoami = await call(`${place}/api/whoami`, {
        headers: { authorization: `token ${await hub.tokenOf('alice')}` },
      });
      expect(whoami.status).toBe(200);
      let told = began;
      for (let looks = 0; looks < 500 && told === began; looks += 1) told = await lastUse();
      expect(told).toBeGreaterThanOrEqual(used);
    });

    it('lets its user in, and nobody else: not even who may access all servers', async () => {
      const page = await browser.follow(`${place}/`, { headers: { accept: 'text/html' } });
      expect(page).toMatchObject({ status: 200, url: `${place}/ui/` });
      expect((await browser.json(`${place}/api/whoami`)).data).toMatchObject({ name: 'alice' });

      expectProblem(await tokenAt(place, `token ${await hub.tokenOf('root')}`), 403, 'forbidden');
      const boss = await hub.signIn('root');
      // The Hub would let them, once they said that they want to.
      const asked = await boss.follow(`${place}/api/oidc/login`);
      const refused = await boss.submit(asked, {}, { headers: { accept: 'text/html' } });
      expect(new URL(refused.url).searchParams.get('notice')).toBe('refused');
    });

    it('ends when the Hub says so, and tells it before of its last use', async () => {
      const told = (): number => hub.log().split('POST /hub/api/users/alice/activity').length;
      expect((await browser.json(`${place}/api/whoami`)).status).toBe(200);
      const before = told();
      expect((await hub.api('/users/alice/server', 'DELETE')).status).toBeLessThan(300);
      expect(told()).toBe(before + 1);
    });
  });
});

import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import express, { type Express } from 'express';
import { createApp, type CreateAppOptions, type TokenStore } from 'tokenstore';
import { Browser } from '../support/browser.ts';
import { startIdentityProvider, type IdentityProvider } from '../support/identity-provider.ts';
import { freePort } from '../support/ports.ts';
import { capturingLog, prefixed } from '../support/store.ts';
import { alice, call, expectProblem, jsonOf } from './acts.ts';
import { basic } from './api-key-acts.ts';
import { head, sendRaw } from './raw-http.ts';

const CLIENT = { client_id: 'store', client_secret: 'store-secret' };

describe('a store in another application', () => {
  let login: IdentityProvider;
  let instancePath: string;

  beforeAll(async () => {
    login = await startIdentityProvider({
      name: 'login',
      clients: [{ ...CLIENT, redirect_uris: ['http://127.0.0.1/'] }],
    });
    instancePath = await mkdtemp(join(tmpdir(), 'tokenstore-embedded-'));
  });
  afterAll(async () => {
    await login.close();
    await rm(instancePath, { recursive: true, force: true });
  });

  /** An address for an application of which the login issuer knows the store. */
  async function address(): Promise<string> {
    const base = `http://127.0.0.1:${await freePort()}`;
    login.addClient({ ...CLIENT, redirect_uris: [`${base}/store/api/oidc/callback`] });
    return base;
  }

  const settings = () => ({
    ...{ DATABASE_URL: 'sqlite://:memory:', INSTANCE_PATH: instancePath, CRYPTOKEY: 'a'.repeat(64) },
    ...{ OIDC_DISCOVERY_URL: login.issuer, OIDC_CLIENT_ID: CLIENT.client_id, OIDC_CLIENT_SECRET: CLIENT.client_secret },
    ...{ SHUTDOWN_TIMEOUT: '2s' },
  });

  describe('of Nest: examples/hello', () => {
    let base: string;
    let app: { close: () => Promise<void> };
    const browser = new Browser();
    let id: string;
    let key: string;

    beforeAll(async () => {
      base = await address();
      process.env['HELLO_URL'] = base;
      Object.assign(process.env, prefixed({ ...settings(), LOG_LEVEL: 'silent' }));
      ({ app } = await import('../../examples/hello/hello.ts'));
    });
    afterAll(async () => {
      await app.close();
      for (const name of Object.keys(prefixed({ ...settings(), LOG_LEVEL: '' })))
        Reflect.deleteProperty(process.env, name);
    });

    it('sends people to sign in, and back to the page that they came for', async () => {
      const page = await browser.signInAt(`${base}/me?tab=2`, alice);

      expect(page).toMatchObject({
        status: 200,
        url: `${base}/me?tab=2`,
        body: expect.stringMatching(/^Hello, .*alice/i),
      });
      expect(page.hops[0]).toMatchObject({
        status: 302,
        location: expect.stringContaining(`${base}/store/api/oidc/login?`),
      });
    });

    it('knows the same people below its path', async () => {
      const { status, data } = await browser.json(`${base}/store/api/whoami`);

      expect({ status, data }).toMatchObject({ status: 200, data: { id: expect.any(String) } });
      ({ id } = data as { id: string });
      const made = await browser.json(`${base}/store/api/v2/api-keys`, {
        data: { name: 'x', scopes: ['grants:read'] },
      });
      expect(made.status).toBe(201);
      ({ key } = made.data as { key: string });
    });

    it('takes user id and API key in place of a session, and no wrong ones', async () => {
      const me = (user: string, secret: string) =>
        call(`${base}/me`, { headers: { authorization: basic(user, secret), accept: 'text/html' } });

      expect(await me(id, key)).toMatchObject({ status: 200, body: expect.stringContaining(id) });
      expectProblem(await me('somebody', key), 401, 'unauthenticated');
      expectProblem(await me(id, `${key.slice(0, -1)}x`), 401, 'unauthenticated');
    });

    it('tells programs by a problem', async () => {
      const answer = await call(`${base}/me`);

      expectProblem(answer, 401, 'unauthenticated');
      expect(answer.headers['www-authenticate']).toContain(`${base}/store/.well-known/oauth-protected-resource`);
      const forAnother = { authorization: basic(id, key), 'on-behalf-of': 'bob' };
      expectProblem(await call(`${base}/me`, { headers: forAnother }), 403, 'forbidden');
    });

    it.each([
      '/admin/report',
      '/ADMIN/report',
      '/%61dmin/report',
      '//admin/report',
      '/x/../admin/report',
      '/admin/none',
    ])('lets nobody without the role to %s', async (path) => {
      const authorization = `Authorization: ${basic(id, key)}`;

      expectProblem(await sendRaw(base, head('GET', path, authorization)), 403, 'forbidden');
      expectProblem(await sendRaw(base, head('GET', path)), 401, 'unauthenticated');
      expectProblem(await sendRaw(base, head('GET', `http://any.example${path}`)), 401, 'unauthenticated');
    });

    it('leaves the application its own', async () => {
      const front = await call(`${base}/`);
      expect(front).toMatchObject({ status: 200, body: expect.stringContaining('Hello!') });
      expect(front.headers).not.toHaveProperty('content-security-policy');

      for (const path of [
        '/api/whoami',
        '/livez',
        '/storefront',
        '/STORE/livez',
        '//store/livez',
        '/x/../store/livez',
      ]) {
        const answer = await sendRaw(base, head('GET', path));
        expect({ path, status: answer.status, body: answer.body }).toMatchObject({
          ...{ path, status: 404 },
          body: expect.stringContaining('Cannot GET'),
        });
      }
    });

    it('loses nothing that protects the store', async () => {
      const health = await call(`${base}/store/livez`);
      expect(health.status).toBe(200);
      expect(health.headers).toMatchObject({
        ...{ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'x-request-id': expect.any(String) },
        'content-security-policy': expect.stringContaining("default-src 'none'"),
      });
      expectProblem(await call(`${base}/store/none`), 404, 'not_found');
      expectProblem(await call(`${base}/store/store/livez`), 404, 'not_found');
      expectProblem(await call(`${base}/store/api/v2/grants`), 401, 'unauthenticated');
      expectProblem(await call(`${base}/store/api/v2/grants/%00`), 400, 'invalid_request');
      const large = { method: 'POST', body: 'x'.repeat(70_000), headers: { 'content-type': 'application/json' } };
      expectProblem(await call(`${base}/store/api/v2/grants`, large), 413, 'body_too_large');
      const docs = await call(`${base}/store/api/docs/openapi.json`);
      expect(Object.keys(jsonOf(docs)['paths'] as object)).not.toContain('/me');
    });

    it('believes no page of another site', async () => {
      const cookie = await browser.cookies.getCookieString(`${base}/me`);
      const visit = { method: 'POST', headers: { cookie, origin: 'https://evil.example' } };

      expectProblem(await call(`${base}/admin/report`, visit), 403, 'csrf');
      expectProblem(await call(`${base}/store/api/v2/grants`, visit), 403, 'csrf');
    });

    it('signs people out of the application too', async () => {
      await browser.follow(`${base}/store/api/oidc/logout`, { from: `${base}/me`, stopBefore: login.issuer });

      expect((await browser.get(`${base}/me`)).location).toContain('/store/api/oidc/login?');
    });
  });

  describe.each(['Express', 'node:http'] as const)('of %s', (kind) => {
    let base: string;
    let store: TokenStore;
    let server: Server;
    let aliceId: string;
    const { log } = capturingLog();

    beforeAll(async () => {
      base = await address();
      const options = { uri: `${base}/store`, settings: settings(), require: { '^/admin': { roles: 'ops' } }, log };
      server = kind === 'Express' ? await withExpress(options) : await withServer(options);
      server.listen(Number(new URL(base).port), '127.0.0.1');
      await once(server, 'listening');
    });
    afterAll(async () => {
      server.close();
      server.closeAllConnections();
      await store.close();
    });

    async function withExpress(options: CreateAppOptions): Promise<Server> {
      const app: Express = express();
      app.use((request, response, next) => {
        // As a session of the application's own, and its view of who may read its answers.
        Object.assign(request, { session: { userId: aliceId, claims: {} }, sessionID: 'x' });
        response.set('access-control-allow-origin', 'https://evil.example');
        next();
      });
      store = await createApp({ ...options, server: app });
      app.use(express.json());
      app.get('/me', store.loginRequired(), (request, response) => {
        response.send(`Hello, ${store.currentUser(request)?.subject ?? ''}!`);
      });
      app.post('/echo', (request, response) => {
        response.json(request.body);
      });
      return createServer(app);
    }

    async function withServer(options: CreateAppOptions): Promise<Server> {
      const required = (): ReturnType<TokenStore['loginRequired']> => store.loginRequired();
      const own = createServer((request, response) => {
        if (request.url === '/echo') {
          request.pipe(response);
          return;
        }
        required()(request, response, () => response.end(`Hello, ${store.currentUser(request)?.subject ?? ''}!`));
      });
      own.on('checkContinue', (_, response) => response.end('Hello, in advance!'));
      store = await createApp({ ...options, server: own });
      return own;
    }

    it('has signed-in pages', async () => {
      const browser = new Browser();

      const page = await browser.signInAt(`${base}/me`, alice);

      expect(page).toMatchObject({ status: 200, url: `${base}/me`, body: 'Hello, alice!' });
      const { data } = await browser.json(`${base}/store/api/whoami`);
      aliceId = (data as { id: string }).id;
      expect(aliceId).toEqual(expect.any(String));
      expect((await browser.get(`${base}/admin`)).status).toBe(403);
      expectProblem(await call(`${base}/admin`), 401, 'unauthenticated');
    });

    it('takes no session of the application for one of the store', async () => {
      const cookie = 'tokenstore=s%3Ax.y';

      expectProblem(await call(`${base}/store/api/whoami`, { headers: { cookie } }), 401, 'unauthenticated');
      expectProblem(await call(`${base}/me`, { headers: { cookie } }), 401, 'unauthenticated');
    });

    it('reads bodies on both sides', async () => {
      const body = JSON.stringify({ name: 'x' });
      const visit = { method: 'POST', body, headers: { 'content-type': 'application/json' } };

      expect(await call(`${base}/echo`, visit)).toMatchObject({ status: 200, body });
      expectProblem(await call(`${base}/store/api/v2/grants`, visit), 401, 'unauthenticated');
    });

    it('lets nobody by who asks before sending a body', async () => {
      const ask = (path: string) => sendRaw(base, head('POST', path, 'Expect: 100-continue', 'Content-Length: 0'));

      expect((await ask('/store/api/v2/grants')).body).toContain('"code":"unauthenticated"');
      expect((await ask('/admin')).body).toContain('"code":"unauthenticated"');
    });

    it('has problems for what Fastify alone would refuse', async () => {
      expectProblem(await call(`${base}/store/api/%zz`), 400, 'invalid_request');
    });

    it('lets others read the store’s answers only where CORS_ORIGINS says so', async () => {
      const answer = await call(`${base}/store/livez`, { headers: { origin: 'https://evil.example' } });

      expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
    });
  });

  describe('that is mounted by hand', () => {
    const open: { close: () => unknown }[] = [];
    afterEach(async () => {
      for (const one of open.splice(0).reverse()) await one.close();
    });

    it('says so at once where something has read the body before', async () => {
      const store = await createApp({ settings: settings(), uri: 'http://127.0.0.1/store', log: capturingLog().log });
      const app = express().use(express.json()).use('/store', store.handle);
      const server = app.listen(0, '127.0.0.1');
      open.push(store, server);
      await once(server, 'listening');
      const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

      const visit = { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } };
      expectProblem(await call(`${base}/store/api/v2/grants`, visit), 500, 'internal');
      expect((await call(`${base}/store/livez`)).status).toBe(200);
    });

    it('listens by itself, where nothing else does', async () => {
      const port = await freePort();
      const store = await createApp({ settings: { ...settings(), PORT: port }, log: capturingLog().log });
      open.push(store);

      expect(await store.listen()).toBe(`http://127.0.0.1:${port}`);
      expect((await call(`http://127.0.0.1:${port}/livez`)).status).toBe(200);
    });

    it('sends nobody to sign in who would not be known afterwards', async () => {
      const its = { ...settings(), SESSION_COOKIE_PATH: '/store' };
      const server = createServer((_, response) => response.end());
      open.push(
        await createApp({
          server,
          settings: its,
          uri: 'http://127.0.0.1/store',
          require: { '^/me': {} },
          ...capturingLog(),
        }),
      );
      open.push(server.listen(0, '127.0.0.1'));
      await once(server, 'listening');

      const page = await new Browser().get(`http://127.0.0.1:${(server.address() as AddressInfo).port}/me`);
      expectProblem(page, 401, 'unauthenticated');
    });

    it.each([
      [{ uri: 'store' }, 'uri: store is neither'],
      [{ uri: '/store' }, 'BASE_URL: is missing'],
      [{ uri: '/store', settings: { BASE_URL: 'https://example.org/mystore' } }, 'does not end in /store'],
      [{ require: { '(': {} } }, '( is not a regular expression'],
      [{ server: Object.create(null) as Server }, 'neither an application'],
    ])('does not start with %j', async (options: CreateAppOptions, message) => {
      await expect(createApp({ ...options, settings: { ...settings(), ...options.settings } })).rejects.toThrow(
        message,
      );
    });
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser } from '../support/browser.ts';
import { startStore, type TestStore } from '../support/store.ts';
import { alice, attempts, bearer, call, cookieOf, expectProblem, keptGrants, link, signedIn, whoami } from './acts.ts';
import { head, sendRaw } from './raw-http.ts';

const ALLOWED = 'http://page.localhost:8123';

describe('other sites', () => {
  let store: TestStore;
  let browser: Browser;
  let cookie: { cookie: string };

  beforeAll(async () => {
    store = await startStore({
      databaseUrl: 'sqlite://:memory:',
      providers: { idp1: {} },
      env: { CORS_ORIGINS: `${ALLOWED}, https://other.example` },
    });
    browser = await signedIn(store, alice);
    cookie = await cookieOf(store, browser);
    await link(store, browser, 'idp1', alice);
  });

  afterAll(() => store.stop());

  beforeEach(() => store.providers['idp1']!.calls.reset());

  const paths = ['/api/v1.0/idp1/revoke', '/api/v1/idp1/revoke', '/api/v1/idp1/authorize', '/api/oidc/logout'];

  describe('may not use a person’s session to change things', () => {
    it.each<[string, Record<string, string>]>([
      ['nothing said', {}],
      ['another origin', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
      ['another origin and no more', { origin: 'https://evil.example' }],
      ['another site and no origin', { 'sec-fetch-site': 'cross-site' }],
      ['another port of this host', { origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' }],
      ['the same site', { 'sec-fetch-site': 'same-site' }],
      ['no site, as when an address is typed in', { 'sec-fetch-site': 'none' }],
      ['no origin to speak of', { origin: 'null' }],
      ['no origin to speak of, on the same site', { origin: 'null', 'sec-fetch-site': 'same-site' }],
      ['an origin that begins as an allowed one', { origin: `${ALLOWED}.evil.example` }],
      ['an origin in other letters', { origin: ALLOWED.toUpperCase() }],
      ['an allowed origin with a path', { origin: `${ALLOWED}/` }],
      ['two origins', { origin: `https://evil.example, ${ALLOWED}` }],
      ['only a Referer of ours', { referer: 'ours' }],
    ])('with %s', async (_, given) => {
      const before = [await keptGrants(store), await attempts(store)];
      const headers = { ...cookie, ...given, ...('referer' in given && { referer: `${store.base}/` }) };
      for (const path of paths) expectProblem(await call(store.base + path, { method: 'POST', headers }), 403, 'csrf');
      expect([await keptGrants(store), await attempts(store)]).toEqual(before);
      expect(store.providers['idp1']!.calls.revocation).toBe(0);
      expect((await call(whoami(store), { headers: cookie })).status).toBe(200);
    });
  });

  it.each<[string, (base: string) => Record<string, string>]>([
    ['our own page, as browsers say today', () => ({ 'sec-fetch-site': 'same-origin' })],
    ['our own page, as older ones say', (origin) => ({ origin })],
    ['an origin in CORS_ORIGINS', () => ({ origin: ALLOWED, 'sec-fetch-site': 'cross-site' })],
  ])('but %s may', async (_, headers) => {
    const url = `${store.base}/api/v1/idp1/authorize`;
    const answer = await call(url, { method: 'POST', headers: { ...cookie, ...headers(store.base) } });
    expect(answer.status).toBe(201);
  });

  it('do not matter to a bearer, nor to what changes nothing', async () => {
    const evil = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    const headers = { ...(await bearer(store, 'alice')), ...evil };
    expect((await call(`${store.base}/api/v1/idp1/authorize`, { method: 'POST', headers })).status).toBe(201);
    const read = await call(whoami(store), { headers: { ...cookie, ...evil } });
    expect(read.status).toBe(200);
    expect(read.headers['access-control-allow-origin']).toBeUndefined();
  });

  describe('read what CORS_ORIGINS lets them read', () => {
    const preflight = (origin: string, path = '/api/v1/idp1/token') =>
      call(store.base + path, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' },
      });

    it.each([ALLOWED, 'https://other.example'])('%s may, with credentials', async (origin) => {
      const asked = await preflight(origin);
      expect(asked.status).toBe(204);
      const answer = await call(whoami(store), { headers: { ...cookie, origin } });
      for (const { headers } of [asked, answer]) {
        expect(headers).toMatchObject({
          'access-control-allow-origin': origin,
          'access-control-allow-credentials': 'true',
          vary: expect.stringMatching(/\borigin\b/i),
        });
      }
    });

    it('errors too', async () => {
      const answer = await call(`${store.base}/nothing`, { headers: { origin: ALLOWED } });
      expectProblem(answer, 404, 'not_found');
      expect(answer.headers['access-control-allow-origin']).toBe(ALLOWED);
    });

    it.each(['https://evil.example', 'null', `${ALLOWED}.evil.example`, 'http://127.0.0.1:1'])(
      '%s may not',
      async (origin) => {
        const asked = await preflight(origin);
        const answer = await call(whoami(store), { headers: { ...cookie, origin } });
        for (const { headers } of [asked, answer]) expect(headers['access-control-allow-origin']).toBeUndefined();
      },
    );

    it('any may where it is *, without credentials', async () => {
      const open = await startStore({ databaseUrl: 'sqlite://:memory:', env: { CORS_ORIGINS: '*' } });
      try {
        const answer = await call(`${open.base}/livez`, { headers: { origin: 'https://evil.example' } });
        expect(answer.headers['access-control-allow-origin']).toBe('*');
        expect(answer.headers['access-control-allow-credentials']).toBeUndefined();
        const own = await signedIn(open, alice);
        const headers = { ...(await cookieOf(open, own)), origin: 'https://evil.example' };
        expectProblem(await call(`${open.base}/api/oidc/logout`, { method: 'POST', headers }), 403, 'csrf');
      } finally {
        await open.stop();
      }
    });

    it.each(['/api/whoami', '*', '/nothing'])('what is no preflight is a problem: OPTIONS %s', async (target) => {
      const answer = await sendRaw(store.base, head('OPTIONS', target));
      if (answer.status >= 400) expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    });
  });

  describe('find the headers that keep them out', () => {
    const expected = {
      'content-security-policy': expect.stringMatching(/default-src 'none'.*frame-ancestors 'none'/),
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    };

    it.each([
      ['a page', 'GET', '/livez'],
      ['a redirect', 'GET', '/'],
      ['the documentation', 'GET', '/api/docs'],
      ['its parts', 'GET', '/api/docs/swagger-ui.css'],
      ['a refusal', 'GET', '/api/whoami'],
      ['a refusal of the first edition', 'GET', '/api/v1/idp1/token'],
      ['nothing', 'GET', '/nothing'],
      ['an unknown method', 'PROPFIND', '/nothing'],
      ['a malformed address', 'GET', '/%zz'],
      ['an address that is too long', 'GET', `/api/v1/${'x'.repeat(300)}/token`],
      ['what is no preflight', 'OPTIONS', '/api/whoami'],
    ])('on %s', async (_, method, target) => {
      const answer = await sendRaw(store.base, head(method, target));
      expect(answer.headers).toMatchObject({ ...expected, 'x-request-id': expect.any(String) });
    });

    it.each([
      ['broken HTTP', 'nonsense\r\n\r\n'],
      ['headers that are too large', head('GET', '/', `X: ${'x'.repeat(20_000)}`)],
    ])('on an answer to %s', async (_, bytes) => {
      expect((await sendRaw(store.base, bytes)).headers).toMatchObject(expected);
    });

    it('and nothing inline on the documentation but its style', async () => {
      const page = await call(`${store.base}/api/docs`);
      const csp = String(page.headers['content-security-policy']);
      expect(csp).toMatch(/script-src 'self'(;|$)/);
      expect(csp).not.toMatch(/https?:|\*|unsafe-eval/);
      for (const [tag = ''] of page.body.matchAll(/<script\b[^>]*>/g)) expect(tag).toContain(' src=');
    });

    it('and that nobody on the way keeps what bears a token or an error', async () => {
      for (const path of ['/api/v1/idp1/token', '/api/v1.0/idp1/token', '/api/v1/nobody/token']) {
        expect((await call(store.base + path, { headers: cookie })).headers['cache-control']).toBe('no-store');
      }
    });
  });
});

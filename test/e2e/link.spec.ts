import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser } from '../support/browser.ts';
import { startStore, type TestStore } from '../support/store.ts';
import { alice, asScript, attempts, call, cookieOf, expectProblem, rows, signedIn } from './acts.ts';

const ALLOWED = 'http://page.localhost:8123';
const VERSIONS = [
  { version: 'v1.0', name: 'return_url' },
  { version: 'v1', name: 'referer' },
];

describe('a link begun by a signed-in browser', () => {
  let store: TestStore;
  let browser: Browser;
  const idp = () => store.providers['idp1']!;

  beforeAll(async () => {
    store = await startStore({
      databaseUrl: 'sqlite://:memory:',
      providers: { idp1: {} },
      env: ({ port }) => ({ RETURN_URLS: `http://127.0.0.1:${port}, ${ALLOWED}/app`, CORS_ORIGINS: ALLOWED }),
    });
    browser = await signedIn(store, alice);
  });

  afterAll(() => store.stop());

  beforeEach(() => idp().calls.reset());

  const authorize = (version: string, query: Record<string, string> = {}) =>
    `${store.base}/api/${version}/idp1/authorize?${new URLSearchParams(query).toString()}`;

  /** Where the link that was begun last goes back to. */
  async function returnUrl(location: string | undefined): Promise<unknown> {
    expect(location).toContain(idp().endpoints.authorization);
    const [newest] = await rows(store, 'SELECT return_url FROM link_attempts ORDER BY expires_at DESC, rowid DESC');
    return newest?.['return_url'];
  }

  it.each(VERSIONS)('$version: goes to the provider with all that binds the answer to it', async ({ version }) => {
    const pages = [await browser.get(authorize(version)), await browser.get(authorize(version))];
    expect(pages.map(({ status }) => status)).toEqual([302, 302]);
    const [one, other] = pages.map(({ location }) => Object.fromEntries(new URL(location!).searchParams));
    expect(one).toEqual({
      response_type: 'code',
      client_id: 'store',
      redirect_uri: `${store.base}/api/${version}/idp1/redirect_uri`,
      scope: 'openid email offline_access',
      prompt: 'consent',
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    });
    for (const name of ['state', 'nonce', 'code_challenge']) expect(one![name]).not.toBe(other![name]);
    expect(pages[0]!.headers['referrer-policy']).toBe('no-referrer');
  });

  it.each(VERSIONS)('$version: by POST answers 201, the address in Location, and no body', async ({ version }) => {
    const page = await browser.get(authorize(version), { method: 'POST', from: `${store.base}/` });
    expect({ status: page.status, body: page.body }).toEqual({ status: 201, body: '' });
    expect(page.headers['location']).toContain(`${idp().endpoints.authorization}?`);
  });

  describe.each(VERSIONS)('$version: $name', ({ version, name }) => {
    it.each([
      ['a path', '/api/whoami?x=1#y', (base: string) => `${base}/api/whoami?x=1#y`],
      ['an absolute address', `${ALLOWED}/app/accounts`, () => `${ALLOWED}/app/accounts`],
      ['nothing', '', (base: string) => base],
    ])('may be %s', async (_, named, expected) => {
      const page = await browser.get(authorize(version, { [name]: named }));
      expect(await returnUrl(page.location)).toBe(expected(store.base));
    });

    it.each([
      '//evil.example',
      '///evil.example',
      '/\\evil.example',
      '\\\\evil.example',
      'https:\\\\evil.example',
      'https:\\evil.example',
      'https:evil.example',
      'https:/evil.example',
      'https://evil.example',
      'https://host@evil.example',
      `${ALLOWED}@evil.example/app`,
      `${ALLOWED}.evil.example/app`,
      `${ALLOWED}:80/app`,
      `${ALLOWED}/application`,
      `${ALLOWED}/app/../admin`,
      `${ALLOWED}/app/%2e%2e/admin`,
      `https${ALLOWED.slice(4)}/app`,
      `http://user:password@page.localhost:8123/app`,
      'javascript:alert(1)',
      'data:text/html,hello',
      'file:///etc/passwd',
      '\t//evil.example',
      ' https://evil.example',
      'ht\ntps://evil.example',
      '/\t/evil.example',
      'evil.example',
    ])('may not be %j: 400, and nothing is begun', async (evil) => {
      const before = await attempts(store);
      expectProblem(await browser.get(authorize(version, { [name]: evil }), asScript), 400, 'return_url_not_allowed');
      expect(await attempts(store)).toBe(before);
      expect(idp().calls.authorization).toBe(0);
    });

    it('may not hold a NUL', async () => {
      const page = await browser.get(authorize(version, { [name]: '/\u0000/evil.example' }));
      expectProblem(page, 400, 'invalid_request');
      expect(idp().calls.authorization).toBe(0);
    });

    it('may not be longer than 2048 characters', async () => {
      const long = `/${'x'.repeat(2048)}`;
      expectProblem(await browser.get(authorize(version, { [name]: long }), asScript), 400, 'return_url_not_allowed');
    });

    it('may not come twice', async () => {
      const before = await attempts(store);
      const page = await browser.get(`${authorize(version)}${name}=/api/&${name}=/api/whoami`, asScript);
      expectProblem(page, 400, 'invalid_request');
      expect(JSON.parse(page.body)).toMatchObject({ errors: [{ path: name, message: expect.any(String) }] });
      expect(await attempts(store)).toBe(before);
    });

    it('wins over the Referer, which counts without it', async () => {
      const from = `${ALLOWED}/app/from`;
      const headers = { ...(await cookieOf(store, browser)), referer: from };
      const named = await call(authorize(version, { [name]: '/api/whoami' }), { headers });
      expect(await returnUrl(String(named.headers['location']))).toBe(`${store.base}/api/whoami`);
      const unnamed = await call(authorize(version), { headers });
      expect(await returnUrl(String(unnamed.headers['location']))).toBe(from);
    });

    it.each(['https://evil.example/', `${ALLOWED}/elsewhere`, '//evil.example', 'nonsense'])(
      'is the front page where the Referer is %s',
      async (referer) => {
        const answer = await call(authorize(version), { headers: { ...(await cookieOf(store, browser)), referer } });
        expect(await returnUrl(String(answer.headers['location']))).toBe(store.base);
      },
    );
  });

  it('v1 does not know v1.0’s parameter, nor v1.0 that of v1', async () => {
    const one = await browser.get(authorize('v1', { return_url: '//evil.example' }));
    expect(await returnUrl(one.location)).toBe(store.base);
    const other = await browser.get(authorize('v1.0', { referer: '//evil.example' }));
    expect(await returnUrl(other.location)).toBe(store.base);
  });

  describe('v1 by POST', () => {
    const json = { 'content-type': 'application/json' };
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const from = () => `${store.base}/`;
    const post = (headers: Record<string, string>, body?: string) =>
      browser.get(authorize('v1'), {
        method: 'POST',
        from: from(),
        headers: { ...headers, referer: `${ALLOWED}/app` },
        ...(body !== undefined && { body }),
      });

    it.each([
      ['JSON', json, JSON.stringify({ referer: '/api/whoami', more: 1 })],
      ['JSON with its charset', { 'content-type': 'application/json; charset=utf-8' }, '{"referer":"/api/whoami"}'],
      ['a form', form, 'referer=%2Fapi%2Fwhoami'],
    ])('takes referer from %s', async (_, headers, body) => {
      const page = await post(headers, body);
      expect({ status: page.status, body: page.body }).toEqual({ status: 201, body: '' });
      expect(await returnUrl(String(page.headers['location']))).toBe(`${store.base}/api/whoami`);
    });

    it.each([
      ['no body', {}, undefined],
      ['no body, though JSON was announced', json, undefined],
      ['no body, though a form was announced', form, undefined],
      ['null', json, 'null'],
      ['an empty object', json, '{}'],
      ['an empty referer', json, '{"referer":""}'],
    ])('takes the Referer header for %s', async (_, headers, body) => {
      const page = await post(headers, body);
      expect({ status: page.status, body: page.body }).toEqual({ status: 201, body: '' });
      expect(await returnUrl(String(page.headers['location']))).toBe(`${ALLOWED}/app`);
    });

    it.each([
      ['an address elsewhere as JSON', json, '{"referer":"//evil.example"}', 'return_url_not_allowed' as const],
      ['an address elsewhere as a form', form, 'referer=https:%5C%5Cevil.example', 'return_url_not_allowed' as const],
      ['a list as JSON', json, '{"referer":["/a","/b"]}', 'invalid_request' as const],
      ['a list as a form', form, 'referer=/a&referer=/b', 'invalid_request' as const],
      ['a number', json, '{"referer":5}', 'invalid_request' as const],
      ['an object that is none', json, '["/a"]', 'invalid_request' as const],
      ['what is no JSON', json, '{"referer":', 'invalid_request' as const],
      ['another media type', { 'content-type': 'text/xml' }, '<a/>', 'invalid_request' as const],
    ])('refuses %s, and nothing is begun', async (_, headers, body, code) => {
      const before = await attempts(store);
      expectProblem(await post(headers, body), 400, code);
      expect(await attempts(store)).toBe(before);
    });
  });
});

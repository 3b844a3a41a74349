import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Browser } from '../support/browser.ts';
import { alterJson, answerInstead, answers, dropAnswer, oauthError, type Fault } from '../support/faults.ts';
import { startStore, type TestStore } from '../support/store.ts';
import {
  advance,
  alice,
  altered,
  asScript,
  bob,
  call,
  cookieOf,
  expectProblem,
  jsonOf,
  rows,
  signedIn,
  whoami,
} from './acts.ts';

describe('signing in', () => {
  let store: TestStore;

  beforeAll(async () => {
    store = await startStore({ databaseUrl: 'sqlite://:memory:' });
  });

  afterAll(() => store.stop());

  beforeEach(() => {
    store.login.intercept.clear();
    store.login.calls.reset();
  });

  const begin = () => `${store.base}/api/oidc/login?return_url=/api/whoami`;

  /** Goes to the issuer and back, and stops before the callback. */
  async function comingBack(browser: Browser): Promise<URL> {
    const callback = `${store.base}/api/oidc/callback`;
    const page = await browser.walk(begin(), alice, { stopBefore: callback });
    expect(page.location).toContain(`${callback}?`);
    return new URL(page.location!);
  }

  async function isAnonymous(browser: Browser): Promise<void> {
    expectProblem(await browser.get(whoami(store)), 401, 'unauthenticated');
  }

  it('goes to the issuer with PKCE, state and nonce, and back to where it was wanted', async () => {
    const browser = new Browser();
    const start = await browser.get(begin());
    expect(start.status).toBe(302);
    expect(start.location).toContain(`${store.login.endpoints.authorization}?`);
    const sent = Object.fromEntries(new URL(start.location!).searchParams);
    expect(sent).toEqual({
      response_type: 'code',
      client_id: 'store',
      redirect_uri: `${store.base}/api/oidc/callback`,
      scope: 'openid profile email',
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    });
    const page = await browser.walk(start.location!, alice);
    expect(page.url).toBe(whoami(store));
    const verifier = store.login.calls.tokenRequests[0]!.form.get('code_verifier')!;
    expect(createHash('sha256').update(verifier).digest('base64url')).toBe(sent['code_challenge']);
    expect(jsonOf(page)).toEqual({
      id: expect.any(String),
      name: 'Alice Example',
      email: 'alice@example.org',
      email_verified: true,
      roles: ['user'],
      scopes: ['grants:read', 'grants:write', 'token', 'api-keys'],
      claims: expect.objectContaining({ sub: 'alice', iss: store.login.issuer, aud: 'store' }),
    });
  });

  it.each([
    '//evil.example',
    'https:\\\\evil.example',
    'https://host@evil.example',
    'https://evil.example',
    '/\\evil.example',
  ])('leads nowhere else afterwards: %s', async (evil) => {
    const page = await new Browser().get(
      `${store.base}/api/oidc/login?${new URLSearchParams({ return_url: evil }).toString()}`,
      asScript,
    );
    expectProblem(page, 400, 'return_url_not_allowed');
    expect(page.headers['set-cookie']).toBeUndefined();
    expect(store.login.calls.authorization).toBe(0);
  });

  it('takes one return address', async () => {
    expectProblem(await new Browser().get(`${begin()}&return_url=/`, asScript), 400, 'invalid_request');
  });

  it('goes to the front page where none is named', async () => {
    const page = await new Browser().walk(`${store.base}/api/oidc/login`, alice, {
      stopBefore: `${store.base}/api/docs`,
    });
    expect(page.hops.map(({ location }) => location)).toContain(`${store.base}/`);
  });

  it.each([
    ['an unknown state', { state: 'x'.repeat(43) }],
    ['no state', { state: undefined }],
  ])('does not take %s, and the right one stays good', async (_, parameters) => {
    const browser = new Browser();
    const url = await comingBack(browser);
    expectProblem(await browser.get(altered(url, parameters), asScript), 400, 'state_invalid');
    expect(store.login.calls.code).toBe(0);
    await isAnonymous(browser);
    expect((await browser.get(url.href)).location).toBe(whoami(store));
  });

  it("does not take another browser's state, signed in or not; it stays good for its own", async () => {
    const browser = new Browser();
    const url = await comingBack(browser);
    const stranger = new Browser();
    expectProblem(await stranger.get(url.href, asScript), 400, 'state_invalid');
    await isAnonymous(stranger);
    const other = await signedIn(store, bob);
    expectProblem(await other.get(url.href, asScript), 400, 'state_invalid');
    expect(jsonOf(await other.get(whoami(store)))).toMatchObject({ name: 'Bob Example' });
    expect(store.login.calls.code).toBe(1);
    expect((await browser.get(url.href)).location).toBe(whoami(store));
    expect(jsonOf(await browser.get(whoami(store)))).toMatchObject({ name: 'Alice Example' });
  });

  it('takes a state once, and the replay leaves the session alone', async () => {
    const browser = new Browser();
    const url = await comingBack(browser);
    expect((await browser.get(url.href)).status).toBe(302);
    expectProblem(await browser.get(url.href, asScript), 400, 'state_invalid');
    expect(store.login.calls.code).toBe(1);
    expect((await browser.get(whoami(store))).status).toBe(200);
  });

  it('does not know a state that is older than ten minutes', async () => {
    const browser = new Browser();
    const url = await comingBack(browser);
    advance(store, 10 * 60 * 1000 + 1);
    expectProblem(await browser.get(url.href, asScript), 400, 'state_invalid');
    expect(store.login.calls.code).toBe(0);
  });

  it('knows five attempts of a browser, the newest', async () => {
    const browser = new Browser();
    const tabs: URL[] = [];
    for (let i = 0; i < 6; i += 1) tabs.push(await comingBack(browser));
    expectProblem(await browser.get(tabs[0]!.href, asScript), 400, 'state_invalid');
    expect((await browser.get(tabs[1]!.href)).location).toBe(whoami(store));
  });

  describe('fails', () => {
    /** Nobody is signed in, nobody became known, and the state is spent. */
    async function failed(url: string, browser: Browser, status: 401 | 503, codeCalls: number): Promise<void> {
      const users = await rows(store, 'SELECT * FROM users');
      const page = await browser.get(url, asScript);
      const code = jsonOf(page)['code'] as 'unauthenticated' | 'provider_unavailable' | 'provider_misconfigured';
      expectProblem(page, status, code);
      expect(code === 'unauthenticated').toBe(status === 401);
      expect(store.login.calls.code).toBe(codeCalls);
      await isAnonymous(browser);
      expect(await rows(store, 'SELECT * FROM users')).toEqual(users);
      expectProblem(await browser.get(url, asScript), 400, 'state_invalid');
    }

    it.each([
      ['says no', { code: undefined, error: 'access_denied', error_description: 'secret detail' }, 401],
      ['has an error of its own', { code: undefined, error: 'server_error' }, 401],
      ['is another issuer', { iss: 'https://evil.example' }, 401],
      ['does not name itself, though it promised to', { iss: undefined }, 401],
      ['sends neither code nor error', { code: undefined }, 401],
    ] as const)('where the issuer %s', async (_, parameters, status) => {
      const browser = new Browser();
      const url = await comingBack(browser);
      await failed(altered(url, parameters), browser, status, 0);
    });

    it('where the code does not exchange', async () => {
      const browser = new Browser();
      const url = await comingBack(browser);
      await failed(altered(url, { code: 'not-a-code' }), browser, 401, 1);
    });

    it("where the code is another browser's", async () => {
      const [browser, victim] = [new Browser(), new Browser()];
      const [url, stolen] = [await comingBack(browser), await comingBack(victim)];
      await failed(altered(url, { code: stolen.searchParams.get('code')! }), browser, 401, 1);
    });

    it.each<[string, Fault, 401 | 503]>([
      ['refuses the store', answerInstead(answers.invalidClient), 503],
      ['refuses the code', answerInstead(oauthError(400, 'invalid_grant')), 401],
      ['fails', answerInstead(answers.serverErrorHtml), 503],
      ['answers into the void', dropAnswer(), 503],
      ['sends no ID token', alterJson((json) => ({ ...json, id_token: undefined })), 401],
    ])('where the token endpoint %s', async (_, fault, status) => {
      const browser = new Browser();
      const url = await comingBack(browser);
      store.login.intercept.once('code', fault);
      await failed(url.href, browser, status, 1);
    });

    it.each<[string, Record<string, unknown>]>([
      ['another audience', { aud: 'somebody-else' }],
      ['several audiences, authorised to another', { aud: ['store', 'other'], azp: 'other' }],
      ['another nonce', { nonce: 'another' }],
      ['no nonce', { nonce: undefined }],
      ['another issuer', { iss: 'https://evil.example' }],
      ['a time long past', { iat: 1_600_000_000, exp: 1_600_000_300 }],
      ['no subject', { sub: undefined }],
    ])('where the ID token is for %s', async (_, claims) => {
      const browser = new Browser();
      const { start, end } = await comingBackWithNonce(browser);
      const forged = await store.login.issueIdToken({ sub: 'alice', nonce: start, ...claims });
      store.login.intercept.once(
        'code',
        alterJson((json) => ({ ...json, id_token: forged })),
      );
      await failed(end, browser, 401, 1);
    });

    it('but not where the ID token is as it should be', async () => {
      const browser = new Browser();
      const { start, end } = await comingBackWithNonce(browser);
      const good = await store.login.issueIdToken({ sub: 'alice', nonce: start });
      store.login.intercept.once(
        'code',
        alterJson((json) => ({ ...json, id_token: good })),
      );
      expect((await browser.get(end)).location).toBe(whoami(store));
    });

    async function comingBackWithNonce(browser: Browser): Promise<{ start: string; end: string }> {
      const page = await browser.get(begin());
      const start = new URL(page.location!).searchParams.get('nonce')!;
      const back = await browser.walk(page.location!, alice, { stopBefore: `${store.base}/api/oidc/callback` });
      return { start, end: back.location! };
    }
  });

  it('does not believe userinfo that speaks of somebody else', async () => {
    store.login.intercept.once(
      'userinfo',
      alterJson((json) => ({ ...json, sub: 'bob', name: 'Mallory', email: 'mallory@evil.example' })),
    );
    const browser = await signedIn(store, alice);
    expect(store.login.calls.userinfo).toBe(1);
    expect(jsonOf(await browser.get(whoami(store)))).toMatchObject({
      name: 'Alice Example',
      email: 'alice@example.org',
    });
  });

  it('gives the browser a new session id: one that was planted before is worth nothing', async () => {
    const attacker = new Browser();
    await attacker.get(begin());
    const planted = await cookieOf(store, attacker);
    const victim = new Browser();
    await victim.cookies.setCookie(planted.cookie, store.base);
    await victim.signInAt(begin(), alice);
    expect((await victim.get(whoami(store))).status).toBe(200);
    expect((await cookieOf(store, victim)).cookie).not.toBe(planted.cookie);
    expectProblem(await call(whoami(store), { headers: planted }), 401, 'unauthenticated');

    const before = await cookieOf(store, victim);
    await victim.signInAt(begin(), alice);
    expect((await cookieOf(store, victim)).cookie).not.toBe(before.cookie);
    expectProblem(await call(whoami(store), { headers: before }), 401, 'unauthenticated');
  });
});

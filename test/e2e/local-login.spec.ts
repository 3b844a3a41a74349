import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Browser, type Page } from '../support/browser.ts';
import { type TestStore } from '../support/store.ts';
import { advance, alice, asScript, bearer, call, cookieOf, expectProblem, jsonOf, signedIn, whoami } from './acts.ts';
import { accountsOf, addAccount, PASSWORD, startWithAccounts } from './local-acts.ts';

const NO_OIDC = { OIDC_DISCOVERY_URL: undefined, OIDC_CLIENT_ID: undefined, OIDC_CLIENT_SECRET: undefined };

describe('the login form', () => {
  let store: TestStore;

  beforeAll(async () => {
    store = await startWithAccounts({ ...NO_OIDC, OIDC_AUDIENCE: undefined, CORS_ORIGINS: 'https://page.example' });
  });

  afterAll(() => store.stop());

  const begin = () => `${store.base}/api/oidc/login?return_url=/api/whoami`;

  async function fillIn(browser: Browser, username: string, password: string): Promise<Page> {
    const page = await browser.follow(begin());
    return browser.submit(page, { values: { username, password } });
  }

  it('is where signing in leads without an identity provider, and leads on to where it was wanted', async () => {
    const browser = new Browser();
    const page = await fillIn(browser, 'ann', PASSWORD);
    expect(page.hops.map(({ status }) => status)).toEqual([303, 200]);
    expect(page.url).toBe(whoami(store));
    expect(jsonOf(page)).toMatchObject({ name: 'Ann Example', roles: ['staff'], claims: { iss: 'local' } });
    expect(store.logged()).toContain('sign-in: signed in');
  });

  it('is shown again for a wrong password, a wrong name and a disabled account, with the same words', async () => {
    await addAccount(store, 'gone');
    await accountsOf(store).disable('gone');
    const shown = new Set<string>();
    for (const [name, password] of [
      ['ann', 'not the one'],
      ['nobody', PASSWORD],
      ['gone', PASSWORD],
    ] as const) {
      const browser = new Browser();
      const page = await fillIn(browser, name, password);
      expect(page.status).toBe(401);
      expect(page.body).not.toContain(password);
      expect(page.body).toContain(`value="${name}"`);
      shown.add(page.body.replaceAll(name, ''));
      expectProblem(await browser.get(whoami(store)), 401, 'unauthenticated');
      const better = await browser.submit(page, { values: { username: 'ann', password: PASSWORD } });
      expect(better.url).toBe(whoami(store));
    }
    expect(shown.size).toBe(1);
    const line = store
      .logged()
      .split('\n')
      .findLast((one) => one.includes('sign-in: refused'))!;
    expect(JSON.parse(line)).toMatchObject({ subject: 'gone', outcome: 'refused' });
    expect(store.logged()).not.toContain(PASSWORD);
  });

  it('is kept by nobody, runs nothing, and shows what was typed as text', async () => {
    const page = await fillIn(new Browser(), '"><script>alert(1)</script>', 'x');
    expect(page.status).toBe(401);
    expect(page.body).not.toContain('<script');
    expect(page.headers['cache-control']).toBe('no-store');
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    const csp = String(page.headers['content-security-policy']);
    expect(csp).toBe(
      "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    );
    const onwards = await call(`${store.base}/login?return_url=https://page.example/x`);
    expect(onwards.headers['content-security-policy']).toMatch(/form-action 'self' https:\/\/page\.example$/);
    const style = /href="(?<href>\/ui\/style\.css\?v=[\w-]+)"/.exec(page.body)?.groups?.['href'];
    const sheet = await call(`${store.base}${style}`);
    expect(sheet.headers['content-type']).toBe('text/css; charset=utf-8');
    expect(sheet.body).toContain('prefers-color-scheme: dark');
  });

  it.each<[string, Record<string, string>]>([
    ['another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['the same site', { 'sec-fetch-site': 'same-site' }],
    ['nobody who says so', {}],
    ['an origin that may use sessions', { origin: 'https://page.example' }],
    ['no origin to speak of', { origin: 'null' }],
  ])('is not taken from %s: nobody is signed in as somebody else by a trap', async (_, headers) => {
    const body = new URLSearchParams({ username: 'ann', password: PASSWORD }).toString();
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await call(`${store.base}/login`, { method: 'POST', body, headers: { ...type, ...headers } });
    expectProblem(answer, 403, 'csrf');
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  it.each(['//evil.example', 'https://evil.example', '/\\evil.example', 'javascript:alert(1)'])(
    'leads nowhere else: %s',
    async (evil) => {
      const query = new URLSearchParams({ return_url: evil }).toString();
      for (const path of ['login', 'api/oidc/login']) {
        expectProblem(await call(`${store.base}/${path}?${query}`), 400, 'return_url_not_allowed');
      }
      const body = new URLSearchParams({ username: 'ann', password: PASSWORD, return_url: evil });
      const from = `${store.base}/login`;
      const answer = await new Browser().get(from, { method: 'POST', body, from, ...asScript });
      expectProblem(answer, 400, 'return_url_not_allowed');
      expect(answer.headers['set-cookie']).toBeUndefined();
    },
  );

  it('gives the browser a new session id', async () => {
    const browser = new Browser();
    await fillIn(browser, 'ann', PASSWORD);
    const before = await cookieOf(store, browser);
    await fillIn(browser, 'ann', PASSWORD);
    const after = await cookieOf(store, browser);
    expect(after.cookie).not.toBe(before.cookie);
    expectProblem(await call(whoami(store), { headers: before }), 401, 'unauthenticated');
    expect((await call(whoami(store), { headers: after })).status).toBe(200);
  });

  it('wants a name and a password, once each', async () => {
    const from = `${store.base}/login`;
    for (const body of ['', 'username=ann', 'username=ann&username=bob&password=x', 'password[a]=x&username=ann']) {
      const headers = { ...asScript.headers, 'content-type': 'application/x-www-form-urlencoded' };
      expectProblem(await new Browser().get(from, { method: 'POST', body, from, headers }), 400, 'invalid_request');
    }
  });

  it('ends at sign-out, also for somebody who was disabled meanwhile', async () => {
    for (const name of ['ann', 'bob']) {
      const browser = new Browser();
      await fillIn(browser, name, PASSWORD);
      const cookie = await cookieOf(store, browser);
      if (name === 'bob') await accountsOf(store).disable('bob');
      const page = await browser.get(`${store.base}/api/oidc/logout?return_url=/livez`, {
        method: 'POST',
        from: whoami(store),
      });
      expect([page.status, page.location]).toEqual([302, `${store.base}/livez`]);
      await accountsOf(store).enable('bob');
      expectProblem(await call(whoami(store), { headers: cookie }), 401, 'unauthenticated');
    }
    expect(store.logged()).toContain('sign-out: signed out');
  });

  it('is all there is: no JWT is accepted, and no callback', async () => {
    expectProblem(await call(whoami(store), { headers: await bearer(store, 'alice') }), 401, 'unauthenticated');
    expectProblem(await call(whoami(store), { headers: { authorization: 'Bearer opaque' } }), 401, 'unauthenticated');
    expectProblem(await call(`${store.base}/api/oidc/callback?code=x&state=y`), 400, 'state_invalid');
    expect(store.login.calls).toMatchObject({ discovery: 0, jwks: 0, introspection: 0 });
  });
});

describe('beside an identity provider', () => {
  let store: TestStore;

  beforeAll(async () => {
    store = await startWithAccounts();
  });

  afterAll(() => store.stop());

  it('signing in leads to the identity provider, and to the form while that is away', async () => {
    const browser = new Browser();
    const begin = `${store.base}/api/oidc/login?return_url=/api/whoami`;
    await store.login.goDown();
    const page = await browser.follow(begin);
    expect(page.url).toContain('/login?');
    expect(page.body).toContain('does not answer');
    const done = await browser.submit(page, { values: { username: 'ann', password: PASSWORD } });
    expect(jsonOf(done)).toMatchObject({ claims: { sub: 'ann' } });
    await store.login.comeUp();
    advance(store, 3_000);
    expect((await new Browser().get(begin)).location).toContain(store.login.issuer);
    expect(jsonOf(await (await signedIn(store, alice)).get(whoami(store)))).toMatchObject({ name: 'Alice Example' });
  });

  it('the page offers both', async () => {
    const page = await new Browser().get(`${store.base}/login?return_url=/api/whoami`);
    expect(page.body).toContain(`href="${store.base}/api/oidc/login?return_url=`);
    expect(page.body).toContain('<form');
  });

  it('signing out of a local account stays here; of the other it ends there too', async () => {
    const browser = new Browser();
    await browser.submit(
      await browser.get(`${store.base}/login`),
      { values: { username: 'ann', password: PASSWORD } },
      {
        stopBefore: store.base,
      },
    );
    const out = `${store.base}/api/oidc/logout?return_url=/livez`;
    expect((await browser.get(out)).location).toBe(`${store.base}/livez`);
    expect((await (await signedIn(store, alice)).get(out)).location).toContain(store.login.endpoints.endSession);
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { freshSqlite } from '../support/databases.ts';
import { startStore, type TestStore } from '../support/store.ts';
import {
  advance,
  alice,
  asScript,
  bearer,
  bob,
  call,
  cookieOf,
  expectProblem,
  link,
  rows,
  signedIn,
  tokenOf,
  whoami,
} from './acts.ts';

const HOUR = 3_600_000;

describe('sessions', () => {
  let store: TestStore;
  let database: Awaited<ReturnType<typeof freshSqlite>>;
  const logout = () => `${store.base}/api/oidc/logout`;
  const status = async (headers: Record<string, string>) => (await call(whoami(store), { headers })).status;

  beforeAll(async () => {
    database = await freshSqlite();
    store = await startStore({ databaseUrl: database.url, providers: { idp1: {} } });
  });

  afterAll(async () => {
    await store.stop();
    await database.drop();
  });

  beforeEach(async () => {
    await store.login.comeUp();
    store.login.calls.reset();
  });

  it('end at the server when a person signs out, and then at the issuer', async () => {
    const browser = await signedIn(store, alice);
    const other = await signedIn(store, bob);
    const cookie = await cookieOf(store, browser);
    const before = (await rows(store, 'SELECT id FROM sessions')).length;
    const page = await browser.get(logout());
    expect(page.status).toBe(302);
    const target = new URL(page.location!);
    expect(target.origin + target.pathname).toBe(store.login.endpoints.endSession);
    expect(Object.fromEntries(target.searchParams)).toMatchObject({
      id_token_hint: expect.stringMatching(/^ey/),
      post_logout_redirect_uri: store.base,
    });
    expectProblem(await call(whoami(store), { headers: cookie }), 401, 'unauthenticated');
    expect(await rows(store, 'SELECT id FROM sessions')).toHaveLength(before - 1);
    expect((await other.get(whoami(store))).status).toBe(200);

    const end = await browser.walk(page.location!, alice, { stopBefore: `${store.base}/login` });
    expect(end.hops.map(({ url }) => url)).toContain(`${store.base}/?state=signed-out`);
    const again = await browser.get(`${store.base}/api/oidc/login`);
    const signIn = await browser.follow(again.location!);
    expect(signIn.body).toContain('data-step="login"');
  });

  it('end by POST from a page of ours, and not from one of another site', async () => {
    const browser = await signedIn(store, alice);
    const cookie = await cookieOf(store, browser);
    for (const origin of ['https://evil.example', 'null']) {
      const headers = { ...cookie, origin, 'sec-fetch-site': 'cross-site' };
      expectProblem(await call(logout(), { method: 'POST', headers }), 403, 'csrf');
    }
    expect(await status(cookie)).toBe(200);
    const answer = await call(logout(), { method: 'POST', headers: { ...cookie, origin: store.base } });
    expect(answer.status).toBe(302);
    expect(answer.headers['location']).toContain(store.login.endpoints.endSession);
    expect(await status(cookie)).toBe(401);
  });

  it.each(['//evil.example', 'https:\\\\evil.example', 'https://host@evil.example'])(
    'do not end towards %s',
    async (evil) => {
      const cookie = await cookieOf(store, await signedIn(store, alice));
      const url = `${logout()}?${new URLSearchParams({ return_url: evil }).toString()}`;
      expectProblem(await call(url, { headers: cookie }), 400, 'return_url_not_allowed');
      expect(await status(cookie)).toBe(200);
    },
  );

  it('that are none end quietly', async () => {
    for (const headers of [{}, { cookie: 'tokenstore=s%3Aunknown.signature' }]) {
      const answer = await call(logout(), { headers });
      expect(answer.status).toBe(302);
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
  });

  it('end when they were idle for twelve hours, and go on with use', async () => {
    const [idle, used] = [
      await cookieOf(store, await signedIn(store, alice)),
      await cookieOf(store, await signedIn(store, alice)),
    ];
    advance(store, 11 * HOUR);
    expect(await status(used)).toBe(200);
    advance(store, 2 * HOUR);
    expect([await status(idle), await status(used)]).toEqual([401, 200]);
  });

  it('end after seven days, used or not', async () => {
    const cookie = await cookieOf(store, await signedIn(store, alice));
    for (let hours = 0; hours < 7 * 24 - 11; hours += 11) {
      advance(store, 11 * HOUR);
      expect(await status(cookie)).toBe(200);
    }
    advance(store, 11 * HOUR);
    expect(await status(cookie)).toBe(401);
  });

  it('survive a restart, and the secret that signs their cookies may change hands', async () => {
    const cookie = await cookieOf(store, await signedIn(store, alice));
    await store.restart();
    expect(await status(cookie)).toBe(200);
    await store.restart({ SECRET_KEY: 'another-secret-of-some-length' });
    expect(await status(cookie)).toBe(401);
    const newer = await cookieOf(store, await signedIn(store, alice));
    await store.restart({ SECRET_KEY: 'the-next-secret-of-some-length, another-secret-of-some-length' });
    expect(await status(newer)).toBe(200);
    await store.restart();
  });

  it('need no issuer: while it is down only signing in is affected, and recovers by itself', async () => {
    const browser = await signedIn(store, alice);
    await link(store, browser, 'idp1', alice);
    await store.login.goDown();
    await store.restart();
    for (const path of ['livez', 'readyz', 'healthz/', 'api/_health']) {
      expect((await call(`${store.base}/${path}`)).status).toBe(200);
    }
    expect((await browser.get(whoami(store))).status).toBe(200);
    expect((await browser.get(`${store.base}/api/v1/idp1/token`)).status).toBe(200);
    expect((await link(store, browser, 'idp1', alice)).url).toContain('linked=idp1');
    const login = await call(`${store.base}/api/oidc/login`);
    expectProblem(login, 503, 'provider_unavailable');
    expect(Number(login.headers['retry-after'])).toBeGreaterThan(0);
    expect(login.headers['set-cookie']).toBeUndefined();
    expectProblem(await tokenOf(store, 'idp1'), 503, 'provider_unavailable');
    // Signing out is possible all the same, here alone.
    const cookie = await cookieOf(store, browser);
    const left = await browser.get(logout(), asScript);
    expect({ status: left.status, location: left.location }).toEqual({ status: 302, location: `${store.base}/` });
    expect(await status(cookie)).toBe(401);

    await store.login.comeUp();
    advance(store, 3_000);
    expect((await (await signedIn(store, alice)).get(whoami(store))).status).toBe(200);
    expect((await tokenOf(store, 'idp1')).status).toBe(200);
  });

  it('go on while the issuer is down later; a sign-in under way can be begun anew', async () => {
    const browser = await signedIn(store, alice);
    const service = await bearer(store, 'alice');
    expect((await call(whoami(store), { headers: service })).status).toBe(200);
    const other = await signedIn(store, bob);
    const back = await other.walk(`${store.base}/api/oidc/login`, bob, {
      stopBefore: `${store.base}/api/oidc/callback`,
    });
    await store.login.goDown();
    expect((await browser.get(whoami(store))).status).toBe(200);
    // Its keys are known.
    expect((await call(whoami(store), { headers: service })).status).toBe(200);
    expectProblem(await other.get(back.location!, asScript), 503, 'provider_unavailable');
    expect((await other.get(whoami(store))).status).toBe(200);
    await store.login.comeUp();
    expect((await other.walk(`${store.base}/api/oidc/login?return_url=/api/whoami`, bob)).status).toBe(200);
  });
});

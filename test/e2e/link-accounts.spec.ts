import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Browser } from '../support/browser.ts';
import { freshSqlite } from '../support/databases.ts';
import type { IdentityProviderOptions } from '../support/identity-provider.ts';
import { startStore, type TestStore } from '../support/store.ts';
import {
  advance,
  alice,
  asScript,
  altered,
  bob,
  call,
  comingBack,
  cookieOf,
  expectProblem,
  jsonOf,
  keptGrants,
  link,
  linkedOf,
  rows,
  signedIn,
  tokenOf,
  whoami,
} from './acts.ts';

/** What providers leave out, alone and all together. */
const sparse: Record<string, IdentityProviderOptions> = {
  norefresh: { refreshToken: false },
  noidtoken: { idToken: false },
  nolifetime: { expiresIn: false },
  norefreshlife: { refreshExpiresIn: null },
  nothing: { refreshToken: false, idToken: false, expiresIn: false, issParameter: false, claimsInIdToken: false },
  plain: { refreshToken: false, idToken: false, expiresIn: false, discovery: false },
};

describe('accounts at providers', () => {
  let store: TestStore;
  let browser: Browser;
  let database: Awaited<ReturnType<typeof freshSqlite>>;

  beforeAll(async () => {
    database = await freshSqlite();
    store = await startStore({
      databaseUrl: database.url,
      providers: { ...sparse, many: {}, strict: {}, one: {}, again: { rotation: 'strict' }, away: {}, later: {} },
      env: { STRICT_SUBJECT_MATCH: 'strict', ONE_ACCOUNTS: 'one' },
    });
    const { endpoints } = store.providers['plain']!;
    await store.restart({
      PLAIN_DISCOVERY_URL: undefined,
      PLAIN_AUTHORIZE_URL: endpoints.authorization,
      PLAIN_TOKEN_URL: endpoints.token,
      PLAIN_USERINFO_URL: endpoints.userinfo,
    });
    browser = await signedIn(store, alice);
  });

  afterAll(async () => {
    await store.stop();
    await database.drop();
  });

  /** The name that the provider knows the bearer of this token by. */
  async function accountBehind(id: string, answer: { body: string }): Promise<unknown> {
    const { access_token: token } = JSON.parse(answer.body) as { access_token: string };
    const headers = { authorization: `Bearer ${token}` };
    return jsonOf(await call(store.providers[id]!.endpoints.userinfo, { headers }))['sub'];
  }

  const grantsAt = (id: string) =>
    rows(store, `SELECT account, is_default, status, generation FROM grants WHERE provider = '${id}' ORDER BY account`);

  it.each(Object.keys(sparse))('connects at a provider that leaves things out: %s', async (id) => {
    const page = await link(store, browser, id, alice);
    expect(page.url).toBe(`${whoami(store)}?linked=${id}`);
    expect(await linkedOf(store)).toContain(id);
    const answer = await tokenOf(store, id);
    expect(answer.status).toBe(200);
    const unknown = sparse[id]!.expiresIn === false;
    expect(jsonOf(answer)).toMatchObject({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: unknown ? null : expect.any(Number),
      expires_at: unknown ? null : expect.any(Number),
    });
    expect(await accountBehind(id, answer)).toBe('alice');
  });

  it('may be of another name than the user’s', async () => {
    const page = await link(store, browser, 'many', bob);
    expect(page.url).toBe(`${whoami(store)}?linked=many`);
    expect(await accountBehind('many', await tokenOf(store, 'many'))).toBe('bob');
    expect(await linkedOf(store, 'bob')).toEqual([]);
  });

  it('may be two at one provider: version 1 means the newest linked', async () => {
    await link(store, await fresh(), 'many', alice);
    expect(await accountBehind('many', await tokenOf(store, 'many'))).toBe('alice');
    expect(await grantsAt('many')).toMatchObject([
      { account: 'alice', is_default: 1, status: 'active' },
      { account: 'bob', is_default: 0, status: 'active' },
    ]);
    await link(store, await fresh(), 'many', bob);
    expect(await accountBehind('many', await tokenOf(store, 'many'))).toBe('bob');
    expect(await grantsAt('many')).toMatchObject([
      { account: 'alice', is_default: 0 },
      { account: 'bob', is_default: 1 },
    ]);
  });

  it('refuses another account where SUBJECT_MATCH is strict, and takes the user’s own', async () => {
    const before = await keptGrants(store);
    const page = await link(store, browser, 'strict', bob);
    expect(page.url).toBe(`${whoami(store)}?error=wrong_account&provider=strict`);
    expect(await keptGrants(store)).toEqual(before);
    expect((await tokenOf(store, 'strict')).status).toBe(400);
    expect((await link(store, await fresh(), 'strict', alice)).url).toBe(`${whoami(store)}?linked=strict`);
  });

  it('refuses a second account where ACCOUNTS is one, keeps the first, and takes that one again', async () => {
    expect((await link(store, browser, 'one', bob)).url).toBe(`${whoami(store)}?linked=one`);
    const before = [await keptGrants(store), await linkedOf(store)];
    const page = await link(store, await fresh(), 'one', alice);
    expect(page.url).toBe(`${whoami(store)}?error=wrong_account&provider=one`);
    expect([await keptGrants(store), await linkedOf(store)]).toEqual(before);
    expect(await accountBehind('one', await tokenOf(store, 'one'))).toBe('bob');
    expect((await link(store, await fresh(), 'one', bob)).url).toBe(`${whoami(store)}?linked=one`);
  });

  it('lets another account in where ACCOUNTS is one, once the first was revoked', async () => {
    await link(store, await fresh(), 'one', bob);
    const headers = { ...(await cookieOf(store, browser)), 'sec-fetch-site': 'same-origin' };
    const revoked = await call(`${store.base}/api/v1/one/revoke`, { method: 'POST', headers });
    expect(revoked.status).toBe(200);
    expect((await link(store, await fresh(), 'one', alice)).url).toBe(`${whoami(store)}?linked=one`);
    expect(await accountBehind('one', await tokenOf(store, 'one'))).toBe('alice');
  });

  it('linked again replaces what was held', async () => {
    await link(store, browser, 'again', alice);
    const first = jsonOf(await tokenOf(store, 'again'))['access_token'];
    const [{ generation: held }] = (await grantsAt('again')) as [{ generation: number }];
    await link(store, browser, 'again', alice);
    const second = jsonOf(await tokenOf(store, 'again'))['access_token'];
    expect(second).not.toBe(first);
    expect(await grantsAt('again')).toMatchObject([
      { account: 'alice', is_default: 1, status: 'active', generation: held + 1 },
    ]);
  });

  it('may be linked side by side, at one provider and at two', async () => {
    const tabs = [
      await comingBack(store, browser, 'again', alice),
      await comingBack(store, browser, 'again', alice),
      await comingBack(store, browser, 'many', alice),
    ];
    const pages = await Promise.all(tabs.reverse().map((url) => browser.get(url.href)));
    const linked = ['many', 'again', 'again'].map((id) => `${whoami(store)}?linked=${id}`);
    expect(pages.map(({ location }) => location)).toEqual(linked);
    expect(await grantsAt('again')).toMatchObject([{ account: 'alice', status: 'active' }]);
  });

  it('may be linked side by side where one of the two fails', async () => {
    const [good, bad] = [
      await comingBack(store, browser, 'again', alice),
      await comingBack(store, browser, 'again', alice),
    ];
    const failed = await browser.get(altered(bad, { code: 'not-a-code' }));
    expect(failed.location).toContain('error=provider_error');
    expect((await browser.get(good.href)).location).toBe(`${whoami(store)}?linked=again`);
  });

  it('are served and linked while another provider is down, from the start on', async () => {
    const { away } = store.providers;
    await away!.goDown();
    await store.restart();
    expect((await call(`${store.base}/readyz`)).status).toBe(200);
    await link(store, browser, 'again', alice);
    const before = await keptGrants(store);
    expectProblem(await browser.get(`${store.base}/api/v1.0/away/authorize`, asScript), 503, 'provider_unavailable');
    expect(await keptGrants(store)).toEqual(before);
    expect((await link(store, browser, 'again', alice)).url).toBe(`${whoami(store)}?linked=again`);
    expect((await tokenOf(store, 'again')).status).toBe(200);
    expect(await linkedOf(store)).toContain('again');

    await away!.comeUp();
    advance(store, 3_000);
    expect((await link(store, browser, 'away', alice)).url).toBe(`${whoami(store)}?linked=away`);
  });

  it('are served, the ones of a provider that goes down later too, while their tokens last', async () => {
    for (const id of ['again', 'later']) await link(store, browser, id, alice);
    await store.providers['later']!.goDown();
    expect((await tokenOf(store, 'later')).status).toBe(200);
    expect((await tokenOf(store, 'again')).status).toBe(200);
    // All its access tokens are past their end now: that of one provider is refreshed, the other's cannot be.
    advance(store, 3_600_000);
    const answer = await tokenOf(store, 'later');
    expectProblem(answer, 503, 'provider_unavailable');
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect((await tokenOf(store, 'again')).status).toBe(200);
    expect(await linkedOf(store)).toEqual(expect.arrayContaining(['later', 'again']));
    await store.providers['later']!.comeUp();
    advance(store, 60_000);
    expect((await tokenOf(store, 'later')).status).toBe(200);
  });

  /** A browser in which alice is signed in at the store, and nobody at the providers. */
  async function fresh(): Promise<Browser> {
    return signedIn(store, alice);
  }
});

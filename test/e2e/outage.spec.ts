import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Database } from '../../src/database/database.ts';
import { StartupError } from '../../src/problem/problem.ts';
import type { Browser } from '../support/browser.ts';
import { databases, type TestDatabase } from '../support/databases.ts';
import { startStore, type TestStore } from '../support/store.ts';
import { startProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import {
  alice,
  attempts,
  asScript,
  bearer,
  call,
  comingBack,
  cookieOf,
  expectProblem,
  keptGrants,
  link,
  linkedOf,
  signedIn,
  tokenOf,
  whoami,
  type Answer,
} from './acts.ts';

const postgres = databases.find(({ name }) => name === 'postgres');

/** A PostgreSQL database behind a door that can be shut. */
async function behindDoor(): Promise<{ database: TestDatabase; door: TcpProxy; url: string }> {
  const database = await postgres!.fresh();
  const door = await startProxy(Number(new URL(database.url).port || 5432));
  return { database, door, url: door.through(database.url) };
}

/** Each request is its own wait: the store tries once a second to reach its database. */
async function ready(store: TestStore): Promise<void> {
  while ((await call(`${store.base}/readyz`)).status !== 200);
}

function expectAway(answer: Answer): void {
  expectProblem(answer, 503, 'database_unavailable');
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
}

(postgres ? describe : describe.skip)('a database that is away', () => {
  let stage: Awaited<ReturnType<typeof behindDoor>>;
  let store: TestStore;
  let browser: Browser;

  beforeAll(async () => {
    stage = await behindDoor();
    store = await startStore({ databaseUrl: stage.url, providers: { idp1: {} } });
    browser = await signedIn(store, alice);
    await link(store, browser, 'idp1', alice);
  });

  afterEach(() => stage.door.resume());

  afterAll(async () => {
    await store.stop();
    await stage.door.close();
    await stage.database.drop();
  });

  /** What needs the database says so; what does not goes on. */
  async function expectOutage(one: TestStore, cookie: { cookie: string }): Promise<void> {
    for (const path of ['/livez', '/healthz/', '/api/_health', '/api/docs/openapi.json']) {
      expect((await call(one.base + path)).status).toBe(200);
    }
    expectAway(await call(`${one.base}/readyz`));
    const service = await bearer(one, 'alice');
    for (const headers of [service, cookie]) {
      for (const path of [
        'whoami',
        'v1.0/authorizations',
        'v1/idp1/token',
        'v1/idp1/authorize',
        'v1/idp1/redirect_uri',
      ]) {
        expectAway(await call(`${one.base}/api/${path}`, { headers }));
      }
      const change = { method: 'POST', headers: { ...headers, 'sec-fetch-site': 'same-origin' } };
      for (const verb of ['authorize', 'revoke']) expectAway(await call(`${one.base}/api/v1/idp1/${verb}`, change));
    }
    expectAway(await call(`${one.base}/api/oidc/logout`, { headers: cookie }));
    expectProblem(await call(whoami(one)), 401, 'unauthenticated');
  }

  it('at start: the store listens, says so, and takes up its work when the database comes', async () => {
    const away = await behindDoor();
    await away.door.pause();
    const other = await startStore({ databaseUrl: away.url, providers: { idp1: {} } });
    try {
      // Both have the same keys, so that this cookie's signature is good there too.
      await expectOutage(other, await cookieOf(store, browser));
      expect(other.logged()).toContain('the database is away');
      await away.door.resume();
      await ready(other);
      const person = await signedIn(other, alice);
      expect((await link(other, person, 'idp1', alice)).url).toBe(`${whoami(other)}?linked=idp1`);
      expect((await tokenOf(other, 'idp1')).status).toBe(200);
    } finally {
      await other.stop();
      await away.door.close();
      await away.database.drop();
    }
  });

  it('at start, and never comes: the store stops all the same', async () => {
    const away = await behindDoor();
    await away.door.pause();
    const other = await startStore({ databaseUrl: away.url });
    await other.stop();
    await away.database.drop();
  });

  it('at start, and then holds values of another key: the process is told to end, and nothing was changed', async () => {
    const before = await keptGrants(store);
    const refused = Promise.withResolvers<unknown>();
    await stage.door.pause();
    const other = await startStore({
      databaseUrl: stage.url,
      env: { CRYPTOKEY: 'b'.repeat(64) },
      onRefused: refused.resolve,
    });
    try {
      await stage.door.resume();
      const error = await refused.promise;
      expect(error).toBeInstanceOf(StartupError);
      expect((error as StartupError).message).toMatch(/^[^\n]*CRYPTOKEY[^\n]*$/);
      expectAway(await call(`${other.base}/readyz`));
    } finally {
      await other.stop();
    }
    expect(await keptGrants(store)).toEqual(before);
  });

  it('later: requests say so at once, and work again as soon as it is back', async () => {
    const before = [await keptGrants(store), await linkedOf(store), await attempts(store)];
    const cookie = await cookieOf(store, browser);
    await stage.door.pause();
    await expectOutage(store, cookie);
    await stage.door.resume();
    expect((await call(`${store.base}/readyz`)).status).toBe(200);
    expect((await call(whoami(store), { headers: cookie })).status).toBe(200);
    expect((await tokenOf(store, 'idp1')).status).toBe(200);
    expect([await keptGrants(store), await linkedOf(store), await attempts(store)]).toEqual(before);
  });

  it('when a sign-in begins: it says so, for the sign-in could not be finished', async () => {
    await stage.door.pause();
    expectAway(await call(`${store.base}/api/oidc/login`));
  });

  it('when a person comes back from a provider: the link can be finished afterwards', async () => {
    const url = await comingBack(store, browser, 'idp1', alice);
    const codes = store.providers['idp1']!.calls.code;
    await stage.door.pause();
    expectAway(await browser.get(url.href, asScript));
    const page = await browser.get(url.href);
    expect([page.status, Number(page.headers['retry-after']) > 0]).toEqual([503, true]);
    // "Try again" leads to where one is, without writing the code down.
    expect(page.body).toContain('<a class="button" href="">Try again</a>');
    expect(page.body).not.toContain(url.searchParams.get('code'));
    expect(store.providers['idp1']!.calls.code).toBe(codes);
    await stage.door.resume();
    expect((await browser.get(url.href)).location).toBe(`${whoami(store)}?linked=idp1`);
  });

  it('just when a code was exchanged: the grant is kept once it is back', async () => {
    const database = store.service.app.get(Database, { strict: false });
    const failed = Promise.withResolvers<undefined>();
    const transaction = database.transaction.bind(database);
    database.transaction = async (work) => {
      try {
        return await transaction(work);
      } catch (error) {
        failed.resolve(undefined);
        throw error;
      }
    };
    const url = await comingBack(store, browser, 'idp1', alice);
    const given: string[] = [];
    store.providers['idp1']!.intercept.once('code', async (_call, forward) => {
      const answer = await forward();
      given.push(String((JSON.parse(answer.body.toString()) as Record<string, unknown>)['access_token']));
      await stage.door.pause();
      return answer;
    });
    const page = browser.get(url.href);
    await failed.promise;
    await stage.door.resume();
    expect((await page).location).toBe(`${whoami(store)}?linked=idp1`);
    database.transaction = transaction;
    expect((await tokenOf(store, 'idp1')).body).toContain(given[0]);
  });
});

import type { Server } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { digest } from '../../src/crypto/hashing.ts';
import { REDIS } from '../../src/redis/redis.module.ts';
import type { Redis } from '../../src/redis/redis.ts';
import { freshSqlite, type TestDatabase } from '../support/databases.ts';
import { redisUrl } from '../support/redis.ts';
import { startStore, type Env, type TestStore } from '../support/store.ts';
import { startProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { advance, alice, bearer, call, cookieOf, expectProblem, signedIn, whoami, type Answer } from './acts.ts';
import { sendRaw } from './raw-http.ts';

const MINUTE = 60_000;
const BAD = { authorization: 'Bearer bad' };

function expectLimited(answer: Answer): void {
  expectProblem(answer, 429, 'rate_limited');
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  expect(Number(answer.headers['retry-after'])).toBeLessThanOrEqual(60);
}

/** So many calls, one after the other. @returns their statuses */
async function calls(count: number, url: string, headers: Record<string, string> = {}): Promise<number[]> {
  const statuses: number[] = [];
  for (let i = 0; i < count; i += 1) statuses.push((await call(url, { headers })).status);
  return statuses;
}

describe('limits', () => {
  let store: TestStore;
  beforeAll(async () => {
    store = await startStore({
      databaseUrl: 'sqlite://:memory:',
      providers: { idp1: {} },
      env: { RATE_LIMIT: '5/1m', RATE_LIMIT_ANONYMOUS: '4/1m', TRUST_PROXY: '127.0.0.1', METRICS_TOKEN: 'metrics' },
    });
  });
  // A window of a minute is over.
  beforeEach(() => advance(store, MINUTE));
  afterAll(() => store.stop());

  it('let a user call so often, whatever the credential, and say what is left', async () => {
    const headers = await bearer(store, 'alice');
    const browser = await signedIn(store, alice);
    advance(store, MINUTE);
    const first = await call(whoami(store), { headers });
    expect(first).toMatchObject({
      status: 200,
      headers: { 'ratelimit-policy': '"principal";q=5;w=60', ratelimit: '"principal";r=4;t=60' },
    });
    expect(await calls(2, whoami(store), headers)).toEqual([200, 200]);
    expect(await calls(2, whoami(store), await cookieOf(store, browser))).toEqual([200, 200]);
    const last = await call(whoami(store), { headers });
    expectLimited(last);
    expect(last.headers).toMatchObject({
      'ratelimit-policy': '"principal";q=5;w=60',
      ratelimit: expect.stringMatching(/^"principal";r=0;t=\d+$/),
    });
    expectLimited(await call(`${store.base}/api/v1/idp1/token`, { headers }));
    expect(await calls(1, whoami(store), await bearer(store, 'bob'))).toEqual([200]);
    advance(store, MINUTE);
    expect(await calls(1, whoami(store), headers)).toEqual([200]);
  });

  it('let an address call so often without a credential, and do not hold that against those who have one', async () => {
    expect(await calls(2, whoami(store))).toEqual([401, 401]);
    expect(await calls(2, `${store.base}/api/oidc/login`)).toEqual([302, 302]);
    const answer = await call(whoami(store));
    expectLimited(answer);
    expect(answer.headers).toMatchObject({ 'ratelimit-policy': '"anonymous";q=4;w=60' });
    expectLimited(await call(`${store.base}/api/oidc/login`));
    expectLimited(await call(`${store.base}/api/v1/idp1/redirect_uri`));
    expect(await calls(1, whoami(store), await bearer(store, 'alice'))).toEqual([200]);
  });

  it('do not count probes, metrics and static files', async () => {
    for (const path of ['livez', 'readyz', 'healthz', 'api/_health', 'api/docs', 'ui/style.css']) {
      const statuses = new Set(await calls(6, `${store.base}/${path}`));
      expect(statuses).not.toContain(429);
    }
    expect(new Set(await calls(6, `${store.base}/metrics`, { authorization: 'Bearer metrics' }))).toEqual(
      new Set([200]),
    );
  });

  it('look at no credential from an address that has shown too many bad ones', async () => {
    const headers = await bearer(store, 'alice');
    const cookie = await cookieOf(store, await signedIn(store, alice));
    advance(store, MINUTE);
    expect(await calls(2, whoami(store), BAD)).toEqual([401, 401]);
    expect(await calls(1, whoami(store), { authorization: 'Nonsense' })).toEqual([401]);
    expect(await calls(1, `${store.base}/api/v1/idp1/token`, BAD)).toEqual([403]);
    for (const authorization of [BAD.authorization, 'Nonsense', headers.authorization]) {
      const answer = await call(whoami(store), { headers: { authorization } });
      expectLimited(answer);
      expect(answer.headers).toMatchObject({ 'ratelimit-policy': '"failures";q=4;w=60' });
    }
    expect(await calls(1, whoami(store), cookie)).toEqual([200]);
    expect(await calls(1, whoami(store), { ...headers, 'x-forwarded-for': '192.0.2.9' })).toEqual([200]);
    advance(store, MINUTE);
    expect(await calls(1, whoami(store), headers)).toEqual([200]);
  });

  it('do not count what was not the caller’s fault as a bad credential', async () => {
    const headers = await bearer(store, 'alice');
    const cookie = await cookieOf(store, await signedIn(store, alice));
    advance(store, MINUTE);
    const crossSite = { ...cookie, origin: 'https://evil.example' };
    for (let i = 0; i < 4; i += 1) {
      expectProblem(
        await call(`${store.base}/api/v1/idp1/revoke`, { method: 'POST', headers: crossSite }),
        403,
        'csrf',
      );
    }
    expect(await calls(1, whoami(store), headers)).toEqual([200]);
  });

  it('count IPv6 addresses by their network, behind a proxy that is trusted', async () => {
    const from = (address: string) => ({ 'x-forwarded-for': address });
    for (let i = 0; i < 4; i += 1) {
      expect(await calls(1, whoami(store), from(`2001:db8:0:1::${i}`))).toEqual([401]);
    }
    expectLimited(await call(whoami(store), { headers: from('2001:db8:0:1:ffff::9') }));
    expect(await calls(1, whoami(store), from('2001:db8:0:2::1'))).toEqual([401]);
    expect(await calls(1, whoami(store), from('192.0.2.1'))).toEqual([401]);
  });

  it('believe nobody else where a call comes from', async () => {
    await store.restart({ TRUST_PROXY: '192.0.2.77' });
    const statuses: number[] = [];
    for (let i = 0; i < 5; i += 1) {
      statuses.push((await call(whoami(store), { headers: { 'x-forwarded-for': `192.0.2.${i}` } })).status);
    }
    expect(statuses).toEqual([401, 401, 401, 401, 429]);
  });

  it('can be turned off', async () => {
    await store.restart({ RATE_LIMIT: 'off', RATE_LIMIT_ANONYMOUS: 'off' });
    const headers = await bearer(store, 'alice');
    expect(new Set(await calls(10, whoami(store), headers))).toEqual(new Set([200]));
    expect(new Set(await calls(10, whoami(store)))).toEqual(new Set([401]));
    expect(new Set(await calls(10, whoami(store), BAD))).toEqual(new Set([401]));
    expect((await call(whoami(store), { headers })).headers).not.toHaveProperty('ratelimit');
  });
});

describe('a request that comes too slowly', () => {
  let store: TestStore;
  beforeAll(async () => {
    store = await startStore({ databaseUrl: 'sqlite://:memory:', providers: { idp1: {} } });
  });
  afterAll(() => store.stop());

  /** Lets Node look whose time is over, as it does every few seconds. */
  function look(server: Server): void {
    const symbol = Object.getOwnPropertySymbols(server).find(
      ({ description }) => description === 'http.server.connectionsCheckingInterval',
    );
    const timer = symbol && (Reflect.get(server, symbol) as { _onTimeout: () => void });
    timer!._onTimeout();
  }

  const post = (...lines: string[]) => ['POST /api/oidc/logout HTTP/1.1', 'Host: store', ...lines].join('\r\n');

  /** What is sent and never finished, and what comes back, while nobody is given more than some milliseconds. */
  async function impatiently(bytes: string): Promise<Answer> {
    const server: Server = store.service.app.getHttpServer();
    expect([server.headersTimeout, server.requestTimeout]).toEqual([20_000, 30_000]);
    [server.headersTimeout, server.requestTimeout] = [20, 30];
    const looking = setInterval(() => look(server), 20);
    try {
      return await sendRaw(store.base, bytes);
    } finally {
      clearInterval(looking);
      [server.headersTimeout, server.requestTimeout] = [20_000, 30_000];
    }
  }

  it.each([
    ['in its headers', 'GET /livez HTTP/1.1\r\nHost: store\r\n'],
    ['in its body', post('Content-Type: application/json', 'Content-Length: 100', '', '{')],
    ['in its chunks', post('Content-Type: application/json', 'Transfer-Encoding: chunked', '', '1', '{', '')],
  ])('is ended: %s', async (_, bytes) => {
    const answer = await impatiently(bytes);
    expectProblem(answer, 400, 'invalid_request');
    expect(answer.body).toContain('too long');
  });

  it('is ended without a second answer where it has one already', async () => {
    const answer = await impatiently(post('Content-Type: text/unknown', 'Content-Length: 100', '', '{'));
    expectProblem(answer, 400, 'invalid_request');
    expect(answer.body).not.toContain('too long');
  });
});

(redisUrl === undefined ? describe.skip : describe)('limits that replicas share in Redis', () => {
  let database: TestDatabase;
  let door: TcpProxy;
  let one: TestStore;
  let two: TestStore;
  let env: Env;
  const at = (store: TestStore) => `${store.service.address}/api/whoami`;

  beforeAll(async () => {
    database = await freshSqlite();
    const redis = new URL(redisUrl!);
    door = await startProxy(Number(redis.port || 6379), redis.hostname);
    env = {
      RATE_LIMIT: '6/1m',
      RATE_LIMIT_ANONYMOUS: '4/1m',
      REDIS_URL: door.through(redisUrl!),
      TRUST_PROXY: '127.0.0.1',
    };
    one = await startStore({ databaseUrl: database.url, env });
    two = await startStore({
      databaseUrl: database.url,
      env: { ...env, BASE_URL: one.base, OIDC_DISCOVERY_URL: one.login.issuer },
    });
    await Promise.all([one, two].map(connected));
  });

  afterEach(() => door.resume());

  afterAll(async () => {
    await Promise.all([one.stop(), two.stop()]);
    await door.close();
    await database.drop();
  });

  /** Waits until its Redis answers: the store connects in the background, and each look is a request. */
  async function connected(store: TestStore): Promise<void> {
    const redis = store.service.app.get<Redis>(REDIS, { strict: false });
    for (let looks = 0; looks < 2_000; looks += 1) {
      await call(`${store.service.address}/livez`);
      if (await redis.run((client) => client.ping()).catch(() => false)) return;
    }
    throw new Error('Redis was not reached');
  }

  const warnings = (store: TestStore) => store.logged().match(/Redis does not answer/g)?.length ?? 0;

  it('are counted together', async () => {
    const headers = await bearer(one, 'carol');
    expect(await calls(3, at(one), headers)).toEqual([200, 200, 200]);
    expect(await calls(3, at(two), headers)).toEqual([200, 200, 200]);
    expectLimited(await call(at(one), { headers }));
    expectLimited(await call(at(two), { headers }));

    const from = { 'x-forwarded-for': '198.51.100.1' };
    expect(await calls(2, at(one), from)).toEqual([401, 401]);
    expect(await calls(2, at(two), from)).toEqual([401, 401]);
    expectLimited(await call(at(two), { headers: from }));
  });

  it('let each replica look at one more bad credential, and then at none', async () => {
    const from = { 'x-forwarded-for': '198.51.100.2' };
    expect(await calls(4, at(one), { ...BAD, ...from })).toEqual([401, 401, 401, 401]);
    expectLimited(await call(at(one), { headers: { ...BAD, ...from } }));
    await call(at(two), { headers: { ...BAD, ...from } });
    expectLimited(await call(at(two), { headers: { ...BAD, ...from } }));
  });

  it('are kept in Redis for as long as they count, under no name', async () => {
    await call(at(one), { headers: await bearer(one, 'dora') });
    const redis = one.service.app.get<Redis>(REDIS, { strict: false });
    const keys = await redis.run((client) => client.keys(`tokenstore:${digest(one.base).slice(0, 10)}:limit:*`));
    expect(keys.length).toBeGreaterThan(1);
    expect(keys.join()).not.toMatch(/dora|carol/);
    for (const key of keys) {
      const left = await redis.run((client) => client.pTTL(key));
      expect(left).toBeGreaterThan(0);
      expect(left).toBeLessThanOrEqual(MINUTE);
    }
  });

  it('are counted by each replica while Redis is away, and no call fails for that', async () => {
    const headers = await bearer(one, 'erin');
    expect(await calls(3, at(one), headers)).toEqual([200, 200, 200]);
    const before = warnings(one);
    await door.pause();
    // One goes on from what it last heard, two from nothing.
    expect(await calls(4, at(one), headers)).toEqual([200, 200, 200, 429]);
    expect(await calls(7, at(two), headers)).toEqual([200, 200, 200, 200, 200, 200, 429]);
    expect(warnings(one) - before).toBe(1);

    await door.resume();
    await Promise.all([one, two].map(connected));
    expect(one.logged()).toContain('Redis answers again');
    const frank = await bearer(one, 'frank');
    expect(await calls(3, at(one), frank)).toEqual([200, 200, 200]);
    expect(await calls(4, at(two), frank)).toEqual([200, 200, 200, 429]);
  });

  it('do not wait for a Redis that hangs', async () => {
    const headers = await bearer(one, 'gina');
    expect(await calls(1, at(one), headers)).toEqual([200]);
    door.freeze();
    const begun = performance.now();
    const statuses = await Promise.all(Array.from({ length: 5 }, () => calls(1, at(one), headers)));
    expect(statuses.flat()).toEqual([200, 200, 200, 200, 200]);
    // A quarter of a second for the first, nothing for those behind it.
    expect(await calls(1, at(one), headers)).toEqual([429]);
    expect(performance.now() - begun).toBeLessThan(1_500);
  });

  it('need no Redis at start', async () => {
    await door.pause();
    const three = await startStore({ databaseUrl: 'sqlite://:memory:', env });
    try {
      const headers = await bearer(three, 'alice');
      expect(await calls(7, whoami(three), headers)).toEqual([200, 200, 200, 200, 200, 200, 429]);
      expect(warnings(three)).toBe(1);
      expect(three.logged()).not.toContain(new URL(redisUrl!).host);
    } finally {
      await three.stop();
    }
  });
});

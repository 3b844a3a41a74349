import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answerInstead, answers } from '../support/faults.ts';
import { connect, databaseOf, endRest, expireTokens, signIn, type Person } from '../support/grants.ts';
import { startStore, type TestStore } from '../support/store.ts';

describe('the metrics', () => {
  let store: TestStore;
  let alice: Person;
  const metrics = async (authorization = 'Bearer prometheus') =>
    fetch(`${store.base}/metrics`, { headers: { authorization } });
  const lines = async () => (await (await metrics()).text()).split('\n').filter((line) => !line.startsWith('#'));

  beforeAll(async () => {
    store = await startStore({
      databaseUrl: 'sqlite://:memory:',
      providers: { strict: { rotation: 'strict', refreshExpiresIn: 1000 } },
      env: { METRICS_TOKEN: 'prometheus' },
    });
    alice = await signIn(store);
    await connect(store, alice, 'strict');
  });

  afterAll(() => store.stop());

  it('are shown to whoever has their token', async () => {
    expect((await metrics('Bearer other')).status).toBe(401);
    expect((await metrics('')).status).toBe(401);
    expect((await metrics()).status).toBe(200);
  });

  it('count tokens and refreshes by outcome', async () => {
    await alice.token('strict');
    await expireTokens(store);
    store.providers['strict']!.intercept.once('refresh', answerInstead(answers.invalidClient));
    await alice.token('strict');
    await endRest(store);
    await alice.token('strict');
    const all = await lines();
    expect(all).toEqual(
      expect.arrayContaining([
        'tokenstore_tokens_total{provider="strict",outcome="given"} 2',
        'tokenstore_tokens_total{provider="strict",outcome="provider_misconfigured"} 1',
        'tokenstore_refreshes_total{provider="strict",outcome="kept"} 1',
        'tokenstore_refreshes_total{provider="strict",outcome="ours"} 1',
        'tokenstore_refresh_seconds_count{provider="strict"} 2',
      ]),
    );
  });

  it('tell the keeper’s backlog and the breaker', async () => {
    expect(await lines()).toContain('tokenstore_keeper_backlog{provider="strict"} 0');
    await databaseOf(store).write('UPDATE grants SET next_refresh_at = 0 RETURNING id');
    const all = await lines();
    expect(all).toContain('tokenstore_keeper_backlog{provider="strict"} 1');
    expect(all).toContain('tokenstore_breaker{provider="strict"} 0');
  });

  it('tell of requests by route, never by address', async () => {
    await fetch(`${store.base}/api/v1/strict/token?secret=in-the-address`);
    const text = (await lines()).join('\n');
    expect(text).toMatch(
      /tokenstore_request_seconds_count\{method="GET",route="\/api\/v1\/:provider\/token",status="4xx"\} [1-9]/,
    );
    expect(text).not.toContain('in-the-address');
  });

  it('tell of grants by state, the database’s connections, the build and the process', async () => {
    const all = await lines();
    expect(all).toContain('tokenstore_grants{provider="strict",status="active",reason=""} 1');
    expect(all).toContain('tokenstore_database_connections{state="waiting"} 0');
    expect(all.find((line) => line.startsWith('tokenstore_build_info{version="2.'))).toBeDefined();
    expect(all.find((line) => line.startsWith('nodejs_eventloop_lag_seconds '))).toBeDefined();
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startService, type StoreService } from '../../src/server/store-service.ts';
import { databases, type TestDatabase } from '../support/databases.ts';
import { connect, expireTokens, grantRow, signIn, type Person } from '../support/grants.ts';
import type { IdentityProvider } from '../support/identity-provider.ts';
import { capturingLog, startStore, type TestStore } from '../support/store.ts';

const CALLERS = 100;
const PROVIDER_TAKES = 300;
/** The promise is 250 ms on a machine of one's own; here other suites compete for the processor. `npm run bench` measures. */
const SLACK = 1_000;

describe.each(databases)('100 callers over two replicas on $name', ({ fresh }) => {
  let database: TestDatabase;
  let store: TestStore;
  let second: StoreService;
  let instance: string;
  let strict: IdentityProvider;
  let alice: Person;

  beforeAll(async () => {
    database = await fresh();
    store = await startStore({ databaseUrl: database.url, providers: { strict: { rotation: 'strict' } } });
    instance = await mkdtemp(join(tmpdir(), 'tokenstore-second-'));
    second = await startService({
      settings: { ...store.settings, INSTANCE_PATH: instance },
      log: capturingLog().log,
      port: 0,
      onRefused: () => undefined,
    });
    strict = store.providers['strict']!;
    alice = await signIn(store);
    await connect(store, alice, 'strict');
  });

  afterAll(async () => {
    await second.stop();
    await store.stop();
    await database.drop();
    await rm(instance, { recursive: true, force: true });
  });

  it('cost one call, and all are served soon after its answer', async () => {
    await expireTokens(store);
    strict.calls.reset();
    let answeredAt = 0;
    strict.intercept.always('refresh', async (_call, forward) => {
      const answer = await forward();
      await pause(PROVIDER_TAKES);
      answeredAt = performance.now();
      return answer;
    });
    const given = await Promise.all(
      Array.from({ length: CALLERS }, async (_, i) => {
        const answer = await fetch(`${i % 2 === 0 ? store.base : second.address}/api/v1/strict/token`, {
          headers: { authorization: `Bearer ${alice.bearer}` },
        });
        const { access_token: token } = (await answer.json()) as Record<string, unknown>;
        return { status: answer.status, token, at: performance.now() };
      }),
    );
    expect(strict.calls.refresh).toBe(1);
    expect(given.map(({ status }) => status)).toEqual(Array<number>(CALLERS).fill(200));
    expect(new Set(given.map(({ token }) => token)).size).toBe(1);
    expect(Math.max(...given.map(({ at }) => at)) - answeredAt).toBeLessThan(SLACK);
    expect(await grantRow(store, 'strict')).toMatchObject({ refreshes: 1, failures: 0, unknown_since: null });
  });
});

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { databases } from '../support/databases.ts';
import { delayAnswer } from '../support/faults.ts';
import { connect, endRest, expireTokens, grantRow, signIn, type Person } from '../support/grants.ts';
import type { IdentityProvider } from '../support/identity-provider.ts';
import { startStore, type TestStore } from '../support/store.ts';
import { startProxy } from '../support/tcp-proxy.ts';

const postgres = databases.filter(({ name }) => name === 'postgres');

describe.each(postgres)('an answer that the database cannot take ($name)', ({ fresh }) => {
  let store: TestStore;
  let alice: Person;
  let strict: IdentityProvider;
  let proxy: Awaited<ReturnType<typeof startProxy>>;
  let database: Awaited<ReturnType<typeof fresh>>;

  beforeEach(async () => {
    database = await fresh();
    proxy = await startProxy(Number(new URL(database.url).port || 5432));
    store = await startStore({
      databaseUrl: proxy.through(database.url),
      providers: { strict: { rotation: 'strict' } },
    });
    strict = store.providers['strict']!;
    alice = await signIn(store);
    await connect(store, alice, 'strict');
    await expireTokens(store);
  });

  afterEach(async () => {
    await store.stop();
    await proxy.close();
    await database.drop();
  });

  /** The provider has answered, and rotated; the database goes away before the answer arrives. */
  const readDuringOutage = async () => {
    const gate = Promise.withResolvers<undefined>();
    const held = strict.intercept.once('refresh', delayAnswer(gate.promise));
    const reading = alice.token('strict');
    await held.reached;
    await proxy.pause();
    gate.resolve(undefined);
    return reading;
  };

  const spooled = () => readdir(join(store.settings.INSTANCE_PATH, 'spool'));

  it('is served, waits in the spool, and is stored when the database is back', async () => {
    expect(await readDuringOutage()).toMatchObject({ status: 200 });
    expect(await spooled()).toHaveLength(1);
    await proxy.resume();
    await eventually(async () => (await spooled()).length === 0);
    expect(await grantRow(store, 'strict')).toMatchObject({ status: 'active', refreshes: 1, lease_owner: null });
    await expireTokens(store);
    expect(await alice.token('strict')).toMatchObject({ status: 200 });
    expect(strict.calls.refresh).toBe(2);
  });

  it('outlives the process', async () => {
    await readDuringOutage();
    await store.restart();
    expect(await spooled()).toHaveLength(1);
    await proxy.resume();
    await eventually(async () => (await spooled()).length === 0);
    expect(await grantRow(store, 'strict')).toMatchObject({ status: 'active', refreshes: 1 });
    await expireTokens(store);
    await endRest(store);
    expect(await alice.token('strict')).toMatchObject({ status: 200 });
  });
});

/** Looks again until something has become so; gives up after ten seconds. */
async function eventually(isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 10_000;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error('it did not become so');
    await new Promise((resolve) => setImmediate(resolve));
  }
}

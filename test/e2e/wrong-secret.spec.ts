import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { databases } from '../support/databases.ts';
import { connect, databaseOf, grantRow, signIn, type Person } from '../support/grants.ts';
import { startStore, type TestStore } from '../support/store.ts';

const RIGHT = 'store-secret, with a comma';
/** Ten minutes, ten seconds at a time. */
const ROUNDS = 60;

describe.each(databases)('a wrong client secret on $name', ({ fresh }) => {
  let store: TestStore;
  let database: Awaited<ReturnType<typeof fresh>>;
  let alice: Person;
  let bob: Person;

  beforeAll(async () => {
    database = await fresh();
    store = await startStore({ databaseUrl: database.url, providers: { idp1: { rotation: 'strict' }, idp2: {} } });
    alice = await signIn(store);
    bob = await signIn(store, 'bob');
    await connect(store, alice, 'idp1');
    await connect(store, bob, 'idp2');
  });

  afterAll(async () => {
    await store.stop();
    await database.drop();
  });

  /** The token at idp1 has a minute of its hour left, that at idp2 is over. */
  const age = async () => {
    const { now } = databaseOf(store);
    await databaseOf(store).write(
      `UPDATE grant_tokens SET issued_at = ${now} - 3540000,
         expires_at = ${now} + CASE WHEN grant_id IN (SELECT id FROM grants WHERE provider = 'idp1') THEN 60000 ELSE -1 END
       RETURNING grant_id`,
    );
  };
  const letTimePass = (time: number) =>
    databaseOf(store).write('UPDATE grants SET retry_at = retry_at - $1 RETURNING id', [time]);

  it('costs nobody a grant in ten minutes, and all is well when it is mended', async () => {
    const before = [await grantRow(store, 'idp1'), await grantRow(store, 'idp2')];
    await store.restart({ IDP1_CLIENT_SECRET: 'wrong', IDP2_CLIENT_SECRET: 'wrong' });
    await age();
    for (let round = 0; round < ROUNDS; round += 1) {
      const [served, refused] = await Promise.all([alice.token('idp1'), bob.token('idp2')]);
      expect(served.status).toBe(200);
      expect(refused).toMatchObject({
        status: 503,
        body: { code: expect.stringMatching(/^provider_(misconfigured|unavailable)$/) },
      });
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      await letTimePass(10_000);
    }
    const after = [await grantRow(store, 'idp1'), await grantRow(store, 'idp2')];
    expect(after).toMatchObject(
      before.map(({ refresh_token, generation }) => ({
        status: 'active',
        refresh_token,
        generation,
        unknown_since: null,
      })),
    );
    expect(after.map(({ last_error }) => last_error)).toEqual(['invalid_client', 'invalid_client']);

    await store.restart();
    await letTimePass(600_000);
    await age();
    expect(await alice.token('idp1')).toMatchObject({ status: 200 });
    expect(await bob.token('idp2')).toMatchObject({ status: 200 });
    for (const id of ['idp1', 'idp2']) {
      expect(await grantRow(store, id)).toMatchObject({
        status: 'active',
        failures: 0,
        last_error: null,
        refreshes: 1,
      });
    }
  });

  it('is no matter while the next one is right', async () => {
    await store.restart({ IDP1_CLIENT_SECRET: 'until yesterday', IDP1_CLIENT_SECRET_NEXT: RIGHT });
    await databaseOf(store).write('UPDATE grant_tokens SET issued_at = 0, expires_at = 0 RETURNING grant_id');
    expect(await alice.token('idp1')).toMatchObject({ status: 200 });
    expect(await grantRow(store, 'idp1')).toMatchObject({ status: 'active', failures: 0, last_error: null });
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { GrantEvents, type GrantEvent } from '../../src/grants/events.ts';
import { Keeper } from '../../src/grants/keeper/keeper.ts';
import { ProviderCatalogue } from '../../src/providers/catalogue.ts';
import { databases } from '../support/databases.ts';
import { alterJson, answerInstead, answers, delay, dropAnswer, dropRequest } from '../support/faults.ts';
import { connect, databaseOf, endRest, expireTokens, grantRow, signIn, type Person } from '../support/grants.ts';
import type { IdentityProvider } from '../support/identity-provider.ts';
import { startStore, type TestStore } from '../support/store.ts';

describe.each(databases)('keeping grants alive on $name', ({ fresh }) => {
  let store: TestStore;
  let database: Awaited<ReturnType<typeof fresh>>;
  let alice: Person;
  let strict: IdentityProvider;
  const events: GrantEvent[] = [];

  const tend = async (): Promise<number> => {
    const provider = store.service.app.get(ProviderCatalogue, { strict: false }).get('strict');
    return store.service.app.get(Keeper, { strict: false }).tend(provider);
  };
  const letItFallDue = () =>
    databaseOf(store).write(`UPDATE grants SET next_refresh_at = ${databaseOf(store).now} - 1 RETURNING id`);

  /** By moving all that was into the past. */
  const letTimePass = (time: number) =>
    databaseOf(store).write(
      `UPDATE grants SET linked_at = linked_at - $1, last_refreshed_at = last_refreshed_at - $1,
         refresh_expires_at = refresh_expires_at - $1 RETURNING id`,
      [time],
    );

  beforeAll(async () => {
    database = await fresh();
    store = await startStore({
      databaseUrl: database.url,
      providers: { strict: { rotation: 'strict', refreshExpiresIn: 1000 }, window: { rotation: 'never' } },
      env: { WINDOW_REUSE_WINDOW: '10m' },
    });
    strict = store.providers['strict']!;
    store.service.app.get(GrantEvents, { strict: false }).subscribe((event) => void events.push(event));
  });

  afterAll(async () => {
    await store.stop();
    await database.drop();
  });

  beforeEach(async () => {
    strict.intercept.clear();
    await databaseOf(store).write('DELETE FROM users RETURNING id');
    alice = await signIn(store);
    await connect(store, alice, 'strict');
    strict.calls.reset();
    events.length = 0;
  });

  it('refreshes at two thirds of the refresh token’s life, give or take a tenth', async () => {
    const { next_refresh_at, linked_at } = await grantRow(store, 'strict');
    expect(next_refresh_at! - linked_at).toBeGreaterThan(590_000);
    expect(next_refresh_at! - linked_at).toBeLessThan(740_000);
    expect(await tend()).toBe(0);
    expect(strict.calls.refresh).toBe(0);
  });

  it('refreshes what is due, once, and plans the next time', async () => {
    await letItFallDue();
    const both = await Promise.all([tend(), tend()]);
    expect(both.reduce((a, b) => a + b)).toBe(1);
    expect(strict.calls.refresh).toBe(1);
    expect(await tend()).toBe(0);
    expect(await alice.token('strict')).toMatchObject({ status: 200 });
  });

  it('does not claim what another replica claimed', async () => {
    await letItFallDue();
    const gate = Promise.withResolvers<undefined>();
    const held = strict.intercept.once('refresh', delay(gate.promise));
    const tending = tend();
    await held.reached;
    expect(await tend()).toBe(0);
    gate.resolve(undefined);
    expect(await tending).toBe(1);
  });

  it('tells of an end that refreshing does not move, and refreshes no more', async () => {
    strict.intercept.always(
      'refresh',
      alterJson((json) => ({ ...json, refresh_expires_in: 900 })),
    );
    await letItFallDue();
    await tend();
    const { next_refresh_at, refresh_expires_at } = await grantRow(store, 'strict');
    expect(next_refresh_at).toBeNull();
    expect(events).toEqual([expect.objectContaining({ type: 'expiring', endsAt: refresh_expires_at })]);
  });

  it('sees that an end moves along, however often it is refreshed', async () => {
    for (const time of [0, 20_000, 300_000]) {
      await letTimePass(time);
      await letItFallDue();
      await tend();
      expect((await grantRow(store, 'strict')).next_refresh_at).not.toBeNull();
    }
    expect(events).toEqual([]);
  });

  it('tells of a grant’s end and of its recovery', async () => {
    strict.intercept.once('refresh', answerInstead(answers.invalidGrant));
    await letItFallDue();
    await tend();
    expect(events).toMatchObject([{ type: 'reauth_required', reason: 'refused', provider: 'strict' }]);
    expect(await grantRow(store, 'strict')).toMatchObject({ status: 'reauth_required', next_refresh_at: null });
    await connect(store, alice, 'strict');
    expect(events).toMatchObject([{ type: 'reauth_required' }, { type: 'recovered' }]);
  });

  it('leaves alone what belongs to a disabled user', async () => {
    const { now } = databaseOf(store);
    await databaseOf(store).write(`UPDATE users SET disabled_at = ${now} RETURNING id`);
    await letItFallDue();
    expect(await tend()).toBe(0);
    expect(strict.calls.refresh).toBe(0);
  });

  const settle = async (id: string): Promise<number> => {
    const provider = store.service.app.get(ProviderCatalogue, { strict: false }).get(id);
    return store.service.app.get(Keeper, { strict: false }).settle(provider);
  };

  it('saves a grant whose answer was lost, while the provider still answers again', async () => {
    await connect(store, alice, 'window');
    const { calls, intercept } = store.providers['window']!;
    intercept.once('refresh', dropAnswer());
    await expireTokens(store);
    await alice.token('window');
    expect((await grantRow(store, 'window')).unknown_since).not.toBeNull();
    expect(await settle('window')).toBe(0);
    await endRest(store);
    const before = calls.refresh;
    expect(await settle('window')).toBe(1);
    expect(calls.refresh).toBe(before + 1);
    expect(await grantRow(store, 'window')).toMatchObject({ status: 'active', unknown_since: null, failures: 0 });
    expect(await settle('window')).toBe(0);
  });

  it('without such a window repeats an attempt only when the first is certain to have ended', async () => {
    strict.intercept.once('refresh', dropRequest());
    await expireTokens(store);
    await alice.token('strict');
    await endRest(store);
    const unsettledFor = (time: number) =>
      databaseOf(store).write(`UPDATE grants SET unknown_since = ${databaseOf(store).now} - $1 RETURNING id`, [time]);
    await unsettledFor(100_000);
    expect(await settle('strict')).toBe(0);
    await unsettledFor(111_000);
    expect(await settle('strict')).toBe(1);
    expect(await grantRow(store, 'strict')).toMatchObject({ status: 'active', unknown_since: null });
  });

  it('leaves attempts under way alone', async () => {
    await connect(store, alice, 'window');
    const { now } = databaseOf(store);
    await databaseOf(store).write(
      `UPDATE grants SET attempt_started_at = ${now} - 40000, lease_expires_at = ${now} + 10000 RETURNING id`,
    );
    expect(await settle('window')).toBe(0);
  });

  it('stays within its budget, and lets callers go first', async () => {
    const provider = store.service.app.get(ProviderCatalogue, { strict: false }).get('strict');
    while (provider.budget.available > 0) provider.budget.spend();
    await letItFallDue();
    expect(await tend()).toBe(0);
    await databaseOf(store).write('UPDATE grant_tokens SET expires_at = 0, issued_at = 0 RETURNING grant_id');
    expect(await alice.token('strict')).toMatchObject({ status: 200 });
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DevicePoller } from '../../src/grants/device/device-poller.ts';
import { Browser, type Person } from '../support/browser.ts';
import { databases, type TestDatabase } from '../support/databases.ts';
import { alterJson, answerInstead, answers, dropRequest, oauthError, type Fault } from '../support/faults.ts';
import { databaseOf } from '../support/grants.ts';
import type { IdentityProvider } from '../support/identity-provider.ts';
import { startStore, type TestStore } from '../support/store.ts';
import { alice, auditWritten, bob, expectProblem, jsonOf, rows, tokenOf, write } from './acts.ts';
import { ask, grantsOf } from './v2-acts.ts';

interface Begun {
  id: string;
  verification_uri_complete: string;
  [other: string]: unknown;
}

describe.each(databases)('linking by a device code on $name', ({ fresh }) => {
  let database: TestDatabase;
  let store: TestStore;
  let replica: TestStore;
  let idp: IdentityProvider;

  beforeAll(async () => {
    database = await fresh();
    store = await startStore({
      databaseUrl: database.url,
      providers: { idp: { rotation: 'strict' }, plain: { discovery: false }, one: {} },
      env: { ONE_ACCOUNTS: 'one' },
    });
    idp = store.providers['idp']!;
    const { plain } = store.providers;
    await store.restart({
      PLAIN_DISCOVERY_URL: undefined,
      PLAIN_AUTHORIZE_URL: plain!.endpoints.authorization,
      PLAIN_TOKEN_URL: plain!.endpoints.token,
    });
    replica = await startStore({
      databaseUrl: database.url,
      env: {
        BASE_URL: store.base,
        OIDC_DISCOVERY_URL: store.login.issuer,
        TOKEN_PROVIDERS: 'idp',
        IDP_DISCOVERY_URL: idp.issuer,
        IDP_CLIENT_ID: 'store',
        IDP_CLIENT_SECRET: store.environment['TOKENSTORE_IDP_CLIENT_SECRET'],
      },
    });
  });

  afterAll(async () => {
    await Promise.all([store.stop(), replica.stop()]);
    await database.drop();
  });

  beforeEach(async () => {
    await databaseOf(store).write('DELETE FROM users RETURNING id');
    idp.intercept.clear();
    idp.calls.reset();
  });

  const begin = async (wish: Record<string, unknown> = {}): Promise<Begun> => {
    const answer = await ask(store, 'grants/device', { data: { provider: 'idp', ...wish } });
    expect({ status: answer.status, body: answer.body }).toMatchObject({ status: 201 });
    return jsonOf(answer) as Begun;
  };
  const stateOf = async (id: string) => jsonOf(await ask(store, `grants/device/${id}`));
  const pollerOf = (at: TestStore) => at.service.app.get(DevicePoller, { strict: false });
  /** Lets the turn of those come that nobody asks about just now. */
  const comeDue = async () => {
    const { now } = databaseOf(store);
    await databaseOf(store).write(
      `UPDATE device_links SET next_poll_at = ${now} - 1
       WHERE status = 'pending' AND next_poll_at > ${now} AND next_poll_at < ${now} + 100000 RETURNING id`,
    );
  };
  /** Asks until there is something to be seen, by whichever replica comes first. */
  const settled = async (id: string): Promise<Record<string, unknown>> => {
    for (let looks = 0; looks < 200; looks += 1) {
      await comeDue();
      await pollerOf(store).poll();
      const state = await stateOf(id);
      if (state['status'] !== 'pending') return state;
    }
    return stateOf(id);
  };
  /** Asks until the provider was asked so often. */
  const askedTimes = async (count: number): Promise<void> => {
    for (let looks = 0; looks < 200 && idp.calls.otherGrant < count; looks += 1) {
      await comeDue();
      await pollerOf(store).poll();
    }
    expect(idp.calls.otherGrant).toBe(count);
  };
  const enter = (begun: Begun, person: Person) => new Browser().walk(begun.verification_uri_complete, person);
  const refuse = async (begun: Begun) => {
    const browser = new Browser();
    const steps = [{}, { form: 'device-confirm' }, { form: 'login', values: { login: 'alice', password: 'any' } }];
    let page = await browser.follow(begun.verification_uri_complete);
    for (const step of [...steps, { form: 'consent', button: 'deny' }]) page = await browser.submit(page, step);
  };
  const rowOf = async (id: string) => (await rows(store, `SELECT * FROM device_links WHERE id = '${id}'`))[0]!;

  it('gives a code, and keeps what comes of it as a callback would', async () => {
    const begun = await begin({ scope: 'read', label: 'Cluster' });
    expect(begun).toEqual({
      id: expect.any(String),
      user_code: expect.any(String),
      verification_uri: `${idp.issuer}/device`,
      verification_uri_complete: expect.stringContaining(String(begun['user_code'])),
      expires_in: 600,
      interval: 5,
    });
    await askedTimes(1);
    expect(await stateOf(begun.id)).toEqual({ status: 'pending' });
    await enter(begun, alice);
    const state = await settled(begun.id);
    expect(state).toEqual({ status: 'linked', grant_id: expect.any(String) });
    expect(await grantsOf(store)).toMatchObject([
      {
        id: state['grant_id'],
        ...{ provider: 'idp', status: 'active', default: true, label: 'Cluster' },
        account: { subject: 'alice', label: 'alice@example.org' },
        scopes: { granted: ['openid', 'email', 'offline_access', 'read'], missing: [] },
      },
    ]);
    expect((await tokenOf(store, 'idp')).status).toBe(200);
    expect(idp.grantsAlive()).toBeGreaterThan(0);
    expect(await rowOf(begun.id)).toMatchObject({ device_code: null });
    await auditWritten(store);
    const audited = await rows(
      store,
      `SELECT outcome FROM audit_events WHERE grant_id = '${state['grant_id'] as string}'`,
    );
    expect(audited).toContainEqual({ outcome: 'linked' });
  });

  it('looks by itself', async () => {
    const begun = await begin();
    await enter(begun, alice);
    await comeDue();
    let state = await stateOf(begun.id);
    for (let looks = 0; looks < 5_000 && state['status'] === 'pending'; looks += 1) state = await stateOf(begun.id);
    expect(state).toMatchObject({ status: 'linked' });
  });

  it('keeps the device code to itself, sealed', async () => {
    const codes: unknown[] = [];
    idp.intercept.once(
      'deviceAuthorization',
      alterJson((json) => {
        codes.push(json['device_code']);
        return json;
      }),
    );
    const begun = await begin();
    const [code] = codes as [string];
    expect(code.length).toBeGreaterThan(20);
    expect(JSON.stringify([begun, await rowOf(begun.id), await stateOf(begun.id)])).not.toContain(code);
    expect(store.logged()).not.toContain(code);
  });

  it('asks once an interval, however many replicas look', async () => {
    const begun = await begin();
    const before = await rowOf(begun.id);
    for (let round = 1; round <= 5; round += 1) {
      await comeDue();
      await Promise.all([store, replica, store, replica].map((one) => pollerOf(one).poll()));
      // Also those who look by themselves: it was nobody's turn until the next interval.
      expect(idp.calls.otherGrant).toBeLessThanOrEqual(round);
    }
    await askedTimes(5);
    const { next_poll_at, poll_interval } = await rowOf(begun.id);
    expect(poll_interval).toBe(5_000);
    expect(Number(next_poll_at)).toBeGreaterThan(Number(before['next_poll_at']));
    await enter(begun, alice);
    const states = await Promise.all([settled(begun.id), settled(begun.id)]);
    expect(states.map(({ status }) => status)).toEqual(['linked', 'linked']);
    expect(idp.calls.tokenRequests.filter(({ outcome }) => outcome === 'ok')).toHaveLength(1);
  });

  it.each<[string, Fault, number]>([
    ['is told to slow down', answerInstead(oauthError(400, 'slow_down')), 10_000],
    ['gets no answer', dropRequest(), 10_000],
    ['gets a page of an error', answerInstead(answers.serverErrorHtml), 10_000],
    ['is refused itself', answerInstead(answers.invalidClient), 10_000],
  ])('asks more seldom when it %s, and goes on', async (_, fault, interval) => {
    const begun = await begin();
    const met = idp.intercept.once('otherGrant', fault);
    await askedTimes(1);
    await met.reached;
    for (let looks = 0; looks < 200 && (await rowOf(begun.id))['poll_interval'] === 5_000; looks += 1)
      await stateOf(begun.id);
    expect(await rowOf(begun.id)).toMatchObject({ status: 'pending', poll_interval: interval });
    await enter(begun, alice);
    expect(await settled(begun.id)).toMatchObject({ status: 'linked' });
  });

  it('is not held up by a code that does not open', async () => {
    const broken = await begin();
    await write(
      store,
      `UPDATE device_links SET device_code = 'x' || device_code WHERE id = '${broken.id}' RETURNING id`,
    );
    const begun = await begin();
    await enter(begun, alice);
    expect(await settled(begun.id)).toMatchObject({ status: 'linked' });
    expect(await stateOf(broken.id)).toEqual({ status: 'pending' });
  });

  it('tells of a refusal, and of a code whose time is over', async () => {
    const refused = await begin();
    await refuse(refused);
    expect(await settled(refused.id)).toEqual({ status: 'denied' });
    const late = await begin();
    await write(store, `UPDATE device_links SET expires_at = 1 WHERE id = '${late.id}' RETURNING id`);
    expect(await stateOf(late.id)).toEqual({ status: 'expired' });
    const before = idp.calls.otherGrant;
    expect(await settled(late.id)).toEqual({ status: 'expired' });
    await pollerOf(store).poll();
    expect(idp.calls.otherGrant).toBe(before);
    expect(await rowOf(refused.id)).toMatchObject({ device_code: null });
    expect(await grantsOf(store)).toEqual([]);
  });

  it('ends what the provider does not know', async () => {
    const begun = await begin();
    idp.intercept.once('otherGrant', answerInstead(answers.invalidGrant));
    expect(await settled(begun.id)).toEqual({ status: 'failed' });
  });

  it('does not keep another account than ACCOUNTS allows', async () => {
    const first = await begin({ provider: 'one' });
    await enter(first, bob);
    expect(await settled(first.id)).toMatchObject({ status: 'linked' });
    const second = await begin({ provider: 'one' });
    await enter(second, alice);
    expect(await settled(second.id)).toEqual({ status: 'failed' });
    expect(await grantsOf(store)).toMatchObject([{ account: { subject: 'bob' } }]);
  });

  it('asks nothing for a user who was disabled', async () => {
    const begun = await begin();
    await write(store, 'UPDATE users SET disabled_at = 1 RETURNING id');
    await comeDue();
    await pollerOf(store).poll();
    await write(store, 'UPDATE users SET disabled_at = NULL RETURNING id');
    expect(await settled(begun.id)).toEqual({ status: 'expired' });
    expect(idp.calls.otherGrant).toBe(0);
  });

  it('shows one’s own links only', async () => {
    const { id } = await begin();
    expectProblem(await ask(store, `grants/device/${id}`, {}, 'bob'), 404, 'not_found');
    expectProblem(await ask(store, 'grants/device/nothing'), 404, 'not_found');
  });

  it('lets five wait at a time', async () => {
    const begun = [];
    for (let count = 0; count < 5; count += 1) begun.push(await begin());
    const sixth = await ask(store, 'grants/device', { data: { provider: 'idp' } });
    expectProblem(sixth, 429, 'rate_limited');
    expect(sixth.headers['retry-after']).toBe('60');
    expect(idp.calls.deviceAuthorization).toBe(5);
    await write(store, `UPDATE device_links SET status = 'denied' WHERE id = '${begun[0]!.id}' RETURNING id`);
    const both = await Promise.all([1, 2].map(() => ask(store, 'grants/device', { data: { provider: 'idp' } })));
    expect(both.map(({ status }) => status).sort()).toEqual([201, 429]);
  });

  it('says which provider gives no codes, or does not answer', async () => {
    const plain = await ask(store, 'grants/device', { data: { provider: 'plain' } });
    expectProblem(plain, 400, 'invalid_request');
    expect(jsonOf(plain)['errors']).toEqual([{ path: 'provider', message: expect.any(String) }]);
    expectProblem(await ask(store, 'grants/device', { data: { provider: 'nowhere' } }), 404, 'unknown_provider');
    idp.intercept.always('deviceAuthorization', answerInstead(answers.serverErrorHtml));
    expectProblem(await ask(store, 'grants/device', { data: { provider: 'idp' } }), 503, 'provider_unavailable');
    idp.intercept.always('deviceAuthorization', answerInstead(answers.invalidClient));
    expectProblem(await ask(store, 'grants/device', { data: { provider: 'idp' } }), 503, 'provider_misconfigured');
  });
});

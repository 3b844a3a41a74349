import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RefreshTally } from '../../src/grants/series/refresh-tally.ts';
import { databases, type TestDatabase } from '../support/databases.ts';
import { answerInstead, answers } from '../support/faults.ts';
import { connect, endRest, expireTokens, signIn, type Person } from '../support/grants.ts';
import { startStore, type TestStore } from '../support/store.ts';
import { advance, alice, auditWritten, call, cookieOf, expectProblem, jsonOf, signedIn, type Answer } from './acts.ts';
import { made, roleBearer, shown, userId } from './api-key-acts.ts';

type Headers = Record<string, string>;
type Body = Record<string, unknown>;

describe.each(databases)('what operators see and do on $name', ({ fresh }) => {
  let database: TestDatabase;
  let store: TestStore;
  let admin: Headers;
  let person: Person;

  beforeAll(async () => {
    database = await fresh();
    const env = { ADMIN_ROLES: 'boss', CRYPTOKEY: `${'b'.repeat(64)},${'c'.repeat(64)}` };
    store = await startStore({ databaseUrl: database.url, providers: { idp1: {}, idp2: {} }, env });
    person = await signIn(store);
    await connect(store, person, 'idp1');
    admin = await roleBearer(store, 'root', ['boss']);
  });

  afterAll(async () => {
    await store.stop();
    await database.drop();
  });

  const send = (method: string, path: string, headers = admin): Promise<Answer> =>
    call(`${store.base}/api/v2/admin/${path}`, { method, headers });
  const body = async (path: string, method = 'GET', headers = admin): Promise<Body> => {
    const answer = await send(method, path, headers);
    expect({ path, status: answer.status, body: answer.body }).toMatchObject({ status: 200 });
    return jsonOf(answer);
  };
  const keyFor = async (providers: string[]) => shown((await made(store, admin, { scopes: ['admin'], providers })).key);

  it('refreshes, failures and latency over time', async () => {
    await expireTokens(store);
    store.providers['idp1']!.intercept.once('refresh', answerInstead(answers.invalidClient));
    await person.token('idp1');
    await endRest(store);
    await person.token('idp1');
    await store.service.app.get(RefreshTally, { strict: false }).write();
    const { step, since, until, providers } = await body('series');
    expect(step).toBe(300);
    expect(Number(until) - Number(since)).toBe(86_400);
    const [idp1, ...others] = providers as { id: string; points: Record<string, number>[] }[];
    expect({ id: idp1?.id, others }).toEqual({ id: 'idp1', others: [] });
    const sum = (name: string) => idp1!.points.reduce((all, point) => all + point[name]!, 0);
    expect(['kept', 'ours', 'dead', 'transient', 'narrowing_refused'].map(sum)).toEqual([1, 1, 0, 0, 0]);
    for (const { at, latency_mean: mean, latency_max: max } of idp1!.points) {
      expect(at! % 300).toBe(0);
      expect(mean).toBeGreaterThan(0);
      expect(max).toBeGreaterThanOrEqual(mean!);
      expect(max).toBeLessThan(20);
    }
    expect(await body('series?step=86400')).toMatchObject({ step: 86_400, providers: [{ points: [{ kept: 1 }] }] });
    expect(await body('series?since=0&until=86400')).toMatchObject({ providers: [] });
    expect(await body('series', 'GET', await keyFor(['idp2']))).toMatchObject({ providers: [] });
  });

  it.each(['step=1', 'step=450', 'step=86700', 'since=5&until=5', 'since=9&until=8', 'since=0', 'until=x', 'since=-1'])(
    'no series for %s',
    async (query) => expectProblem(await send('GET', `series?${query}`), 400, 'invalid_request'),
  );

  it('how old the grants are', async () => {
    const { providers } = await body('overview');
    const [{ ages }, { ages: none }] = providers as [{ ages: Body[] }, { ages: Body[] }];
    expect(ages).toHaveLength(6);
    expect(ages[0]).toEqual({ age: 'day', active: 1, reauth_required: 0 });
    expect(none.every(({ active }) => active === 0)).toBe(true);
  });

  it('the sealing keys by their ids, and no key', async () => {
    const answer = await send('GET', 'keys');
    const { items } = jsonOf(answer) as { items: Body[] };
    expect(items).toHaveLength(2);
    expect(items.filter(({ seals }) => seals)).toHaveLength(1);
    for (const item of items) {
      expect(item).toEqual({
        ...{ id: expect.stringMatching(/^[0-9a-f]{12}$/), held: true },
        ...{ seals: expect.any(Boolean), since: item['seals'] === true ? expect.any(Number) : item['since'] },
      });
    }
    expect(answer.body).not.toMatch(/bbbb|cccc|canary/);
  });

  describe('the doctor', () => {
    const examine = (id: string, headers = admin) => body(`providers/${id}/doctor`, 'POST', headers);
    const verdict = (examined: Body, check: string) =>
      (examined['findings'] as Body[]).find((finding) => finding['check'] === check)?.['verdict'];

    it('speaks to a provider, and says nothing secret', async () => {
      const examined = await examine('idp2');
      expect(examined).toMatchObject({ provider: 'idp2', examined_at: expect.any(Number) });
      for (const check of ['reach', 'discovery', 'keys', 'client', 'redirect', 'scopes']) {
        expect([check, verdict(examined, check)]).toEqual([check, 'good']);
      }
      expect(JSON.stringify(examined)).not.toContain('store-secret');
      expectProblem(await send('POST', 'providers/nothing/doctor'), 404, 'unknown_provider');
      expectProblem(await send('POST', 'providers/__proto__/doctor'), 404, 'unknown_provider');
    });

    it('calls out once in ten seconds, however many ask, and then anew', async () => {
      let calls = 0;
      const { intercept } = store.providers['idp1']!;
      intercept.always('code', (_call, forward) => {
        calls += 1;
        return forward();
      });
      await Promise.all([examine('idp1'), examine('idp1'), examine('idp1')]);
      const first = await examine('idp1');
      expect(calls).toBe(1);
      const redirectUri = `${store.base}/api/v1.0/idp1/redirect_uri`;
      store.providers['idp1']!.addClient({
        ...{ client_id: 'store', client_secret: 'another', redirect_uris: [redirectUri] },
      });
      expect(await examine('idp1')).toEqual(first);
      advance(store, 11_000);
      expect(verdict(await examine('idp1'), 'client')).toBe('wrong');
      expect(calls).toBe(2);
      intercept.clear();
    });

    it('examines for a key only what the key is for', async () => {
      const headers = await keyFor(['idp2']);
      expectProblem(await send('POST', 'providers/idp1/doctor', headers), 403, 'forbidden');
      expect(await examine('idp2', headers)).toMatchObject({ provider: 'idp2' });
    });
  });

  describe('sessions', () => {
    it('are listed, and all ended at once', async () => {
      const browser = await signedIn(store, alice);
      const cookie = await cookieOf(store, browser);
      const id = await userId(store, 'alice');
      const { items, complete } = await body(`users/${id}/sessions`);
      expect(complete).toBe(true);
      expect((items as Body[]).length).toBeGreaterThan(0);
      for (const item of items as Body[]) {
        expect(item).toEqual({ created_at: expect.any(Number), expires_at: expect.any(Number) });
      }
      const before = (items as Body[]).length;
      expect(await body(`users/${id}/sessions`, 'DELETE')).toEqual({ ended: before });
      expectProblem(await call(`${store.base}/api/whoami`, { headers: cookie }), 401, 'unauthenticated');
      expect(await body(`users/${id}/sessions`)).toEqual({ items: [], next: null, complete: true });

      await auditWritten(store);
      const audit = await call(`${store.base}/api/v2/audit?all=true&action=admin`, { headers: admin });
      expect((jsonOf(audit)['items'] as Body[])[0]).toMatchObject({
        ...{ outcome: 'user signed out', user_id: id, subject: id },
        actor: { id: await userId(store, 'root') },
      });
    });

    it('are those of somebody who is known', async () => {
      for (const method of ['GET', 'DELETE'])
        expectProblem(await send(method, 'users/nobody/sessions'), 404, 'not_found');
    });
  });
});

it('says where sessions cannot be seen, and does not seem to end them', async () => {
  const env = { ADMIN_ROLES: 'boss', SESSION_TYPE: 'memory' };
  const store = await startStore({ databaseUrl: 'sqlite://:memory:', env });
  try {
    const headers = await roleBearer(store, 'root', ['boss']);
    const url = `${store.base}/api/v2/admin/users/${await userId(store, 'root')}/sessions`;
    expect(jsonOf(await call(url, { headers }))).toEqual({ items: [], next: null, complete: false });
    expectProblem(await call(url, { method: 'DELETE', headers }), 400, 'invalid_request');
  } finally {
    await store.stop();
  }
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from '../support/browser.ts';
import { databases, type TestDatabase } from '../support/databases.ts';
import { answerInstead, answers } from '../support/faults.ts';
import { expireTokens } from '../support/grants.ts';
import { startStore, type TestStore } from '../support/store.ts';
import { startProxy } from '../support/tcp-proxy.ts';
import {
  alice,
  auditWritten,
  bearer,
  bob,
  call,
  cookieOf,
  expectProblem,
  jsonOf,
  link,
  rows,
  signedIn,
  tokenOf,
} from './acts.ts';
import { credentials, made, shown, userId, type Body, type Headers } from './api-key-acts.ts';

const CLIENTS = JSON.stringify([
  { id: 'portal', name: 'The portal', rules: [{ providers: ['idp1'], users: 'all', consent: false }] },
]);
const postgres = databases.find(({ name }) => name === 'postgres');

describe.each(databases)('the audit on $name', ({ fresh }) => {
  let database: TestDatabase;
  let store: TestStore;
  let browser: Browser;
  let user: Headers;
  let admin: Headers;
  let aliceId: string;
  let bobId: string;
  let portal: Headers;

  beforeAll(async () => {
    database = await fresh();
    const env = { ADMIN_ROLES: 'boss', CLIENTS };
    store = await startStore({ databaseUrl: database.url, providers: { idp1: {}, idp2: {} }, env });
    browser = await signedIn(store, alice);
    await link(store, browser, 'idp1', alice);
    const other = await signedIn(store, bob);
    await link(store, other, 'idp2', bob);
    ({ user, aliceId, admin } = await credentials(store));
    bobId = await userId(store, 'bob');
    portal = shown((await made(store, admin, { client: 'portal', scopes: ['token', 'act-as'] })).key);
  });

  afterAll(async () => {
    await store.stop();
    await database.drop();
  });

  const audit = (query = '', headers = user) => call(`${store.base}/api/v2/audit${query}`, { headers });
  const events = async (query = '', headers = user): Promise<Body[]> => {
    const answer = await audit(query, headers);
    expect(answer).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } });
    return jsonOf(answer)['items'] as Body[];
  };
  /** The newest event that fits. */
  async function newest(query: string, headers: Headers, fits: (event: Body) => boolean): Promise<Body> {
    await auditWritten(store);
    const found = (await events(query, headers)).find(fits);
    if (found === undefined) throw new Error('no such event was written');
    return found;
  }

  it('tells a user of their sign-ins, links and tokens, with who, from where and in which request', async () => {
    const answer = await tokenOf(store, 'idp1');
    const given = await newest('?action=token', user, ({ outcome }) => outcome === 'given');
    expect(given).toEqual({
      ...{ id: expect.any(String), at: expect.any(Number), action: 'token', outcome: 'given', provider: 'idp1' },
      actor: { kind: 'user', id: aliceId, via: 'bearer', key_id: null },
      ...{ user_id: aliceId, grant_id: expect.any(String), subject: null, scope: expect.stringContaining('openid') },
      ...{ request_id: answer.headers['x-request-id'], address: '127.0.0.1' },
    });
    expect(Math.abs(Number(given['at']) - Date.now() / 1000)).toBeLessThan(30);
    await newest('?action=sign-in', user, ({ outcome }) => outcome === 'signed in');
    await newest('?action=link', user, ({ provider }) => provider === 'idp1');
  });

  it('tells a user which client had a token of theirs, and the client what it did', async () => {
    const headers = { ...portal, 'on-behalf-of': 'alice' };
    expect((await call(`${store.base}/api/v2/token/idp1`, { headers })).status).toBe(200);
    const byPortal = ({ actor }: Body) => (actor as Body)['id'] === 'portal';
    const seen = await newest('?action=token', user, byPortal);
    expect(seen).toMatchObject({ actor: { kind: 'client', id: 'portal' }, user_id: aliceId, outcome: 'given' });
    expect(await newest('?action=token', portal, byPortal)).toEqual(seen);
    expect(await newest('?client=portal', admin, byPortal)).toEqual(seen);
    expect(await newest('?actor_kind=client&actor=portal', user, () => true)).toEqual(seen);
    for (const query of ['?actor=nobody', '?actor_kind=user&actor=portal']) expect(await events(query)).toEqual([]);
  });

  it('records a refusal too, and what it was', async () => {
    const headers = { ...portal, 'on-behalf-of': 'bob' };
    expectProblem(await call(`${store.base}/api/v2/token/idp2`, { headers }), 403, 'forbidden');
    await newest('?action=token', portal, ({ outcome, provider }) => outcome === 'forbidden' && provider === 'idp2');
  });

  it('records what a refresh changed: that a grant ended, by whose fault it may be', async () => {
    await expireTokens(store);
    store.providers['idp2']!.intercept.once('refresh', answerInstead(answers.invalidGrant));
    const headers = await bearer(store, 'bob');
    expectProblem(await call(`${store.base}/api/v2/token/idp2`, { headers }), 409, 'reauth_required');
    expect(await newest('?action=refresh', headers, () => true)).toMatchObject({
      ...{ outcome: 'refused', provider: 'idp2', user_id: bobId, grant_id: expect.any(String) },
      actor: { kind: 'store', id: null, via: null, key_id: null },
      ...{ request_id: null, address: null },
    });
  });

  it('shows nobody what others did', async () => {
    const theirs = await events('?limit=200', await bearer(store, 'bob'));
    expect(theirs.length).toBeGreaterThan(0);
    for (const event of theirs) expect([event['user_id'], (event['actor'] as Body)['id']]).toContain(bobId);
    for (const query of ['?all=true', `?user=${bobId}`, `?user=${aliceId}`, '?client=portal']) {
      expectProblem(await audit(query), 403, 'forbidden');
      expectProblem(await audit(query, portal), 403, 'forbidden');
    }
    expectProblem(await audit('', {}), 401, 'unauthenticated');
  });

  it('shows administrators everybody’s', async () => {
    const all = await events('?all=true&limit=200', admin);
    const actors = new Set(all.map(({ actor }) => (actor as Body)['id']));
    expect([...actors]).toEqual(expect.arrayContaining([aliceId, bobId, 'portal']));
    const ofBob = await events(`?user=${bobId}&limit=200`, admin);
    expect(ofBob.length).toBeGreaterThan(0);
    for (const event of ofBob) expect([event['user_id'], (event['actor'] as Body)['id']]).toContain(bobId);
    for (const query of ['?all=true&client=portal', `?user=${bobId}&all=true`]) {
      expectProblem(await audit(query, admin), 400, 'invalid_request');
    }
  });

  it('hides from a user where an administrator was when they acted', async () => {
    const patch = (disabled: boolean) =>
      call(`${store.base}/api/v2/admin/users/${bobId}`, {
        method: 'PATCH',
        headers: { ...admin, 'content-type': 'application/json' },
        body: JSON.stringify({ disabled }),
      });
    await patch(true);
    await patch(false);
    const event = await newest('?action=admin', await bearer(store, 'bob'), () => true);
    expect(event).toMatchObject({
      user_id: bobId,
      actor: { kind: 'user', key_id: null },
      address: null,
      request_id: null,
    });
    const same = await newest(`?user=${bobId}&action=admin`, admin, ({ id }) => id === event['id']);
    expect(same['address']).toBe('127.0.0.1');
  });

  it('is read with the right to read grants, and only as far as the credential goes', async () => {
    const narrow = shown((await made(store, user, { scopes: ['token'] })).key);
    expectProblem(await audit('', narrow), 403, 'forbidden');
    const elsewhere = shown((await made(store, user, { scopes: ['grants:read'], providers: ['idp2'] })).key);
    expect(await events('', elsewhere)).toEqual([]);
    const here = shown((await made(store, user, { scopes: ['grants:read'], providers: ['idp1'] })).key);
    expect(new Set((await events('', here)).map(({ provider }) => provider))).toEqual(new Set(['idp1']));
  });

  it('is paged and filtered', async () => {
    for (let i = 0; i < 5; i += 1) await tokenOf(store, 'idp1');
    await auditWritten(store);
    const since = Number((await newest('?action=token', user, () => true))['at']);
    expect((await events(`?since=${since}&limit=200`)).every(({ at }) => Number(at) >= since)).toBe(true);
    expect((await events(`?until=${since}&limit=200`)).every(({ at }) => Number(at) < since)).toBe(true);
    const first = jsonOf(await audit('?limit=3&provider=idp1'));
    const second = jsonOf(await audit(`?limit=3&provider=idp1&cursor=${String(first['next'])}`));
    const ids = [first, second].flatMap(({ items }) => (items as Body[]).map(({ id }) => id));
    expect(new Set(ids).size).toBe(6);
    for (const query of [
      '?action=nonsense',
      '?since=yesterday',
      '?since=1e99',
      '?limit=1000',
      '?provider=%00',
      '?user=',
    ]) {
      expectProblem(await audit(query), 400, 'invalid_request');
    }
  });

  it('takes session cookies, and has no token in it', async () => {
    const cookie = await cookieOf(store, browser);
    expect((await audit('', cookie)).status).toBe(200);
    const token = String(jsonOf(await tokenOf(store, 'idp1'))['access_token']);
    const everything = JSON.stringify(await rows(store, 'SELECT * FROM audit_events'));
    expect(everything).not.toContain(token);
    for (const { authorization = '' } of [user, admin, portal]) {
      expect(everything).not.toContain(authorization.replace('Bearer ', ''));
    }
  });

  it('is complete after a clean stop, and in the log', async () => {
    await auditWritten(store);
    const before = (await rows(store, "SELECT id FROM audit_events WHERE action = 'token'")).length;
    const headers = await bearer(store, 'alice');
    const given = await Promise.all(
      Array.from({ length: 40 }, () => call(`${store.base}/api/v1/idp1/token`, { headers })),
    );
    expect(new Set(given.map(({ status }) => status))).toEqual(new Set([200]));
    await store.restart();
    expect(await rows(store, "SELECT id FROM audit_events WHERE action = 'token'")).toHaveLength(before + 40);
    for (const { headers: its } of given)
      expect(store.logged()).toContain(`"request":"${String(its['x-request-id'])}"`);
  });
});

(postgres ? it : it.skip)(
  'an event that has no row yet when the database goes away waits until it is back',
  async () => {
    const database = await postgres!.fresh();
    const door = await startProxy(Number(new URL(database.url).port || 5432));
    const store = await startStore({ databaseUrl: door.through(database.url), providers: { idp1: {} } });
    try {
      await link(store, await signedIn(store, alice), 'idp1', alice);
      const headers = await bearer(store, 'alice');
      const given = await call(`${store.base}/api/v1/idp1/token`, { headers });
      await door.pause();
      const late = await call(`${store.base}/api/v1/idp1/token`, { headers });
      expectProblem(late, 503, 'database_unavailable');
      await door.resume();
      // Stopping writes whatever waits.
      await store.restart();
      const written = await rows(store, 'SELECT request_id FROM audit_events');
      expect(written.map(({ request_id: id }) => id)).toContain(given.headers['x-request-id']);
    } finally {
      await store.stop();
      await door.close();
      await database.drop();
    }
  },
);

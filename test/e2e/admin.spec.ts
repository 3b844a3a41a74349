import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from '../support/browser.ts';
import { databases, freshSqlite, type TestDatabase } from '../support/databases.ts';
import { startStore, type TestStore } from '../support/store.ts';
import {
  alice,
  auditWritten,
  bob,
  call,
  cookieOf,
  expectProblem,
  jsonOf,
  link,
  rows,
  signedIn,
  whoami,
  type Answer,
} from './acts.ts';
import { credentials, roleBearer, userId } from './api-key-acts.ts';

type Headers = Record<string, string>;
type Body = Record<string, unknown>;

describe.each(databases)('administration on $name', ({ fresh }) => {
  let database: TestDatabase;
  let store: TestStore;
  let replica: TestStore;
  let admin: Headers;
  let user: Headers;
  let browser: Browser;
  let aliceId: string;

  beforeAll(async () => {
    database = await fresh();
    const env = { ADMIN_ROLES: 'boss' };
    store = await startStore({ databaseUrl: database.url, providers: { idp1: {}, idp2: {} }, env });
    browser = await signedIn(store, alice);
    await link(store, browser, 'idp1', alice);
    await link(store, browser, 'idp2', alice);
    const other = await signedIn(store, bob);
    await link(store, other, 'idp1', bob);
    ({ user, aliceId, admin } = await credentials(store));
    replica = await startStore({
      databaseUrl: database.url,
      env: { ...env, BASE_URL: store.base, OIDC_DISCOVERY_URL: store.login.issuer },
    });
  });

  afterEach(() => patch({ disabled: false }));

  afterAll(async () => {
    await Promise.all([store.stop(), replica.stop()]);
    await database.drop();
  });

  const at = (path: string) => `${store.base}/api/v2/admin/${path}`;
  const get = (path: string, headers = admin) => call(at(path), { headers });
  const body = async (path: string) => {
    const answer = await get(path);
    expect(answer).toMatchObject({ status: 200 });
    return jsonOf(answer);
  };
  const items = async (path: string) => (await body(path))['items'] as Body[];
  const patch = (change: unknown, id = aliceId, headers = admin): Promise<Answer> =>
    call(at(`users/${id}`), {
      method: 'PATCH',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(change),
    });
  const audited = () =>
    call(`${store.base}/api/v2/audit?all=true&action=admin`, { headers: admin }).then(
      (answer) => jsonOf(answer)['items'] as Body[],
    );

  it('is for administrators only, and tells others nothing', async () => {
    for (const path of ['overview', 'users', `users/${aliceId}`, 'users/nobody', 'grants']) {
      expectProblem(await get(path, user), 403, 'forbidden');
      expectProblem(await get(path, {}), 401, 'unauthenticated');
    }
    expectProblem(await patch({ disabled: true }, aliceId, user), 403, 'forbidden');
    expectProblem(await call(at('grants/nothing'), { method: 'DELETE', headers: user }), 403, 'forbidden');
  });

  it('gives an overview in numbers', async () => {
    const { users, sessions, providers } = await body('overview');
    expect(users).toEqual({ all: 3, disabled: 0 });
    expect(sessions).toBe(2);
    expect(providers).toEqual([
      {
        ...{ id: 'idp1', configured: true, breaker: 'closed', due: expect.any(Number) },
        grants: [{ status: 'active', reason: null, count: 2 }],
        ages: expect.any(Array),
      },
      {
        ...{ id: 'idp2', configured: true, breaker: 'closed', due: expect.any(Number) },
        grants: [{ status: 'active', reason: null, count: 1 }],
        ages: expect.any(Array),
      },
    ]);
  });

  it('lists grants that no provider is configured for any more', async () => {
    const answer = await call(`${replica.service.address}/api/v2/admin/overview`, { headers: admin });
    expect(jsonOf(answer)['providers']).toContainEqual({
      ...{ id: 'idp2', configured: false, breaker: null, due: null },
      grants: [{ status: 'active', reason: null, count: 1 }],
      ages: expect.any(Array),
    });
  });

  it('lists and finds users', async () => {
    const all = await items('users');
    expect(all.map(({ subject }) => subject).sort()).toEqual(['alice', 'bob', 'root']);
    const seen: unknown[] = [];
    for (let next: unknown, pages = 0; next !== null && pages < 10; pages += 1) {
      const page = await body(`users?limit=1${typeof next === 'string' ? `&cursor=${next}` : ''}`);
      seen.push(...(page['items'] as Body[]).map(({ id }) => id));
      next = page['next'];
    }
    expect(seen).toEqual(all.map(({ id }) => id));
    expect((await items('users?q=ALI')).map(({ subject }) => subject)).toEqual(['alice']);
    expect((await items(`users?ids=${aliceId},nobody`)).map(({ subject }) => subject)).toEqual(['alice']);
    expect(await items('users?ids=')).toEqual([]);
    expect(await body(`users/${aliceId}`)).toMatchObject({ id: aliceId, subject: 'alice', disabled_at: null });
    expectProblem(await get('users/nobody'), 404, 'not_found');
  });

  it('searches by prefix, and takes no character for a wildcard', async () => {
    for (const q of ['%', '_lice', 'lice', "a' OR 1=1 --", 'a*', '\\']) {
      expect(await items(`users?q=${encodeURIComponent(q)}`)).toEqual([]);
    }
    for (const bad of ['q=%00', `q=${'a'.repeat(201)}`, 'q=', 'cursor=nonsense', 'limit=0', 'q=a&q=b', 'ids=%00']) {
      expectProblem(await get(`users?${bad}`), 400, 'invalid_request');
    }
    for (const id of ['%00', '%F0%9F%98%80', '__proto__']) {
      expect([400, 404]).toContain((await get(`users/${id}`)).status);
    }
  });

  it('disables a user at once, on every replica: session, bearer, key and hand-outs', async () => {
    const made = await call(`${store.base}/api/v2/api-keys`, {
      method: 'POST',
      headers: { ...user, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'a key', scopes: ['token', 'grants:read'] }),
    });
    const key = { authorization: `Bearer ${String(jsonOf(made)['key'])}` };
    const cookie = await cookieOf(store, browser);
    const places = [store.base, replica.service.address];
    for (const headers of [user, key, cookie]) {
      for (const place of places) expect((await call(`${place}/api/whoami`, { headers })).status).toBe(200);
    }
    const answer = await patch({ disabled: true });
    expect(answer.status).toBe(200);
    expect(jsonOf(answer)['disabled_at']).toEqual(expect.any(Number));
    for (const headers of [user, key, cookie]) {
      for (const place of places) {
        expectProblem(await call(`${place}/api/whoami`, { headers }), 401, 'unauthenticated');
      }
    }
    for (const headers of [user, key]) {
      expectProblem(await call(`${store.base}/api/v2/token/idp1`, { headers }), 401, 'unauthenticated');
    }
    expect(await body('overview')).toMatchObject({ users: { all: 3, disabled: 1 }, sessions: 1 });

    expect(jsonOf(await patch({ disabled: false }))['disabled_at']).toBeNull();
    for (const headers of [user, key]) expect((await call(whoami(store), { headers })).status).toBe(200);
    // A stolen cookie does not come to life again.
    expectProblem(await call(whoami(store), { headers: cookie }), 401, 'unauthenticated');
    browser = await signedIn(store, alice);
  });

  it('audits who disabled whom', async () => {
    await patch({ disabled: true });
    await patch({ disabled: false });
    const rootId = await userId(store, 'root');
    await auditWritten(store);
    for (const outcome of ['user disabled', 'user enabled']) {
      expect((await audited()).find((event) => event['outcome'] === outcome)).toMatchObject({
        actor: { kind: 'user', id: rootId, via: 'bearer' },
        ...{ user_id: aliceId, subject: aliceId, address: '127.0.0.1' },
      });
    }
  });

  it('takes no other change, and does not let administrators lock themselves out', async () => {
    for (const change of [{}, { disabled: 'yes' }, { disabled: true, roles: ['boss'] }, [], null]) {
      expectProblem(await patch(change), 400, 'invalid_request');
    }
    expectProblem(await patch({ disabled: true }, await userId(store, 'root')), 400, 'invalid_request');
    expectProblem(await patch({ disabled: true }, 'nobody'), 404, 'not_found');
    expect(await body('overview')).toMatchObject({ users: { disabled: 0 } });
  });

  it('lists grants, filtered, with nothing in it that is secret', async () => {
    const all = await items('grants');
    expect(all).toHaveLength(3);
    expect(all[0]).toMatchObject({
      user: { id: expect.any(String) },
      account: { subject: 'bob' },
      status: 'active',
      linked_at: expect.any(Number),
    });
    expect(await items('grants?provider=idp2')).toHaveLength(1);
    expect(await items(`grants?user=${aliceId}`)).toHaveLength(2);
    expect(await items('grants?status=revoked')).toEqual([]);
    expect((await body('grants?limit=2'))['next']).toEqual(expect.any(String));
    expectProblem(await get('grants?status=dead'), 400, 'invalid_request');
    const sealed = await rows(store, 'SELECT refresh_token FROM grants');
    const text = JSON.stringify([all, await body('overview'), await items('users')]);
    for (const { refresh_token: token } of sealed) expect(text).not.toContain(String(token));
    expect(text).not.toMatch(/refresh_token|access_token|secret/);
  });

  it('ends a grant', async () => {
    const [grant] = await items('grants?provider=idp2');
    const end = (id: unknown) => call(at(`grants/${String(id)}`), { method: 'DELETE', headers: admin });
    const answer = await end(grant?.['id']);
    expect({ status: answer.status, body: jsonOf(answer) }).toEqual({
      status: 200,
      body: { id: grant?.['id'], status: 'revoked', confirmed: true },
    });
    expectProblem(await call(`${store.base}/api/v2/token/idp2`, { headers: user }), 404, 'not_linked');
    expect(await items('grants?status=revoked')).toHaveLength(1);
    expectProblem(await end('nothing'), 404, 'not_found');
  });
});

it('sees no grant of a provider that its key is not for', async () => {
  const database = await freshSqlite();
  const env = { ADMIN_ROLES: 'boss' };
  const store = await startStore({ databaseUrl: database.url, providers: { idp1: {}, idp2: {} }, env });
  try {
    const browser = await signedIn(store, alice);
    await link(store, browser, 'idp1', alice);
    await link(store, browser, 'idp2', alice);
    const admin = await roleBearer(store, 'root', ['boss']);
    const made = await call(`${store.base}/api/v2/api-keys`, {
      method: 'POST',
      headers: { ...admin, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'a key', scopes: ['admin'], providers: ['idp1'] }),
    });
    const headers = { authorization: `Bearer ${String(jsonOf(made)['key'])}` };
    const grants = async (who: Headers) =>
      jsonOf(await call(`${store.base}/api/v2/admin/grants`, { headers: who }))['items'] as Body[];
    expect((await grants(headers)).map(({ provider }) => provider)).toEqual(['idp1']);
    const other = (await grants(admin)).find(({ provider }) => provider === 'idp2');
    const url = `${store.base}/api/v2/admin/grants/${String(other?.['id'])}`;
    expectProblem(await call(url, { method: 'DELETE', headers }), 403, 'forbidden');
  } finally {
    await store.stop();
    await database.drop();
  }
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Browser } from '../support/browser.ts';
import { alterJson } from '../support/faults.ts';
import type { Account } from '../support/identity-provider.ts';
import { startStore, type TestStore } from '../support/store.ts';
import {
  alice,
  asScript,
  bearer,
  bob,
  call,
  comingBack,
  cookieOf,
  expectProblem,
  jsonOf,
  keptGrants,
  link,
  linkedOf,
  rows,
  signedIn,
  tokenOf,
  whoami,
  write,
} from './acts.ts';

describe('claims', () => {
  let store: TestStore;

  beforeAll(async () => {
    store = await startStore({
      databaseUrl: 'sqlite://:memory:',
      env: { OIDC_USER_ID_CLAIM: 'person.id', OIDC_ROLES_CLAIM: 'realm_access.roles, https://claims.example/groups' },
    });
  });

  afterAll(() => store.stop());

  const send = async (claims: Record<string, unknown>) => {
    const token = await store.login.issueAccessToken({ aud: 'tokenstore-api', ...claims });
    return call(whoami(store), { headers: { authorization: `Bearer ${token}` } });
  };

  it('are found by dotted paths, and by names that have dots in them', async () => {
    const answer = await send({
      person: { id: 'p-1' },
      realm_access: { roles: ['b', 'a'] },
      'https://claims.example/groups': ['c', 'a'],
    });
    expect(answer.status).toBe(200);
    expect(jsonOf(answer)['roles']).toEqual(['a', 'b', 'c']);
    const users = await rows(store, 'SELECT subject, roles FROM users');
    expect(users).toEqual([{ subject: 'p-1', roles: '["a","b","c"]' }]);
  });

  it('are two users where the paths say so, whatever the subject', async () => {
    const ids = [{ id: 'p-1' }, { id: 'p-2' }, { id: 'p-1' }].map(
      async (person) => jsonOf(await send({ person }))['id'],
    );
    const [one, other, again] = await Promise.all(ids);
    expect(again).toBe(one);
    expect(other).not.toBe(one);
  });

  it.each([
    ['no such path', {}],
    ['a path that ends early', { person: 'p-1' }],
    ['an object at its end', { person: { id: { deep: 1 } } }],
    ['an empty id', { person: { id: '' } }],
    ['a list of ids', { person: { id: ['p-1'] } }],
  ])('that name nobody are refused: %s', async (_, claims) => {
    const before = await rows(store, 'SELECT id FROM users');
    expectProblem(await send(claims), 401, 'unauthenticated');
    expect(await rows(store, 'SELECT id FROM users')).toEqual(before);
  });

  it.each([
    ['none', undefined, []],
    ['text', { roles: 'one two,three' }, ['one', 'three', 'two']],
    ['other things among them', { roles: ['one', 5, null, {}] }, ['one']],
    ['an object', { roles: { admin: true } }, []],
  ])('give no roles but those that are text: %s', async (_, access, roles) => {
    const answer = await send({ person: { id: 'p-3' }, realm_access: access });
    expect(jsonOf(answer)['roles']).toEqual(roles);
  });
});

describe('signing in with claims of that kind', () => {
  it('names the user by the configured claim', async () => {
    const person: Account & { employee: { number: number } } = {
      ...{ sub: 'alice', name: 'Alice', email: 'alice@example.org', preferred_username: 'al', roles: [] },
      employee: { number: 7 },
    };
    const store = await startStore({
      databaseUrl: 'sqlite://:memory:',
      env: { OIDC_USER_ID_CLAIM: 'preferred_username' },
      login: { accounts: [person] },
    });
    try {
      await signedIn(store, alice);
      expect(await rows(store, 'SELECT subject FROM users')).toEqual([{ subject: 'al' }]);
    } finally {
      await store.stop();
    }
  });
});

describe('signing in again', () => {
  it('takes the roles away that the issuer no longer names, also where it leaves the claim out', async () => {
    const store = await startStore({ databaseUrl: 'sqlite://:memory:' });
    try {
      expect(jsonOf(await (await signedIn(store, alice)).get(whoami(store)))['roles']).toEqual(['user']);
      const browser = new Browser();
      const start = await browser.get(`${store.base}/api/oidc/login?return_url=/api/whoami`);
      const nonce = new URL(start.location!).searchParams.get('nonce');
      const bare = await store.login.issueIdToken({ sub: 'alice', nonce });
      store.login.intercept.once(
        'code',
        alterJson((json) => ({ ...json, id_token: bare })),
      );
      store.login.intercept.once(
        'userinfo',
        alterJson((json) => ({ ...json, roles: undefined })),
      );
      expect(jsonOf(await browser.walk(start.location!, alice))['roles']).toEqual([]);
      expect(await rows(store, 'SELECT roles FROM users')).toEqual([{ roles: '[]' }]);
    } finally {
      await store.stop();
    }
  });
});

describe('a user who was disabled', () => {
  let store: TestStore;
  let browser: Browser;

  beforeAll(async () => {
    store = await startStore({ databaseUrl: 'sqlite://:memory:', providers: { idp1: {} } });
    browser = await signedIn(store, alice);
    await link(store, browser, 'idp1', alice);
  });

  afterAll(() => store.stop());

  it('is refused at once: session, bearer, a link under way, a ticket, a new sign-in', async () => {
    const cookie = await cookieOf(store, browser);
    const token = await bearer(store, 'alice');
    const under = await comingBack(store, browser, 'idp1', alice);
    const authorize = `${store.base}/api/v1/idp1/authorize`;
    const ticket = String((await call(authorize, { method: 'POST', headers: token })).headers['location']);
    const other = await signedIn(store, bob);
    const before = await keptGrants(store);
    store.providers['idp1']!.calls.reset();

    await write(store, `UPDATE users SET disabled_at = 1 WHERE subject = 'alice' RETURNING id`);
    for (const headers of [cookie, token]) {
      expectProblem(await call(whoami(store), { headers }), 401, 'unauthenticated');
      for (const path of ['authorizations', 'idp1/token', 'idp1/authorize']) {
        expectProblem(await call(`${store.base}/api/v1/${path}`, { headers }), 403, 'unauthenticated');
      }
      const change = { method: 'POST', headers: { ...headers, 'sec-fetch-site': 'same-origin' } };
      expectProblem(await call(`${store.base}/api/v1/idp1/revoke`, change), 403, 'unauthenticated');
    }
    expectProblem(await browser.get(under.href, asScript), 403, 'unauthenticated');
    expectProblem(await browser.get(ticket, asScript), 403, 'unauthenticated');
    const sign = await browser.walk(`${store.base}/api/oidc/login?return_url=/api/whoami`, alice);
    expect(new URL(sign.url).searchParams.get('notice')).toBe('disabled');
    expect(await keptGrants(store)).toEqual(before);
    expect(store.providers['idp1']!.calls).toMatchObject({ code: 0, refresh: 0, revocation: 0 });
    expect((await other.get(whoami(store))).status).toBe(200);

    await write(store, `UPDATE users SET disabled_at = NULL WHERE subject = 'alice' RETURNING id`);
    expect((await call(whoami(store), { headers: token })).status).toBe(200);
    expect((await tokenOf(store, 'idp1')).status).toBe(200);
    expect(await linkedOf(store)).toEqual(['idp1']);
  });
});

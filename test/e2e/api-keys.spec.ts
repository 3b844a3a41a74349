import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { readKey, writeKey } from '../../src/api-keys/key-text.ts';
import { BASE62 } from '../../src/crypto/base62.ts';
import { randomBase62 } from '../../src/crypto/random.ts';
import { Database } from '../../src/database/database.ts';
import { LastUse } from '../../src/database/last-use.ts';
import { databases } from '../support/databases.ts';
import { startStore, type TestStore } from '../support/store.ts';
import { advance, alice, bearer, call, cookieOf, expectProblem, jsonOf, link, rows, signedIn, write } from './acts.ts';
import {
  basic,
  credentials,
  keysAt,
  look,
  made,
  make,
  remove,
  shown,
  type Body,
  type Headers,
} from './api-key-acts.ts';

const now = () => Math.floor(Date.now() / 1000);

/** How often the table of keys was read. */
function countingReads(store: TestStore): { count: () => number; end: () => void } {
  const spy = jest.spyOn(store.service.app.get(Database, { strict: false }), 'read');
  return {
    count: () => spy.mock.calls.filter(([sql]) => sql.includes('api_keys')).length,
    end: () => spy.mockRestore(),
  };
}

describe('API keys', () => {
  let store: TestStore;
  let user: Headers;
  let admin: Headers;
  let cookie: Headers;
  let aliceId: string;

  beforeAll(async () => {
    store = await startStore({
      databaseUrl: 'sqlite://:memory:',
      providers: { idp1: {} },
      env: { ADMIN_ROLES: 'boss' },
    });
    const browser = await signedIn(store, alice);
    await link(store, browser, 'idp1', alice);
    cookie = await cookieOf(store, browser);
    ({ user, aliceId, admin } = await credentials(store));
  });

  afterAll(() => store.stop());

  beforeEach(async () => {
    await write(store, 'DELETE FROM api_keys RETURNING id');
  });

  const refused = async (headers: Headers) => expectProblem(await look(store, headers), 401, 'unauthenticated');

  describe('are shown', () => {
    let key: string;
    beforeEach(async () => {
      ({ key } = await made(store, user));
    });

    it.each<[string, (text: string) => string]>([
      ['as a bearer', (text) => `Bearer ${text}`],
      ['as a bearer in small letters', (text) => `bearer  ${text}`],
      ['as the first edition did', (text) => `ApiKey alice:${text}`],
      ['in small letters', (text) => `apikey alice:${text}`],
      ['with the id of the user', (text) => `ApiKey ${aliceId}:${text}`],
      ['with no user', (text) => `ApiKey ${text}`],
      ['with an empty user', (text) => `ApiKey :${text}`],
      ['as apikey-v1', (text) => `apikey-v1 ${text}`],
      ['as ApiKey-V1', (text) => `ApiKey-V1 ${text}`],
      ['as a password', (text) => basic('alice', text)],
      ['as a password of the user’s id', (text) => basic(aliceId, text)],
      ['as a password of nobody', (text) => basic('', text)],
      ['as a password, the scheme in capitals', (text) => basic('', text).replace('Basic', 'BASIC')],
    ])('%s', async (_, header) => {
      const answer = await look(store, { authorization: header(key) });
      expect(jsonOf(answer)).toMatchObject({
        ...{ id: aliceId, name: 'Alice Example', email: 'alice@example.org', roles: ['user'] },
        ...{ scopes: ['token', 'grants:read'], claims: {} },
      });
    });

    it.each<[string, (text: string) => string]>([
      ['for another user', (text) => `ApiKey bob:${text}`],
      ['as the password of another user', (text) => basic('bob', text)],
      ['for the user in other letters', (text) => `ApiKey Alice:${text}`],
      ['for the user with a blank', (text) => `ApiKey alice :${text}`],
      ['in the user’s place', (text) => basic(text, '')],
      ['in the user’s place with a password', (text) => basic(text, 'x-oauth-basic')],
      ['twice', (text) => `Bearer ${text} ${text}`],
      ['behind something', (text) => `Bearer x${text}`],
      ['with something behind', (text) => `Bearer ${text}x`],
      ['in capitals', (text) => `Bearer ${text.toUpperCase()}`],
      ['with a scheme of nobody’s', (text) => `Key ${text}`],
      ['as a token', (text) => `token ${text}`],
      ['in quotes', (text) => `ApiKey "${text}"`],
      ['without scheme', (text) => text],
      ['with a name of thousands', (text) => `ApiKey ${'a'.repeat(8000)}:${text}`],
      ['after thousands of blanks', (text) => `ApiKey${' '.repeat(8000)}x:${text}`],
      ['in Basic that is not base64', (text) => `Basic :${text}`],
    ])('not %s', async (_, header) => {
      await refused({ authorization: header(key) });
    });

    it.each([
      'ApiKey',
      'ApiKey ',
      'ApiKey x',
      'apikey-v1',
      'ApiKey alice:',
      'ApiKey ::',
      'Bearer tsk_',
      'Bearer tsk___',
    ])('and nothing else will do: %j', async (authorization) => {
      await refused({ authorization });
      const browser = await signedIn(store, alice);
      await refused({ ...(await cookieOf(store, browser)), authorization });
    });

    it('in the first edition’s dialects, which answer 403 to a bad one', async () => {
      const token = `${store.base}/api/v1/idp1/token`;
      const headers = { authorization: `ApiKey alice:${key}` };
      expect((await call(token, { headers })).status).toBe(200);
      expect((await call(`${store.base}/api/v1.0/authorizations`, { headers })).status).toBe(200);
      expectProblem(
        await call(token, { headers: shown(writeKey({ id: 'x'.repeat(12), secret: 'y'.repeat(43) })) }),
        403,
        'unauthenticated',
      );
    });

    it('with any one character changed: refused, and the database is not asked', async () => {
      const reads = countingReads(store);
      for (let at = 0; at < key.length; at += 1) {
        const other = BASE62[(BASE62.indexOf(key[at]!) + 1 + (at % 60)) % 62]!;
        await refused(shown(key.slice(0, at) + other + key.slice(at + 1)));
      }
      expect(reads.count()).toBe(0);
      reads.end();
      expect((await look(store, shown(key))).status).toBe(200);
    });

    it('with a wrong secret or a wrong id and the right checksum: refused alike, by one statement', async () => {
      const right = readKey(key)!;
      const wrong = writeKey({ ...right, secret: randomBase62(43) });
      const unknown = writeKey({ ...right, id: randomBase62(12) });
      const reads = countingReads(store);
      const answers = [await look(store, shown(wrong)), await look(store, shown(unknown))];
      expect(reads.count()).toBe(2);
      reads.end();
      const [one, two] = answers.map((answer) => {
        expectProblem(answer, 401, 'unauthenticated');
        return { ...jsonOf(answer), request_id: '' };
      });
      expect(one).toEqual(two);
    });

    it('and never logged', async () => {
      await look(store, { authorization: `ApiKey bob:${key}` });
      await look(store, { authorization: basic(key, '') });
      expect(store.logged()).not.toContain(key.split('_')[2]);
    });
  });

  it('are made once and shown once; only a hash is kept', async () => {
    const answer = await make(store, user, { name: ' laptop ', scopes: ['token', 'token'], providers: ['idp1'] });
    expect(answer.status).toBe(201);
    expect(answer.headers['cache-control']).toBe('no-store');
    const { key, ...rest } = jsonOf(answer);
    expect(key).toMatch(/^tsk_[0-9A-Za-z]{12}_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}$/);
    const id = String(key).split('_')[1]!;
    expect(rest).toEqual({
      ...{ id, name: 'laptop', user: aliceId, client: null, scopes: ['token'], providers: ['idp1'] },
      ...{ created_at: expect.any(Number), expires_at: null, last_used_at: null },
    });
    const list = await call(keysAt(store), { headers: user });
    expect(jsonOf(list)).toEqual({ items: [rest], next: null });
    const secret = String(key).split('_')[2]!;
    expect(JSON.stringify(await rows(store, 'SELECT * FROM api_keys'))).not.toContain(secret);
    expect(store.logged()).not.toContain(secret);
    expect(store.logged()).toContain(`"outcome":"created","userId":"${aliceId}","subject":"${id}","scope":"token"`);
  });

  it('are made by a browser’s session too, from our own pages alone', async () => {
    const body = { name: 'browser', scopes: ['token'] };
    expectProblem(await make(store, cookie, body), 403, 'csrf');
    expectProblem(await make(store, { ...cookie, origin: 'https://evil.example' }, body), 403, 'csrf');
    expect((await make(store, { ...cookie, 'sec-fetch-site': 'same-origin' }, body)).status).toBe(201);
  });

  it.each<[string, unknown, string]>([
    ['nothing', {}, 'name'],
    ['a list', [], ''],
    ['no name', { scopes: ['token'] }, 'name'],
    ['a blank name', { name: ' ', scopes: ['token'] }, 'name'],
    ['a name with NUL', { name: 'a\0b', scopes: ['token'] }, 'name'],
    ['half a character for a name', { name: '\ud800', scopes: ['token'] }, 'name'],
    ['a long name', { name: 'x'.repeat(101), scopes: ['token'] }, 'name'],
    ['no scopes', { name: 'x' }, 'scopes'],
    ['an empty list of scopes', { name: 'x', scopes: [] }, 'scopes'],
    ['a scope alone', { name: 'x', scopes: 'token' }, 'scopes'],
    ['an unknown scope', { name: 'x', scopes: ['token', 'root'] }, 'scopes.1'],
    ['a scope of all objects', { name: 'x', scopes: ['constructor'] }, 'scopes.0'],
    ['a scope of no provider', { name: 'x', scopes: ['token:nobody'] }, 'scopes.0'],
    ['a scope of __proto__', { name: 'x', scopes: ['token:__proto__'] }, 'scopes.0'],
    ['half a scope', { name: 'x', scopes: ['token:'] }, 'scopes.0'],
    ['an unknown provider', { name: 'x', scopes: ['token'], providers: ['idp1', 'nobody'] }, 'providers.1'],
    ['no provider at all', { name: 'x', scopes: ['token'], providers: [] }, 'providers'],
    ['the past', { name: 'x', scopes: ['token'], expires_at: now() - 60 }, 'expires_at'],
    ['no span', { name: 'x', scopes: ['token'], expires_in: 0 }, 'expires_in'],
    ['an endless span', { name: 'x', scopes: ['token'], expires_in: 1e18 }, 'expires_in'],
    ['an instant in milliseconds', { name: 'x', scopes: ['token'], expires_at: 1e13 }, 'expires_at'],
    ['two ends', { name: 'x', scopes: ['token'], expires_at: now() + 60, expires_in: 60 }, 'expires_at'],
    ['a slip in a name', { name: 'x', scopes: ['token'], expire_in: 60 }, ''],
  ])('are not made of %s', async (_, body, path) => {
    const answer = await make(store, user, body);
    expectProblem(answer, 400, 'invalid_request');
    expect(jsonOf(answer)['errors']).toEqual(expect.arrayContaining([expect.objectContaining({ path })]));
    expect(await rows(store, 'SELECT id FROM api_keys')).toEqual([]);
  });

  it('are a hundred at most', async () => {
    const values = Array.from({ length: 100 }, (_, i) => `('k${i}', 'x', '${aliceId}', 'x', '[]', 1)`).join(', ');
    await write(
      store,
      `INSERT INTO api_keys (id, secret_hash, user_id, name, scopes, created_at) VALUES ${values} RETURNING id`,
    );
    expectProblem(await make(store, user, { name: 'x', scopes: ['token'] }), 400, 'invalid_request');
    await made(store, admin);
  });

  describe('end', () => {
    it('when they are deleted', async () => {
      const { id, key } = await made(store, user);
      const answer = await remove(store, user, id);
      expect({ status: answer.status, body: answer.body }).toEqual({ status: 204, body: '' });
      await refused(shown(key));
      expectProblem(await remove(store, user, id), 404, 'not_found');
      expect(store.logged()).toContain(`"outcome":"deleted","userId":"${aliceId}","subject":"${id}"`);
    });

    it('when they expire', async () => {
      const { id, key } = await made(store, user, { expires_in: 3600 });
      expect((await look(store, shown(key))).status).toBe(200);
      await write(store, `UPDATE api_keys SET expires_at = ${Date.now()} WHERE id = '${id}' RETURNING id`);
      await refused(shown(key));
    });

    it('when their owner is disabled, for as long', async () => {
      const { key } = await made(store, user);
      await write(store, `UPDATE users SET disabled_at = 1 WHERE subject = 'alice' RETURNING id`);
      await refused(shown(key));
      await refused({ authorization: `ApiKey alice:${key}` });
      await write(store, `UPDATE users SET disabled_at = NULL WHERE subject = 'alice' RETURNING id`);
      expect((await look(store, shown(key))).status).toBe(200);
    });
  });

  it('tell when they were used last', async () => {
    const { key } = await made(store, user);
    await look(store, shown(key));
    await look(store, { authorization: `ApiKey bob:${key}` });
    await store.service.app.get(LastUse, { strict: false }).write();
    const { items } = jsonOf(await call(keysAt(store), { headers: user })) as { items: Body[] };
    expect(items).toMatchObject([{ last_used_at: expect.any(Number) }]);
  });

  it('expire by the clock of the database', async () => {
    const { key } = await made(store, user, { expires_in: 60 });
    advance(store, 59_000);
    expect((await look(store, shown(key))).status).toBe(200);
    advance(store, 1_500);
    await refused(shown(key));
  });
});

describe.each(databases)('two replicas on $name', ({ fresh }) => {
  it('a key that one made is good at the other, and refused at its next request once it is deleted', async () => {
    const database = await fresh();
    const [one, two] = await Promise.all([1, 2].map(() => startStore({ databaseUrl: database.url })));
    try {
      const user = await bearer(one!, 'alice');
      const { id, key } = await made(one!, user);
      for (const store of [one!, two!, two!]) expect((await look(store, shown(key))).status).toBe(200);
      expect((await remove(one!, user, id)).status).toBe(204);
      for (const store of [two!, one!]) expectProblem(await look(store, shown(key)), 401, 'unauthenticated');
    } finally {
      await Promise.all([one?.stop(), two?.stop()]);
      await database.drop();
    }
  });
});

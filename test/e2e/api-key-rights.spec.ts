import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startStore, type TestStore } from '../support/store.ts';
import { alice, bearer, call, expectProblem, jsonOf, link, rows, signedIn, write } from './acts.ts';
import {
  basic,
  CLIENTS,
  credentials,
  keysAt,
  look,
  made,
  make,
  remove,
  roleBearer,
  shown,
  type Body,
  type Headers,
} from './api-key-acts.ts';

const now = () => Math.floor(Date.now() / 1000);

describe('the rights of API keys', () => {
  let store: TestStore;
  let user: Headers;
  let admin: Headers;
  let service: Headers;
  let aliceId: string;

  beforeAll(async () => {
    store = await startStore({
      databaseUrl: 'sqlite://:memory:',
      providers: { idp1: {}, idp2: {} },
      env: { ADMIN_ROLES: 'boss', SERVICE_ROLES: 'service' },
    });
    await link(store, await signedIn(store, alice), 'idp1', alice);
    ({ user, aliceId, admin } = await credentials(store));
    service = await roleBearer(store, 'robot-user', ['service']);
    await write(store, CLIENTS);
  });

  afterAll(() => store.stop());

  beforeEach(async () => {
    await write(store, 'DELETE FROM api_keys RETURNING id');
  });

  const refused = async (headers: Headers) => expectProblem(await look(store, headers), 401, 'unauthenticated');

  describe('may', () => {
    const token = (provider: string, headers: Headers) => call(`${store.base}/api/v1/${provider}/token`, { headers });

    it.each<[string, Body, number, number]>([
      ['any provider', { scopes: ['token'] }, 200, 400],
      ['the provider of the scope', { scopes: ['token:idp1'] }, 200, 403],
      ['the other’s alone', { scopes: ['token:idp2'] }, 403, 400],
      ['the provider of the list', { scopes: ['token'], providers: ['idp1'] }, 200, 403],
      ['what both say', { scopes: ['token:idp1'], providers: ['idp2'] }, 403, 403],
      ['no token', { scopes: ['grants:read'] }, 403, 403],
    ])('do what they are for: %s', async (_, body, idp1, idp2) => {
      const headers = shown((await made(store, user, body)).key);
      expect([(await token('idp1', headers)).status, (await token('idp2', headers)).status]).toEqual([idp1, idp2]);
    });

    it('nothing else', async () => {
      const headers = shown((await made(store, user, { scopes: ['token'] })).key);
      expectProblem(await call(`${store.base}/api/v1/authorizations`, { headers }), 403, 'forbidden');
      expectProblem(await call(`${store.base}/api/v1/idp1/revoke`, { method: 'POST', headers }), 403, 'forbidden');
      expectProblem(await call(keysAt(store), { headers }), 403, 'forbidden');
      expectProblem(await make(store, headers, { name: 'x', scopes: ['token'] }), 403, 'forbidden');
      expectProblem(await remove(store, headers, 'x'), 403, 'forbidden');
    });

    it('make keys no stronger than themselves', async () => {
      const ends = now() + 600;
      const limited = { scopes: ['token:idp1', 'api-keys'], providers: ['idp1'], expires_at: ends };
      const headers = shown((await made(store, user, limited)).key);
      const wish = { name: 'child', scopes: ['token:idp1'] };

      for (const more of [
        { scopes: ['token'] },
        { scopes: ['token:idp2'] },
        { scopes: ['grants:read'] },
        { scopes: ['token:idp1', 'admin'] },
        { providers: ['idp1', 'idp2'] },
        { providers: ['idp2'] },
        { expires_at: ends + 1 },
        { expires_in: 3600 },
      ]) {
        expectProblem(await make(store, headers, { ...wish, ...more }), 403, 'forbidden');
      }
      const child = await make(store, headers, wish);
      expect(jsonOf(child)).toMatchObject({ scopes: ['token:idp1'], providers: ['idp1'], expires_at: ends });
      const sooner = await make(store, headers, { ...wish, scopes: ['api-keys'], expires_in: 60 });
      expect(Number(jsonOf(sooner)['expires_at'])).toBeLessThan(ends - 500);
      expect(await rows(store, 'SELECT id FROM api_keys')).toHaveLength(3);
    });

    it('not administer or act for others when their maker may not', async () => {
      for (const scope of ['act-as', 'admin']) {
        expectProblem(await make(store, user, { name: 'x', scopes: [scope] }), 403, 'forbidden');
      }
      expectProblem(await make(store, service, { name: 'x', scopes: ['admin'] }), 403, 'forbidden');
      expectProblem(await make(store, admin, { name: 'x', scopes: ['act-as'] }), 403, 'forbidden');
    });

    it('no more than their owner may at present', async () => {
      const { key } = await made(store, admin, { scopes: ['admin', 'api-keys', 'token'] });
      const all = `${keysAt(store)}?all=true`;
      expect((await call(all, { headers: shown(key) })).status).toBe(200);
      await write(store, `UPDATE users SET roles = '[]' WHERE subject = 'root' RETURNING id`);
      expect(jsonOf(await look(store, shown(key)))['scopes']).toEqual(['api-keys', 'token']);
      expectProblem(await call(all, { headers: shown(key) }), 403, 'forbidden');
      await write(store, `UPDATE users SET roles = '["boss"]' WHERE subject = 'root' RETURNING id`);
      expect((await call(all, { headers: shown(key) })).status).toBe(200);
    });

    it('name another user where they may act for others, and not where the role was lost', async () => {
      const { key } = await made(store, service, { scopes: ['act-as', 'token', 'api-keys'] });
      const forBob = { authorization: `ApiKey bob:${key}` };
      for (const headers of [forBob, { authorization: basic('bob', key) }]) {
        // The name is taken; whoami is nothing that one does for another.
        expectProblem(await look(store, headers), 403, 'forbidden');
        expectProblem(await make(store, headers, { name: 'x', scopes: ['token'] }), 403, 'forbidden');
      }
      const other = { ...forBob, 'on-behalf-of': 'alice' };
      expectProblem(await look(store, other), 400, 'invalid_request');
      for (const name of ['a\0b', 'a\nb', 'x'.repeat(256)]) await refused({ authorization: basic(name, key) });
      expect((await look(store, { authorization: `ApiKey robot-user:${key}` })).status).toBe(200);

      await write(store, `UPDATE users SET roles = '[]' WHERE subject = 'robot-user' RETURNING id`);
      await refused(forBob);
      await write(store, `UPDATE users SET roles = '["service"]' WHERE subject = 'robot-user' RETURNING id`);
    });
  });

  describe('of others', () => {
    const list = async (headers: Headers, query = '') => {
      const answer = await call(keysAt(store) + query, { headers });
      return (jsonOf(answer)['items'] as Body[]).map(({ id }) => id);
    };

    it('are neither seen nor deleted', async () => {
      const { id } = await made(store, user);
      const bob = await bearer(store, 'bob');
      expect(await list(bob)).toEqual([]);
      const gone = await remove(store, bob, 'a'.repeat(12));
      const foreign = await remove(store, bob, id);
      expectProblem(foreign, 404, 'not_found');
      expect(jsonOf(foreign)['detail']).toBe(jsonOf(gone)['detail']);
      for (const query of ['?all=true', `?user=${aliceId}`, '?client=grader', '?client=nobody']) {
        expectProblem(await call(keysAt(store) + query, { headers: bob }), 403, 'forbidden');
      }
      expectProblem(await make(store, bob, { name: 'x', client: 'grader' }), 403, 'forbidden');
      expectProblem(await make(store, bob, { name: 'x', client: 'nobody' }), 403, 'forbidden');
      expect(await list(user)).toEqual([id]);
      expect(await list(user, `?user=${aliceId}`)).toEqual([id]);
    });

    it('are seen and deleted by who administers', async () => {
      const ofAlice = await made(store, user);
      const ofClient = await made(store, admin, { client: 'grader', scopes: undefined });
      const own = await made(store, admin);
      expect(await list(admin)).toEqual([own.id]);
      expect(await list(admin, `?user=${aliceId}`)).toEqual([ofAlice.id]);
      expect(await list(admin, '?client=grader')).toEqual([ofClient.id]);
      expect(await list(admin, '?all=true')).toHaveLength(3);
      expect((await remove(store, admin, ofAlice.id)).status).toBe(204);
      expect((await remove(store, admin, ofClient.id)).status).toBe(204);
      await refused(shown(ofAlice.key));
      await refused(shown(ofClient.key));
    });

    it.each(['?all=true&user=x', '?client=a&user=b', '?all=yes', '?limit=0', '?cursor=x', '?user=a%00b', '?user='])(
      'are not listed by %s',
      async (query) => {
        expectProblem(await call(keysAt(store) + query, { headers: admin }), 400, 'invalid_request');
      },
    );

    it.each(['x', '%01', 'a'.repeat(199), "'%20OR%201=1"])('are not deleted by the id %j', async (id) => {
      expectProblem(await remove(store, admin, id), 404, 'not_found');
    });
  });

  describe('of a client', () => {
    it('are made by who administers, for a client that there is', async () => {
      const answer = await make(store, admin, { name: 'ci', client: 'grader' });
      expect(jsonOf(answer)).toMatchObject({ user: null, client: 'grader', scopes: ['token', 'act-as'] });
      const path = (await make(store, admin, { name: 'ci', client: 'nobody' })).body;
      expect(path).toContain('"path":"client"');
      const admins = { name: 'ci', client: 'grader', scopes: ['token', 'admin'] };
      expect((await make(store, admin, admins)).body).toContain('"path":"scopes.1"');
      expectProblem(await make(store, admin, { ...admins, scopes: ['api-keys'] }), 400, 'invalid_request');
    });

    it('speak for the client', async () => {
      const { key } = await made(store, admin, { client: 'grader', scopes: ['token:idp1', 'act-as'] });
      for (const authorization of [`Bearer ${key}`, `ApiKey grader:${key}`, basic('grader', key), basic('', key)]) {
        const answer = await look(store, { authorization });
        expect(jsonOf(answer)).toMatchObject({ id: 'grader', name: 'The grader', scopes: ['token:idp1', 'act-as'] });
      }
      expectProblem(await look(store, { authorization: `ApiKey alice:${key}` }), 403, 'forbidden');
      expectProblem(await call(keysAt(store), { headers: shown(key) }), 403, 'forbidden');
      expectProblem(await call(`${store.base}/api/v1/idp1/token`, { headers: shown(key) }), 403, 'forbidden');
    });

    it('name nobody without the right to act for others', async () => {
      const { key } = await made(store, admin, { client: 'grader', scopes: ['token'] });
      await refused({ authorization: `ApiKey alice:${key}` });
    });

    it('have no right that a client cannot have, whatever their row says', async () => {
      const { id, key } = await made(store, admin, { client: 'grader', scopes: ['token'] });
      const scopes = '["token","admin","api-keys"]';
      await write(store, `UPDATE api_keys SET scopes = '${scopes}' WHERE id = '${id}' RETURNING id`);
      expect(jsonOf(await look(store, shown(key)))['scopes']).toEqual(['token']);
    });

    it('end with the client, and while it is disabled', async () => {
      const { key } = await made(store, admin, { client: 'idle', scopes: ['token'] });
      await write(store, `UPDATE clients SET disabled_at = 1 WHERE id = 'idle' RETURNING id`);
      await refused(shown(key));
      await write(store, `UPDATE clients SET disabled_at = NULL WHERE id = 'idle' RETURNING id`);
      expect((await look(store, shown(key))).status).toBe(200);
      await write(store, `DELETE FROM clients WHERE id = 'idle' RETURNING id`);
      await refused(shown(key));
    });
  });
});

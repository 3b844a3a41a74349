import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { databases } from '../support/databases.ts';
import { databaseOf } from '../support/grants.ts';
import type { TestStore } from '../support/store.ts';
import { alice, bob, expectProblem, jsonOf, keptGrants, link, signedIn } from './acts.ts';
import { ask, connect, grantsOf, idOf, startPair, type Pair } from './v2-acts.ts';

const READ = { login: 'alice', scopes: ['openid', 'email', 'offline_access', 'read'] };

// Where there is PostgreSQL, there; the contracts of the stores run on both.
describe.each(databases.slice(-1))('linking in v2 on $name', (kind) => {
  let pair: Pair;
  let store: TestStore;

  beforeAll(async () => {
    pair = await startPair(kind);
    ({ store } = pair);
  });
  afterAll(() => pair.stop());
  beforeEach(() => pair.renew());

  describe('linking', () => {
    it('gives a caller without a session an address of ours, and says what became of it', async () => {
      const begun = await ask(store, 'grants', {
        data: { provider: 'idp1', return_url: '/api/whoami', label: 'Work' },
      });
      expect(begun.status).toBe(201);
      expect(begun.headers['cache-control']).toBe('no-store');
      const { authorization_url: url, expires_in } = jsonOf(begun);
      expect(url).toMatch(/\/api\/v1\.0\/idp1\/authorize\?ticket=[\w-]{43}$/);
      expect([begun.headers['location'], expires_in]).toEqual([url, 600]);
      const browser = await signedIn(store, alice);
      expect((await browser.walk(String(url), alice)).url).toBe(`${store.base}/api/whoami?linked=idp1`);

      const [grant, ...others] = await grantsOf(store);
      expect(others).toEqual([]);
      expect(grant).toEqual({
        ...{ id: expect.any(String), provider: 'idp1', label: 'Work', default: true, status: 'active', reason: null },
        account: { subject: 'alice', label: 'alice@example.org' },
        scopes: {
          ...{ requested: ['openid', 'email', 'offline_access'], granted: ['openid', 'email', 'offline_access'] },
          missing: [],
        },
        ...{
          renewable: true,
          access_expires_at: expect.any(Number),
          refresh_expires_at: null,
          refresh_never_expires: false,
        },
        ...{ last_refreshed_at: null, last_used_at: null, last_error: null, last_error_at: null },
        ...{ refreshes: 0, failures: 0, linked_at: expect.any(Number) },
      });
      const now = Date.now() / 1000;
      expect(Math.abs(Number(grant!['linked_at']) - now)).toBeLessThan(60);
      expect(Math.abs(Number(grant!['access_expires_at']) - now - 3600)).toBeLessThan(60);
      expect(jsonOf(await ask(store, `grants/${grant!.id}`))).toEqual(grant);
    });

    it('sends a browser with a session straight to the provider', async () => {
      const browser = await signedIn(store, alice);
      const { status, data, page } = await browser.json(`${store.base}/api/v2/grants`, {
        data: { provider: 'idp1', return_url: '/api/whoami' },
      });
      expect(status).toBe(201);
      const { authorization_url: url } = data as { authorization_url: string };
      expect(url).toMatch(new RegExp(`^${store.providers['idp1']!.endpoints.authorization}\\?`));
      expect(page.headers['location']).toBe(url);
      expect(new URL(url).searchParams.get('redirect_uri')).toBe(`${store.base}/api/v1.0/idp1/redirect_uri`);
      expect((await browser.walk(url, alice)).url).toBe(`${store.base}/api/whoami?linked=idp1`);
    });

    it('refuses what is not to be had, and keeps nothing', async () => {
      const wish = (data: object) => ask(store, 'grants', { data });
      expectProblem(await wish({ provider: 'nobody' }), 404, 'unknown_provider');
      expectProblem(await wish({ provider: '__proto__' }), 404, 'unknown_provider');
      const away = { provider: 'idp1', return_url: 'https://evil.example/' };
      expectProblem(await wish(away), 400, 'return_url_not_allowed');
      expectProblem(await wish({ provider: 'idp1', account: 'no-such' }), 404, 'not_found');
      for (const bad of [{}, { provider: 1 }, { provider: 'idp1', scope: 'a\nb' }, { provider: 'idp1', scope: '' }]) {
        expectProblem(await wish(bad), 400, 'invalid_request');
      }
      expectProblem(await wish({ provider: 'idp1', label: 'a\u0000b' }), 400, 'invalid_request');
      expectProblem(await wish({ provider: 'idp1', scope: 'x'.repeat(1001) }), 400, 'invalid_request');
      expect(await databaseOf(store).read('SELECT id FROM link_attempts')).toEqual([]);
    });

    it('leaves the default as it is; version 1 moves it', async () => {
      await connect(store, { provider: 'idp1' }, { at: alice });
      await connect(store, { provider: 'idp1' }, { at: bob });
      const defaults = async () =>
        (await grantsOf(store)).filter((grant) => grant.default).map(({ account }) => account.subject);
      expect(await grantsOf(store)).toHaveLength(2);
      expect(await defaults()).toEqual(['alice']);
      await connect(store, { provider: 'idp1', account: await idOf(store, 'idp1', 'bob') }, { at: bob });
      expect(await defaults()).toEqual(['alice']);
      await link(store, await signedIn(store, alice), 'idp1', bob);
      expect(await defaults()).toEqual(['bob']);
    });

    it('becomes the default where the default was ended', async () => {
      await connect(store, { provider: 'idp1' }, { at: alice });
      await ask(store, `grants/${await idOf(store, 'idp1', 'alice')}`, { method: 'DELETE' });
      await connect(store, { provider: 'idp1' }, { at: bob });
      expect(await grantsOf(store)).toMatchObject([{ account: { subject: 'bob' }, default: true }]);
    });

    it.each([
      ['idp1', 0],
      ['idp2', 1],
    ])(
      'anew refuses another account, changes nothing, and ends the new tokens only where that ends no others: %s',
      async (id, ended) => {
        const provider = store.providers[id]!;
        await connect(store, { provider: id }, { at: alice });
        const before = await keptGrants(store);
        provider.calls.reset();
        const account = await idOf(store, id, 'alice');
        expect(await connect(store, { provider: id, account }, { at: bob })).toBe(
          `?error=wrong_account&provider=${id}`,
        );
        expect(await keptGrants(store)).toEqual(before);
        expect(provider.calls.revocation).toBe(ended);
        expect(await connect(store, { provider: id, account, label: 'Mine' }, { at: alice })).toBe(`?linked=${id}`);
        expect(await grantsOf(store)).toMatchObject([{ id: account, label: 'Mine' }]);
      },
    );

    it('refuses to link a grant anew that is another’s, or at another provider', async () => {
      await connect(store, { provider: 'idp1' }, { at: alice });
      const account = await idOf(store, 'idp1', 'alice');
      await signedIn(store, bob);
      expectProblem(await ask(store, 'grants', { data: { provider: 'idp1', account } }, 'bob'), 404, 'not_found');
      expectProblem(await ask(store, 'grants', { data: { provider: 'idp2', account } }), 404, 'not_found');
    });
  });

  describe('more scopes', () => {
    it('are asked for together with what is held', async () => {
      await connect(store, { provider: 'idp1', scope: 'read' }, { at: alice });
      const account = await idOf(store, 'idp1', 'alice');
      expect(await connect(store, { provider: 'idp1', account, scope: 'write' }, { at: alice })).toBe('?linked=idp1');
      expect(await grantsOf(store)).toMatchObject([
        { id: account, scopes: { granted: ['openid', 'email', 'offline_access', 'read', 'write'], missing: [] } },
      ]);
    });

    it('that were not granted are told, and the rest is kept', async () => {
      await connect(store, { provider: 'idp1' }, { at: alice });
      const account = await idOf(store, 'idp1', 'alice');
      expect(await connect(store, { provider: 'idp1', account, scope: 'read write' }, { at: READ })).toBe(
        '?linked=idp1',
      );
      expect(await grantsOf(store)).toMatchObject([
        { scopes: { granted: ['openid', 'email', 'offline_access', 'read'], missing: ['write'] } },
      ]);
    });

    it.each([
      ['idp1', 0],
      ['idp2', 2],
    ])('do not cost what was held: fewer leave the old grant as it was: %s', async (id, ended) => {
      const provider = store.providers[id]!;
      await connect(store, { provider: id, scope: 'read write' }, { at: alice });
      const account = await idOf(store, id, 'alice');
      const before = await keptGrants(store);
      const reduced = `?error=scopes_reduced&provider=${id}`;
      expect(await connect(store, { provider: id, account }, { at: READ })).toBe(reduced);
      expect(await connect(store, { provider: id }, { at: alice })).toBe(reduced);
      expect(await keptGrants(store)).toEqual(before);
      expect(provider.calls.revocation).toBe(ended);
      expect((await ask(store, `token/${id}`)).status).toBe(200);
    });

    it('count for nothing where the old grant does not work any more', async () => {
      await connect(store, { provider: 'idp1', scope: 'read write' }, { at: alice });
      await databaseOf(store).write(`UPDATE grants SET status = 'reauth_required', reason = 'refused' RETURNING id`);
      expect(await connect(store, { provider: 'idp1' }, { at: alice })).toBe('?linked=idp1');
      expect(await grantsOf(store)).toMatchObject([{ status: 'active', scopes: { missing: [] } }]);
    });
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { databases } from '../support/databases.ts';
import type { TestStore } from '../support/store.ts';
import { alice, bearer, bob, call, expectProblem, jsonOf, keptGrants, signedIn, tokenOf } from './acts.ts';
import { ask, connect, grantOf, grantsOf, idOf, startPair, type Pair } from './v2-acts.ts';

// Where there is PostgreSQL, there; the contracts of the stores run on both.
describe.each(databases.slice(-1))('grants in v2 on $name', (kind) => {
  let pair: Pair;
  let store: TestStore;

  beforeAll(async () => {
    pair = await startPair(kind);
    ({ store } = pair);
  });
  afterAll(() => pair.stop());
  beforeEach(() => pair.renew());

  describe('the list', () => {
    it('comes in pages, filtered, without those that were ended', async () => {
      await connect(store, { provider: 'idp1' }, { at: alice });
      await connect(store, { provider: 'idp1' }, { at: bob });
      await connect(store, { provider: 'idp2' }, { at: alice });
      const names = async (query: string) =>
        (await grantsOf(store, query)).map(({ provider, account }) => `${provider} ${account.subject}`);
      const all = ['idp1 alice', 'idp1 bob', 'idp2 alice'];
      expect(await names('')).toEqual(all);
      expect(await names('provider=idp2')).toEqual(['idp2 alice']);
      expect(await names('provider=nobody')).toEqual([]);

      const paged: string[] = [];
      let next: string | null = '';
      for (let i = 0; i < 4 && next !== null; i += 1) {
        const query = `limit=1${next === '' ? '' : `&cursor=${next}`}`;
        paged.push(...(await names(query)));
        ({ next } = jsonOf(await ask(store, `grants?${query}`)) as { next: string | null });
      }
      expect([paged, next]).toEqual([all, null]);

      await ask(store, `grants/${await idOf(store, 'idp1', 'bob')}`, { method: 'DELETE' });
      expect(await names('')).toEqual(['idp1 alice', 'idp2 alice']);
      expect(await names('status=revoked')).toEqual(['idp1 bob']);
      expect(await names('status=active&provider=idp1')).toEqual(['idp1 alice']);
      for (const query of ['status=dead', 'limit=0', 'limit=1000', 'cursor=x']) {
        expectProblem(await ask(store, `grants?${query}`), 400, 'invalid_request');
      }
    });

    it('is of one’s own, and so is each grant: another’s does not exist', async () => {
      await connect(store, { provider: 'idp1' }, { at: alice });
      const id = await idOf(store, 'idp1', 'alice');
      await signedIn(store, bob);
      expect(await grantsOf(store, '', 'bob')).toEqual([]);
      const before = await keptGrants(store);
      for (const path of [`grants/${id}`, 'grants/no-such', 'grants/%01', 'grants/__proto__']) {
        expectProblem(await ask(store, path, {}, 'bob'), 404, 'not_found');
        expectProblem(await ask(store, path, { method: 'PATCH', data: { label: 'x' } }, 'bob'), 404, 'not_found');
        expectProblem(await ask(store, path, { method: 'DELETE' }, 'bob'), 404, 'not_found');
      }
      expect(await keptGrants(store)).toEqual(before);
      expectProblem(await call(`${store.base}/api/v2/grants/${id}`), 401, 'unauthenticated');
    });

    it('is no one’s on behalf of another', async () => {
      const headers = { 'on-behalf-of': 'alice' };
      expectProblem(await ask(store, 'grants', { headers }, 'bob'), 403, 'forbidden');
      expectProblem(await ask(store, 'grants', { headers, data: { provider: 'idp1' } }, 'bob'), 403, 'forbidden');
    });
  });

  describe('changing', () => {
    it('gives a name, takes it away, and moves the default', async () => {
      await connect(store, { provider: 'idp1' }, { at: alice });
      await connect(store, { provider: 'idp1' }, { at: bob });
      await connect(store, { provider: 'idp2' }, { at: alice });
      const id = await idOf(store, 'idp1', 'bob');
      const change = (data: object) => ask(store, `grants/${id}`, { method: 'PATCH', data });
      expect(grantOf(await change({ label: ' Ärzte 🏥 ' }))).toMatchObject({ label: 'Ärzte 🏥', default: false });
      expect(grantOf(await change({ default: true }))).toMatchObject({ label: 'Ärzte 🏥', default: true });
      expect((await grantsOf(store)).map((grant) => grant.default)).toEqual([false, true, true]);
      expect(grantOf(await change({ label: null }))).toMatchObject({ label: null, default: true });
      for (const bad of [{ default: false }, { label: '' }, { label: 'x'.repeat(101) }, { label: 'a\nb' }, [], null]) {
        expectProblem(await change(bad as object), 400, 'invalid_request');
      }
      expect(jsonOf(await tokenOf(store, 'idp1'))['access_token']).toBe(
        jsonOf(await ask(store, `token/idp1?account=bob`))['access_token'],
      );
    });

    it('at once from everywhere leaves one default', async () => {
      await connect(store, { provider: 'idp1' }, { at: alice });
      await connect(store, { provider: 'idp1' }, { at: bob });
      const ids = (await grantsOf(store)).map(({ id }) => id);
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          ask(store, `grants/${ids[i % 2]}`, { method: 'PATCH', data: { default: true } }),
        ),
      );
      expect(answers.map(({ status }) => status)).toEqual(Array<number>(20).fill(200));
      expect((await grantsOf(store)).filter((grant) => grant.default)).toHaveLength(1);
    });

    it('does not make an ended grant the default', async () => {
      await connect(store, { provider: 'idp1' }, { at: alice });
      await connect(store, { provider: 'idp1' }, { at: bob });
      const id = await idOf(store, 'idp1', 'bob');
      await ask(store, `grants/${id}`, { method: 'DELETE' });
      const refused = await ask(store, `grants/${id}`, { method: 'PATCH', data: { default: true, label: 'x' } });
      expectProblem(refused, 400, 'invalid_request');
      expect(grantOf(await ask(store, `grants/${id}`))).toMatchObject({ label: null, default: false });
    });
  });

  describe('ending', () => {
    it('ends it at the provider too, and says so', async () => {
      const { idp1 } = store.providers;
      const alive = idp1!.grantsAlive();
      await connect(store, { provider: 'idp1' }, { at: alice });
      const id = await idOf(store, 'idp1', 'alice');
      expect(idp1!.grantsAlive()).toBe(alive + 1);
      const ended = await ask(store, `grants/${id}`, { method: 'DELETE' });
      expect([ended.status, jsonOf(ended)]).toEqual([200, { id, status: 'revoked', confirmed: true }]);
      expect(idp1!.grantsAlive()).toBe(alive);
      expect(grantOf(await ask(store, `grants/${id}`))).toMatchObject({
        ...{ status: 'revoked', reason: 'revoked_by_user', default: false, access_expires_at: null },
      });
      expectProblem(await ask(store, 'token/idp1'), 404, 'not_linked');
      expect(jsonOf(await ask(store, `grants/${id}`, { method: 'DELETE' }))).toMatchObject({ confirmed: false });
    });

    it('ends it here also where the provider is down, and says that it did not confirm', async () => {
      const { idp2 } = store.providers;
      await connect(store, { provider: 'idp2' }, { at: alice });
      const id = await idOf(store, 'idp2', 'alice');
      await idp2!.goDown();
      try {
        const ended = await ask(store, `grants/${id}`, { method: 'DELETE' });
        expect([ended.status, jsonOf(ended)]).toEqual([200, { id, status: 'revoked', confirmed: false }]);
      } finally {
        await idp2!.comeUp();
      }
      expectProblem(await ask(store, 'token/idp2'), 404, 'not_linked');
    });

    it('of the default makes the oldest that works the default; in version 1 none takes its place', async () => {
      await connect(store, { provider: 'idp1' }, { at: alice });
      await connect(store, { provider: 'idp1' }, { at: bob });
      await ask(store, `grants/${await idOf(store, 'idp1', 'alice')}`, { method: 'DELETE' });
      expect(await grantsOf(store)).toMatchObject([{ account: { subject: 'bob' }, default: true }]);
      expect((await ask(store, 'token/idp1')).status).toBe(200);

      await connect(store, { provider: 'idp1' }, { at: alice });
      const headers = await bearer(store, 'alice');
      await call(`${store.base}/api/v1/idp1/revoke`, { method: 'POST', headers });
      expectProblem(await ask(store, 'token/idp1'), 404, 'not_linked');
      expect((await ask(store, 'token/idp1?account=alice')).status).toBe(200);
    });
  });
});

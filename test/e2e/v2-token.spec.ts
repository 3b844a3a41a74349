import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LastUse } from '../../src/database/last-use.ts';
import { Refresher } from '../../src/grants/refresh/refresher.ts';
import { ProviderCatalogue } from '../../src/providers/catalogue.ts';
import { databases } from '../support/databases.ts';
import { alterJson, answerInstead, answers, oauthError } from '../support/faults.ts';
import { databaseOf, endRest, expireTokens, grantRow } from '../support/grants.ts';
import type { IdentityProvider } from '../support/identity-provider.ts';
import { startStore, type TestStore } from '../support/store.ts';
import { alice, bob, call, expectProblem, jsonOf, rows, signedIn, type Answer } from './acts.ts';
import { ask, connect, grantsOf, idOf } from './v2-acts.ts';

interface Token {
  access_token: string;
  expires_in: number;
  scope: string;
  grant_id: string;
  generation: number;
}

const tokenIn = (answer: Answer): Token => {
  expect([answer.status, answer.headers['cache-control']]).toEqual([200, 'no-store']);
  return JSON.parse(answer.body) as Token;
};

// Where there is PostgreSQL, there; the contracts of the stores run on both.
describe.each(databases.slice(-1))('tokens in v2 on $name', ({ fresh }) => {
  let store: TestStore;
  let database: Awaited<ReturnType<typeof fresh>>;
  let idp: IdentityProvider;

  beforeAll(async () => {
    database = await fresh();
    store = await startStore({ databaseUrl: database.url, providers: { idp: { rotation: 'strict' } } });
    idp = store.providers['idp']!;
  });

  afterAll(async () => {
    await store.stop();
    await database.drop();
  });

  beforeEach(async () => {
    idp.intercept.clear();
    await databaseOf(store).write('DELETE FROM users RETURNING id');
    await connect(store, { provider: 'idp', scope: 'read write' }, { at: alice });
    idp.calls.reset();
  });

  const get = (query = '') => ask(store, `token/idp${query}`);
  const post = (data: object) => ask(store, 'token/idp', { data });
  const force = (generation: number) => post({ force: true, generation });

  it('bear the grant and a name of their own, and their use is seen', async () => {
    const given = tokenIn(await get());
    expect(given).toEqual({
      ...{ access_token: expect.any(String), token_type: 'Bearer', expires_in: expect.any(Number) },
      ...{ expires_at: expect.any(Number), scope: 'openid email offline_access read write' },
      ...{ grant_id: await idOf(store, 'idp', 'alice'), generation: 1 },
    });
    expect(tokenIn(await post({}))).toMatchObject({ access_token: given.access_token });
    await store.service.app.get(LastUse, { strict: false }).write();
    expect(await grantsOf(store)).toMatchObject([{ last_used_at: expect.any(Number) }]);
    expect(idp.calls.refresh).toBe(0);
  });

  it('are refused as documented', async () => {
    expectProblem(await call(`${store.base}/api/v2/token/idp`), 401, 'unauthenticated');
    expectProblem(await call(`${store.base}/api/v2/token/nobody`), 401, 'unauthenticated');
    expectProblem(await ask(store, 'token/nobody'), 404, 'unknown_provider');
    await signedIn(store, bob);
    expectProblem(await ask(store, 'token/idp', {}, 'bob'), 404, 'not_linked');
    for (const query of ['?min_ttl=-1', '?min_ttl=x', '?min_ttl=1&min_ttl=2', '?account=', '?account=%00', '?scope=']) {
      expectProblem(await get(query), 400, 'invalid_request');
    }
    for (const data of [{ force: true }, { force: 'yes', generation: 1 }, { min_ttl: '1' }, { account: ['x'] }, []]) {
      expectProblem(await post(data), 400, 'invalid_request');
    }
    expectProblem(await post({ force: true, generation: 1.5 }), 400, 'invalid_request');
    expectProblem(await ask(store, 'token/idp', { headers: { 'on-behalf-of': 'bob' } }), 403, 'forbidden');
  });

  it('say of a dead grant where it is mended', async () => {
    await expireTokens(store);
    idp.intercept.once('refresh', answerInstead(answers.invalidGrant));
    const refused = await get();
    expectProblem(refused, 409, 'reauth_required');
    expect(jsonOf(refused)).toMatchObject({
      ...{ provider: 'idp', reason: 'refused', authorize: `${store.base}/api/v1.0/idp/authorize` },
    });
    expectProblem(await get('?scope=read'), 409, 'reauth_required');
    expect(await grantsOf(store)).toMatchObject([
      { status: 'reauth_required', reason: 'refused', last_error: 'invalid_grant', last_error_at: expect.any(Number) },
    ]);
  });

  it('are of the account that is named: by grant or by subject', async () => {
    await connect(store, { provider: 'idp' }, { at: bob });
    const id = await idOf(store, 'idp', 'bob');
    const bobs = tokenIn(await get('?account=bob'));
    expect(bobs.grant_id).toBe(id);
    expect(tokenIn(await get(`?account=${id}`))).toMatchObject({ access_token: bobs.access_token });
    expect(tokenIn(await post({ account: 'bob' }))).toMatchObject({ access_token: bobs.access_token });
    expect(tokenIn(await get()).access_token).not.toBe(bobs.access_token);
    expectProblem(await get('?account=carol'), 404, 'not_linked');
    await signedIn(store, bob);
    expectProblem(await ask(store, `token/idp?account=${id}`, {}, 'bob'), 404, 'not_linked');
  });

  it('live as long as they are asked to, with one call', async () => {
    const { now } = databaseOf(store);
    await databaseOf(store).write(
      `UPDATE grant_tokens SET issued_at = ${now} - 3000000, expires_at = ${now} + 600000 RETURNING grant_id`,
    );
    const old = tokenIn(await get('?min_ttl=500')).access_token;
    expect(idp.calls.refresh).toBe(0);
    const renewed = tokenIn(await get('?min_ttl=900'));
    expect(renewed.access_token).not.toBe(old);
    expect([renewed.generation, idp.calls.refresh]).toEqual([2, 1]);
    // A new one has no more than an hour: nobody is kept refreshing for more.
    tokenIn(await get('?min_ttl=86400'));
    tokenIn(await post({ min_ttl: 86400 }));
    expect(idp.calls.refresh).toBe(1);
  });

  describe('with fewer scopes', () => {
    it('are obtained once, whatever the order, beside the plain one', async () => {
      const plain = tokenIn(await get());
      const narrowed = tokenIn(await get('?scope=read%20email'));
      expect(narrowed.access_token).not.toBe(plain.access_token);
      expect(narrowed.scope.split(' ').sort()).toEqual(['email', 'read']);
      expect(tokenIn(await get('?scope=email%20read%20read'))).toMatchObject({ access_token: narrowed.access_token });
      expect(tokenIn(await post({ scope: 'email read' }))).toMatchObject({ access_token: narrowed.access_token });
      expect(idp.calls.refresh).toBe(1);
      expect(tokenIn(await get())).toMatchObject({ access_token: plain.access_token });
      // The refresh token that the narrowing brought is the grant's.
      await expireTokens(store);
      expect(tokenIn(await get()).scope).toBe(plain.scope);
      expect(await grantsOf(store)).toMatchObject([{ status: 'active', scopes: { missing: [] } }]);
    });

    it('than all are the plain one', async () => {
      const plain = tokenIn(await get());
      const all = tokenIn(await get('?scope=write%20read%20openid%20email%20offline_access'));
      expect([all.access_token, idp.calls.refresh]).toEqual([plain.access_token, 0]);
    });

    it('are not to be had where they were not granted', async () => {
      for (const scope of ['admin', 'read admin', 'Read', 'x'.repeat(1000)]) {
        const refused = await get(`?scope=${encodeURIComponent(scope)}`);
        expectProblem(refused, 403, 'forbidden');
        expect(refused.body).not.toContain('admin');
      }
      expect(idp.calls.refresh).toBe(0);
    });

    it.each([
      ['gives more than it was asked for', (json: object) => ({ ...json, scope: 'openid email read write' })],
      ['does not say what it gives', (json: object) => ({ ...json, scope: undefined })],
      ['gives it an empty name', (json: object) => ({ ...json, scope: '' })],
    ])('are not handed out where the provider %s; the grant goes on', async (_, change) => {
      idp.intercept.once('refresh', alterJson(change));
      expectProblem(await get('?scope=read'), 403, 'forbidden');
      expectProblem(await get('?scope=read'), 403, 'forbidden');
      expect(idp.calls.refresh).toBe(1);
      await expireTokens(store);
      tokenIn(await get());
      expect(await grantRow(store, 'idp')).toMatchObject({ status: 'active', failures: 0 });
    });

    it.each([
      ['invalid_scope', answerInstead(oauthError(400, 'invalid_scope')), 1],
      // That could be said of a dead grant: the plain token tells.
      ['invalid_grant', answerInstead(answers.invalidGrant), 2],
    ])('that the provider refuses (%s) trouble neither the grant nor the provider’s name', async (_, fault, calls) => {
      idp.intercept.once('refresh', fault);
      for (let i = 0; i < 6; i += 1) expectProblem(await get('?scope=read'), 403, 'forbidden');
      expect(idp.calls.refresh).toBe(calls);
      expect(store.service.app.get(ProviderCatalogue, { strict: false }).get('idp').breaker.state).toBe('closed');
      idp.intercept.clear();
      await expireTokens(store);
      tokenIn(await get());
      expect(await grantRow(store, 'idp')).toMatchObject({ status: 'active', failures: 0, retry_at: null });
    });

    it('of a grant that is dead are refused like the plain one', async () => {
      idp.intercept.always('refresh', answerInstead(answers.invalidGrant));
      expectProblem(await get('?scope=read'), 409, 'reauth_required');
      expect(await grantRow(store, 'idp')).toMatchObject({ status: 'reauth_required', reason: 'refused' });
    });

    it('do not pile up, whatever callers think of', async () => {
      const scopes = ['openid', 'email', 'read', 'write', 'offline_access'];
      const some = Array.from({ length: 20 }, (_, i) => scopes.filter((__, bit) => ((i + 1) >> bit) & 1).join(' '));
      for (const scope of some) tokenIn(await get(`?scope=${encodeURIComponent(scope)}`));
      expect(await rows(store, 'SELECT variant FROM grant_tokens')).toHaveLength(17);
      expect(await rows(store, "SELECT variant FROM grant_tokens WHERE variant = ''")).toHaveLength(1);
    });
  });

  describe('that were rejected', () => {
    it('are replaced by newer ones, with one call for forty callers', async () => {
      const first = tokenIn(await get());
      const given = await Promise.all(Array.from({ length: 40 }, () => force(first.generation)));
      expect(new Set(given.map((answer) => tokenIn(answer).access_token)).size).toBe(1);
      const [second] = given.map(tokenIn);
      expect(second!.access_token).not.toBe(first.access_token);
      expect([second!.generation, idp.calls.refresh]).toEqual([first.generation + 1, 1]);
      // A latecomer that rejects the old one gets the newer one, which nobody rejected.
      expect(tokenIn(await force(first.generation))).toMatchObject({ access_token: second!.access_token });
      expect(idp.calls.refresh).toBe(1);
      expect(tokenIn(await force(second!.generation)).generation).toBe(second!.generation + 1);
    });

    it('are replaced with their own scopes', async () => {
      const first = tokenIn(await get('?scope=read'));
      const second = tokenIn(await post({ scope: 'read', force: true, generation: first.generation }));
      expect([second.scope, second.generation]).toEqual(['read', first.generation + 1]);
    });

    it('are not handed out again where no newer one is to be had, and nobody jumps the rest', async () => {
      const { generation } = tokenIn(await get());
      idp.intercept.always('refresh', answerInstead(answers.serverErrorHtml));
      for (let i = 0; i < 3; i += 1) {
        const refused = await force(generation);
        expectProblem(refused, 503, 'provider_unavailable');
        expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
      }
      expect(idp.calls.refresh).toBe(1);
      // Who does not reject it is still served.
      expect(tokenIn(await get()).generation).toBe(generation);
      idp.intercept.clear();
      await endRest(store);
      expect(tokenIn(await force(generation)).generation).toBe(generation + 1);
    });

    it('by a name that was never given cost one call, like any other', async () => {
      tokenIn(await force(1_000_000));
      expect(idp.calls.refresh).toBe(1);
    });

    it('while a refresh for an older one is under way are replaced all the same', async () => {
      const refresher = store.service.app.get(Refresher, { strict: false });
      const provider = store.service.app.get(ProviderCatalogue, { strict: false }).get('idp');
      const { id: grantId } = await grantRow(store, 'idp');
      const order = (seen: number) => refresher.refresh({ grantId, provider, variant: '', seen });
      const outcomes = await Promise.all([order(1), ...Array.from({ length: 10 }, () => order(2))]);
      const generations = outcomes.map((outcome) => (outcome.kind === 'token' ? outcome.token.generation : outcome));
      expect(generations).toEqual([2, ...Array<number>(10).fill(3)]);
      expect(idp.calls.refresh).toBe(2);
    });
  });
});

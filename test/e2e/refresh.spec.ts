import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { databases } from '../support/databases.ts';
import {
  alterJson,
  answerInstead,
  answers,
  delay,
  delayAnswer,
  dropAnswer,
  dropRequest,
  oauthError,
  replaceAnswer,
  tooManyRequests,
} from '../support/faults.ts';
import { connect, databaseOf, endRest, expireTokens, grantRow, signIn, type Person } from '../support/grants.ts';
import type { IdentityProvider } from '../support/identity-provider.ts';
import { startStore, type TestStore } from '../support/store.ts';

describe.each(databases)('refreshing on $name', ({ fresh }) => {
  let store: TestStore;
  let database: Awaited<ReturnType<typeof fresh>>;
  let alice: Person;
  let strict: IdentityProvider;
  let barren: IdentityProvider;

  beforeAll(async () => {
    database = await fresh();
    store = await startStore({
      databaseUrl: database.url,
      providers: { strict: { rotation: 'strict' }, barren: { refreshToken: false, expiresIn: false } },
    });
    strict = store.providers['strict']!;
    barren = store.providers['barren']!;
  });

  afterAll(async () => {
    await store.stop();
    await database.drop();
  });

  beforeEach(async () => {
    strict.intercept.clear();
    await databaseOf(store).write('DELETE FROM users RETURNING id');
    alice = await signIn(store);
    await connect(store, alice, 'strict');
    strict.calls.reset();
    await expireTokens(store);
  });

  it('spends one call on an expired grant, however many ask', async () => {
    const gate = Promise.withResolvers<undefined>();
    const held = strict.intercept.once('refresh', delay(gate.promise));
    const readers = Array.from({ length: 50 }, () => alice.token('strict'));
    await held.reached;
    gate.resolve(undefined);
    const given = await Promise.all(readers);
    expect(given.map(({ status }) => status)).toEqual(Array<number>(50).fill(200));
    expect(new Set(given.map(({ body }) => body['access_token'])).size).toBe(1);
    expect(strict.calls.refresh).toBe(1);
  });

  it('rotates again and again without losing the grant', async () => {
    for (let i = 0; i < 5; i += 1) {
      expect(await alice.token('strict')).toMatchObject({ status: 200 });
      await expireTokens(store);
    }
    expect(strict.calls.refresh).toBe(5);
    expect(await grantRow(store, 'strict')).toMatchObject({ status: 'active', refreshes: 5, failures: 0 });
  });

  it('serves a token that is still young without a call', async () => {
    await alice.token('strict');
    await alice.token('strict');
    expect(strict.calls.refresh).toBe(1);
  });

  it('keeps an answer whose ID token fails its check', async () => {
    const stolen = await strict.issueIdToken({ aud: 'somebody-else' });
    strict.intercept.once(
      'refresh',
      alterJson((json) => ({ ...json, id_token: stolen })),
    );
    expect(await alice.token('strict')).toMatchObject({ status: 200 });
    await expireTokens(store);
    expect(await alice.token('strict')).toMatchObject({ status: 200 });
    expect(store.logged()).toContain('the answer failed a check; kept');
  });

  it.each([
    ['an odd token_type', (json: object) => ({ ...json, token_type: 'Access-Token' })],
    ['a null expires_in', (json: object) => ({ ...json, expires_in: null })],
    ['expires_in as text', (json: object) => ({ ...json, expires_in: '3600' })],
    ['no scope', (json: object) => ({ ...json, scope: undefined })],
  ])('takes an answer with %s', async (_, change) => {
    strict.intercept.once('refresh', alterJson(change));
    expect(await alice.token('strict')).toMatchObject({ status: 200 });
    await expireTokens(store);
    expect(await alice.token('strict')).toMatchObject({ status: 200 });
  });

  it('takes an answer with status 201', async () => {
    strict.intercept.once('refresh', replaceAnswer({ status: 201 }));
    expect(await alice.token('strict')).toMatchObject({ status: 200 });
  });

  it('ends a grant only at the clear word of the provider', async () => {
    strict.intercept.once('refresh', answerInstead(answers.invalidGrant));
    const refused = await alice.token('strict');
    expect(refused).toMatchObject({ status: 400, body: { code: 'reauth_required', reason: 'refused' } });
    expect(await alice.token('strict')).toMatchObject({ status: 400, body: { code: 'reauth_required' } });
    expect(strict.calls.refresh).toBe(1);
    await connect(store, alice, 'strict');
    expect(await alice.token('strict')).toMatchObject({ status: 200 });
  });

  it.each([
    ['invalid_client', answerInstead(answers.invalidClient), 'provider_misconfigured', false],
    ['unauthorized_client', answerInstead(oauthError(400, 'unauthorized_client')), 'provider_misconfigured', false],
    ['invalid_scope', answerInstead(oauthError(400, 'invalid_scope')), 'provider_misconfigured', false],
    ['a firewall’s 403', answerInstead(answers.forbiddenHtml), 'provider_misconfigured', false],
    ['429', answerInstead(tooManyRequests(7)), 'provider_unavailable', false],
    ['a 500 page', answerInstead(answers.serverErrorHtml), 'provider_unavailable', true],
    ['garbage', answerInstead(answers.garbage), 'provider_unavailable', true],
    ['a connection that breaks', dropRequest(), 'provider_unavailable', true],
  ])('survives %s', async (_, fault, code, unknown) => {
    strict.intercept.once('refresh', fault);
    const failed = await alice.token('strict');
    expect(failed).toMatchObject({ status: 503, body: { code } });
    expect(Number(failed.headers.get('retry-after'))).toBeGreaterThan(0);
    const row = await grantRow(store, 'strict');
    expect(row).toMatchObject({ status: 'active', failures: 1, lease_owner: null });
    expect(row.attempt_started_at).toBeNull();
    expect(row.unknown_since !== null).toBe(unknown);
    // Nobody asks the provider before the rest is over.
    expect(await alice.token('strict')).toMatchObject({ status: 503 });
    expect(strict.calls.refresh).toBe(1);
    await endRest(store);
    expect(await alice.token('strict')).toMatchObject({ status: 200 });
    expect(await grantRow(store, 'strict')).toMatchObject({ failures: 0, unknown_since: null, last_error: null });
  });

  it('honours Retry-After', async () => {
    strict.intercept.once('refresh', answerInstead(tooManyRequests(120)));
    const { headers } = await alice.token('strict');
    expect(Number(headers.get('retry-after'))).toBe(120);
  });

  it('serves a token that still lives when the provider does not', async () => {
    const { now } = databaseOf(store);
    await databaseOf(store).write(`UPDATE grant_tokens SET expires_at = ${now} + 20000 RETURNING grant_id`);
    await strict.goDown();
    try {
      const given = await alice.token('strict');
      expect(given).toMatchObject({ status: 200 });
      expect(given.body['expires_in']).toBeLessThanOrEqual(20);
      expect(await grantRow(store, 'strict')).toMatchObject({ attempt_started_at: null, last_error: 'unreachable' });
    } finally {
      await strict.comeUp();
    }
  });

  it('believes a refusal without a name the third time, and only with proof that our credentials are good', async () => {
    const age = (minutes: number) =>
      databaseOf(store).write('UPDATE client_evidence SET taken_at = taken_at - $1 RETURNING provider', [
        minutes * 60_000,
      ]);
    await alice.token('strict');
    await expireTokens(store);
    await age(11);
    strict.intercept.always('refresh', answerInstead(answers.emptyBadRequest));
    for (let i = 0; i < 4; i += 1) {
      expect(await alice.token('strict')).toMatchObject({ status: 503, body: { code: 'provider_misconfigured' } });
      await endRest(store);
    }
    strict.intercept.clear();
    expect(await alice.token('strict')).toMatchObject({ status: 200 });
    await expireTokens(store);
    await age(-11);
    strict.intercept.always('refresh', answerInstead(answers.emptyBadRequest));
    for (let i = 0; i < 2; i += 1) {
      expect(await alice.token('strict')).toMatchObject({ status: 503, body: { code: 'provider_unavailable' } });
      await endRest(store);
    }
    expect(await alice.token('strict')).toMatchObject({ status: 400, body: { reason: 'refused' } });
  });

  it('says lost_rotation when an answer was lost and the replay is refused', async () => {
    strict.intercept.once('refresh', dropAnswer());
    expect(await alice.token('strict')).toMatchObject({ status: 503 });
    await endRest(store);
    const refused = await alice.token('strict');
    expect(refused).toMatchObject({ status: 400, body: { code: 'reauth_required', reason: 'lost_rotation' } });
  });

  it('neither keeps nor forgets an answer that comes after the revocation: it is revoked too', async () => {
    const alive = strict.grantsAlive();
    const gate = Promise.withResolvers<undefined>();
    const held = strict.intercept.once('refresh', delayAnswer(gate.promise));
    const reading = alice.token('strict');
    await held.reached;
    const revoked = await alice.browser.json(`${store.base}/api/v1.0/strict/revoke`, {
      method: 'POST',
      from: store.base,
    });
    expect(revoked).toMatchObject({ status: 200, data: 'Token revoked' });
    gate.resolve(undefined);
    await reading;
    expect(await grantRow(store, 'strict')).toMatchObject({ status: 'revoked', refresh_token: null });
    expect(strict.grantsAlive()).toBe(alive - 1);
    expect(await alice.token('strict')).toMatchObject({ status: 400, body: { code: 'not_linked' } });
  });

  it('does not let a late answer overwrite a new link', async () => {
    const gate = Promise.withResolvers<undefined>();
    const held = strict.intercept.once('refresh', delayAnswer(gate.promise));
    const reading = alice.token('strict');
    await held.reached;
    const again = await signIn(store);
    await connect(store, again, 'strict');
    const before = await grantRow(store, 'strict');
    gate.resolve(undefined);
    await reading;
    expect(await grantRow(store, 'strict')).toMatchObject({ refresh_token: before.refresh_token, status: 'active' });
    await expireTokens(store);
    expect(await again.token('strict')).toMatchObject({ status: 200 });
  });

  it('serves a token without known expiry for ever, and without a refresh token until its end', async () => {
    await connect(store, alice, 'barren');
    expect(await alice.token('barren')).toMatchObject({ status: 200, body: { expires_in: null, expires_at: null } });
    await expireTokens(store);
    const ended = await alice.token('barren');
    expect(ended).toMatchObject({ status: 400, body: { code: 'reauth_required', reason: 'expired' } });
    expect(barren.calls.refresh).toBe(0);
  });
});

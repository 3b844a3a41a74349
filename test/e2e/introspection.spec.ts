import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { alterJson, answerInstead, answers, dropAnswer, oauthError, type Fault } from '../support/faults.ts';
import { startStore, type Env, type TestStore } from '../support/store.ts';
import { advance, alice, bearer, call, expectProblem, fromNow, jsonOf, rows, signedIn, whoami, write } from './acts.ts';

type Kept = Record<'access_token' | 'id_token' | 'refresh_token', string>;

/** A store whose issuer says of its tokens that they are meant for the store, and the tokens that alice got there. */
async function startIntrospecting(env: Env = {}): Promise<{ store: TestStore; tokens: Kept }> {
  const store = await startStore({
    databaseUrl: 'sqlite://:memory:',
    providers: { idp1: {} },
    login: { accessTokenFormat: 'opaque', offlineAccess: 'always' },
    env: { RATE_LIMIT_ANONYMOUS: 'off', ...env },
  });
  const kept: Kept[] = [];
  store.login.intercept.once('code', async (_call, forward) => {
    const answer = await forward();
    kept.push(JSON.parse(answer.body.toString()) as Kept);
    return answer;
  });
  await signedIn(store, alice);
  return { store, tokens: kept[0]! };
}

const forUs = (claims: Record<string, unknown> = {}): Fault =>
  alterJson((json) => (json['active'] === true ? { ...json, aud: 'tokenstore-api', ...claims } : json));

describe('opaque bearer tokens', () => {
  let store: TestStore;
  let tokens: Kept;

  beforeAll(async () => {
    ({ store, tokens } = await startIntrospecting());
  });

  afterAll(() => store.stop());

  beforeEach(() => {
    store.login.intercept.clear();
    store.login.calls.reset();
    // Past the time for which answers are remembered.
    advance(store, 31_000);
  });

  const send = (token: string) => call(whoami(store), { headers: { authorization: `Bearer ${token}` } });

  it('are introspected, and speak of the user who signed in', async () => {
    store.login.intercept.always('introspection', forUs());
    const answer = await send(tokens.access_token);
    expect(answer.status).toBe(200);
    expect(jsonOf(answer)).toMatchObject({ claims: { sub: 'alice', active: true }, scopes: expect.any(Array) });
    expect(await rows(store, "SELECT subject FROM users WHERE subject = 'alice'")).toHaveLength(1);
  });

  it('are asked about once in half a minute, by all who ask at once', async () => {
    const held = Promise.withResolvers<undefined>();
    store.login.intercept.always('introspection', async (asked, forward) => {
      await held.promise;
      return forUs()(asked, forward);
    });
    const together = Array.from({ length: 10 }, () => send(tokens.access_token));
    await store.login.calls.reached('introspection');
    held.resolve(undefined);
    for (const answer of await Promise.all(together)) expect(answer.status).toBe(200);
    advance(store, 29_000);
    expect((await send(tokens.access_token)).status).toBe(200);
    expect(store.login.calls.introspection).toBe(1);
    advance(store, 2_000);
    expect((await send(tokens.access_token)).status).toBe(200);
    expect(store.login.calls.introspection).toBe(2);
  });

  it.each<[string, Record<string, unknown>]>([
    ['is not active', { active: false }],
    ['is active in words only', { active: 'true' }],
    ['is for another audience', { aud: 'somebody-else' }],
    ['is for nobody', { aud: undefined }],
    ['is a refresh token by its type', { token_type: 'refresh_token' }],
    ['is nothing by its type', { token_type: undefined }],
    ['is a refresh token by its use', { token_use: 'refresh_token' }],
    ["is a refresh token in Keycloak's words", { typ: 'Refresh' }],
    ["is an ID token in Keycloak's words", { typ: 'ID' }],
    ['is bound to a key', { cnf: { jkt: 'x' } }],
    ['is bound to a key by its type', { token_type: 'DPoP' }],
    ['has ended', { exp: -75 }],
    ['has an end that is text', { exp: 'never' }],
    ['has not begun', { nbf: 3600 }],
    ['is of another issuer', { iss: 'https://evil.example' }],
    ['is of nobody', { sub: undefined }],
  ])('are refused where the token %s', async (_, claims) => {
    store.login.intercept.always('introspection', forUs(fromNow(claims)));
    const users = await rows(store, 'SELECT id FROM users');
    // Active in words only is an answer of no usable form.
    const [status, code] =
      claims['active'] === 'true' ? [503, 'provider_unavailable' as const] : [401, 'unauthenticated' as const];
    expectProblem(await send(tokens.access_token), status, code);
    expect(await rows(store, 'SELECT id FROM users')).toEqual(users);
  });

  it('are no refresh tokens, though the issuer calls those active too', async () => {
    store.login.intercept.always('introspection', forUs());
    expect(tokens.refresh_token).toEqual(expect.any(String));
    expectProblem(await send(tokens.refresh_token), 401, 'unauthenticated');
    expect(store.login.calls.introspection).toBe(1);
  });

  it('are refused where nobody knows them, which is remembered too', async () => {
    for (let i = 0; i < 3; i += 1) expectProblem(await send('garbage'), 401, 'unauthenticated');
    expect(store.login.calls.introspection).toBe(1);
  });

  it('are not what a signed token is: it is verified here', async () => {
    expect((await call(whoami(store), { headers: await bearer(store, 'alice') })).status).toBe(200);
    expectProblem(await send(tokens.id_token), 401, 'unauthenticated');
    expectProblem(await send(await store.login.issueAccessToken({}, { alg: 'none' })), 401, 'unauthenticated');
    expect(store.login.calls.introspection).toBe(0);
  });

  it.each<[string, Fault, 'provider_unavailable' | 'provider_misconfigured']>([
    ['fails', answerInstead(answers.serverErrorHtml), 'provider_unavailable'],
    ['answers nonsense', answerInstead(answers.garbage), 'provider_unavailable'],
    ['answers into the void', dropAnswer(), 'provider_unavailable'],
    ['refuses the store', answerInstead(oauthError(401, 'invalid_client')), 'provider_misconfigured'],
    ['does not let the store ask', answerInstead(oauthError(403, 'access_denied')), 'provider_misconfigured'],
  ])('are neither good nor bad where the issuer %s: 503, and the next call asks again', async (_, fault, code) => {
    store.login.intercept.once('introspection', fault);
    expectProblem(await send(tokens.access_token), 503, code);
    store.login.intercept.always('introspection', forUs());
    expect((await send(tokens.access_token)).status).toBe(200);
    expect(store.logged()).not.toContain(tokens.access_token);
  });

  it('stop at once when their user is disabled', async () => {
    store.login.intercept.always('introspection', forUs());
    expect((await send(tokens.access_token)).status).toBe(200);
    await write(store, "UPDATE users SET disabled_at = 1 WHERE subject = 'alice' RETURNING id");
    expectProblem(await send(tokens.access_token), 401, 'unauthenticated');
    await write(store, "UPDATE users SET disabled_at = NULL WHERE subject = 'alice' RETURNING id");
  });
});

const JSON_TYPE = { headers: { 'content-type': 'application/json' } };

describe('OIDC_INTROSPECTION', () => {
  it('never: opaque tokens are refused, and nobody is asked', async () => {
    const { store, tokens } = await startIntrospecting({ OIDC_INTROSPECTION: 'never' });
    try {
      const headers = { authorization: `Bearer ${tokens.access_token}` };
      expectProblem(await call(whoami(store), { headers }), 401, 'unauthenticated');
      expect(store.login.calls.introspection).toBe(0);
    } finally {
      await store.stop();
    }
  });

  it('always: signed ones are introspected too, but for those that are no access tokens of that issuer', async () => {
    const { store, tokens } = await startIntrospecting({ OIDC_INTROSPECTION: 'always' });
    try {
      const claims = { active: true, sub: 'alice', aud: 'tokenstore-api', token_type: 'Bearer' };
      store.login.intercept.always('introspection', answerInstead({ ...JSON_TYPE, body: JSON.stringify(claims) }));
      expect((await call(whoami(store), { headers: await bearer(store, 'alice') })).status).toBe(200);
      expect(store.login.calls.introspection).toBe(1);

      const idToken = { authorization: `Bearer ${tokens.id_token}` };
      expectProblem(await call(whoami(store), { headers: idToken }), 401, 'unauthenticated');
      const other = await store.login.issueAccessToken({ iss: 'https://other.example', aud: 'tokenstore-api' });
      const headers = { authorization: `Bearer ${other}` };
      expectProblem(await call(whoami(store), { headers }), 401, 'unauthenticated');
      expect(store.login.calls.introspection).toBe(1);

      store.login.intercept.always('introspection', answerInstead({ ...JSON_TYPE, body: '{"active":false}' }));
      expectProblem(await call(whoami(store), { headers: await bearer(store, 'alice') }), 401, 'unauthenticated');
    } finally {
      await store.stop();
    }
  });

  it('auto: where the issuer has no such endpoint, opaque tokens are refused', async () => {
    const store = await startStore({ databaseUrl: 'sqlite://:memory:' });
    try {
      store.login.intercept.always(
        'discovery',
        alterJson((json) => ({ ...json, introspection_endpoint: undefined })),
      );
      const headers = { authorization: 'Bearer opaque' };
      expectProblem(await call(whoami(store), { headers }), 401, 'unauthenticated');
      expect(store.login.calls.introspection).toBe(0);
      expect((await call(whoami(store), { headers: await bearer(store, 'alice') })).status).toBe(200);
    } finally {
      await store.stop();
    }
  });
});

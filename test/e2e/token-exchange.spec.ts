import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { TestStore } from '../support/store.ts';
import { bearer, call, jsonOf, rows, write, type Answer } from './acts.ts';
import { made, userId, type Body, type Headers } from './api-key-acts.ts';
import { clientsSetting, consent, done, startCluster, type Cluster } from './delegation-acts.ts';

const SECRET = 'the secret: of gateway+%';
const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const TYPE = 'urn:ietf:params:oauth:token-type:';
const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const HOME = 'https://idp2.example/home';

const encoded = (text: string) => encodeURIComponent(text);
const basic = (id: string, secret: string): Headers => ({
  authorization: `Basic ${Buffer.from(`${encoded(id)}:${encoded(secret)}`).toString('base64')}`,
});

describe('token exchange', () => {
  let cluster: Cluster;
  let store: TestStore;
  let aliceId: string;
  let subject: string;

  beforeAll(async () => {
    cluster = await startCluster(({ issuer }) => ({
      IDP2_MD_URL: HOME,
      ...clientsSetting([
        {
          ...{ id: 'gateway', secret: SECRET, issuer, subject: 'gateway', login_client: 'gateway-login' },
          rules: [{ providers: ['idp1'], users: 'all', consent: false }],
        },
        {
          ...{ id: 'asker', secret: 'the secret of asker' },
          rules: [{ providers: '*', users: ['alice', 'bob'], scopes: ['read', 'write'] }],
        },
        { id: 'idle', secret: 'the secret of idle' },
      ]),
    }));
    ({ store } = cluster);
    aliceId = await userId(store, 'alice');
  });

  afterAll(() => cluster.stop());

  beforeEach(async () => {
    subject = await store.login.issueAccessToken({ sub: 'alice', aud: 'tokenstore-api' });
  });

  type Parameters = Record<string, string | string[] | undefined>;

  async function exchange(
    parameters: Parameters = {},
    headers: Headers = basic('gateway', SECRET),
    type = 'application/x-www-form-urlencoded',
  ): Promise<Answer> {
    const usual: Parameters = {
      ...{ grant_type: EXCHANGE, subject_token: subject, subject_token_type: `${TYPE}access_token`, audience: 'idp1' },
      ...parameters,
    };
    const body = new URLSearchParams();
    for (const [name, value] of Object.entries(usual)) {
      for (const one of [value ?? []].flat()) body.append(name, one);
    }
    return call(`${store.base}/oauth/token`, {
      method: 'POST',
      headers: { ...headers, 'content-type': type },
      body: body.toString(),
    });
  }

  /** An error as RFC 6749 section 5.2 has it, that gives nothing away. */
  function expectError(answer: Answer, error: string, status = 400): Body {
    expect({ status: answer.status, body: answer.body }).toEqual({
      status,
      body: expect.stringContaining(`"error":"${error}"`),
    });
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(answer.headers['cache-control']).toBe('no-store');
    const body = jsonOf(answer);
    expect(body).toMatchObject({ error, request_id: expect.any(String) });
    expect(body['error_description']).toMatch(/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/);
    expect(answer.body).not.toContain(subject.slice(-20));
    return body;
  }

  const anyToken = async () => String(jsonOf(await exchange())['access_token']);

  describe('a client proves itself', () => {
    it('by its secret in the form', async () => {
      const answer = await exchange({ client_id: 'gateway', client_secret: SECRET }, {});
      expect(answer.status).toBe(200);
      expect(answer.headers['cache-control']).toBe('no-store');
    });

    it('by an API key in the secret’s place, and is bounded by it', async () => {
      for (const [rights, error] of [
        [{}, undefined],
        [{ scopes: ['token', 'act-as'], providers: ['idp2'] }, 'unauthorized_client'],
        [{ scopes: ['token'] }, 'unauthorized_client'],
      ] as const) {
        const { key } = await made(store, cluster.admin, { client: 'gateway', scopes: undefined, ...rights });
        const answer = await exchange({}, basic('gateway', key));
        if (error === undefined) expect(answer.status).toBe(200);
        else expectError(answer, error);
        expectError(await exchange({}, basic('asker', key)), 'invalid_client', 401);
        expectError(
          await exchange({}, basic('gateway', key.slice(0, -1) + (key.endsWith('a') ? 'b' : 'a'))),
          'invalid_client',
          401,
        );
      }
      const { key } = await made(store, await bearer(store, 'alice'), { scopes: ['token'] });
      expectError(await exchange({}, basic('gateway', key)), 'invalid_client', 401);
      expectError(await exchange({}, basic(aliceId, key)), 'invalid_client', 401);
    });

    it('by a JWT of a trusted issuer', async () => {
      const assert = async (claims: Body, more: Parameters = {}) =>
        exchange(
          {
            client_assertion_type: JWT_BEARER,
            client_assertion: await cluster.k8s.issueAccessToken({ aud: 'tokenstore', ...claims }, { typ: 'JWT' }),
            ...more,
          },
          {},
        );
      expect((await assert({ sub: 'gateway' })).status).toBe(200);
      expect((await assert({ sub: 'gateway' }, { client_id: 'gateway' })).status).toBe(200);
      expectError(await assert({ sub: 'gateway' }, { client_id: 'asker' }), 'invalid_client', 401);
      expectError(await assert({ sub: 'another' }), 'invalid_client', 401);
      expectError(await assert({ sub: 'gateway', aud: 'another' }), 'invalid_client', 401);
      expectError(await assert({ sub: 'gateway', exp: 1 }), 'invalid_client', 401);
      expectError(await assert({ sub: 'gateway' }, { client_assertion_type: 'other' }), 'invalid_request');
      expectError(await assert({ sub: 'gateway' }, { client_secret: SECRET, client_id: 'gateway' }), 'invalid_request');
      // A user's token proves no client.
      const user = { client_assertion_type: JWT_BEARER, client_assertion: subject };
      expectError(await exchange(user, {}), 'invalid_client', 401);
    });

    it.each<[string, Parameters, Headers]>([
      ['nothing', {}, {}],
      ['a name alone', { client_id: 'gateway' }, {}],
      ['an empty secret', { client_id: 'gateway', client_secret: '' }, {}],
      ['a wrong secret', {}, basic('gateway', `${SECRET}x`)],
      ['another’s secret', {}, basic('gateway', 'the secret of asker')],
      ['a name that nobody has', {}, basic('nobody', SECRET)],
      ['a name that no database keeps', { client_id: 'a\0b', client_secret: SECRET }, {}],
      ['a member of every object', {}, basic('constructor', SECRET)],
      ['a secret that is not encoded', {}, { authorization: `Basic ${btoa(`gateway:${SECRET}`)}` }],
      ['no Basic', {}, { authorization: `Bearer ${SECRET}` }],
      ['Basic without anything', {}, { authorization: 'Basic' }],
      ['Basic without a colon', {}, { authorization: `Basic ${btoa('gateway')}` }],
    ])('not by %s: 401, and the same to all', async (_, parameters, headers) => {
      const answer = await exchange(parameters, headers);
      expectError(answer, 'invalid_client', 401);
      expect(answer.headers['www-authenticate']).toBe('Basic realm="tokenstore"');
    });

    it('once, and by one name', async () => {
      const twice = { client_id: 'gateway', client_secret: SECRET };
      expectError(await exchange(twice), 'invalid_request');
      expectError(await exchange({ client_id: 'asker' }), 'invalid_request');
      expect((await exchange({ client_id: 'gateway' })).status).toBe(200);
    });

    it('by a secret that was made for it, until it is renewed, disabled or deleted', async () => {
      const { admin } = cluster;
      const { client_secret: first } = await done(store, admin, 'POST', 'clients', {
        id: 'made',
        login_client: 'made',
      });
      await done(store, admin, 'POST', 'clients/made/delegations', { providers: '*', users: 'all', consent: false });
      expect(first).toMatch(/^tsc_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}$/);
      const status = async (secret: unknown) => (await exchange({}, basic('made', String(secret)))).status;
      expect(await status(first)).toBe(200);
      const { client_secret: second } = await done(store, admin, 'POST', 'clients/made/secret');
      expect([await status(first), await status(second)]).toEqual([401, 200]);
      await done(store, admin, 'PATCH', 'clients/made', { disabled: true });
      expect(await status(second)).toBe(401);
      await done(store, admin, 'PATCH', 'clients/made', { disabled: false });
      expect(await status(second)).toBe(200);
      await done(store, admin, 'DELETE', 'clients/made');
      expect(await status(second)).toBe(401);
      for (const kept of [JSON.stringify(await rows(store, 'SELECT * FROM clients')), store.logged()]) {
        expect(kept).not.toContain(String(first).slice(4, 40));
      }
    });
  });

  describe('a subject token', () => {
    const idToken = (claims: Body = {}, header: Body = {}, signing?: { signedBy?: 'stranger' }) =>
      store.login.issueIdToken({ sub: 'alice', aud: 'gateway-login', ...claims }, header, signing);

    it('may be an ID token that was made for the client’s own login client', async () => {
      const subject_token_type = `${TYPE}id_token`;
      expect((await exchange({ subject_token: await idToken(), subject_token_type })).status).toBe(200);
      const both = await idToken({ aud: ['gateway-login', 'other'], azp: 'gateway-login' });
      expect((await exchange({ subject_token: both, subject_token_type })).status).toBe(200);
      for (const [claims, secret] of [
        [{ aud: 'store' }, basic('gateway', SECRET)],
        [{ aud: ['gateway-login', 'other'] }, basic('gateway', SECRET)],
        [{ azp: 'other' }, basic('gateway', SECRET)],
        [{ exp: 1 }, basic('gateway', SECRET)],
        [{}, basic('asker', 'the secret of asker')],
      ] as const) {
        const answer = await exchange({ subject_token: await idToken(claims), subject_token_type }, secret);
        expectError(answer, 'invalid_request');
      }
      const forged = await idToken({}, {}, { signedBy: 'stranger' });
      expectError(await exchange({ subject_token: forged, subject_token_type }), 'invalid_request');
      expectError(await exchange({ subject_token: subject, subject_token_type }), 'invalid_request');
      expectError(await exchange({ subject_token: await idToken() }), 'invalid_request');
      expectError(
        await exchange({ subject_token: await idToken(), subject_token_type: `${TYPE}jwt` }),
        'invalid_request',
      );
    });

    it.each<[string, () => Promise<string> | string]>([
      ['garbage', () => 'garbage'],
      ['expired', () => store.login.issueAccessToken({ sub: 'alice', aud: 'tokenstore-api', exp: 1 })],
      ['for another audience', () => store.login.issueAccessToken({ sub: 'alice', aud: 'another' })],
      ['unsigned', () => store.login.issueAccessToken({ sub: 'alice', aud: 'tokenstore-api' }, { alg: 'none' })],
      ['a service account’s', () => cluster.k8s.issueAccessToken({ sub: 'gateway', aud: 'tokenstore' })],
      ['an API key', async () => (await made(store, await bearer(store, 'alice'))).key],
      ['what was given for one', anyToken],
    ])('is refused that is %s', async (_, token) => {
      expectError(await exchange({ subject_token: await token() }), 'invalid_request');
    });

    it('of a disabled user is refused', async () => {
      const update = (at: string) =>
        write(store, `UPDATE users SET disabled_at = ${at} WHERE subject = 'bob' RETURNING id`);
      await update('1');
      try {
        const token = await store.login.issueAccessToken({ sub: 'bob', aud: 'tokenstore-api' });
        expectError(await exchange({ subject_token: token }), 'invalid_request');
      } finally {
        await update('NULL');
      }
    });
  });

  it.each<[string, Parameters, string]>([
    ['no grant type', { grant_type: undefined }, 'invalid_request'],
    ['another grant type', { grant_type: 'client_credentials' }, 'unsupported_grant_type'],
    ['no subject token', { subject_token: undefined }, 'invalid_request'],
    ['an empty subject token', { subject_token: '' }, 'invalid_request'],
    ['no type', { subject_token_type: undefined }, 'invalid_request'],
    ['another type', { subject_token_type: `${TYPE}saml2` }, 'invalid_request'],
    ['an actor', { actor_token: 'x', actor_token_type: `${TYPE}jwt` }, 'invalid_request'],
    ['the type of an actor', { actor_token_type: `${TYPE}jwt` }, 'invalid_request'],
    ['a refresh token wanted', { requested_token_type: `${TYPE}refresh_token` }, 'invalid_request'],
    ['a parameter twice', { scope: ['read', 'write'] }, 'invalid_request'],
    ['the subject twice', { subject_token: ['a', 'b'] }, 'invalid_request'],
    ['no target', { audience: undefined }, 'invalid_target'],
    ['an unknown target', { audience: 'nobody' }, 'invalid_target'],
    ['a member of every object', { audience: '__proto__' }, 'invalid_target'],
    ['two targets', { audience: ['idp1', 'idp2'] }, 'invalid_target'],
    ['a target and a stranger', { audience: ['idp1', 'nobody'] }, 'invalid_target'],
    ['two targets in two ways', { audience: 'idp1', resource: HOME }, 'invalid_target'],
    ['a resource that is none', { audience: undefined, resource: 'nonsense' }, 'invalid_target'],
    ['a resource with a fragment', { audience: undefined, resource: `${HOME}#x` }, 'invalid_target'],
    ['a resource that begins alike', { audience: undefined, resource: `${HOME}/x` }, 'invalid_target'],
    ['a scope that was not granted', { scope: 'admin' }, 'invalid_scope'],
    ['a scope that is none', { scope: 'a"b' }, 'invalid_scope'],
  ])('refuses %s', async (_, parameters, error) => {
    expectError(await exchange(parameters), error);
  });

  it('takes the address of a provider for its name', async () => {
    const { issuer } = store.providers['idp1']!;
    for (const resource of [issuer, `${issuer}/`, `${issuer}/.well-known/openid-configuration`]) {
      expect((await exchange({ audience: undefined, resource })).status).toBe(200);
    }
    expect((await exchange({ resource: issuer, requested_token_type: `${TYPE}access_token` })).status).toBe(200);
    // Found, but nothing is connected there, and no rule of this client's covers it.
    expectError(await exchange({ audience: undefined, resource: HOME }), 'invalid_target');
  });

  it('says in OAuth’s form what comes before it is asked at all', async () => {
    expectError(await exchange({}, undefined, 'application/json'), 'invalid_request');
    expectError(await exchange({}, undefined, 'text/plain'), 'invalid_request');
    expectError(await exchange({ subject_token: 'x'.repeat(70_000) }), 'invalid_request', 413);
    const json = { 'content-type': 'application/json', ...basic('gateway', SECRET) };
    const body = JSON.stringify({ grant_type: EXCHANGE, subject_token: subject });
    expectError(await call(`${store.base}/oauth/token`, { method: 'POST', headers: json, body }), 'invalid_request');
    expectError(await call(`${store.base}/oauth/token`, { method: 'POST' }), 'invalid_client', 401);
  });

  describe('rules and consent', () => {
    const asker = basic('asker', 'the secret of asker');

    it('apply: without consent its page is named, with it the scopes are those', async () => {
      const { consent: page } = expectError(await exchange({}, asker), 'invalid_target');
      expect(page).toBe(`${store.base}/consent?client=asker&provider=idp1`);
      await consent(store, 'alice', { client: 'asker', provider: 'idp1', scopes: ['read'] });
      expect(jsonOf(await exchange({}, asker))['scope']).toBe('read');
      expect(jsonOf(await exchange({ scope: 'read' }, asker))['scope']).toBe('read');
      expectError(await exchange({ scope: 'read write' }, asker), 'invalid_scope');
      expectError(await exchange({ scope: 'openid' }, asker), 'invalid_scope');
      const token = await store.login.issueAccessToken({ sub: 'bob', aud: 'tokenstore-api' });
      expectError(await exchange({ subject_token: token }, asker), 'invalid_target');
    });

    it('give nothing to a client without rules', async () => {
      const { consent: page } = expectError(await exchange({}, basic('idle', 'the secret of idle')), 'invalid_target');
      expect(page).toBeUndefined();
    });
  });

  it('tells what is wrong with the user’s account: not connected, to be connected anew, provider away', async () => {
    const token = await store.login.issueAccessToken({ sub: 'dora', aud: 'tokenstore-api' });
    expectError(await exchange({ subject_token: token }), 'invalid_grant');
    const change = (status: string, reason: string) =>
      write(
        store,
        `UPDATE grants SET status = '${status}', reason = ${reason} WHERE user_id = '${aliceId}' RETURNING id`,
      );
    await change('reauth_required', `'refused'`);
    try {
      const body = expectError(await exchange(), 'invalid_grant');
      expect(body).toMatchObject({ reason: 'refused', authorize: expect.stringContaining(`${store.base}/api/`) });
    } finally {
      await change('active', 'NULL');
    }
    await write(store, 'UPDATE grant_tokens SET issued_at = 1, expires_at = 2 RETURNING grant_id');
    await store.providers['idp1']!.goDown();
    const away = await exchange();
    expectError(away, 'temporarily_unavailable', 503);
    expect(Number(away.headers['retry-after'])).toBeGreaterThan(0);
    await store.providers['idp1']!.comeUp();
  });
});

import { afterEach, describe, expect, it } from '@jest/globals';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { ask, authorize, bearer, codeOf, post, refreshWith } from './asking.ts';
import type { Request } from './asking.ts';
import { githubApp, githubOauthApp } from './families/github.ts';
import { google } from './families/google.ts';
import { microsoft } from './families/microsoft.ts';
import { startZoo } from './zoo.ts';
import type { Zoo } from './zoo.ts';

let zoo: Zoo;

afterEach(() => zoo.close());

const accept = { accept: 'application/json' };
const token = (form: Record<string, string>, request: Request = {}) =>
  ask(zoo.endpoints.token, { headers: accept, ...request, form: { ...post(zoo), ...form } });
const state = (value: unknown) => zoo.tokens.stateOf(String(value));

describe('a GitHub OAuth app', () => {
  const link = async (request?: Request) => token(await codeOf(zoo, { scope: 'repo read:user' }), request);

  it('answers form-encoded, unless JSON is accepted; no expiry, no refresh token, commas', async () => {
    zoo = await startZoo(githubOauthApp);
    const plain = await link({ headers: {} });
    expect(plain.headers.get('content-type')).toBe('application/x-www-form-urlencoded');
    expect(new URLSearchParams(plain.text).get('scope')).toBe('repo,read:user');

    const { data } = await link();
    expect(Object.keys(data)).toEqual(['access_token', 'scope', 'token_type']);
    const user = await ask(zoo.endpoints.userinfo, { headers: bearer(data['access_token']) });
    expect(user.data).toMatchObject({ id: 4711, login: 'ada' });
  });

  it('says every error with status 200', async () => {
    zoo = await startZoo(githubOauthApp);
    const answers = [
      await token({ grant_type: 'authorization_code', code: 'wrong' }),
      await token({ ...(await codeOf(zoo)), client_secret: 'wrong' }),
      await token({ ...(await codeOf(zoo)), redirect_uri: 'http://127.0.0.1:9/other' }),
      await token(refreshWith('any')),
    ];
    expect(answers.map(({ status, data }) => [status, data['error']])).toEqual([
      [200, 'bad_verification_code'],
      [200, 'incorrect_client_credentials'],
      [200, 'redirect_uri_mismatch'],
      [200, 'unsupported_grant_type'],
    ]);
  });

  it('ends a token by DELETE with Basic and JSON, no other way', async () => {
    zoo = await startZoo(githubOauthApp);
    const { access_token: value } = (await link()).data;
    const json = { access_token: value };

    expect(zoo.endpoints.revoke).toBe(`${zoo.origin}/applications/zoo-client/token`);
    expect((await ask(zoo.endpoints.revoke, { method: 'DELETE', json })).status).toBe(404);
    expect((await ask(zoo.endpoints.revoke, { json, basic: zoo })).status).toBe(404);
    expect((await ask(zoo.endpoints.revoke, { method: 'DELETE', json, basic: zoo })).status).toBe(204);
    expect(state(value)).toBe('revoked');
    expect((await ask(zoo.endpoints.revoke, { method: 'DELETE', json, basic: zoo })).status).toBe(422);
    expect((await ask(zoo.endpoints.userinfo, { headers: bearer(value) })).status).toBe(401);
  });
});

describe('devices', () => {
  const grant_type = 'urn:ietf:params:oauth:grant-type:device_code';
  const begin = async () =>
    (await ask(zoo.endpoints.device, { form: { client_id: zoo.client.id, scope: 'repo' }, headers: accept })).data;

  it('at GitHub: every error with status 200, and no secret', async () => {
    zoo = await startZoo(githubOauthApp);
    const device = await begin();
    expect(device).toMatchObject({ interval: 5, expires_in: 900, verification_uri: `${zoo.origin}/login/device` });
    const form = { grant_type, client_id: zoo.client.id, device_code: String(device['device_code']) };
    const poll = () => ask(zoo.endpoints.token, { form, headers: accept });

    const early = [await poll(), await poll()];
    expect(early.map(({ status, data }) => [status, data['error']])).toEqual([
      [200, 'authorization_pending'],
      [200, 'slow_down'],
    ]);
    zoo.devices.decide(device['user_code'], 'allowed');
    zoo.clock.forward(9);
    expect((await poll()).data['error']).toBe('slow_down');
    zoo.clock.forward(15);
    expect((await poll()).data).toMatchObject({ access_token: expect.any(String), scope: 'repo' });
    zoo.clock.forward(15);
    expect((await poll()).data['error']).toBe('bad_verification_code');
  });

  it('at Google: verification_url, 428 while nobody has decided, 403 when somebody said no', async () => {
    zoo = await startZoo(google);
    const device = await begin();
    expect(device).toMatchObject({ verification_url: `${zoo.origin}/device` });
    const poll = () => token({ grant_type, device_code: String(device['device_code']) });

    expect(await poll()).toMatchObject({ status: 428, data: { error: 'authorization_pending' } });
    expect(await poll()).toMatchObject({ status: 403, data: { error: 'slow_down' } });
    zoo.devices.decide(device['user_code'], 'denied');
    zoo.clock.forward(10);
    expect(await poll()).toMatchObject({ status: 403, data: { error: 'access_denied' } });
    zoo.clock.forward(900);
    expect(await poll()).toMatchObject({ status: 400, data: { error: 'expired_token' } });

    const second = await begin();
    zoo.devices.decide(second['user_code'], 'allowed');
    const allowed = await token({ grant_type, device_code: String(second['device_code']) });
    expect(allowed.data).toMatchObject({ refresh_token: expect.any(String) });
  });
});

describe('a GitHub App', () => {
  it('gives 8 hours and half a year, and a refresh ends both old tokens at once', async () => {
    zoo = await startZoo(githubApp);
    const first = (await token(await codeOf(zoo))).data;
    expect(first).toMatchObject({ expires_in: 28800, refresh_token_expires_in: 15897600, scope: '' });

    const second = (await token(refreshWith(first['refresh_token']))).data;
    expect([first['access_token'], first['refresh_token']].map(state)).toEqual(['revoked', 'revoked']);
    expect([second['access_token'], second['refresh_token']].map(state)).toEqual(['live', 'live']);

    const dead = await token(refreshWith(first['refresh_token']));
    expect([dead.status, dead.data['error']]).toEqual([200, 'bad_refresh_token']);
    expect(state(second['refresh_token'])).toBe('live');
  });
});

describe('Google', () => {
  const offline = { scope: 'openid email', access_type: 'offline', nonce: 'n' };

  it('gives a refresh token to offline access, and again only after a new consent', async () => {
    zoo = await startZoo(google);
    const has = async (query: Record<string, string>) =>
      'refresh_token' in (await token(await codeOf(zoo, query))).data;

    expect(await has({ scope: 'openid' })).toBe(false);
    expect(await has({ ...offline, prompt: 'consent' })).toBe(true);
    expect(await has(offline)).toBe(false);
    expect(await has({ ...offline, prompt: 'consent' })).toBe(true);
    await expect(authorize(zoo, { ...offline, scope: 'openid offline_access' })).rejects.toThrow('invalid_scope');
  });

  it('never rotates, and repeats no refresh token', async () => {
    zoo = await startZoo(google);
    const { refresh_token: value } = (await token(await codeOf(zoo, offline))).data;

    for (const { data } of [await token(refreshWith(value)), await token(refreshWith(value))]) {
      expect(data).toMatchObject({ expires_in: 3599, token_type: 'Bearer', access_token: expect.any(String) });
      expect(data).not.toHaveProperty('refresh_token');
    }
  });

  it('ends the whole grant when any token is revoked', async () => {
    zoo = await startZoo(google);
    const linked = (await token(await codeOf(zoo, offline))).data;
    const form = { token: String(linked['access_token']) };

    expect((await ask(zoo.endpoints.revoke, { form })).status).toBe(200);
    expect(state(linked['refresh_token'])).toBe('revoked');
    const again = await ask(zoo.endpoints.revoke, { form });
    expect([again.status, again.data['error']]).toEqual([400, 'invalid_token']);
    expect(await token(refreshWith(linked['refresh_token']))).toMatchObject({
      status: 400,
      data: { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' },
    });
  });

  it('signs an ID token with the keys of its discovery', async () => {
    zoo = await startZoo(google);
    const { data: found } = await ask(zoo.endpoints.discovery);
    const { id_token: jwt } = (await token(await codeOf(zoo, offline))).data;

    const verified = await jwtVerify(String(jwt), createRemoteJWKSet(new URL(String(found['jwks_uri']))), {
      issuer: String(found['issuer']),
      audience: zoo.client.id,
    });
    expect(verified.payload).toMatchObject({ sub: '4711', nonce: 'n' });
  });
});

describe('Microsoft', () => {
  const scope = 'openid offline_access User.Read https://vault.azure.net/user_impersonation';
  const link = async () => (await token(await codeOf(zoo, { scope }))).data;

  it('brings a new refresh token each time, and the old one lives', async () => {
    zoo = await startZoo(microsoft());
    const first = await link();
    const second = (await token(refreshWith(first['refresh_token']))).data;

    expect(second['refresh_token']).not.toBe(first['refresh_token']);
    expect([first['refresh_token'], first['access_token']].map(state)).toEqual(['live', 'live']);
    expect((await token({ ...(await codeOf(zoo, { scope: 'User.Read' })) })).data).not.toHaveProperty('refresh_token');
  });

  it('picks the resource by the scope of a refresh', async () => {
    zoo = await startZoo(microsoft());
    const { refresh_token: value } = await link();
    const ofScope = async (wanted: string) => (await token({ ...refreshWith(value), scope: wanted })).data;

    expect(await ofScope('https://vault.azure.net/user_impersonation')).toMatchObject({
      scope: 'https://vault.azure.net/user_impersonation',
    });
    expect(await ofScope('User.Read')).toMatchObject({ scope: 'User.Read' });
    expect(await ofScope('User.Read https://vault.azure.net/user_impersonation')).toMatchObject({
      error: 'invalid_scope',
    });
    expect(await ofScope('Mail.Send')).toMatchObject({ error: 'invalid_grant', error_codes: [65001] });
    expect(state(value)).toBe('live');
  });

  it('says errors with numbers, a wrong secret with 401', async () => {
    zoo = await startZoo(microsoft());
    const { refresh_token: value } = await link();
    zoo.withdraw();

    expect(await token(refreshWith(value))).toMatchObject({
      status: 400,
      data: {
        error: 'invalid_grant',
        error_codes: [700082],
        error_description: expect.stringMatching(/^AADSTS700082:/),
      },
    });
    const wrong = await token({ ...refreshWith(value), client_secret: 'wrong' });
    expect([wrong.status, wrong.data['error']]).toEqual([401, 'invalid_client']);
  });

  it('names an issuer in the discovery of `common` that no ID token bears, and no revocation', async () => {
    zoo = await startZoo(microsoft());
    const { data: found } = await ask(zoo.endpoints.discovery);
    expect(found['issuer']).toBe(`${zoo.origin}/{tenantid}/v2.0`);
    expect(found).not.toHaveProperty('revocation_endpoint');
    const { iss, tid } = decodeJwt(String((await link())['id_token']));
    expect(iss).toBe(`${zoo.origin}/${String(tid)}/v2.0`);
  });

  it('is an ordinary issuer for a tenant of its own', async () => {
    zoo = await startZoo(microsoft({ tenant: 'contoso' }));
    const { data: found } = await ask(zoo.endpoints.discovery);
    expect(decodeJwt(String((await link())['id_token'])).iss).toBe(found['issuer']);
  });
});

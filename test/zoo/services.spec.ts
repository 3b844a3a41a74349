import { afterEach, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { ask, authorize, bearer, callback, codeOf, post, refreshWith } from './asking.ts';
import type { Reply } from './asking.ts';
import { atlassian } from './families/atlassian.ts';
import { notion } from './families/notion.ts';
import { quickbooks } from './families/quickbooks.ts';
import { salesforce } from './families/salesforce.ts';
import { slack } from './families/slack.ts';
import { zoho } from './families/zoho.ts';
import { startZoo } from './zoo.ts';
import type { Zoo } from './zoo.ts';

let zoo: Zoo;

afterEach(() => zoo.close());

type Form = Record<string, string>;
const byPost = (form: Form) => ask(zoo.endpoints.token, { form: { ...post(zoo), ...form } });
const byBasic = (form: Form) => ask(zoo.endpoints.token, { form, basic: zoo });
const state = (value: unknown) => zoo.tokens.stateOf(String(value));
const errorOf = ({ status, data }: Reply) => [status, data['error']];
const day = 24 * 3600;

describe('Slack', () => {
  const link = async () => (await byPost(await codeOf(zoo, { user_scope: 'channels:read,users:read' }))).data;

  it('lays the token of the person into authed_user', async () => {
    zoo = await startZoo(slack());
    const data = await link();
    expect(data).toMatchObject({
      ok: true,
      authed_user: { id: 'U4711', scope: 'channels:read,users:read', token_type: 'user' },
      team: { id: 'T0001' },
    });
    expect(data).not.toHaveProperty('access_token');
    expect(data['authed_user']).not.toHaveProperty('expires_in');
  });

  it('says every error with status 200 and ok: false', async () => {
    zoo = await startZoo(slack());
    const wrong = [await byPost({ code: 'x' }), await byPost({ code: 'x', client_secret: 'x' })];
    expect(wrong.map(({ status, data }) => [status, data])).toEqual([
      [200, { ok: false, error: 'invalid_code' }],
      [200, { ok: false, error: 'bad_client_secret' }],
    ]);
    expect((await byPost(refreshWith('x'))).data).toEqual({ ok: false, error: 'invalid_grant_type' });
  });

  it('with rotation: 12 hours, and a refresh answers at the top', async () => {
    zoo = await startZoo(slack({ rotation: true }));
    const first = Object(await link()).authed_user;
    expect(first).toMatchObject({ expires_in: 43200, refresh_token: expect.any(String) });

    const second = (await byPost(refreshWith(first.refresh_token))).data;
    expect(second).toMatchObject({ ok: true, token_type: 'user', expires_in: 43200, access_token: expect.any(String) });
    expect(second).not.toHaveProperty('authed_user');
    expect([first.access_token, first.refresh_token].map(state)).toEqual(['live', 'spent']);
    expect((await byPost(refreshWith(first.refresh_token))).data).toEqual({
      ok: false,
      error: 'invalid_refresh_token',
    });
  });

  it('ends the token that the call bears', async () => {
    zoo = await startZoo(slack());
    const { access_token: value } = Object(await link()).authed_user;
    const revoke = () => ask(zoo.endpoints.revoke, { method: 'POST', headers: bearer(value) });

    expect((await revoke()).data).toEqual({ ok: true, revoked: true });
    expect((await revoke()).data).toEqual({ ok: false, error: 'invalid_auth' });
  });
});

describe('Atlassian', () => {
  const asked = { scope: 'offline_access read:me', audience: 'api.atlassian.com', prompt: 'consent' };
  const link = async () => (await byPost(await codeOf(zoo, asked))).data;

  it('wants audience and prompt, and gives no refresh token but to offline_access', async () => {
    zoo = await startZoo(atlassian());
    await expect(authorize(zoo, { ...asked, audience: '' })).rejects.toThrow('audience');
    await expect(authorize(zoo, { ...asked, prompt: '' })).rejects.toThrow('prompt');
    expect(await link()).toMatchObject({ refresh_token: expect.any(String), expires_in: 3600 });
    expect((await byPost(await codeOf(zoo, { ...asked, scope: 'read:me' }))).data).not.toHaveProperty('refresh_token');
  });

  it('rotates, takes a spent token for ten minutes, then says 403', async () => {
    zoo = await startZoo(atlassian());
    const { refresh_token: value } = await link();

    expect((await byPost(refreshWith(value))).status).toBe(200);
    zoo.clock.forward(599);
    expect((await byPost(refreshWith(value))).status).toBe(200);
    zoo.clock.forward(2);
    expect(errorOf(await byPost(refreshWith(value)))).toEqual([403, 'invalid_grant']);
    expect(zoo.tokens.live('refresh')).toHaveLength(2);
  });

  it('says unauthorized_client instead, where asked to, and 401 to a wrong secret', async () => {
    zoo = await startZoo(atlassian({ deadError: 'unauthorized_client' }));
    const { refresh_token: value } = await link();
    expect(errorOf(await byPost({ ...refreshWith(value), client_secret: 'x' }))).toEqual([401, 'access_denied']);
    zoo.clock.forward(90 * day);
    expect(errorOf(await byPost(refreshWith(value)))).toEqual([403, 'unauthorized_client']);
  });
});

describe('Notion', () => {
  const token = (json: unknown) => ask(zoo.endpoints.token, { json, basic: zoo });
  const code = () => codeOf(zoo, { owner: 'user' });

  it('takes Basic with a JSON body, nothing else', async () => {
    zoo = await startZoo(notion());
    await expect(authorize(zoo)).rejects.toThrow('owner=user');
    expect(errorOf(await byBasic(await code()))).toEqual([400, 'invalid_request']);
    expect(errorOf(await ask(zoo.endpoints.token, { json: { ...post(zoo), ...(await code()) } }))).toEqual([
      401,
      'invalid_client',
    ]);
    expect((await token(await code())).data).toMatchObject({
      token_type: 'bearer',
      workspace_name: 'Examples',
      bot_id: expect.any(String),
      owner: { type: 'user', user: { id: 'u-4711', person: { email: 'ada@example.org' } } },
    });
  });

  it('rotates without saying how long anything lives', async () => {
    zoo = await startZoo(notion());
    const { data } = await token(await code());
    expect(data).not.toHaveProperty('expires_in');
    const next = await token(refreshWith(data['refresh_token']));
    expect(next.data['refresh_token']).not.toBe(data['refresh_token']);
    expect(errorOf(await token(refreshWith(data['refresh_token'])))).toEqual([400, 'invalid_grant']);
  });

  it('may give null for a refresh token, and revokes by JSON with its version', async () => {
    zoo = await startZoo(notion({ refreshTokens: false }));
    const { data } = await token(await code());
    expect(data['refresh_token']).toBeNull();
    const headers = { 'notion-version': '2025-09-03' };
    const revoke = { json: { token: data['access_token'] }, basic: zoo, headers };
    expect((await ask(zoo.endpoints.revoke, { ...revoke, headers: {} })).status).toBe(400);
    expect((await ask(zoo.endpoints.revoke, revoke)).status).toBe(200);
    expect(state(data['access_token'])).toBe('revoked');
    expect((await ask(zoo.endpoints.revoke, revoke)).status).toBe(400);
  });
});

describe('Zoho', () => {
  const asked = { scope: 'AaaServer.profile.Read,ZohoCRM.modules.ALL', access_type: 'offline', prompt: 'consent' };
  const at = (home: string, form: Form) => ask(`${home}/oauth/v2/token`, { form: { ...post(zoo), ...form } });
  const link = async () => {
    const back = await authorize(zoo, asked);
    const home = back.get('accounts-server') ?? '';
    const { data } = await at(home, {
      grant_type: 'authorization_code',
      code: back.get('code') ?? '',
      redirect_uri: callback,
    });
    return { home, data };
  };

  it('names the regional host in the callback, and knows the code only there', async () => {
    zoo = await startZoo(zoho);
    const back = await authorize(zoo, asked);
    expect(back.get('location')).toBe('eu');
    expect(back.get('accounts-server')).toBe(zoo.origins[1]);
    const form = { grant_type: 'authorization_code', code: back.get('code') ?? '', redirect_uri: callback };

    expect(errorOf(await byPost(form))).toEqual([200, 'invalid_code']);
    expect((await at(zoo.origins[1]!, form)).data).toMatchObject({
      api_domain: 'https://www.zohoapis.eu',
      expires_in: 3600,
    });
  });

  it('gives ten access tokens in ten minutes, and the refresh token once', async () => {
    zoo = await startZoo(zoho);
    const { home, data } = await link();
    const refresh = () => at(home, refreshWith(data['refresh_token']));
    for (let count = 2; count <= 10; count++) {
      const { data: next } = await refresh();
      expect(next).toMatchObject({ access_token: expect.any(String) });
      expect(next).not.toHaveProperty('refresh_token');
    }
    expect(errorOf(await refresh())).toEqual([400, 'Access Denied']);
    zoo.clock.forward(600);
    expect((await refresh()).status).toBe(200);
  });

  it('knows a token only where it comes from', async () => {
    zoo = await startZoo(zoho);
    const { home, data } = await link();
    const headers = bearer(data['access_token']);
    expect((await ask(`${home}/oauth/user/info`, { headers })).data).toMatchObject({ ZUID: 4711 });
    expect((await ask(zoo.endpoints.userinfo, { headers })).status).toBe(401);
  });

  it('says dead with status 200, and revokes by a parameter of the query', async () => {
    zoo = await startZoo(zoho);
    const { home, data } = await link();
    const revoke = (origin: string) =>
      ask(`${origin}/oauth/v2/token/revoke`, { method: 'POST', query: { token: String(data['refresh_token']) } });
    expect((await revoke(zoo.origin)).status).toBe(400);
    expect((await revoke(home)).data).toEqual({ status: 'success' });
    expect(errorOf(await at(home, refreshWith(data['refresh_token'])))).toEqual([200, 'invalid_code']);
  });
});

describe('QuickBooks', () => {
  it('names the company in the callback, and the life of the refresh token under a name of its own', async () => {
    zoo = await startZoo(quickbooks);
    const back = await authorize(zoo, { scope: 'com.intuit.quickbooks.accounting' });
    expect(back.get('realmId')).toMatch(/^\d+$/);
    const form = { grant_type: 'authorization_code', code: back.get('code') ?? '', redirect_uri: callback };
    expect((await byBasic(form)).data).toMatchObject({ expires_in: 3600, x_refresh_token_expires_in: 8726400 });
    expect(errorOf(await byPost(form))).toEqual([401, 'invalid_client']);
  });

  it('changes the refresh token once a day, and leaves the old one a day', async () => {
    zoo = await startZoo(quickbooks);
    const { refresh_token: first } = (await byBasic(await codeOf(zoo))).data;
    const refresh = async (value: unknown) => byBasic(refreshWith(value));

    expect((await refresh(first)).data['refresh_token']).toBe(first);
    zoo.clock.forward(day);
    const { refresh_token: second } = (await refresh(first)).data;
    expect(second).not.toBe(first);
    zoo.clock.forward(day - 60);
    expect((await refresh(first)).status).toBe(200);
    zoo.clock.forward(2 * day);
    expect(errorOf(await refresh(first))).toEqual([400, 'invalid_grant']);
    expect((await refresh(second)).status).toBe(200);
  });

  it('revokes the connection by either token', async () => {
    zoo = await startZoo(quickbooks);
    const { refresh_token: value, access_token: access } = (await byBasic(await codeOf(zoo))).data;
    expect((await ask(zoo.endpoints.revoke, { json: { token: value }, basic: zoo })).status).toBe(200);
    expect(state(access)).toBe('revoked');
  });
});

describe('Salesforce', () => {
  const link = async () => (await byPost(await codeOf(zoo, { scope: 'api refresh_token' }))).data;

  it('says where and since when, not how long', async () => {
    zoo = await startZoo(salesforce);
    const data = await link();
    expect(data).toMatchObject({
      instance_url: 'https://examples.my.salesforce.com',
      issued_at: expect.stringMatching(/^\d{13}$/),
      id: `${zoo.origin}/id/00D000000000001/0054711`,
    });
    expect(data).not.toHaveProperty('expires_in');
    expect((await byPost(refreshWith(data['refresh_token']))).data).not.toHaveProperty('refresh_token');
    expect((await byPost(await codeOf(zoo, { scope: 'api' }))).data).not.toHaveProperty('refresh_token');
  });

  it('is found, and signs an ID token', async () => {
    zoo = await startZoo(salesforce);
    const { data: found } = await ask(zoo.endpoints.discovery);
    const { data } = await byPost(await codeOf(zoo, { scope: 'openid api' }));
    const { iss, sub } = decodeJwt(String(data['id_token']));
    expect([iss, sub]).toEqual([found['issuer'], `${zoo.origin}/id/00D000000000001/0054711`]);
  });

  it('ends the oldest grant when a sixth comes', async () => {
    zoo = await startZoo(salesforce);
    const tokens: unknown[] = [];
    for (let count = 0; count < 6; count++) tokens.push((await link())['refresh_token']);
    expect(tokens.map(state)).toEqual(['revoked', 'live', 'live', 'live', 'live', 'live']);
    expect(errorOf(await byPost(refreshWith(tokens[0])))).toEqual([400, 'invalid_grant']);
  });

  it('revokes an access token alone, a refresh token with all', async () => {
    zoo = await startZoo(salesforce);
    const data = await link();
    const revoke = (value: unknown) => ask(zoo.endpoints.revoke, { form: { token: String(value) } });
    expect((await revoke(data['access_token'])).status).toBe(200);
    expect([data['access_token'], data['refresh_token']].map(state)).toEqual(['revoked', 'live']);
    const { access_token: next } = (await byPost(refreshWith(data['refresh_token']))).data;
    expect((await revoke(data['refresh_token'])).status).toBe(200);
    expect(state(next)).toBe('revoked');
    expect(errorOf(await revoke(data['refresh_token']))).toEqual([400, 'invalid_token']);
  });
});

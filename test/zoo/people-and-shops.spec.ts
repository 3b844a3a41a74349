import { afterEach, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { ask, authorize, bearer, callback, codeOf, post, refreshWith } from './asking.ts';
import { dropbox } from './families/dropbox.ts';
import { facebook } from './families/facebook.ts';
import { figma } from './families/figma.ts';
import { instagram } from './families/instagram.ts';
import { shopify } from './families/shopify.ts';
import { strava } from './families/strava.ts';
import { tiktok } from './families/tiktok.ts';
import { twitch } from './families/twitch.ts';
import { startZoo } from './zoo.ts';
import type { Zoo } from './zoo.ts';

let zoo: Zoo;

afterEach(() => zoo.close());

type Form = Record<string, string>;
const byPost = (form: Form) => ask(zoo.endpoints.token, { form: { ...post(zoo), ...form } });
const state = (value: unknown) => zoo.tokens.stateOf(String(value));

describe('Facebook', () => {
  const get = (query: Form) => ask(zoo.endpoints.token, { query: { ...post(zoo), ...query } });
  const exchange = (value: unknown) => get({ grant_type: 'fb_exchange_token', fb_exchange_token: String(value) });

  it('exchanges a short token for a long one by GET, and that for a newer one', async () => {
    zoo = await startZoo(facebook);
    const short = (await get(await codeOf(zoo))).data;
    expect(short).toMatchObject({ expires_in: 7200, token_type: 'bearer' });
    expect(short).not.toHaveProperty('refresh_token');

    const long = (await exchange(short['access_token'])).data;
    expect(long).toMatchObject({ expires_in: 5183944 });
    zoo.clock.forward(59 * 86400);
    expect((await exchange(long['access_token'])).status).toBe(200);
    zoo.clock.forward(2 * 86400);
    expect(await exchange(long['access_token'])).toMatchObject({
      status: 400,
      data: { error: { type: 'OAuthException', code: 190, error_subcode: 463 } },
    });
  });

  it('says why in the callback, and what is wrong in a nested error', async () => {
    zoo = await startZoo(facebook);
    zoo.consent = { deny: true };
    expect(Object.fromEntries(await authorize(zoo))).toMatchObject({
      error: 'access_denied',
      error_reason: 'user_denied',
    });
    expect(Object(await get({ code: 'x', client_secret: 'x' })).data.error).toMatchObject({ code: 1 });
  });

  it('withdraws all by DELETE on the permissions', async () => {
    zoo = await startZoo(facebook);
    const { access_token: value } = (await get(await codeOf(zoo))).data;
    const me = await ask(zoo.endpoints.userinfo, { query: { fields: 'id', access_token: String(value) } });
    expect(me.data).toEqual({ id: '4711' });
    const { data } = await ask(zoo.endpoints.revoke, { method: 'DELETE', headers: bearer(value) });
    expect(data).toEqual({ success: true });
    expect(state(value)).toBe('revoked');
  });
});

describe('Instagram', () => {
  it('exchanges at one address, renews at another once a day has passed', async () => {
    zoo = await startZoo(instagram);
    const { data: answer } = await byPost(await codeOf(zoo, { scope: 'instagram_business_basic' }));
    const [short] = Object(answer).data;
    expect(short).toEqual({
      access_token: expect.any(String),
      user_id: '4711',
      permissions: 'instagram_business_basic',
    });

    const query = { grant_type: 'ig_exchange_token', access_token: String(short.access_token) };
    expect((await ask(zoo.endpoints.exchange, { query })).status).toBe(400);
    const { data: long } = await ask(zoo.endpoints.exchange, { query: { ...query, client_secret: 'zoo-secret' } });
    expect(long).toMatchObject({ expires_in: 5183944 });

    const renew = { query: { grant_type: 'ig_refresh_token', access_token: String(long['access_token']) } };
    expect((await ask(zoo.endpoints.refresh, renew)).status).toBe(400);
    zoo.clock.forward(86400);
    expect((await ask(zoo.endpoints.refresh, renew)).data).toMatchObject({ expires_in: 5183944 });
  });
});

describe('TikTok', () => {
  const key = { client_key: 'zoo-client', client_secret: 'zoo-secret' };
  const token = (form: Form) => ask(zoo.endpoints.token, { form: { ...key, ...form } });
  const code = () => codeOf(zoo, { client_key: 'zoo-client', client_id: '', scope: 'user.info.basic,video.list' });

  it('knows the client by client_key, and gives codes that have to be encoded', async () => {
    zoo = await startZoo(tiktok);
    expect((await code())['code']).toMatch(/[*!]/);
    await expect(authorize(zoo)).rejects.toThrow('no such client');
    expect((await byPost(await code())).data).toMatchObject({ error: 'invalid_client' });
    expect((await token(await code())).data).toMatchObject({
      open_id: expect.stringContaining('4711'),
      scope: 'user.info.basic,video.list',
      expires_in: 86400,
      refresh_expires_in: 31536000,
    });
  });

  it('rotates, and says errors in members beside a log id', async () => {
    zoo = await startZoo(tiktok);
    const { refresh_token: first } = (await token(await code())).data;
    const { refresh_token: second } = (await token(refreshWith(first))).data;
    expect([first, second].map(state)).toEqual(['spent', 'live']);
    expect(await token(refreshWith(first))).toMatchObject({
      status: 200,
      data: { error: 'invalid_grant', error_description: expect.any(String), log_id: expect.any(String) },
    });
  });

  it('tells the person two levels down, and revokes with the key', async () => {
    zoo = await startZoo(tiktok);
    const { access_token: value } = (await token(await code())).data;
    const me = await ask(zoo.endpoints.userinfo, { query: { fields: 'open_id' }, headers: bearer(value) });
    expect(me.data).toMatchObject({
      data: { user: { open_id: expect.stringContaining('4711') } },
      error: { code: 'ok' },
    });
    expect((await ask(zoo.endpoints.revoke, { form: { ...key, token: String(value) } })).status).toBe(200);
    expect(state(value)).toBe('revoked');
  });
});

describe('Shopify', () => {
  const link = async (more: Form = {}) =>
    (await byPost({ ...(await codeOf(zoo, { scope: 'read_products,read_orders' })), ...more })).data;

  it('gives a token without an end, unless it is asked for an expiring one', async () => {
    zoo = await startZoo(shopify);
    expect(await link()).toEqual({ access_token: expect.any(String), scope: 'read_products,read_orders' });
    const expiring = await link({ expiring: '1' });
    expect(expiring).toMatchObject({ expires_in: 3600, refresh_token_expires_in: 7776000 });
    expect(expiring).not.toHaveProperty('token_type');
    const back = await authorize(zoo, { response_type: '' });
    expect(back.get('shop')).toBe(new URL(zoo.origin).host);
  });

  it('ends all expiring tokens when a new one comes', async () => {
    zoo = await startZoo(shopify);
    const forEver = await link();
    const first = await link({ expiring: '1' });
    const second = (await byPost(refreshWith(first['refresh_token']))).data;
    const values = [forEver, first, second].map((one) => one['access_token']);
    expect(values.map(state)).toEqual(['live', 'revoked', 'live']);
    expect((await byPost(refreshWith(first['refresh_token']))).status).toBe(400);
  });

  it('is uninstalled by DELETE with a header of its own', async () => {
    zoo = await startZoo(shopify);
    const { access_token: value } = await link();
    expect((await ask(zoo.endpoints.revoke, { method: 'DELETE', headers: bearer(value) })).status).toBe(401);
    const headers = { 'x-shopify-access-token': String(value) };
    expect((await ask(zoo.endpoints.revoke, { method: 'DELETE', headers })).status).toBe(200);
    expect(state(value)).toBe('revoked');
  });
});

describe('Dropbox', () => {
  const link = async () => (await byPost(await codeOf(zoo, { token_access_type: 'offline' }))).data;

  it('gives a refresh token to offline access, and never another', async () => {
    zoo = await startZoo(dropbox);
    expect((await byPost(await codeOf(zoo))).data).not.toHaveProperty('refresh_token');
    const data = await link();
    expect(data).toMatchObject({
      expires_in: 14400,
      uid: '4711',
      account_id: 'dbid:4711',
      refresh_token: expect.any(String),
    });
    expect(Object.keys((await byPost(refreshWith(data['refresh_token']))).data)).toEqual([
      'access_token',
      'token_type',
      'expires_in',
    ]);
  });

  it('is asked by POST who it is, and does not take a form', async () => {
    zoo = await startZoo(dropbox);
    const headers = bearer((await link())['access_token']);
    expect((await ask(zoo.endpoints.userinfo, { headers })).status).toBe(400);
    expect((await ask(zoo.endpoints.userinfo, { headers, form: { a: 'b' } })).status).toBe(400);
    expect((await ask(zoo.endpoints.userinfo, { headers, method: 'POST' })).data).toMatchObject({
      account_id: 'dbid:4711',
    });
  });

  it('ends the grant by a call that bears its token', async () => {
    zoo = await startZoo(dropbox);
    const data = await link();
    const revoke = () => ask(zoo.endpoints.revoke, { method: 'POST', headers: bearer(data['access_token']) });
    expect((await revoke()).status).toBe(200);
    expect(state(data['refresh_token'])).toBe('revoked');
    expect(await revoke()).toMatchObject({ status: 401, data: { error: { '.tag': 'invalid_access_token' } } });
    expect((await byPost(refreshWith(data['refresh_token']))).data['error']).toBe('invalid_grant');
  });
});

describe('Strava', () => {
  it('brings the same access token again while it has more than an hour', async () => {
    zoo = await startZoo(strava);
    const back = await authorize(zoo, { scope: 'read,activity:read' });
    expect(back.get('scope')).toBe('read,activity:read');
    const first = (await byPost({ code: back.get('code')!, redirect_uri: callback })).data;
    expect(first).toMatchObject({ athlete: { id: 4711 }, expires_at: expect.any(Number) });
    expect(first).not.toHaveProperty('scope');

    const { data: same } = await byPost(refreshWith(first['refresh_token']));
    expect([same['access_token'], same['refresh_token']]).toEqual([first['access_token'], first['refresh_token']]);
    zoo.clock.forward(5 * 3600 + 1);
    const { data: next } = await byPost(refreshWith(first['refresh_token']));
    expect(next['access_token']).not.toBe(first['access_token']);
    expect(await byPost(refreshWith(first['refresh_token']))).toMatchObject({
      status: 400,
      data: { errors: [expect.anything()] },
    });
  });
});

describe('Twitch', () => {
  it('answers scopes as an array, and puts the name of the status where an error code belongs', async () => {
    zoo = await startZoo(twitch);
    const { data } = await byPost(await codeOf(zoo, { scope: 'user:read:email channel:read:polls' }));
    expect(data['scope']).toEqual(['user:read:email', 'channel:read:polls']);
    expect(await byPost(refreshWith('wrong'))).toMatchObject({
      status: 400,
      data: { error: 'Bad Request', status: 400, message: 'Invalid refresh token' },
    });
    expect((await byPost({ ...refreshWith('any'), client_secret: 'wrong' })).status).toBe(403);
  });

  it('is found, and signs an ID token', async () => {
    zoo = await startZoo(twitch);
    const { data: found } = await ask(zoo.endpoints.discovery);
    const { data } = await byPost(await codeOf(zoo, { scope: 'openid' }));
    expect(decodeJwt(String(data['id_token']))).toMatchObject({
      iss: found['issuer'],
      sub: '4711',
      aud: zoo.client.id,
    });
  });

  it('revokes a token alone, by client id without its secret', async () => {
    zoo = await startZoo(twitch);
    const { data } = await byPost(await codeOf(zoo));
    const form = { client_id: zoo.client.id, token: String(data['access_token']) };
    expect((await ask(zoo.endpoints.revoke, { form })).status).toBe(200);
    expect([data['access_token'], data['refresh_token']].map(state)).toEqual(['revoked', 'live']);
  });
});

describe('Figma', () => {
  it('refreshes at an address of its own, by Basic', async () => {
    zoo = await startZoo(figma);
    const { data } = await ask(zoo.endpoints.token, { form: await codeOf(zoo), basic: zoo });
    expect(data).toMatchObject({ user_id_string: '4711', expires_in: 7776000 });
    const form = { refresh_token: String(data['refresh_token']) };

    expect((await ask(zoo.endpoints.refresh, { form: { ...post(zoo), ...form } })).status).toBe(401);
    const { data: next } = await ask(zoo.endpoints.refresh, { form, basic: zoo });
    expect(next).toMatchObject({ access_token: expect.any(String), expires_in: 7776000 });
    expect(next).not.toHaveProperty('refresh_token');
    const wrong = await ask(zoo.endpoints.refresh, { form: { refresh_token: 'wrong' }, basic: zoo });
    expect(wrong).toMatchObject({ status: 400, data: { error: true, message: expect.any(String) } });
  });
});

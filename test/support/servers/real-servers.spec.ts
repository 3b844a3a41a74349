import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Browser } from '../browser.ts';
import { djangoMissing, startDjangoOAuthToolkit } from './django-oauth-toolkit.ts';
import { glewlwydMissing, startGlewlwyd } from './glewlwyd.ts';
import { describeWith } from './installed.ts';
import type { RealServer, WalkOptions } from './real-server.ts';

const callback = 'http://127.0.0.1:9/callback';
const redirectUris = [callback];

interface Answer {
  status: number;
  text: string;
  data: Record<string, unknown>;
}

async function post(server: RealServer, url: string, form: Record<string, string>): Promise<Answer> {
  const { id, secret } = server.client;
  const authorization = `Basic ${btoa(`${id}:${secret}`)}`;
  const response = await fetch(url, { method: 'POST', headers: { authorization }, body: new URLSearchParams(form) });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
  return { status: response.status, text, data: isJson ? Object(JSON.parse(text)) : {} };
}

/** Where the person is sent back to. */
async function authorize(server: RealServer, scope: string, walk: Partial<WalkOptions> = {}): Promise<URLSearchParams> {
  const query = {
    client_id: server.client.id,
    redirect_uri: callback,
    response_type: 'code',
    scope,
    state: 's',
    nonce: 'n',
  };
  const url = `${server.endpoints.authorization}?${new URLSearchParams(query).toString()}`;
  const page = await server.walkLogin(new Browser(), url, { stopBefore: callback, ...walk });
  return new URL(page.location ?? page.url).searchParams;
}

async function link(server: RealServer, scope: string, walk?: Partial<WalkOptions>): Promise<Record<string, unknown>> {
  const code = (await authorize(server, scope, walk)).get('code') ?? '';
  const form = { grant_type: 'authorization_code', code, redirect_uri: callback };
  const { status, data } = await post(server, server.endpoints.token, form);
  expect(status).toBe(200);
  return data;
}

const refresh = (server: RealServer, token: unknown) =>
  post(server, server.endpoints.token, { grant_type: 'refresh_token', refresh_token: String(token) });
const userinfo = async ({ endpoints }: RealServer, token: unknown) => {
  const response = await fetch(endpoints.userinfo, { headers: { authorization: `Bearer ${String(token)}` } });
  return { status: response.status, text: await response.text() };
};

describeWith(glewlwydMissing())('Glewlwyd', () => {
  const everything = 'openid profile email offline_access api';
  let server: RealServer;

  beforeAll(async () => {
    server = await startGlewlwyd({ redirectUris });
  });
  afterAll(() => server.close());

  const poll = (code: unknown) =>
    post(server, server.endpoints.token, {
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      device_code: String(code),
    });

  it('links, names itself in the callback, and tells who it is', async () => {
    expect((await authorize(server, everything)).get('iss')).toBe(server.issuer);
    const tokens = await link(server, everything);
    expect(tokens).toMatchObject({ token_type: 'bearer', expires_in: 3600, refresh_token: expect.any(String) });
    expect((await userinfo(server, tokens['access_token'])).text).toContain(server.person.email);
  });

  it('lets the person choose scopes', async () => {
    expect(await link(server, everything, { scopes: ['openid', 'api'] })).toMatchObject({ scope: 'openid api' });
  });

  it('rotates; a spent token kills the chain, with an empty 400', async () => {
    const { refresh_token: first } = await link(server, everything);
    const { data } = await refresh(server, first);
    expect(data['refresh_token']).not.toBe(first);
    expect(data).not.toHaveProperty('id_token');

    expect(await refresh(server, first)).toMatchObject({ status: 400, text: '' });
    expect((await refresh(server, data['refresh_token'])).status).toBe(400);
  });

  it('answers a wrong secret just so, and spends the token all the same', async () => {
    const { refresh_token: token } = await link(server, everything);
    const stranger = { ...server, client: { ...server.client, secret: 'wrong' } };
    expect(await refresh(stranger, token)).toMatchObject({ status: 400, text: '' });
    expect(await refresh(server, token)).toMatchObject({ status: 400, text: '' });
  });

  it('revokes', async () => {
    const { refresh_token: token } = await link(server, everything);
    expect((await post(server, server.endpoints.revocation, { token: String(token) })).status).toBe(200);
    expect((await refresh(server, token)).status).toBe(400);
  });

  it('lets a device in', async () => {
    const device = await post(server, server.endpoints.deviceAuthorization ?? '', { scope: 'openid api' });
    expect(device.data).toMatchObject({ interval: 1, user_code: expect.any(String) });
    await server.walkLogin(new Browser(), String(device.data['verification_uri_complete']), { stopBefore: callback });
    expect((await poll(device.data['device_code'])).data).toMatchObject({ refresh_token: expect.any(String) });
  });

  it('lets a device wait, and complains of one that asks too often', async () => {
    const { data } = await post(server, server.endpoints.deviceAuthorization ?? '', { scope: 'openid api' });
    expect((await poll(data['device_code'])).data['error']).toBe('authorization_pending');
    expect((await poll(data['device_code'])).data['error']).toBe('slow_down');
  });
});

describeWith(glewlwydMissing())('Glewlwyd without rotation', () => {
  let server: RealServer;

  beforeAll(async () => {
    server = await startGlewlwyd({ redirectUris, rotation: 'never' });
  });
  afterAll(() => server.close());

  it('repeats no refresh token, and a wrong secret harms none', async () => {
    const { refresh_token: token } = await link(server, 'openid api');
    const stranger = { ...server, client: { ...server.client, secret: 'wrong' } };
    expect((await refresh(stranger, token)).status).toBe(400);
    expect((await refresh(server, token)).data).not.toHaveProperty('refresh_token');
    expect((await refresh(server, token)).status).toBe(200);
  });
});

describeWith(djangoMissing())('Django OAuth Toolkit', () => {
  const everything = 'openid profile email offline_access api';
  let server: RealServer;

  beforeAll(async () => {
    server = await startDjangoOAuthToolkit({ redirectUris });
  });
  afterAll(() => server.close());

  it('links, and tells who it is', async () => {
    const tokens = await link(server, everything);
    expect(tokens).toMatchObject({ token_type: 'Bearer', expires_in: 3600, refresh_token: expect.any(String) });
    expect((await userinfo(server, tokens['access_token'])).text).toContain(server.person.email);
  });

  it('answers access_denied when the person says no', async () => {
    expect((await authorize(server, everything, { consents: false })).get('error')).toBe('access_denied');
  });

  it('rotates, and a refresh ends the old access token at once', async () => {
    const first = await link(server, everything);
    const { data: second } = await refresh(server, first['refresh_token']);
    expect(second['refresh_token']).not.toBe(first['refresh_token']);
    expect((await userinfo(server, first['access_token'])).status).toBe(401);
    expect((await userinfo(server, second['access_token'])).status).toBe(200);

    expect(await refresh(server, first['refresh_token'])).toMatchObject({
      status: 400,
      data: { error: 'invalid_grant' },
    });
    expect((await refresh(server, second['refresh_token'])).status).toBe(200);
  });

  it('revokes', async () => {
    const { refresh_token: token } = await link(server, everything);
    expect((await post(server, server.endpoints.revocation, { token: String(token) })).status).toBe(200);
    expect(await refresh(server, token)).toMatchObject({ status: 400, data: { error: 'invalid_grant' } });
  });

  it('leads from its discovery document to one with a slash at the end', async () => {
    const found = await fetch(`${server.issuer}/.well-known/openid-configuration`, { redirect: 'manual' });
    expect([found.status, found.headers.get('location')]).toEqual([301, '/o/.well-known/openid-configuration/']);
  });
});

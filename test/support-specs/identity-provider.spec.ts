import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import * as client from 'openid-client';
import { startIdentityProvider } from '../support/identity-provider.ts';
import type { IdentityProviderOptions } from '../support/identity-provider.ts';
import { callback, everyScope, party } from './relying-party.ts';
import type { Party } from './relying-party.ts';

const open: { close(): Promise<void> }[] = [];

async function start(options?: IdentityProviderOptions): Promise<Party> {
  const started = await party(options);
  open.push(started);
  return started;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((started) => started.close()));
});

describe('the code flow', () => {
  it('signs in, asks for consent, and gives every token', async () => {
    const { idp, connect, config, browser } = await start();

    const tokens = await connect();

    expect(tokens.claims()).toMatchObject({ sub: 'alice', name: 'Alice Example', roles: ['user'] });
    expect(tokens).toMatchObject({ scope: everyScope, expires_in: 3600 });
    expect(await client.fetchUserInfo(config, tokens.access_token, 'alice')).toMatchObject({
      email: 'alice@example.org',
      preferred_username: 'alice',
    });
    expect(await idp.liveRefreshToken(tokens.refresh_token ?? '')).toBe(true);
    expect(idp.grantsAlive()).toBe(1);
    expect(idp.calls).toMatchObject({ code: 1, userinfo: 1, refresh: 0 });
    expect(idp.calls.tokenRequests).toMatchObject([
      { grantType: 'authorization_code', outcome: 'ok', delivered: 'as is' },
    ]);
    const { cookies } = await browser.cookies.serialize();
    expect(cookies.every(({ key }) => key?.startsWith(`idp${String(idp.port)}`))).toBe(true);
  });

  it('asks a browser that is signed in for consent only', async () => {
    const { idp, connect } = await start();
    await connect();
    idp.calls.reset();

    await connect();

    expect(idp.calls.interaction).toBe(2);
  });

  it('answers access_denied when the person says no', async () => {
    const { connect, idp } = await start();

    await expect(connect({ login: 'bob', consents: false })).rejects.toMatchObject({ error: 'access_denied' });

    expect(idp.calls.code).toBe(0);
  });

  it('grants fewer scopes than asked, where the person unticks some', async () => {
    const { connect } = await start();

    const tokens = await connect({ login: 'alice', scopes: ['email', 'offline_access'] });

    expect(tokens.scope).toBe('openid email offline_access');
  });

  it('gives no refresh token unless offline_access is asked for', async () => {
    const { connect } = await start();

    expect(await connect({ login: 'alice' }, { scope: 'openid read' })).not.toHaveProperty('refresh_token');
  });

  it('does not know strangers', async () => {
    const { browser, config } = await start();
    const url = client.buildAuthorizationUrl(config, { redirect_uri: callback, scope: 'openid' });

    const page = await browser.walk(url.href, { login: 'mallory' }, { stopBefore: callback });

    expect(page.status).toBe(400);
    expect(page.body).toContain('nobody called “mallory”');
  });

  it('lets a client be replaced, with another secret', async () => {
    const { idp, connect } = await start();

    idp.addClient({ client_id: 'rp', client_secret: 'another', redirect_uris: [callback] });

    await expect(connect()).rejects.toThrow();
    expect(idp.calls.tokenRequests.at(-1)?.outcome).toBe('invalid_client');
  });

  it('is quiet', async () => {
    const spies = (['log', 'info', 'warn', 'error'] as const).map((method) => jest.spyOn(console, method));
    const { connect, refresh } = await start({ accessTokenFormat: 'jwt' });

    await refresh((await connect()).refresh_token);

    for (const spy of spies) expect(spy).not.toHaveBeenCalled();
    jest.restoreAllMocks();
  });
});

describe('rotation', () => {
  it('strict: brings a new token each time, and a spent one kills the grant', async () => {
    const { idp, connect, refresh } = await start({ rotation: 'strict' });
    const first = (await connect()).refresh_token;
    const second = (await refresh(first)).refresh_token;
    expect(second).not.toBe(first);
    expect(await idp.liveRefreshToken(first ?? '')).toBe(false);
    expect(await idp.liveRefreshToken(second ?? '')).toBe(true);

    await expect(refresh(first)).rejects.toMatchObject({ error: 'invalid_grant' });

    expect(await idp.liveRefreshToken(second ?? '')).toBe(false);
    expect(idp.grantsAlive()).toBe(0);
    expect(idp.calls.refreshes.map(({ outcome }) => outcome)).toEqual(['ok', 'invalid_grant']);
  });

  it('strict: two refreshes at once end in a dead grant', async () => {
    const { idp, connect, refresh } = await start({ rotation: 'strict' });
    const { refresh_token: token } = await connect();

    const results = await Promise.allSettled([refresh(token), refresh(token)]);

    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(idp.grantsAlive()).toBe(0);
  });

  it('never: refreshes do not repeat the token', async () => {
    const { connect, refresh } = await start({ rotation: 'never' });
    const { refresh_token: token } = await connect();

    expect(await refresh(token)).not.toHaveProperty('refresh_token');
    expect(await refresh(token)).toHaveProperty('access_token');
  });

  it('default: the same token is echoed', async () => {
    const { connect, refresh } = await start();
    const { refresh_token: token } = await connect();

    expect((await refresh(token)).refresh_token).toBe(token);
  });
});

describe('variants of the answers', () => {
  it('leaves out what the options take away', async () => {
    const { connect } = await start({ idToken: false, refreshToken: false, expiresIn: false, refreshExpiresIn: 0 });

    const tokens = await connect();

    expect(Object.keys(tokens).sort()).toEqual(['access_token', 'refresh_expires_in', 'scope', 'token_type']);
    expect(tokens['refresh_expires_in']).toBe(0);
  });

  it('tells name and e-mail at the userinfo endpoint only', async () => {
    const { connect } = await start({ claimsInIdToken: false });

    expect((await connect()).claims()).not.toHaveProperty('email');
  });

  it('is a plain OAuth 2.0 server without discovery', async () => {
    const { idp, connect } = await start({
      discovery: false,
      idToken: false,
      offlineAccess: 'always',
      issParameter: false,
    });

    expect((await fetch(idp.discoveryUrl)).status).toBe(404);
    expect(idp.calls.discovery).toBe(1);
    expect(await connect({ login: 'alice' }, { scope: 'read' })).toMatchObject({
      scope: 'read',
      refresh_token: expect.any(String),
    });
  });

  it.each([true, false])('iss parameter and its promise in discovery: %s', async (issParameter) => {
    const { idp, browser, config } = await start({ issParameter });
    const url = client.buildAuthorizationUrl(config, { redirect_uri: callback, scope: 'openid' });

    const { data } = await browser.json(idp.discoveryUrl);
    const { location } = await browser.walk(url.href, { login: 'alice' }, { stopBefore: callback });

    expect(Object(data)).toMatchObject({ issuer: idp.issuer });
    expect('authorization_response_iss_parameter_supported' in Object(data)).toBe(issParameter);
    expect(new URL(location ?? '').searchParams.has('iss')).toBe(issParameter);
  });
});

describe('JWT access tokens', () => {
  it('verify against the published keys, for the audience asked', async () => {
    const { idp, connect, refresh, config } = await start({ accessTokenFormat: 'jwt', audience: 'the-store' });
    const keys = createRemoteJWKSet(new URL(idp.endpoints.jwks));
    const tokens = await connect();

    for (const { access_token: token } of [tokens, await refresh(tokens.refresh_token)]) {
      const { payload } = await jwtVerify(token, keys, { issuer: idp.issuer, audience: 'the-store', typ: 'at+jwt' });
      expect(payload).toMatchObject({ sub: 'alice', client_id: 'rp', roles: ['user'], scope: everyScope });
    }
    expect(idp.calls.jwks).toBe(1);
    expect(await client.fetchUserInfo(config, tokens.access_token, 'alice')).toMatchObject({ name: 'Alice Example' });
  });

  it('are for the resource that a refresh names', async () => {
    const { connect, config } = await start({ accessTokenFormat: 'jwt' });
    const resource = 'https://files.example/';
    const { refresh_token: token = '' } = await connect({ login: 'alice' }, { resource });

    const narrowed = await client.refreshTokenGrant(config, token, { resource, scope: 'read' });

    expect(decodeJwt(narrowed.access_token)).toMatchObject({ aud: resource, scope: 'read' });
  });

  it('are signed to order for hostile tests', async () => {
    const { idp } = await start();
    const keys = createRemoteJWKSet(new URL(idp.endpoints.jwks));
    const verify = (token: string): Promise<unknown> => jwtVerify(token, keys, { issuer: idp.issuer });

    await verify(await idp.issueAccessToken());
    await verify(await idp.issueIdToken({ aud: 'somebody-else' }));
    await expect(verify(await idp.issueAccessToken({ exp: 1 }))).rejects.toThrow('exp');
    await expect(verify(await idp.issueAccessToken({}, {}, { signedBy: 'stranger' }))).rejects.toThrow('signature');
    await expect(verify(await idp.issueAccessToken({}, { alg: 'HS256' }))).rejects.toThrow();
    const unsigned = await idp.issueAccessToken({ sub: undefined }, { alg: 'none' });
    expect(decodeProtectedHeader(unsigned)).toMatchObject({ alg: 'none', typ: 'at+jwt' });
    expect(decodeJwt(unsigned)).not.toHaveProperty('sub');
  });
});

describe('ends and outages', () => {
  it('revokes the grant of a refresh token', async () => {
    const { idp, connect } = await start();
    const { refresh_token: token = '' } = await connect();

    const response = await fetch(idp.endpoints.revocation, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa('rp:rp-secret')}` },
      body: new URLSearchParams({ token }),
    });

    expect(response.status).toBe(200);
    expect(await idp.liveRefreshToken(token)).toBe(false);
    expect(idp.calls.revocation).toBe(1);
  });

  it('signs out, and asks for the name again afterwards', async () => {
    const { idp, connect, browser } = await start();
    const { id_token: hint = '' } = await connect();

    const page = await browser.walk(`${idp.endpoints.endSession}?id_token_hint=${hint}`, { login: 'alice' });

    expect(page.body).toContain('Signed out');
    expect((await connect({ login: 'bob' })).claims()?.sub).toBe('bob');
  });

  it('goes down and comes up on the same port with all it knew', async () => {
    const { idp, connect, refresh } = await start({ rotation: 'strict' });
    const { refresh_token: token } = await connect();

    await idp.goDown();
    await expect(refresh(token)).rejects.toThrow();
    await idp.comeUp();

    expect(await refresh(token)).toHaveProperty('access_token');
    expect(idp.calls.refresh).toBe(1);
  });

  it('lets a device in', async () => {
    const { browser, config } = await start();
    const device = await client.initiateDeviceAuthorization(config, { scope: everyScope, prompt: 'consent' });

    const page = await browser.walk(device.verification_uri_complete ?? '', { login: 'bob' });

    expect(page.body).toContain('Your device is connected');
    const answer = await client.genericGrantRequest(config, 'urn:ietf:params:oauth:grant-type:device_code', {
      device_code: device.device_code,
    });
    expect(answer).toMatchObject({ refresh_token: expect.any(String) });
  });

  it('keeps two providers apart', async () => {
    const one = await start();
    const other = await startIdentityProvider();
    open.push(other);
    const { access_token: token } = await one.connect();

    const response = await fetch(other.endpoints.userinfo, { headers: { authorization: `Bearer ${token}` } });

    expect(response.status).toBe(401);
    expect(one.idp.calls.userinfo).toBe(0);
  });
});

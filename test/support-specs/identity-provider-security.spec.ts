import { afterEach, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair } from 'jose';
import * as client from 'openid-client';
import { Agent, request } from 'undici';
import { Browser } from '../support/browser.ts';
import { createAuthority } from '../support/identity-provider/certificates.ts';
import type { Certified } from '../support/identity-provider/certificates.ts';
import { startIdentityProvider } from '../support/identity-provider.ts';
import type { ClientMetadata, IdentityProvider, IdentityProviderOptions } from '../support/identity-provider.ts';
import { callback } from './relying-party.ts';

const open: { close(): Promise<void> }[] = [];
const scope = 'openid email offline_access';
const registered: ClientMetadata = { client_id: 'rp', client_secret: 'rp-secret', redirect_uris: [callback] };

async function start(options: IdentityProviderOptions = {}): Promise<IdentityProvider> {
  const idp = await startIdentityProvider({ clients: [registered], ...options });
  open.push(idp);
  return idp;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((started) => started.close()));
});

function discover(idp: IdentityProvider, auth = client.ClientSecretBasic('rp-secret')): Promise<client.Configuration> {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the mark only asks to think twice: it is this machine
  const options = { execute: [client.allowInsecureRequests] };
  return client.discovery(new URL(idp.issuer), 'rp', undefined, auth, options);
}

/** Where the person, having said yes, is sent back to. */
async function consented(url: URL): Promise<URL> {
  const { location } = await new Browser().walk(url.href, { login: 'alice' }, { stopBefore: callback });
  return new URL(location ?? '');
}

const parameters = { redirect_uri: callback, scope, prompt: 'consent' };

describe('pushed authorization requests', () => {
  it('are taken, and are a must where required', async () => {
    const idp = await start({ par: 'required' });
    const config = await discover(idp);
    expect(config.serverMetadata().require_pushed_authorization_requests).toBe(true);

    const plain = await consented(client.buildAuthorizationUrl(config, parameters)).catch(() => undefined);
    expect(plain?.searchParams.get('code') ?? null).toBeNull();

    const pushed = await client.buildAuthorizationUrlWithPAR(config, parameters);
    expect([...pushed.searchParams.keys()].sort()).toEqual(['client_id', 'request_uri']);
    const tokens = await client.authorizationCodeGrant(config, await consented(pushed));
    expect(tokens.refresh_token).toEqual(expect.any(String));
    expect(idp.calls.pushedAuthorization).toBe(1);
  });

  it('are not offered where off', async () => {
    const idp = await start({ par: 'off' });
    expect((await discover(idp)).serverMetadata().pushed_authorization_request_endpoint).toBeUndefined();
    expect((await fetch(idp.endpoints.pushedAuthorization, { method: 'POST' })).status).toBe(404);
  });
});

describe('DPoP', () => {
  it('binds every token where it is required, and wants a nonce first', async () => {
    const idp = await start({ dpop: 'required', dpopNonce: true, rotation: 'strict' });
    const config = await discover(idp);
    const back = await consented(client.buildAuthorizationUrl(config, parameters));
    await expect(client.authorizationCodeGrant(config, back)).rejects.toMatchObject({ error: 'invalid_grant' });

    const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair());
    const again = await consented(client.buildAuthorizationUrl(config, parameters));
    const tokens = await client.authorizationCodeGrant(config, again, undefined, undefined, { DPoP });
    expect(tokens.token_type).toBe('dpop');
    expect(idp.calls.tokenRequests.map(({ outcome }) => outcome)).toEqual(['invalid_grant', 'use_dpop_nonce', 'ok']);
    expect(await idp.liveRefreshToken(tokens.refresh_token ?? '')).toBe(true);

    expect(await client.refreshTokenGrant(config, tokens.refresh_token ?? '', {}, { DPoP })).toMatchObject({
      token_type: 'dpop',
    });
  });

  it('does not spend a refresh token while it asks for a nonce', async () => {
    const idp = await start({ dpop: 'required', dpopNonce: true, rotation: 'strict' });
    const config = await discover(idp);
    const keys = await client.randomDPoPKeyPair();
    const back = await consented(client.buildAuthorizationUrl(config, parameters));
    const handle = client.getDPoPHandle(config, keys);
    const { refresh_token: token = '' } = await client.authorizationCodeGrant(config, back, {}, {}, { DPoP: handle });

    // A handle that has not heard of the nonce yet.
    const fresh = client.getDPoPHandle(config, keys);
    await client.refreshTokenGrant(config, token, {}, { DPoP: fresh });
    expect(idp.calls.refreshes.map(({ outcome }) => outcome)).toEqual(['use_dpop_nonce', 'ok']);
    expect(idp.grantsAlive()).toBe(1);
  });

  it('leaves tokens unbound where a client does not ask, and is not offered where off', async () => {
    const idp = await start();
    const config = await discover(idp);
    const back = await consented(client.buildAuthorizationUrl(config, parameters));
    expect((await client.authorizationCodeGrant(config, back)).token_type).toBe('bearer');
    const without = await discover(await start({ dpop: 'off' }));
    expect(without.serverMetadata().dpop_signing_alg_values_supported).toBeUndefined();
  });
});

describe('clients that prove themselves otherwise', () => {
  it('by a signed assertion', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'k', alg: 'ES256' }] };
    const by = { token_endpoint_auth_method: 'private_key_jwt', jwks } as const;
    const idp = await start({ clients: [{ client_id: 'rp', redirect_uris: [callback], ...by }] });
    const config = await discover(idp, client.PrivateKeyJwt({ key: privateKey, kid: 'k' }));

    const back = await consented(client.buildAuthorizationUrl(config, parameters));
    expect(await client.authorizationCodeGrant(config, back)).toHaveProperty('refresh_token');

    const stranger = await generateKeyPair('ES256');
    const wrong = await discover(idp, client.PrivateKeyJwt({ key: stranger.privateKey, kid: 'k' }));
    await expect(client.refreshTokenGrant(wrong, 'any')).rejects.toMatchObject({ error: 'invalid_client' });
  });

  it('by a certificate, to which tokens are bound', async () => {
    const authority = createAuthority();
    const bound = { tls_client_auth_subject_dn: 'CN=rp', tls_client_certificate_bound_access_tokens: true };
    const by = { token_endpoint_auth_method: 'tls_client_auth', ...bound } as const;
    const idp = await start({ clients: [{ client_id: 'rp', redirect_uris: [callback], ...by }], tls: authority });
    const config = await discover(idp, client.None());
    expect(config.serverMetadata().mtls_endpoint_aliases?.token_endpoint).toBe(`${idp.tlsOrigin ?? ''}/token`);
    const back = await consented(client.buildAuthorizationUrl(config, parameters));
    const code = { grant_type: 'authorization_code', client_id: 'rp', code: back.searchParams.get('code') ?? '' };

    const post = async (path: string, form: Record<string, string>, shown?: Certified, more = {}) => {
      const dispatcher = new Agent({ connect: { ca: authority.cert, ...shown } });
      open.push(dispatcher);
      const headers = { 'content-type': 'application/x-www-form-urlencoded', ...more };
      const body = new URLSearchParams(form).toString();
      const answer = await request(`${idp.tlsOrigin ?? ''}${path}`, { method: 'POST', dispatcher, headers, body });
      return { status: answer.statusCode, data: Object(await answer.body.json()) as Record<string, unknown> };
    };
    const token = (form: Record<string, string>, shown?: Certified) =>
      post('/token', { redirect_uri: callback, ...form }, shown);
    const refused = { status: 401, data: { error: 'invalid_client' } };
    const own = authority.issue('rp');

    expect(await token(code)).toMatchObject(refused);
    expect(await token(code, authority.issue('other'))).toMatchObject(refused);
    expect(await token(code, createAuthority('Another').issue('rp'))).toMatchObject(refused);
    const { status, data } = await token(code, own);
    expect(status).toBe(200);

    const bearer = { authorization: `Bearer ${String(data['access_token'])}` };
    expect((await post('/me', {}, own, bearer)).data).toMatchObject({ sub: 'alice' });
    expect((await post('/me', {}, authority.issue('rp'), bearer)).status).toBe(401);
    const refresh = { grant_type: 'refresh_token', client_id: 'rp', refresh_token: String(data['refresh_token']) };
    expect((await token(refresh, own)).status).toBe(200);
    expect(idp.calls.refresh).toBe(1);
  });
});

it('tells about a token at introspection', async () => {
  const idp = await start();
  const config = await discover(idp);
  const back = await consented(client.buildAuthorizationUrl(config, parameters));
  const { access_token: token } = await client.authorizationCodeGrant(config, back);

  expect(await client.tokenIntrospection(config, token)).toMatchObject({ active: true, sub: 'alice', client_id: 'rp' });
  expect(await client.tokenIntrospection(config, 'unknown')).toMatchObject({ active: false });
});

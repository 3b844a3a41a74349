import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { JWK } from 'jose';
import { answerInstead, answers } from '../support/faults.ts';
import { endRest, expireTokens, grantRow } from '../support/grants.ts';
import { createAuthority } from '../support/identity-provider/certificates.ts';
import { expectProblem } from './acts.ts';
import { givenIn, startStand, type Stand, type StandOptions } from './provider-acts.ts';

let stand: Stand | undefined;

async function start(options: StandOptions): Promise<Stand> {
  stand = await startStand(options);
  return stand;
}

afterEach(async () => {
  await stand?.stop();
  stand = undefined;
});

/** Links, refreshes, and shows that the refresh token moved on. */
async function linkAndRefresh({ store, idp, link, token }: Stand): Promise<void> {
  expect(await link()).toBe('?linked=idp');
  const first = givenIn(await token());
  await expireTokens(store);
  expect(givenIn(await token()).access_token).not.toBe(first.access_token);
  expect([idp.calls.refreshes.map(({ outcome }) => outcome), idp.grantsAlive()]).toEqual([['ok'], 1]);
}

describe('a client that proves itself by a signed assertion', () => {
  const signed = (jwk: JWK): StandOptions['client'] => ({
    token_endpoint_auth_method: 'private_key_jwt',
    jwks: { keys: [jwk] },
  });
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });

  it('has a key in PEM form, by the name that a setting gives it', async () => {
    const pem = ec.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const jwk = { ...(ec.publicKey.export({ format: 'jwk' }) as JWK), kid: 'a', alg: 'ES256' };
    const knobs = { CLIENT_AUTH: 'private_key_jwt', PRIVATE_KEY: pem, PRIVATE_KEY_ID: 'a', CLIENT_SECRET: undefined };
    const { store, ...others } = await start({ idp: { rotation: 'strict' }, knobs, client: signed(jwk) });
    await linkAndRefresh({ store, ...others });
    expect(store.logged()).not.toContain(pem.split('\n')[1]);
  });

  it('has a JWK, with a name of its own, of another kind', async () => {
    const jwk = { ...(rsa.privateKey.export({ format: 'jwk' }) as JWK), kid: 'b', alg: 'PS256' };
    const { kty, n, e, kid, alg } = jwk;
    const knobs = { CLIENT_AUTH: 'private_key_jwt', PRIVATE_KEY: JSON.stringify(jwk), CLIENT_SECRET: undefined };
    const known = signed({ kty, n, e, kid, alg } as JWK);
    await linkAndRefresh(await start({ idp: { rotation: 'strict' }, knobs, client: known }));
  });

  it('and is not known by it, loses nothing', async () => {
    const pem = ec.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const jwk = { ...(ec.publicKey.export({ format: 'jwk' }) as JWK), kid: 'a', alg: 'ES256' };
    const knobs = { CLIENT_AUTH: 'private_key_jwt', PRIVATE_KEY: pem, PRIVATE_KEY_ID: 'a', CLIENT_SECRET: undefined };
    const { store, idp, link, token } = await start({ idp: { rotation: 'strict' }, knobs, client: signed(jwk) });
    await link();
    const kept = (await grantRow(store, 'idp')).refresh_token;
    const redirect_uris = [`${store.base}/api/v1.0/idp/redirect_uri`];
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }) as JWK;
    idp.addClient({ client_id: 'store', redirect_uris, ...signed({ ...other, kid: 'a', alg: 'ES256' }) });
    await expireTokens(store);
    expectProblem(await token(), 503, 'provider_misconfigured');
    expect(await grantRow(store, 'idp')).toMatchObject({ status: 'active', refresh_token: kept });
    idp.addClient({ client_id: 'store', redirect_uris, ...signed(jwk) });
    await endRest(store);
    expect(givenIn(await token()).access_token).toEqual(expect.any(String));
  });
});

describe('a private key that cannot sign', () => {
  const EC = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }) as JWK;
  const RSA = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ format: 'jwk' }) as JWK;

  it.each<[string, JWK]>([
    ['is of another kind than it says', { ...EC, alg: 'RS256' }],
    ['is for something else', { ...EC, key_ops: [] }],
    ['is too short', RSA],
  ])('because it %s is the store’s own trouble, and costs nothing', async (_, jwk) => {
    const running = await start({ idp: { rotation: 'strict' } });
    const { store, idp, link, token } = running;
    await link();
    const kept = (await grantRow(store, 'idp')).refresh_token;
    const key = { IDP_CLIENT_AUTH: 'private_key_jwt', IDP_PRIVATE_KEY: JSON.stringify(jwk) };
    await store.restart(key);
    idp.calls.reset();
    await expireTokens(store);
    expectProblem(await token(), 503, 'provider_misconfigured');
    // Nobody asks in vain a second time, and all are told the same.
    expectProblem(await token(), 503, 'provider_misconfigured');
    expect(idp.calls.tokenRequests).toEqual([]);
    expect(await grantRow(store, 'idp')).toMatchObject({ status: 'active', refresh_token: kept, unknown_since: null });
    // Nobody is sent to the provider for nothing.
    expect(await link()).toContain('/authorize?ticket=');
    expect(store.logged()).toContain('The private key for this provider cannot sign.');
    expect(store.logged()).not.toContain(jwk['d']);

    await store.restart({ IDP_CLIENT_AUTH: undefined, IDP_PRIVATE_KEY: undefined });
    await endRest(store);
    expect((await token()).status).toBe(200);
    expect(idp.grantsAlive()).toBe(1);
  });
});

it('a client that proves itself by a certificate shows it at the address for that', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tokenstore-mtls-'));
  const authority = createAuthority();
  const { cert, key } = authority.issue('store');
  await writeFile(join(folder, 'ca.pem'), authority.cert);
  const running = await start({
    idp: { rotation: 'strict', tls: authority },
    knobs: { CLIENT_AUTH: 'mtls', TLS_CERT: cert, TLS_KEY: key, CLIENT_SECRET: undefined },
    env: { CA_CERTS: join(folder, 'ca.pem') },
    client: { token_endpoint_auth_method: 'tls_client_auth', tls_client_auth_subject_dn: 'CN=store' },
  });
  await linkAndRefresh(running);
  expect(running.store.logged()).not.toContain(key.split('\n')[1]);
  await rm(folder, { recursive: true });
});

it('a public client has PKCE alone', async () => {
  await linkAndRefresh(
    await start({
      idp: { rotation: 'strict' },
      knobs: { CLIENT_AUTH: 'none', CLIENT_SECRET: undefined },
      client: { token_endpoint_auth_method: 'none' },
    }),
  );
});

it.each(['basic', 'post'] as const)('a secret of any letters is sent by %s, and the next one tried', async (method) => {
  const secret = `a %:/+&=,"'~!*()`;
  const running = await start({
    idp: { rotation: 'strict' },
    knobs: { CLIENT_AUTH: method, CLIENT_SECRET: 'the old one', CLIENT_SECRET_NEXT: secret },
    client: { client_secret: secret, token_endpoint_auth_method: `client_secret_${method}` },
  });
  await linkAndRefresh(running);
});

describe('pushed authorization requests', () => {
  it.each([
    ['auto', 'required', 1],
    ['auto', 'allowed', 0],
    ['require', 'allowed', 1],
  ] as const)('with %s, at a provider where they are %s', async (PAR, par, pushed) => {
    const running = await start({ idp: { par, rotation: 'strict' }, knobs: { PAR } });
    await linkAndRefresh(running);
    expect(running.idp.calls.pushedAuthorization).toBe(pushed);
  });

  it('that are refused are the store’s own trouble', async () => {
    const { store, idp, link } = await start({ idp: { par: 'required' } });
    idp.intercept.once('pushedAuthorization', answerInstead(answers.invalidClient));
    expect(await link()).toContain('/authorize?ticket=');
    expect(store.logged()).toContain('provider_misconfigured');
    expect(await link()).toBe('?linked=idp');
  });
});

it('sends resources with each request', async () => {
  const RESOURCE = 'https://a.example/,https://b.example/';
  const { store, idp, link, token } = await start({ idp: { rotation: 'strict' }, knobs: { RESOURCE } });
  const seen: string[][] = [];
  idp.intercept.always('token', (call, forward) => {
    seen.push(call.form.getAll('resource'));
    return forward();
  });
  await link();
  await expireTokens(store);
  await token();
  expect(seen).toEqual([RESOURCE.split(','), RESOURCE.split(',')]);
});

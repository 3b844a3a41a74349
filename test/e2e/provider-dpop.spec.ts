import { afterEach, describe, expect, it } from '@jest/globals';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose';
import { dropAnswer, type Fault } from '../support/faults.ts';
import { endRest, expireTokens, grantRow } from '../support/grants.ts';
import { expectProblem, rows } from './acts.ts';
import { givenIn, startStand, type Given, type Stand, type StandOptions } from './provider-acts.ts';
import { ask, grantsOf } from './v2-acts.ts';

let stand: Stand | undefined;

async function start(options: StandOptions): Promise<Stand> {
  stand = await startStand(options);
  return stand;
}

afterEach(async () => {
  await stand?.stop();
  stand = undefined;
});

const demanding = { dpop: 'required', dpopNonce: true, rotation: 'strict' } as const;
const outcomes = ({ idp }: Stand) => idp.calls.tokenRequests.map(({ outcome }) => outcome);

/** Asks userinfo as a caller does who was given a token and its key. */
async function useAt(url: string, { access_token: token, token_type: type, dpop_key: jwk }: Given): Promise<number> {
  const { d = '', ...open } = jwk ?? {};
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token));
  const proof = async (nonce?: string) =>
    new SignJWT({ htm: 'GET', htu: url, jti: crypto.randomUUID(), ath: Buffer.from(hash).toString('base64url'), nonce })
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: open })
      .setIssuedAt()
      .sign(await importJWK({ ...open, d }, 'ES256'));
  const get = async (nonce?: string) =>
    fetch(url, { headers: { authorization: `${type} ${token}`, dpop: await proof(nonce) } });
  const first = await get();
  return first.status === 401 ? (await get(first.headers.get('dpop-nonce') ?? '')).status : first.status;
}

describe('a provider that binds tokens to keys, and wants its nonce in each proof', () => {
  it('gives tokens that whoever has the key can use, and nobody else', async () => {
    const running = await start({ idp: demanding, knobs: { DPOP: 'require' } });
    const { store, idp, link, token } = running;
    expect(await link()).toBe('?linked=idp');
    expect(outcomes(running)).toEqual(['use_dpop_nonce', 'ok']);
    expect((await grantsOf(store))[0]!.account).toEqual({ subject: 'alice', label: 'alice@example.org' });

    const given = givenIn(await token());
    expect(given.token_type.toLowerCase()).toBe('dpop');
    expect(Object.keys(given.dpop_key ?? {}).sort()).toEqual(['crv', 'd', 'kty', 'x', 'y']);
    expect(await useAt(idp.endpoints.userinfo, given)).toBe(200);
    const bare = await fetch(idp.endpoints.userinfo, { headers: { authorization: `Bearer ${given.access_token}` } });
    expect(bare.status).toBe(401);
  });

  it('is asked for its nonce once, and for another where that has grown old; neither costs a refresh token', async () => {
    const running = await start({ idp: demanding, knobs: { DPOP: 'require' } });
    const { store, idp, link, token } = running;
    await link();
    const before = givenIn(await token());
    const refresh = async () => {
      idp.calls.reset();
      await expireTokens(store);
      expect((await token()).status).toBe(200);
      return outcomes(running);
    };
    // Learned when the code was exchanged; a new process knows none.
    expect(await refresh()).toEqual(['ok']);
    await store.restart();
    expect(await refresh()).toEqual(['use_dpop_nonce', 'ok']);
    idp.intercept.once('refresh', async (_call, forward) => {
      const answer = await forward();
      return { ...answer, headers: { ...answer.headers, 'dpop-nonce': 'one-that-grew-old' } };
    });
    expect(await refresh()).toEqual(['ok']);
    expect(await refresh()).toEqual(['use_dpop_nonce', 'ok']);
    expect(await refresh()).toEqual(['ok']);
    expect(idp.grantsAlive()).toBe(1);
    const after = givenIn(await token());
    expect([after.access_token === before.access_token, after.dpop_key]).toEqual([false, before.dpop_key]);
    expect(await useAt(idp.endpoints.userinfo, after)).toBe(200);
  });

  it('and whose answer is lost behind the nonce, leaves an outcome that nobody knows', async () => {
    const { store, idp, link, token } = await start({ idp: demanding, knobs: { DPOP: 'require' } });
    await link();
    await store.restart();
    await expireTokens(store);
    idp.intercept.once('refresh', (_call, forward) => forward());
    idp.intercept.once('refresh', dropAnswer());
    expectProblem(await token(), 503, 'provider_unavailable');
    const row = await grantRow(store, 'idp');
    expect([row.status, row.last_error, row.unknown_since === null]).toEqual(['active', 'no_answer', false]);
  });

  it.each(['allowed', 'required'] as const)('binds the code to the key too, with pushed requests %s', async (par) => {
    const running = await start({ idp: { ...demanding, par }, knobs: { DPOP: 'require' } });
    const { store, idp, link, token } = running;
    const asked: (string | null)[] = [];
    const see: Fault = (call, forward) => {
      const query = new URL(call.url, idp.issuer).searchParams;
      asked.push(query.get('dpop_jkt') ?? call.form.get('dpop_jkt'));
      return forward();
    };
    idp.intercept.always(par === 'required' ? 'pushedAuthorization' : 'authorization', see);
    expect(await link()).toBe('?linked=idp');
    const { dpop_key: key } = givenIn(await token());
    expect(asked[0]).toBe(await calculateJwkThumbprint(key!));
    // Until the code is exchanged the key lies sealed in the attempt.
    expect(JSON.stringify(await rows(store, 'SELECT * FROM link_attempts')) + store.logged()).not.toContain(key!['d']);
  });

  it('gives nothing to who has the code and not the key', async () => {
    const { idp, link } = await start({ idp: { dpop: 'required' }, knobs: { DPOP: 'require' } });
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const jwk = await exportJWK(publicKey);
    idp.intercept.once('code', async (call, forward) => {
      call.headers['dpop'] = await new SignJWT({ htm: 'POST', htu: idp.endpoints.token, jti: crypto.randomUUID() })
        .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk })
        .setIssuedAt()
        .sign(privateKey);
      return forward();
    });
    expect(await link()).toBe('?error=provider_error&provider=idp');
    expect(await link()).toBe('?linked=idp');
  });

  it('keeps the key sealed, and drops it with the grant', async () => {
    const { store, link, token } = await start({ idp: demanding, knobs: { DPOP: 'require' } });
    await link();
    const { dpop_key: key } = givenIn(await token());
    const kept = JSON.stringify([await rows(store, 'SELECT * FROM grants'), store.logged()]);
    expect([kept.includes(key!['d']!), kept.includes(key!['x']!)]).toEqual([false, false]);
    expect((await grantRow(store, 'idp')).dpop_key).toEqual(expect.any(String));
    const [grant] = await grantsOf(store);
    expect((await ask(store, `grants/${grant!.id}`, { method: 'DELETE' })).status).toBe(200);
    expect((await grantRow(store, 'idp')).dpop_key).toBeNull();
  });

  it('binds the refresh token of a public client too', async () => {
    const { store, idp, link, token } = await start({
      idp: demanding,
      knobs: { DPOP: 'require', CLIENT_AUTH: 'none', CLIENT_SECRET: undefined },
      client: { token_endpoint_auth_method: 'none' },
    });
    await link();
    await expireTokens(store);
    expect(await useAt(idp.endpoints.userinfo, givenIn(await token()))).toBe(200);
    expect(idp.grantsAlive()).toBe(1);
  });

  it('is told nothing of keys where they are off: the link fails, and says so', async () => {
    const { link } = await start({ idp: demanding });
    expect(await link()).toBe('?error=provider_error&provider=idp');
  });
});

it.each([
  ['auto', 'allowed', 'dpop'],
  ['auto', 'off', 'bearer'],
  ['off', 'allowed', 'bearer'],
] as const)('with %s, at a provider where it is %s, tokens are of the type %s', async (DPOP, dpop, type) => {
  const { store, link, token } = await start({ idp: { dpop, rotation: 'strict' }, knobs: { DPOP } });
  await link();
  await expireTokens(store);
  const given = givenIn(await token());
  expect(given.token_type.toLowerCase()).toBe(type);
  expect(given.dpop_key !== undefined).toBe(type === 'dpop');
});

it('a token that is bound to nothing is refused where that is required, and a later one kept all the same', async () => {
  const { store, idp, link, token } = await start({
    idp: { dpop: 'off', rotation: 'strict' },
    knobs: { DPOP: 'require' },
  });
  expect(await link()).toBe('?error=link_failed&provider=idp');
  await store.restart({ IDP_DPOP: 'off' });
  await link();
  await store.restart({ IDP_DPOP: 'require' });
  await expireTokens(store);
  await endRest(store);
  expect(givenIn(await token()).token_type.toLowerCase()).toBe('bearer');
  expect(store.logged()).toContain('failed a check; kept');
  expect(idp.grantsAlive()).toBeGreaterThan(0);
});

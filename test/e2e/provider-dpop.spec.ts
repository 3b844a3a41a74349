import { afterEach, describe, expect, it } from '@jest/globals';
import { importJWK, SignJWT } from 'jose';
import { dropAnswer } from '../support/faults.ts';
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

  it('does not cost a refresh token by asking for its nonce', async () => {
    const running = await start({ idp: demanding, knobs: { DPOP: 'require' } });
    const { store, idp, link, token } = running;
    await link();
    const before = givenIn(await token());
    idp.calls.reset();
    for (let left = 2; left > 0; left -= 1) {
      await expireTokens(store);
      expect((await token()).status).toBe(200);
    }
    expect(outcomes(running)).toEqual(['use_dpop_nonce', 'ok', 'use_dpop_nonce', 'ok']);
    expect(idp.grantsAlive()).toBe(1);
    const after = givenIn(await token());
    expect([after.access_token === before.access_token, after.dpop_key]).toEqual([false, before.dpop_key]);
    expect(await useAt(idp.endpoints.userinfo, after)).toBe(200);
  });

  it('and whose answer is lost behind the nonce, leaves an outcome that nobody knows', async () => {
    const { store, idp, link, token } = await start({ idp: demanding, knobs: { DPOP: 'require' } });
    await link();
    await expireTokens(store);
    idp.intercept.once('refresh', (_call, forward) => forward());
    idp.intercept.once('refresh', dropAnswer());
    expectProblem(await token(), 503, 'provider_unavailable');
    const row = await grantRow(store, 'idp');
    expect([row.status, row.last_error, row.unknown_since === null]).toEqual(['active', 'no_answer', false]);
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

import { LocalAccountStore } from '../../../src/users/local-account.store.ts';
import { hashPassword } from '../../../src/crypto/passwords.ts';
import { Database } from '../../../src/database/database.ts';
import { OWN_SCOPES, type PlainScope } from '../../../src/principal/principal.ts';
import type { IdentityProvider } from '../../support/identity-provider.ts';
import type { TestStore } from '../../support/store.ts';
import { alice, bearer, call, cookieOf, link, signedIn, write } from '../acts.ts';
import { basic, made, remove, roleBearer, shown, userId, type Headers } from '../api-key-acts.ts';

/** What a caller shows, and what it should be good for. */
export interface Credential {
  name: string;
  headers: Headers;
  /** Nobody is recognised by it. */
  isBad?: true;
  /** Whose it is: the id of a user. */
  userId?: string;
  isClient?: true;
  scopes: readonly PlainScope[];
  /** The providers whose tokens it is good for; absent: all. */
  tokensOf?: readonly string[];
  /** The only providers that it is good for; absent: all. */
  providers?: readonly string[];
  /** It may have alice's tokens of idp1 on her behalf. */
  actsForAlice?: true;
  isSession?: true;
  /** A page of another site sends it. */
  isCrossSite?: true;
}

/** A client that a rule lets have alice's tokens of idp1. */
export const SERVICE = 'system:serviceaccount:jobs:runner';
export const CLIENTS = (issuer: string) =>
  JSON.stringify([
    {
      ...{ id: 'runner', issuer, subject: SERVICE },
      rules: [{ providers: ['idp1'], users: ['alice'], consent: false }],
    },
    { id: 'idle', issuer, subject: 'idle' },
  ]);

/** One of each kind, of alice where nothing else is said. */
export async function credentials(store: TestStore, k8s: IdentityProvider): Promise<Credential[]> {
  const browser = await signedIn(store, alice);
  await link(store, browser, 'idp1', alice);
  const cookie = await cookieOf(store, browser);
  const gone = await signedIn(store, alice);
  const goneCookie = await cookieOf(store, gone);
  await gone.walk(`${store.base}/api/oidc/logout`, alice);
  const user = await bearer(store, 'alice');
  const admin = await roleBearer(store, 'root', ['boss']);
  const service = await roleBearer(store, 'helper', ['service']);
  await roleBearer(store, 'dave', []);
  await write(store, `UPDATE users SET disabled_at = 1 WHERE subject = 'dave' RETURNING id`);
  const id = await userId(store, 'alice');
  const accounts = new LocalAccountStore(store.service.app.get(Database, { strict: false }));
  const carol = { name: 'carol', fullName: null, email: null, roles: [] };
  await accounts.add({ ...carol, passwordHash: await hashPassword('correct horse battery') });
  const basicOf = (password: string) => ({ authorization: basic('carol', password) });
  await call(`${store.base}/api/whoami`, { headers: basicOf('correct horse battery') });

  const key = async (body: Headers | Record<string, unknown>, by: Headers = user) => (await made(store, by, body)).key;
  const revoked = await made(store, user);
  await remove(store, user, revoked.id);
  const full = await key({ scopes: OWN_SCOPES });
  const flipped = full.slice(0, 30) + (full[30] === 'a' ? 'b' : 'a') + full.slice(31);
  const pod = async (sub: string) => ({
    authorization: `Bearer ${await k8s.issueAccessToken({ sub, aud: ['tokenstore'] }, { typ: 'JWT' })}`,
  });
  const token = async (claims: Record<string, unknown>) => ({
    authorization: `Bearer ${await store.login.issueAccessToken({ sub: 'alice', aud: 'tokenstore-api', ...claims })}`,
  });
  const ofAlice = { userId: id, scopes: OWN_SCOPES };
  const ofNobody = { isBad: true, scopes: [] } as const;
  const ofClient = { isClient: true, scopes: ['token', 'act-as'] } as const;
  const past = Math.floor(Date.now() / 1000) - 1000;
  return [
    { name: 'nothing', headers: {}, ...ofNobody },
    { name: 'a bearer', headers: user, ...ofAlice },
    { name: 'an expired bearer', headers: await token({ iat: past, exp: past + 1 }), ...ofNobody },
    { name: 'a bearer for others', headers: await token({ aud: 'others' }), ...ofNobody },
    { name: 'a disabled user’s bearer', headers: await bearer(store, 'dave'), ...ofNobody },
    { name: 'an unknown scheme', headers: { authorization: 'Digest abc' }, ...ofNobody },
    { name: 'a session', headers: { ...cookie, 'sec-fetch-site': 'same-origin' }, ...ofAlice, isSession: true },
    {
      name: 'a session from another site',
      headers: { ...cookie, 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
      ...{ ...ofAlice, isSession: true, isCrossSite: true },
    },
    { name: 'a session after logout', headers: { ...goneCookie, 'sec-fetch-site': 'same-origin' }, ...ofNobody },
    { name: 'a key', headers: shown(full), ...ofAlice },
    { name: 'a key, first edition', headers: { authorization: `ApiKey alice:${full}` }, ...ofAlice },
    { name: 'a key as password', headers: { authorization: basic('alice', full) }, ...ofAlice },
    {
      name: 'a key that reads',
      headers: shown(await key({ scopes: ['grants:read'] })),
      userId: id,
      scopes: ['grants:read'],
    },
    {
      name: 'a key for one provider’s tokens',
      headers: shown(await key({ scopes: ['token:idp2'] })),
      ...{ userId: id, scopes: ['token'], tokensOf: ['idp2'] },
    },
    {
      name: 'a key for one provider',
      headers: shown(await key({ scopes: OWN_SCOPES, providers: ['idp2'] })),
      ...{ ...ofAlice, providers: ['idp2'] },
    },
    { name: 'a revoked key', headers: shown(revoked.key), ...ofNobody },
    { name: 'a key with one character flipped', headers: shown(flipped), ...ofNobody },
    {
      name: 'a local account',
      headers: basicOf('correct horse battery'),
      ...{ userId: await userId(store, 'carol'), scopes: OWN_SCOPES },
    },
    { name: 'a wrong password', headers: basicOf('wrong'), ...ofNobody },
    {
      name: 'an administrator',
      headers: admin,
      ...{ userId: await userId(store, 'root'), scopes: [...OWN_SCOPES, 'admin'] },
    },
    {
      name: 'a service by its role',
      headers: service,
      ...{ userId: await userId(store, 'helper'), scopes: [...OWN_SCOPES, 'act-as'], actsForAlice: true },
    },
    {
      name: 'a client’s key',
      headers: shown(await key({ scopes: ['token', 'act-as'], client: 'runner' }, admin)),
      ...{ ...ofClient, actsForAlice: true },
    },
    { name: 'a client’s JWT', headers: await pod(SERVICE), ...ofClient, actsForAlice: true },
    { name: 'a JWT of a client without rules', headers: await pod('idle'), ...ofClient },
    { name: 'a JWT of a stranger', headers: await pod('stranger'), ...ofNobody },
  ];
}

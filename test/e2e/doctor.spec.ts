import { generateKeyPairSync } from 'node:crypto';
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { freshSqlite, type TestDatabase } from '../support/databases.ts';
import { alterJson, answerInstead, answers, replaceAnswer } from '../support/faults.ts';
import type { IdentityProvider } from '../support/identity-provider.ts';
import { createAuthority } from '../support/identity-provider/certificates.ts';
import { type Env, startStore, type TestStore } from '../support/store.ts';
import { alice, tokenOf } from './acts.ts';
import { runProgram } from './cli-acts.ts';
import { connect, idOf } from './v2-acts.ts';
import { freePort } from '../support/ports.ts';

const CLIENT = { client_id: 'store', client_secret: 'store-secret, with a comma' };

const EC = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
const RSA = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
const SHORT = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ format: 'jwk' });

describe('tokenstore doctor', () => {
  const authority = createAuthority();
  let database: TestDatabase;
  let directory: string;
  let store: TestStore;
  let strict: IdentityProvider;
  let callback: string;

  beforeAll(async () => {
    database = await freshSqlite();
    directory = await mkdtemp(join(tmpdir(), 'tokenstore-doctor-'));
    store = await startStore({
      databaseUrl: database.url,
      providers: {
        strict: { rotation: 'strict', tls: authority },
        still: { rotation: 'never' },
        pushed: { par: 'required' },
      },
    });
    strict = store.providers['strict']!;
    callback = `${store.base}/api/v1.0/strict/redirect_uri`;
  });

  afterAll(async () => {
    await store.stop();
    await database.drop();
    await rm(directory, { recursive: true });
  });

  beforeEach(() => {
    strict.intercept.clear();
    strict.addClient({ ...CLIENT, redirect_uris: [callback] });
  });

  const run = async (args: string[], env: Env = {}) => {
    const ran = await runProgram(store, ['doctor', ...args], { env });
    expect(ran.out + ran.err).not.toMatch(/store-secret|eyJ/);
    return ran;
  };
  /** The lines that are not all right. */
  const faults = (out: string) => out.split('\n').filter((line) => /^ {2}(WRONG|\?)/.test(line));

  it('finds nothing wrong where nothing is, and asks no database', async () => {
    const { status, out, err } = await run(['strict'], { DATABASE_URL: `sqlite:///${directory}/nothing.db` });
    expect({ status, err, faults: faults(out) }).toEqual({ status: 0, err: '', faults: [] });
    for (const check of ['reach', 'clock', 'discovery', 'keys', 'client', 'redirect', 'scopes']) {
      expect(out).toMatch(new RegExp(`^ {2}ok {5}${check} `, 'm'));
    }
    expect(strict.grantsAlive()).toBe(0);
    await expect(access(join(directory, 'nothing.db'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it.each<[string, Env, string, RegExp]>([
    ['a wrong secret', { STRICT_CLIENT_SECRET: 'not this' }, 'client', /STRICT_CLIENT_SECRET/],
    ['an unknown client', { STRICT_CLIENT_ID: 'nobody' }, 'client', /STRICT_CLIENT_ID/],
    ['a host that is not there', { STRICT_DISCOVERY_URL: 'https://idp.invalid' }, 'reach', /spelt/],
    [
      'offline_access that is missing',
      { STRICT_SCOPE: 'openid email' },
      'scopes',
      /STRICT_SCOPE="openid email offline_access"/,
    ],
    [
      'a next secret that is the only good one',
      {
        STRICT_CLIENT_SECRET: 'the old one',
        STRICT_CLIENT_SECRET_NEXT: CLIENT.client_secret,
      },
      'client',
      /STRICT_CLIENT_SECRET_NEXT is taken/,
    ],
  ])('names %s in one line', async (_, env, check, words) => {
    const { status, out } = await run(['strict'], env);
    expect(status).toBe(1);
    expect(faults(out)).toEqual([expect.stringMatching(new RegExp(`^ {2}WRONG {2}${check} .*${words.source}`))]);
  });

  it('names a server that is down, and a document that is none', async () => {
    const down = await run(['strict'], { STRICT_DISCOVERY_URL: `http://127.0.0.1:${await freePort()}` });
    expect(faults(down.out)).toEqual([expect.stringMatching(/reach .*refuses connections/)]);
    const none = await run(['strict'], { STRICT_DISCOVERY_URL: `${strict.issuer}/elsewhere` });
    expect(faults(none.out)).toEqual([expect.stringMatching(/discovery .*status 404.*STRICT_DISCOVERY_URL/)]);
    strict.intercept.always('discovery', answerInstead({ body: '{"issuer": "https://other.example"}' }));
    const other = await run(['strict']);
    expect(faults(other.out)).toEqual([expect.stringContaining('set STRICT_DISCOVERY_URL=https://other.example')]);
  });

  it('names an authority that is not trusted, until CA_CERTS does', async () => {
    const env = { STRICT_TOKEN_URL: `${strict.tlsOrigin}/token` };
    const { out, status } = await run(['strict'], env);
    expect(status).toBe(1);
    expect(faults(out)).toEqual([expect.stringMatching(/reach .*CA_CERTS/)]);
    const file = join(directory, 'ca.pem');
    await writeFile(file, authority.cert);
    expect(faults((await run(['strict'], { ...env, CA_CERTS: file })).out)).toEqual([]);
  });

  it.each([
    [600_000, /behind/],
    [-600_000, /ahead of/],
  ])('names a clock that is %s ms wrong', async (away, words) => {
    strict.intercept.always(
      'discovery',
      replaceAnswer({ headers: { date: new Date(Date.now() + away).toUTCString() } }),
    );
    const { out, status } = await run(['strict']);
    expect(status).toBe(1);
    expect(faults(out)).toEqual([expect.stringMatching(new RegExp(`clock .*(599|600|601) s ${words.source}.*NTP`))]);
  });

  it('names a redirect URI that is not registered, and the one to register', async () => {
    strict.addClient({ ...CLIENT, redirect_uris: ['https://elsewhere.example/callback'] });
    const { out, status } = await run(['strict']);
    expect(status).toBe(1);
    expect(faults(out)).toEqual([expect.stringContaining(`Register ${callback}`)]);
  });

  it('sees that from requests that are pushed, too', async () => {
    const { out } = await run(['pushed']);
    expect({ faults: faults(out), out }).toMatchObject({
      faults: [],
      out: expect.stringMatching(/redirect .*is registered/),
    });
    store.providers['pushed']!.addClient({ ...CLIENT, redirect_uris: ['https://elsewhere.example/callback'] });
    expect(faults((await run(['pushed'])).out)).toEqual([expect.stringMatching(/redirect .*Register .*pushed/)]);
  });

  it.each<[string, object, RegExp]>([
    ['a key of another kind than it says', { ...EC, alg: 'RS256' }, /STRICT_PRIVATE_KEY cannot sign: .*another kind/],
    ['a key that is too short', SHORT, /STRICT_PRIVATE_KEY cannot sign: .*2048 bits/],
    ['a key for encryption', { ...RSA, alg: 'RSA-OAEP' }, /STRICT_PRIVATE_KEY cannot sign: .*not for signing/],
    [
      'a key whose algorithm the server does not take',
      EC,
      /STRICT_PRIVATE_KEY signs by ES256, and the server takes RS256/,
    ],
    ['a key that the server does not know', RSA, /The client is refused: look at .*STRICT_PRIVATE_KEY/],
  ])('names %s', async (_, jwk, words) => {
    strict.intercept.always(
      'discovery',
      alterJson((metadata) => ({ ...metadata, token_endpoint_auth_signing_alg_values_supported: ['RS256'] })),
    );
    const env = { STRICT_CLIENT_AUTH: 'private_key_jwt', STRICT_PRIVATE_KEY: JSON.stringify(jwk) };
    const { status, out, err } = await run(['strict'], env);
    expect({ status, faults: faults(out) }).toEqual({
      status: 1,
      faults: [expect.stringMatching(new RegExp(`^ {2}WRONG {2}client .*${words.source}`))],
    });
    expect(out + err).not.toContain(Object(jwk).d);
  });

  describe('of where people sign in', () => {
    const loginOf = (out: string) => faults(out.split('\n\n')[0] ?? '');
    let redirect: string;

    beforeAll(() => {
      redirect = `${store.base}/api/oidc/callback`;
    });

    it('finds nothing wrong where nothing is, and looks at it only where all are looked at', async () => {
      const { out } = await run([]);
      expect([out.split('\n')[0], loginOf(out)]).toEqual(['where people sign in', []]);
      for (const check of ['reach', 'clock', 'discovery', 'keys', 'client', 'redirect', 'scopes']) {
        expect(out.split('\n\n')[0]).toMatch(new RegExp(`^ {2}ok {5}${check} `, 'm'));
      }
      expect((await run(['strict'])).out).not.toContain('sign in');
    });

    it.each<[string, Env, RegExp]>([
      ['a wrong secret', { OIDC_CLIENT_SECRET: 'not this' }, /client .*OIDC_CLIENT_SECRET\.$/],
      ['a host that is not there', { OIDC_DISCOVERY_URL: 'https://idp.invalid' }, /reach .*spelt/],
    ])('names %s, by the settings that there are', async (_, env, words) => {
      const { out, status } = await run([], env);
      expect([status, loginOf(out)]).toEqual([1, [expect.stringMatching(words)]]);
      expect(out).not.toMatch(/OIDC_(CLIENT_AUTH|TOKEN_URL|AUTHORIZE_URL)/);
    });

    it('names a clock that is wrong, a key set that is empty, and a redirect URI that is not registered', async () => {
      const { login } = store;
      login.intercept.always('jwks', answerInstead({ body: '{"keys": []}' }));
      login.addClient({ ...CLIENT, redirect_uris: ['https://elsewhere.example/callback'] });
      login.intercept.always(
        'discovery',
        replaceAnswer({ headers: { date: new Date(Date.now() - 600_000).toUTCString() } }),
      );
      try {
        const found = loginOf((await run([])).out);
        expect(found).toEqual([
          expect.stringMatching(/clock .*ahead of/),
          expect.stringMatching(/keys .*no key/),
          expect.stringMatching(new RegExp(`redirect .*Register ${redirect}`)),
        ]);
      } finally {
        login.intercept.clear();
        login.addClient({ ...CLIENT, redirect_uris: [redirect] });
      }
    });

    it('is there without any provider, and in JSON beside them', async () => {
      const known = Object.keys(store.environment).filter((name) => /^TOKENSTORE_(STRICT|STILL|PUSHED)_/.test(name));
      const none = Object.fromEntries(known.map((name) => [name.replace('TOKENSTORE_', ''), undefined]));
      const { out, status } = await run(['--json'], { ...none, TOKEN_PROVIDERS: '' });
      const said = JSON.parse(out) as { ok: boolean; login: { check: string }[]; providers: unknown[] };
      expect([status, said.ok, said.providers]).toEqual([0, true, []]);
      expect(said.login.map(({ check }) => check)).toContain('client');
    });
  });

  it('says what cannot be told, and does not call it wrong', async () => {
    strict.intercept.always('token', answerInstead(answers.emptyBadRequest));
    strict.intercept.always('authorization', answerInstead({ status: 200, body: '<html>Sign in</html>' }));
    const { out, status } = await run(['strict']);
    expect(status).toBe(0);
    expect(faults(out)).toEqual([
      expect.stringMatching(/^ {2}\? {6}client .*cannot be told/),
      expect.stringContaining(`Register ${callback}`),
    ]);
  });

  it('does not let a server write on the terminal', async () => {
    const error = 'x\u001b[31m\nWRONG';
    strict.intercept.always('token', answerInstead({ status: 400, body: JSON.stringify({ error }) }));
    const { out } = await run(['strict']);
    expect(out).not.toContain('\u001b');
    expect(faults(out)).toHaveLength(1);
  });

  it('examines all, and tells it in JSON', async () => {
    const { out, status } = await run(['--json'], { STILL_CLIENT_SECRET: 'not this' });
    expect(status).toBe(1);
    const { ok, providers } = JSON.parse(out) as {
      ok: boolean;
      providers: { provider: string; findings: unknown[] }[];
    };
    expect({ ok, ids: providers.map(({ provider }) => provider) }).toEqual({
      ok: false,
      ids: ['strict', 'still', 'pushed'],
    });
    expect(providers[1]?.findings).toContainEqual({ check: 'client', verdict: 'wrong', says: expect.any(String) });
    expect(providers[0]?.findings).not.toContainEqual(expect.objectContaining({ verdict: 'wrong' }));
  });

  it('says that a provider is not there', async () => {
    expect(await run(['nowhere'])).toMatchObject({
      ...{ status: 2, out: '' },
      err: 'There is no provider nowhere; there are strict, still, pushed.\n',
    });
  });

  it.each([
    ['strict', /refresh {4}The refresh token was rotated/],
    ['still', /refresh {4}The refresh token stayed the same/],
  ])('refreshes a grant once, and tells what it saw: %s', async (id, words) => {
    await connect(store, { provider: id }, { at: alice });
    const { calls } = store.providers[id]!;
    calls.reset();
    const { out, status } = await run([id, '--grant', await idOf(store, id, 'alice')]);
    expect({ status, faults: faults(out) }).toEqual({ status: 0, faults: [] });
    expect(out).toMatch(words);
    expect(out).toMatch(/lives 3600 s/);
    expect(out).toMatch(/scopes are those that were granted/);
    expect(calls.refresh).toBe(1);
    // What came is kept, and served.
    expect((await tokenOf(store, id)).status).toBe(200);
    expect(calls.refresh).toBe(1);
  });

  it('says what a refresh missed', async () => {
    await connect(store, { provider: 'strict' }, { at: alice });
    const id = await idOf(store, 'strict', 'alice');
    strict.intercept.always('refresh', answerInstead(answers.invalidClient));
    const { out, status } = await run(['--grant', id]);
    expect(status).toBe(1);
    expect(faults(out)).toEqual([expect.stringMatching(/refuses the store itself.*untouched/)]);
    expect(out).not.toMatch(/^still/m);
    expect(await run(['still', '--grant', id])).toMatchObject({
      status: 2,
      err: expect.stringContaining('is at strict'),
    });
    expect(await run(['--grant', 'nothing'])).toMatchObject({ status: 2, err: 'There is no grant of this id.\n' });
  });
});

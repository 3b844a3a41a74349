import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser } from '../support/browser.ts';
import { answerInstead, answers } from '../support/faults.ts';
import { startStore, type TestStore } from '../support/store.ts';
import {
  advance,
  alice,
  bearer,
  call,
  cookieOf,
  expectProblem,
  fromNow,
  jsonOf,
  link,
  rows,
  signedIn,
  whoami,
  write,
  type Answer,
} from './acts.ts';

const now = () => Math.floor(Date.now() / 1000);

describe('bearer tokens', () => {
  let store: TestStore;
  let browser: Browser;

  beforeAll(async () => {
    store = await startStore({
      databaseUrl: 'sqlite://:memory:',
      providers: { idp1: {} },
      env: { OIDC_AUDIENCE: 'tokenstore-api, store' },
    });
    browser = await signedIn(store, alice);
    await link(store, browser, 'idp1', alice);
  });

  afterAll(() => store.stop());

  beforeEach(() => {
    store.login.intercept.clear();
    store.login.calls.reset();
  });

  const send = (authorization: string, headers: Record<string, string> = {}) =>
    call(whoami(store), { headers: { ...headers, authorization } });
  const sendToken = (token: string) => send(`Bearer ${token}`);

  type Issue = Parameters<TestStore['login']['issueAccessToken']>;
  const issue = (claims: Issue[0], header?: Issue[1], signing?: Issue[2]) =>
    store.login.issueAccessToken({ aud: 'tokenstore-api', ...claims }, header, signing);

  /** 401 with a challenge at version 2's addresses, 403 at the first edition's; no token, no new user. */
  async function refused(token: string): Promise<Answer> {
    const users = await rows(store, 'SELECT id FROM users ORDER BY id');
    const answer = await sendToken(token);
    expectProblem(answer, 401, 'unauthenticated');
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer\b/);
    const headers = { authorization: `Bearer ${token}` };
    expectProblem(await call(`${store.base}/api/v1/idp1/token`, { headers }), 403, 'unauthenticated');
    expect(await rows(store, 'SELECT id FROM users ORDER BY id')).toEqual(users);
    return answer;
  }

  it('lets a good access token in, as the user of the browser', async () => {
    const answer = await sendToken(await issue({ sub: 'alice' }));
    expect(answer.status).toBe(200);
    const { data } = await browser.json(whoami(store));
    expect(jsonOf(answer)['id']).toBe((data as { id: string }).id);
    const headers = await bearer(store, 'alice');
    expect((await call(`${store.base}/api/v1/idp1/token`, { headers })).status).toBe(200);
  });

  it.each([
    ['the scheme in small letters', (token: string) => `bearer ${token}`],
    ['more spaces', (token: string) => `Bearer   ${token} `],
  ])('lets it in with %s', async (_, header) => {
    expect((await send(header(await issue({ sub: 'alice' })))).status).toBe(200);
  });

  it.each<[string, Issue[0], Issue[1]?]>([
    ['no typ at all, and an audience of its own', {}, {}],
    ['one of several audiences', { aud: ['other', 'tokenstore-api'] }],
    ['only the client id, and typ at+jwt', { aud: 'store' }],
    ['only the client id, and typ application/at+jwt', { aud: 'store' }, { typ: 'application/at+jwt' }],
    ['only the client id, and the claim typ Bearer', { aud: 'store', typ: 'Bearer' }, { typ: 'JWT' }],
    ['an end within the allowed skew', { exp: -45 }],
    ['a begin within the allowed skew', { nbf: 45 }],
  ])('lets it in with %s', async (_, claims, header = {}) => {
    expect((await sendToken(await issue({ sub: 'alice', ...fromNow(claims) }, header))).status).toBe(200);
  });

  it.each<[string, Issue[0], Issue[1]?]>([
    ['another audience', { aud: 'somebody-else' }],
    ['no audience', { aud: undefined }],
    ['an audience that begins alike', { aud: 'tokenstore-api.evil' }],
    ['an audience that is no text', { aud: { 0: 'tokenstore-api' } }],
    ['only the client id', { aud: 'store' }, { typ: 'JWT' }],
    ['only the client id and no typ', { aud: 'store' }, { typ: '' }],
    ['a hash of an access token', { aud: 'store', at_hash: 'x' }],
    ['a hash of a code', { c_hash: 'x' }],
    ["Keycloak's typ of an ID token", { typ: 'ID' }],
    ["Keycloak's typ of a refresh token", { typ: 'Refresh' }],
    ["Keycloak's typ of an offline token", { typ: 'Offline' }],
    ['the typ of a logout token', {}, { typ: 'logout+jwt' }],
    ['a key that it must be shown with', { cnf: { jkt: 'x' } }],
    ['another issuer', { iss: 'https://evil.example' }],
    ['an issuer that ends in a slash', { iss: 'slash' }],
    ['no issuer', { iss: undefined }],
    ['an end past the skew', { exp: -75 }],
    ['no end', { exp: undefined }],
    ['an end that is text', { exp: String(now() + 300) }],
    ['a begin past the skew', { nbf: 75 }],
    ['no subject', { sub: undefined }],
    ['an empty subject', { sub: '' }],
    ['a subject that is an object', { sub: { toString: 'alice' } }],
    ['no signature', {}, { alg: 'none' }],
    ['an HMAC with the public key', {}, { alg: 'HS256' }],
    ['a key that nobody knows', {}, { kid: 'unknown' }],
  ])('refuses a token with %s', async (_, claims, header = {}) => {
    const iss = claims?.['iss'] === 'slash' ? { iss: `${store.login.issuer}/` } : {};
    await refused(await issue({ sub: 'alice', ...fromNow(claims), ...iss }, header));
  });

  it('refuses a token that a stranger signed under the name of the right key', async () => {
    await refused(await issue({ sub: 'alice' }, {}, { signedBy: 'stranger' }));
  });

  it('refuses an ID token, also a real one', async () => {
    await refused(await store.login.issueIdToken({ sub: 'alice' }));
    const kept: string[] = [];
    store.login.intercept.once('code', async (_call, forward) => {
      const answer = await forward();
      kept.push(String((JSON.parse(answer.body.toString()) as Record<string, unknown>)['id_token']));
      return answer;
    });
    await signedIn(store, alice);
    await refused(kept[0]!);
  });

  it('refuses a token whose claims were changed after it was signed', async () => {
    const [head, , signature] = (await issue({ sub: 'alice' })).split('.');
    const claims = { iss: store.login.issuer, sub: 'bob', aud: 'tokenstore-api', exp: now() + 300 };
    await refused([head, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.'));
  });

  it.each([
    ['a word', 'garbage'],
    ['three words', 'a.b.c'],
    ['dots', '..'],
    ['a header without the rest', 'eyJhbGciOiJSUzI1NiJ9.e30.'],
    ['a header that is no JSON', 'e30x.e30.AA'],
    ['a long one', 'x'.repeat(8000)],
  ])('refuses garbage: %s', async (_, token) => {
    await refused(token);
  });

  it.each(['Bearer', 'Bearer ', 'Bearer a b', 'Bearer "quoted"', 'Bearer a,Bearer b', 'Bearer ünicode'])(
    'refuses the header %j',
    async (header) => {
      expectProblem(await send(Buffer.from(header).toString('latin1')), 401, 'unauthenticated');
    },
  );

  it('names a wrong audience in the log, with what to do about it, and not the token', async () => {
    const token = await issue({ sub: 'alice', aud: 'another-service', azp: 'notebook' });
    await refused(token);
    const line = store
      .logged()
      .split('\n')
      .findLast((one) => one.includes('another-service'))!;
    expect(JSON.parse(line)).toMatchObject({ level: 40, audience: 'another-service', client: 'notebook' });
    expect(line).toContain('OIDC_AUDIENCE');
    expect(store.logged()).not.toContain(token.split('.')[2]);
  });

  it('asks for the keys once, however many unknown ones are named', async () => {
    const env = { RATE_LIMIT_ANONYMOUS: 'off' };
    const fresh = await startStore({ databaseUrl: 'sqlite://:memory:', env });
    try {
      const forged = await Promise.all(
        Array.from({ length: 100 }, (_, i) =>
          fresh.login.issueAccessToken({ aud: 'tokenstore-api' }, { kid: `k${i}` }),
        ),
      );
      const flood = (tokens: string[]) =>
        Promise.all(tokens.map((token) => call(whoami(fresh), { headers: { authorization: `Bearer ${token}` } })));
      const together = await flood(forged.slice(0, 50));
      const later = await flood(forged.slice(50));
      for (const answer of [...together, ...later]) expectProblem(answer, 401, 'unauthenticated');
      expect(fresh.login.calls).toMatchObject({ jwks: 1, discovery: 1 });
      expect((await call(whoami(fresh), { headers: await bearer(fresh, 'alice') })).status).toBe(200);
    } finally {
      await fresh.stop();
    }
  });

  it('tells an issuer that is out of order from a bad token: 503', async () => {
    const fresh = await startStore({ databaseUrl: 'sqlite://:memory:' });
    try {
      const headers = await bearer(fresh, 'alice');
      fresh.login.intercept.once('jwks', answerInstead(answers.serverErrorHtml));
      expectProblem(await call(whoami(fresh), { headers }), 503, 'provider_unavailable');
      await fresh.login.goDown();
      expectProblem(await call(whoami(fresh), { headers }), 503, 'provider_unavailable');
      await fresh.login.comeUp();
      advance(fresh, 3_000);
      expect((await call(whoami(fresh), { headers })).status).toBe(200);
    } finally {
      await fresh.stop();
    }
  });

  it('refuses a token whose time is over, and a user who was disabled, although it was found good just now', async () => {
    const env = { RATE_LIMIT: 'off', RATE_LIMIT_ANONYMOUS: 'off' };
    const fresh = await startStore({ databaseUrl: 'sqlite://:memory:', env });
    try {
      const seen = (token: string) => call(whoami(fresh), { headers: { authorization: `Bearer ${token}` } });
      const issueFresh = (claims: Issue[0]) => fresh.login.issueAccessToken({ aud: 'tokenstore-api', ...claims });
      // Of the sixty seconds that clocks may differ, one or two are left.
      const ending = await issueFresh({ sub: 'alice', exp: now() - 58 });
      const bobs = await issueFresh({ sub: 'bob' });
      for (const token of [ending, bobs]) expect((await seen(token)).status).toBe(200);
      let last = await seen(ending);
      for (let asked = 1; last.status === 200 && asked < 5_000; asked += 1) last = await seen(ending);
      expectProblem(last, 401, 'unauthenticated');
      expect((await seen(bobs)).status).toBe(200);
      await write(fresh, `UPDATE users SET disabled_at = 1 WHERE subject = 'bob' RETURNING id`);
      expectProblem(await seen(bobs), 401, 'unauthenticated');
    } finally {
      await fresh.stop();
    }
  });

  describe('beside a good session cookie', () => {
    it.each([
      ['a bearer that is garbage', 'Bearer garbage'],
      ['an empty bearer', 'Bearer '],
      ['another scheme', 'Basic YWxpY2U6c2VjcmV0'],
      ['a scheme that nobody knows', 'Whatever abc'],
      ['the token scheme of JupyterHub', 'token abc'],
      ['an empty header', ''],
    ])('%s is refused', async (_, authorization) => {
      const cookie = await cookieOf(store, browser);
      expect((await call(whoami(store), { headers: cookie })).status).toBe(200);
      expectProblem(await send(authorization, cookie), 401, 'unauthenticated');
    });

    it('an expired bearer is refused', async () => {
      const token = await issue({ sub: 'alice', exp: now() - 600 });
      expectProblem(await send(`Bearer ${token}`, await cookieOf(store, browser)), 401, 'unauthenticated');
    });

    it('a good bearer of another user wins', async () => {
      const { authorization } = await bearer(store, 'bob');
      const answer = await send(authorization, await cookieOf(store, browser));
      expect(jsonOf(answer)['claims']).toMatchObject({ sub: 'bob' });
    });
  });

  it.each(['Basic YWxpY2U6c2VjcmV0', 'Whatever abc', 'token abc', 'Bearers abc', ''])(
    'and nothing else is taken: Authorization: %j',
    async (authorization) => {
      expectProblem(await send(authorization), 401, 'unauthenticated');
    },
  );

  it('keeps what the sign-in said of a person whose access token says less', async () => {
    const before = (await browser.json(whoami(store))).data;
    expect(before).toMatchObject({ name: 'Alice Example', email: 'alice@example.org', roles: ['user'] });
    expect((await sendToken(await issue({ sub: 'alice' }))).status).toBe(200);
    expect((await browser.json(whoami(store))).data).toEqual(before);
  });
});

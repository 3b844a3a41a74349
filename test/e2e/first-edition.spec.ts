import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Browser } from '../support/browser.ts';
import { databases } from '../support/databases.ts';
import { startStore, type Env, type TestStore } from '../support/store.ts';
import { alice, call, cookieOf, expectProblem, jsonOf, link, rows, whoami, write } from './acts.ts';

/** What the first edition did not know of, and what takes its place where it must be said at all. */
const NEWER = ['PORT', 'INSTANCE_PATH', 'DATABASE_URL', 'DATABASE_POOL_SIZE', 'SHUTDOWN_TIMEOUT', 'OIDC_AUDIENCE'];

describe.each(databases)("the first edition's names alone, on $name", ({ name, fresh }) => {
  let store: TestStore;
  let database: Awaited<ReturnType<typeof fresh>>;
  let env: Env;
  const browser = new Browser();

  beforeAll(async () => {
    database = await fresh();
    env = {
      ...Object.fromEntries(NEWER.map((one) => [one, undefined])),
      SQLALCHEMY_DATABASE_URI:
        name === 'sqlite' ? database.url : database.url.replace('postgresql:', 'postgresql+psycopg2:'),
      CRYPTOKEY: 'a key of 32 characters as it is.',
      TOKEN_PROVIDERS: 'idp1, idp2',
      OIDC_REDIRECT_URI: '/api/oidc/callback',
      OIDC_USE_REFRESH_TOKEN: 'true',
      SQLALCHEMY_TRACK_MODIFICATIONS: 'False',
      SESSION_TYPE: 'filesystem',
      IDP1_MD_NAME: 'The first',
      IDP1_SCOPE: 'openid email offline_access',
    };
    store = await startStore({
      databaseUrl: database.url,
      providers: { idp1: { rotation: 'strict' }, idp2: { rotation: 'never', idToken: false } },
      env,
      // Where it listened was the business of what ran it: of the command line.
      flags: ({ port, instancePath }) => ({ PORT: String(port), INSTANCE_PATH: instancePath }),
    });
  });

  afterAll(async () => {
    await store.stop();
    await database.drop();
  });

  /** A service has an access token whose audience is the store's own client. */
  async function service(): Promise<{ authorization: string }> {
    return { authorization: `Bearer ${await store.login.issueAccessToken({ sub: 'alice', aud: 'store' })}` };
  }

  /** Both providers' tokens, good at the providers themselves. */
  async function served(): Promise<string[]> {
    const tokens = ['idp1', 'idp2'].map(async (id) => {
      const answer = await call(`${store.base}/api/v1.0/${id}/token`, { headers: await service() });
      expect(answer.status).toBe(200);
      const token = String(jsonOf(answer)['access_token']);
      const headers = { authorization: `Bearer ${token}` };
      expect((await call(store.providers[id]!.endpoints.userinfo, { headers })).status).toBe(200);
      return token;
    });
    return Promise.all(tokens);
  }

  const expire = () => write(store, 'UPDATE grant_tokens SET expires_at = issued_at + 1 RETURNING grant_id');

  it('are enough for the whole main job', async () => {
    const page = await browser.signInAt(`${store.base}/api/oidc/login?return_url=/api/whoami`, alice);
    expect(jsonOf(page)).toMatchObject({ email: 'alice@example.org' });
    for (const id of ['idp1', 'idp2']) {
      expect((await link(store, browser, id, alice)).url).toBe(`${whoami(store)}?linked=${id}`);
    }
    const { data } = await browser.json(`${store.base}/api/v1.0/authorizations`);
    expect(data).toMatchObject([
      { active: true, provider: 'idp1', metadata: { name: 'The first' } },
      { active: true, provider: 'idp2', metadata: { name: null } },
    ]);
    const first = await served();
    await expire();
    expect(await served()).not.toEqual(first);
    expect(store.providers['idp1']!.calls.refresh).toBe(1);
  });

  it('are enough after a restart: still signed in, still linked, tokens served and refreshed', async () => {
    const tokens = await served();
    const session = await cookieOf(store, browser);
    await store.restart();
    expect(await rows(store, 'SELECT subject FROM users')).toEqual([{ subject: 'alice' }]);
    expect((await call(whoami(store), { headers: session })).status).toBe(200);
    const listed = await call(`${store.base}/api/v1/authorizations`, { headers: session });
    expect(JSON.parse(listed.body)).toMatchObject([{ active: true }, { active: true }]);
    expect(await served()).toEqual(tokens);
    await expire();
    expect(await served()).not.toEqual(tokens);
    expect((await link(store, browser, 'idp1', alice)).url).toBe(`${whoami(store)}?linked=idp1`);
    const changed = { ...session, 'sec-fetch-site': 'same-origin' };
    const revoked = await call(`${store.base}/api/v1.0/idp1/revoke`, { method: 'POST', headers: changed });
    expect({ status: revoked.status, body: revoked.body }).toEqual({ status: 200, body: '"Token revoked"' });
    const after = await call(`${store.base}/api/v1.0/idp1/token`, { headers: await service() });
    expectProblem(after, 400, 'not_linked');
  });

  it('are used as they are: none of the newer ones was needed', () => {
    expect(store.settings).toMatchObject({ BASE_URL: store.base, OIDC_AUDIENCE: ['store'], SESSION_TYPE: 'database' });
  });
});

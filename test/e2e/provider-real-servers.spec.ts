import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GrantVault } from '../../src/grants/vault.ts';
import { freshSqlite, type TestDatabase } from '../support/databases.ts';
import { endRest, expireTokens, grantRow } from '../support/grants.ts';
import { djangoMissing, startDjangoOAuthToolkit } from '../support/servers/django-oauth-toolkit.ts';
import { glewlwydMissing, startGlewlwyd } from '../support/servers/glewlwyd.ts';
import { describeWith } from '../support/servers/installed.ts';
import type { RealServer } from '../support/servers/real-server.ts';
import { startStore, type Env, type TestStore } from '../support/store.ts';
import { alice, expectProblem, jsonOf, signedIn } from './acts.ts';
import { ask, grantsOf } from './v2-acts.ts';
import { freePort } from '../support/ports.ts';

interface Case {
  missing: string | undefined;
  start: (redirectUris: string[]) => Promise<RealServer>;
  /** Settings of the provider, without its id in front. */
  knobs: (server: RealServer) => Env;
  rotates: boolean;
  /** How often a dead grant is asked about until that is believed. */
  refusals: number;
  /** Of its tokens. */
  type: string;
}

const everything = 'openid profile email offline_access';
const glewlwyd = (rotation: 'always' | 'never', knobs: Env = {}): Case => ({
  missing: glewlwydMissing(),
  start: (redirectUris) => startGlewlwyd({ redirectUris, rotation }),
  knobs: () => ({ SCOPE: everything, ...knobs }),
  rotates: rotation === 'always',
  // A refresh token that is not good is a 400 without a word, as a wrong secret is.
  refusals: 3,
  type: knobs['DPOP'] === undefined ? 'bearer' : 'dpop',
});

const cases: Record<string, Case> = {
  'Glewlwyd, which rotates': glewlwyd('always'),
  'Glewlwyd, which does not rotate': glewlwyd('never'),
  'Glewlwyd with bound tokens': glewlwyd('always', { DPOP: 'require' }),
  'Django OAuth Toolkit': {
    missing: djangoMissing(),
    start: (redirectUris) => startDjangoOAuthToolkit({ redirectUris }),
    // Its discovery does not name what it has for revoking.
    knobs: ({ endpoints }) => ({ SCOPE: 'openid', REVOKE_URL: endpoints.revocation, REFRESH_KILLS_ACCESS: 'true' }),
    rotates: true,
    refusals: 1,
    type: 'bearer',
  },
};

describe.each(Object.entries(cases))('%s', (name, { missing, start, knobs, rotates, refusals, type }) => {
  describeWith(missing)(name, () => {
    let server: RealServer;
    let store: TestStore;
    let database: TestDatabase;

    const token = () => ask(store, 'token/idp');
    const accessToken = async (): Promise<string> => {
      const given = await token();
      expect([given.status, given.body]).toEqual([200, expect.stringContaining('"access_token"')]);
      expect(String(jsonOf(given)['token_type']).toLowerCase()).toBe(type);
      return String(jsonOf(given)['access_token']);
    };
    const link = async (): Promise<string> => {
      const begun = await ask(store, 'grants', { data: { provider: 'idp', return_url: '/api/whoami' } });
      const url = String(jsonOf(begun)['authorization_url']);
      const whoami = `${store.base}/api/whoami`;
      const page = await server.walkLogin(await signedIn(store, alice), url, { stopBefore: whoami });
      return (page.location ?? page.url).replace(whoami, '');
    };
    const refreshToken = async (): Promise<string> => {
      const row = await grantRow(store, 'idp');
      const holder = { grantId: row.id, userId: row.user_id, provider: 'idp' };
      return store.service.app.get(GrantVault, { strict: false }).openRefreshToken(row.refresh_token ?? '', holder);
    };

    beforeAll(async () => {
      const port = await freePort();
      const base = `http://127.0.0.1:${port}`;
      server = await start([`${base}/api/v1.0/idp/redirect_uri`]);
      database = await freshSqlite();
      const settings = {
        DISCOVERY_URL: server.issuer,
        CLIENT_ID: server.client.id,
        CLIENT_SECRET: server.client.secret,
        ...knobs(server),
      };
      const named = Object.entries(settings).map(([knob, value]) => [`IDP_${knob}`, value]);
      store = await startStore({
        databaseUrl: database.url,
        env: { PORT: String(port), BASE_URL: base, TOKEN_PROVIDERS: 'idp', ...(Object.fromEntries(named) as Env) },
      });
    }, 60_000);

    afterAll(async () => {
      await store.stop();
      await server.close();
      await database.drop();
    });

    it('is linked, and its token read', async () => {
      expect(await link()).toBe('?linked=idp');
      expect((await grantsOf(store))[0]!.account.subject).toEqual(expect.any(String));
      await accessToken();
    });

    it('is refreshed, and again with what that brought', async () => {
      const [before, spent] = [await accessToken(), await refreshToken()];
      await expireTokens(store);
      expect(await accessToken()).not.toBe(before);
      expect((await refreshToken()) !== spent).toBe(rotates);
      await expireTokens(store);
      await accessToken();
    });

    it('is known to be dead when it was ended at the provider', async () => {
      const { id, secret } = server.client;
      const body = new URLSearchParams({ token: await refreshToken(), token_type_hint: 'refresh_token' });
      const headers = { authorization: `Basic ${btoa(`${id}:${secret}`)}` };
      expect((await fetch(server.endpoints.revocation, { method: 'POST', headers, body })).status).toBe(200);
      await expireTokens(store);
      for (let left = refusals - 1; left > 0; left -= 1) {
        expectProblem(await token(), 503, 'provider_unavailable');
        await endRest(store);
      }
      expectProblem(await token(), 409, 'reauth_required');
      expect(await link()).toBe('?linked=idp');
      await accessToken();
    });

    it('is revoked', async () => {
      const held = await refreshToken();
      const [grant] = await grantsOf(store);
      const ended = await ask(store, `grants/${grant!.id}`, { method: 'DELETE' });
      expect(jsonOf(ended)).toEqual({ id: grant!.id, status: 'revoked', confirmed: true });
      const { id, secret } = server.client;
      const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: held });
      const headers = { authorization: `Basic ${btoa(`${id}:${secret}`)}` };
      expect((await fetch(server.endpoints.token, { method: 'POST', headers, body })).status).toBe(400);
    });
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from '../support/browser.ts';
import { startStore, type TestStore } from '../support/store.ts';
import { alice, bearer, call, cookieOf, expectProblem, jsonOf, keptGrants, link, signedIn, write } from './acts.ts';

/** The table of http-api.md, "v1.0 and v1", but for linking, which has specs of its own. */
describe('the two dialects of the first edition', () => {
  let store: TestStore;
  let browser: Browser;

  beforeAll(async () => {
    store = await startStore({
      databaseUrl: 'sqlite://:memory:',
      providers: { idp2: {}, 'idp-1': {}, bare: {} },
      env: {
        TOKEN_PROVIDERS: 'idp2, idp-1, bare',
        IDP2_MD_NAME: 'Second',
        IDP2_MD_URL: 'https://second.example/',
        IDP2_MD_ICON: 'second.svg',
        IDP2_MD_DESCRIPTION: 'The second provider',
        IDP2_MD_LOGO: 'https://second.example/logo.png',
        IDP_1_MD_NAME: 'First',
      },
    });
    browser = await signedIn(store, alice);
    await link(store, browser, 'idp2', alice);
  });

  afterAll(() => store.stop());

  const at = (path: string) => `${store.base}/api/${path}`;
  const get = async (path: string) => call(at(path), { headers: await bearer(store, 'alice') });
  const post = async (path: string) => call(at(path), { method: 'POST', headers: await bearer(store, 'alice') });
  const addresses = (version: string, id: string) =>
    Object.fromEntries(['authorize', 'token', 'revoke'].map((verb) => [verb, at(`${version}/${id}/${verb}`)]));

  it('v1.0 lists the providers in the order of the settings, metadata and actions apart', async () => {
    const answer = await get('v1.0/authorizations');
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    const unset = { name: null, url: null, icon: null, description: null, logo: null };
    expect(JSON.parse(answer.body)).toEqual([
      {
        active: true,
        provider: 'idp2',
        actions: addresses('v1.0', 'idp2'),
        metadata: {
          name: 'Second',
          url: 'https://second.example/',
          icon: 'second.svg',
          description: 'The second provider',
          logo: 'https://second.example/logo.png',
        },
      },
      { active: false, provider: 'idp-1', actions: addresses('v1.0', 'idp-1'), metadata: { ...unset, name: 'First' } },
      { active: false, provider: 'bare', actions: addresses('v1.0', 'bare'), metadata: unset },
    ]);
  });

  it('v1 lists the same, flat, without what is not set', async () => {
    const answer = await get('v1/authorizations');
    expect(JSON.parse(answer.body)).toEqual([
      {
        active: true,
        provider: 'idp2',
        ...addresses('v1', 'idp2'),
        name: 'Second',
        url: 'https://second.example/',
        icon: 'second.svg',
        description: 'The second provider',
        logo: 'https://second.example/logo.png',
      },
      { active: false, provider: 'idp-1', ...addresses('v1', 'idp-1'), name: 'First' },
      { active: false, provider: 'bare', ...addresses('v1', 'bare') },
    ]);
  });

  it('lists the same to a browser as to a service', async () => {
    const page = await call(at('v1/authorizations'), { headers: await cookieOf(store, browser) });
    expect(page.body).toBe((await get('v1/authorizations')).body);
  });

  describe.each(['v1.0', 'v1'])('%s', (version) => {
    it.each([
      ['GET', 'authorizations'],
      ['GET', 'idp2/token'],
      ['POST', 'idp2/revoke'],
      ['GET', 'idp2/authorize'],
      ['POST', 'idp2/authorize'],
      ['GET', 'nobody/token'],
      ['POST', 'nobody/revoke'],
      ['GET', 'nobody/authorize'],
      ['POST', 'nobody/authorize'],
    ])('refuses the anonymous with 403, whatever the provider: %s %s', async (method, path) => {
      const before = await keptGrants(store);
      expectProblem(await call(at(`${version}/${path}`), { method }), 403, 'unauthenticated');
      expect(await keptGrants(store)).toEqual(before);
    });

    it.each([
      ['GET', 'token'],
      ['POST', 'revoke'],
      ['GET', 'authorize'],
      ['POST', 'authorize'],
    ])('knows no other provider: 404 for %s %s', async (method, verb) => {
      const ids = [
        'nobody',
        'IDP2',
        'idp',
        '__proto__',
        'constructor',
        'idp2%2F',
        '%E2%82%AC',
        '..%2F..',
        'x'.repeat(150),
      ];
      for (const id of ids) {
        const url = at(`${version}/${id}/${verb}`);
        const answer = await call(url, { method, headers: await bearer(store, 'alice') });
        expectProblem(answer, 404, 'unknown_provider');
      }
    });

    it('gives a token that nobody on the way may keep', async () => {
      const answer = await get(`${version}/idp2/token`);
      expect(answer.status).toBe(200);
      expect(answer.headers['cache-control']).toBe('no-store');
      const token = jsonOf(answer) as { expires_in: number; expires_at: number };
      expect(token).toEqual({
        access_token: expect.any(String),
        token_type: 'Bearer',
        expires_in: expect.any(Number),
        expires_at: expect.any(Number),
        scope: 'openid email offline_access',
      });
      expect(token.expires_in).toBeGreaterThan(3500);
      expect(token.expires_in).toBeLessThanOrEqual(3600);
      const now = Date.now() / 1000;
      expect(Math.abs(token.expires_at - now - token.expires_in)).toBeLessThan(3);
      expect([Number.isInteger(token.expires_in), Number.isInteger(token.expires_at)]).toEqual([true, true]);
    });

    it('says 400 where there is no grant', async () => {
      expectProblem(await get(`${version}/bare/token`), 400, 'not_linked');
    });

    it('says 400 and why where the grant is dead', async () => {
      await link(store, browser, 'idp-1', alice);
      const dead = `status = 'reauth_required', reason = 'refused'`;
      await write(store, `UPDATE grants SET ${dead} WHERE provider = 'idp-1' RETURNING id`);
      const answer = await get(`${version}/idp-1/token`);
      expectProblem(answer, 400, 'reauth_required');
      expect(jsonOf(answer)).toMatchObject({ reason: 'refused', authorize: at(`${version}/idp-1/authorize`) });
    });

    it('revokes, at the provider too; and again, which is no error', async () => {
      const { [version === 'v1' ? 'bare' : 'idp-1']: idp } = store.providers;
      const id = idp!.name;
      await link(store, browser, id, alice);
      idp!.calls.reset();
      const answer = await post(`${version}/${id}/revoke`);
      expect(answer.status).toBe(200);
      if (version === 'v1.0') expect(answer.body).toBe('"Token revoked"');
      expect(idp!.calls.revocation).toBe(1);
      expect(idp!.grantsAlive()).toBe(0);
      expectProblem(await get(`${version}/${id}/token`), 400, 'not_linked');
      expect((await post(`${version}/${id}/revoke`)).status).toBe(200);
      expect(idp!.calls.revocation).toBe(1);
      expect((await post(`${version}/bare/revoke`)).status).toBe(200);
    });
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ManageGrants } from '../../src/grants/manage-grants.ts';
import type { UserPrincipal } from '../../src/principal/principal.ts';
import { ProviderCatalogue } from '../../src/providers/catalogue.ts';
import { startStore, type TestStore } from '../support/store.ts';
import { alice, bob, call, expectProblem, jsonOf, rows } from './acts.ts';
import { ask, connect } from './v2-acts.ts';

describe('providers in v2', () => {
  let store: TestStore;

  beforeAll(async () => {
    store = await startStore({
      databaseUrl: 'sqlite://:memory:',
      providers: { idp1: {}, idp2: {}, plain: { discovery: false } },
      env: { IDP1_MD_NAME: 'First', IDP1_ACCOUNTS: 'one', IDP2_KEEP_ALIVE: 'off', IDP2_SCOPE: 'openid read' },
    });
    const { authorization, token } = store.providers['plain']!.endpoints;
    await store.restart({
      ...{ PLAIN_DISCOVERY_URL: undefined, PLAIN_AUTHORIZE_URL: authorization, PLAIN_TOKEN_URL: token },
      ...{ PLAIN_SCOPE: 'read' },
    });
  });

  afterAll(() => store.stop());

  it('are listed in the order of the settings, with what they can and how they are', async () => {
    const answer = await ask(store, 'providers');
    const nothing = (id: string) => ({
      ...{ name: null, url: null, description: null, logo: null },
      icon: `${store.base}/ui/monogram/${id}.svg`,
    });
    const scopes_offered = ['openid', 'offline_access', 'profile', 'email', 'read', 'write'];
    const healthy = { breaker: 'closed', retry_after: null };
    expect(jsonOf(answer)).toEqual({
      items: [
        {
          ...{
            id: 'idp1',
            metadata: { ...nothing('idp1'), name: 'First' },
            scopes: ['openid', 'email', 'offline_access'],
          },
          capabilities: { openid: true, keeps_alive: true, revocation: true, accounts: 'one' },
          ...{ scopes_offered, health: healthy },
        },
        {
          ...{ id: 'idp2', metadata: nothing('idp2'), scopes: ['openid', 'read'] },
          ...{ scopes_offered, health: healthy },
          capabilities: { openid: true, keeps_alive: false, revocation: true, accounts: 'many' },
        },
        {
          ...{ id: 'plain', metadata: nothing('plain'), scopes: ['read'] },
          ...{ scopes_offered: [], health: healthy },
          capabilities: { openid: false, keeps_alive: true, revocation: false, accounts: 'many' },
        },
      ],
      next: null,
    });
    expect(jsonOf(await ask(store, 'providers/idp2'))).toMatchObject({ id: 'idp2' });
  });

  it('are nobody’s business who is not signed in, and one that is not there is unknown', async () => {
    expectProblem(await call(`${store.base}/api/v2/providers`), 401, 'unauthenticated');
    expectProblem(await call(`${store.base}/api/v2/providers/idp1`), 401, 'unauthenticated');
    for (const id of ['nobody', '__proto__', 'constructor', 'x'.repeat(150)]) {
      expectProblem(await ask(store, `providers/${id}`), 404, 'unknown_provider');
    }
  });

  it('are listed also while one is down, and say so when its breaker is open', async () => {
    await store.providers['idp2']!.goDown();
    try {
      await store.restart();
      expect(jsonOf(await ask(store, 'providers/idp2'))).toMatchObject({
        ...{ capabilities: { revocation: null }, scopes_offered: [] },
      });
      expect((await ask(store, 'providers')).status).toBe(200);
      const { breaker } = store.service.app.get(ProviderCatalogue, { strict: false }).get('idp2');
      for (let i = 0; i < 5; i += 1) breaker.failed({ grantId: String(i), mayBeTheGrants: false });
      expect(jsonOf(await ask(store, 'providers/idp2'))).toMatchObject({
        health: { breaker: 'open', retry_after: expect.any(Number) },
      });
    } finally {
      await store.providers['idp2']!.comeUp();
      await store.restart();
    }
  });

  it('that a credential is not good for hide their grants from it', async () => {
    await connect(store, { provider: 'idp1' }, { at: alice });
    await connect(store, { provider: 'idp2' }, { at: bob });
    const [one, two] = await rows(store, 'SELECT id, user_id FROM grants ORDER BY provider');
    const manage = store.service.app.get(ManageGrants, { strict: false });
    const key: UserPrincipal = {
      ...{ kind: 'user', userId: String(one!['user_id']), subject: 'alice', name: null, email: null, via: 'api-key' },
      ...{ emailVerified: null, roles: [], scopes: ['grants:read', 'grants:write'], claims: {} },
      ...{ providers: ['idp2'], origin: { id: 'request', address: '127.0.0.1' } },
    };
    const wish = { limit: 10, after: undefined };
    expect((await manage.list(key, {}, wish)).items.map(({ id }) => id)).toEqual([two!['id']]);
    expect((await manage.list(key, { provider: 'idp1' }, wish)).items).toEqual([]);
    expect((await manage.list({ ...key, providers: [] }, {}, wish)).items).toEqual([]);
    const hidden = String(one!['id']);
    await expect(manage.find(key, hidden)).rejects.toMatchObject({ code: 'not_found' });
    await expect(manage.change(key, hidden, { ownLabel: 'x' })).rejects.toMatchObject({ code: 'not_found' });
    await expect(manage.revoke(key, hidden)).rejects.toMatchObject({ code: 'not_found' });
    expect(await rows(store, 'SELECT status, own_label FROM grants ORDER BY provider')).toEqual([
      { status: 'active', own_label: null },
      { status: 'active', own_label: null },
    ]);
  });
});

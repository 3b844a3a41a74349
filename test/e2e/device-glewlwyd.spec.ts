import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DevicePoller } from '../../src/grants/device/device-poller.ts';
import { Browser } from '../support/browser.ts';
import { freshSqlite, type TestDatabase } from '../support/databases.ts';
import { databaseOf } from '../support/grants.ts';
import { glewlwydMissing, startGlewlwyd } from '../support/servers/glewlwyd.ts';
import { describeWith } from '../support/servers/installed.ts';
import type { RealServer } from '../support/servers/real-server.ts';
import { startStore, type TestStore } from '../support/store.ts';
import { jsonOf, tokenOf } from './acts.ts';
import { ask, grantsOf } from './v2-acts.ts';

describeWith(glewlwydMissing())('linking by a device code at Glewlwyd', () => {
  let database: TestDatabase;
  let server: RealServer;
  let store: TestStore;

  beforeAll(async () => {
    [server, database] = await Promise.all([
      startGlewlwyd({ redirectUris: ['http://127.0.0.1:9/callback'] }),
      freshSqlite(),
    ]);
    store = await startStore({
      databaseUrl: database.url,
      env: {
        ...{ TOKEN_PROVIDERS: 'glewlwyd', GLEWLWYD_DISCOVERY_URL: server.issuer, GLEWLWYD_SCOPE: 'openid' },
        ...{ GLEWLWYD_CLIENT_ID: server.client.id, GLEWLWYD_CLIENT_SECRET: server.client.secret },
      },
    });
  }, 60_000);

  afterAll(async () => {
    await store.stop();
    await server.close();
    await database.drop();
  });

  it('links', async () => {
    const begun = jsonOf(await ask(store, 'grants/device', { data: { provider: 'glewlwyd' } }));
    const state = async () => jsonOf(await ask(store, `grants/device/${begun['id'] as string}`));
    const look = async () => {
      await databaseOf(store).write(
        'UPDATE device_links SET next_poll_at = 1 WHERE next_poll_at < expires_at RETURNING id',
      );
      await store.service.app.get(DevicePoller, { strict: false }).poll();
      return state();
    };
    expect(await look()).toEqual({ status: 'pending' });
    const url = String(begun['verification_uri_complete']);
    await server.walkLogin(new Browser(), url, { stopBefore: 'http://127.0.0.1:9/' });
    let seen = await look();
    for (let looks = 0; looks < 50 && seen['status'] === 'pending'; looks += 1) seen = await look();
    expect(seen).toEqual({ status: 'linked', grant_id: expect.any(String) });
    expect(await grantsOf(store)).toMatchObject([{ provider: 'glewlwyd', status: 'active' }]);
    expect((await tokenOf(store, 'glewlwyd')).status).toBe(200);
  });
});

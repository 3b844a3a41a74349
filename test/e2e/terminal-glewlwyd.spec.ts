import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Browser } from '../support/browser.ts';
import { freshSqlite, type TestDatabase } from '../support/databases.ts';
import { glewlwydMissing, startGlewlwyd } from '../support/servers/glewlwyd.ts';
import { describeWith } from '../support/servers/installed.ts';
import type { RealServer } from '../support/servers/real-server.ts';
import { startStore, type TestStore } from '../support/store.ts';
import { addressIn, inTerminal, loginsOf } from './terminal-acts.ts';

describeWith(glewlwydMissing())('signing in by a device code at Glewlwyd', () => {
  let database: TestDatabase;
  let server: RealServer;
  let store: TestStore;
  let home: string;

  beforeAll(async () => {
    [server, database, home] = await Promise.all([
      startGlewlwyd({ redirectUris: ['http://127.0.0.1:9/callback'] }),
      freshSqlite(),
      mkdtemp(join(tmpdir(), 'tokenstore-home-')),
    ]);
    store = await startStore({
      databaseUrl: database.url,
      env: {
        OIDC_DISCOVERY_URL: server.issuer,
        OIDC_CLIENT_ID: server.client.id,
        OIDC_CLIENT_SECRET: server.client.secret,
        // It calls what a token is good for its audience.
        OIDC_AUDIENCE: 'openid',
      },
    });
  }, 60_000);

  afterAll(async () => {
    await store.stop();
    await server.close();
    await database.drop();
    await rm(home, { recursive: true, force: true });
  });

  it('keeps a login that is renewed, and ended there', async () => {
    const enters = (said: string) =>
      server.walkLogin(new Browser(), addressIn(said), { stopBefore: 'http://127.0.0.1:9/' });
    const args = [
      'login',
      '--server',
      store.base,
      '--client-id',
      server.client.id,
      '--client-secret',
      server.client.secret,
    ];
    const ran = await inTerminal(args, { home, meanwhile: [enters] });
    expect(ran).toMatchObject({
      status: 0,
      waits: [1000],
      err: expect.stringMatching(/\nSigned in at \S+ as .+\.\n$/),
    });
    const secrets = async () => (await loginsOf(home).read()).logins[store.base]?.secrets as Record<string, unknown>;
    const before = await secrets();
    await loginsOf(home).alter(store.base, { expires_at: 1 });
    expect(await inTerminal(['accounts', '--json'], { home })).toMatchObject({ status: 0, out: '[]\n', err: '' });
    const after = await secrets();
    expect(after['refresh_token']).not.toBe(before['refresh_token']);
    expect(await inTerminal(['logout'], { home })).toMatchObject({ status: 0, err: `Signed out of ${store.base}.\n` });
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Database } from '../../src/database/database.ts';
import { Keeper } from '../../src/grants/keeper/keeper.ts';
import { ProviderCatalogue } from '../../src/providers/catalogue.ts';
import { startService, type StoreService } from '../../src/server/store-service.ts';
import { databases, type TestDatabase } from '../support/databases.ts';
import { connect, databaseOf, signIn, type Person } from '../support/grants.ts';
import { freePort } from '../support/ports.ts';
import { capturingLog, startStore, type TestStore } from '../support/store.ts';
import { call, expectProblem } from './acts.ts';
import { runProgram } from './cli-acts.ts';

const ELSEWHERE = 'https://tokens.elsewhere.example';

describe.each(databases)('a database that is restored elsewhere, on $name', ({ fresh, copyOf }) => {
  let original: TestDatabase;
  let copy: TestDatabase;
  let store: TestStore;
  let instance: string;
  let restored: StoreService | undefined;
  let people: Person[];
  const log = capturingLog();

  beforeAll(async () => {
    original = await fresh();
    const options = { rotation: 'strict' } as const;
    store = await startStore({ databaseUrl: original.url, providers: { one: options, two: options } });
    people = [await signIn(store, 'alice'), await signIn(store, 'bob')];
    for (const person of people) for (const id of ['one', 'two']) await connect(store, person, id);
    // Of one provider the tokens are good still, of the other they are not; and all are due to be kept alive.
    const { now } = databaseOf(store);
    await databaseOf(store).write(
      `UPDATE grant_tokens SET issued_at = ${now} - 3600000, expires_at = ${now} - 1000
       WHERE grant_id IN (SELECT id FROM grants WHERE provider = 'two') RETURNING grant_id`,
    );
    await databaseOf(store).write('UPDATE grants SET next_refresh_at = 0 RETURNING id');
    await store.pause();
    copy = await copyOf(original);
    instance = await mkdtemp(join(tmpdir(), 'tokenstore-restored-'));
    for (const { calls } of Object.values(store.providers)) calls.reset();
  });

  afterAll(async () => {
    await restored?.stop();
    await store.stop();
    await Promise.all([original.drop(), copy.drop(), rm(instance, { recursive: true, force: true })]);
  });

  const spent = () => Object.values(store.providers).map(({ calls }) => calls.refresh);
  const begin = async (): Promise<StoreService> =>
    (restored = await startService({
      settings: { ...store.settings, BASE_URL: ELSEWHERE, DATABASE_URL: copy.url, INSTANCE_PATH: instance },
      log: log.log,
      port: await freePort(),
      onRefused: () => undefined,
    }));
  const tokens = (id: string) =>
    Promise.all(
      people.map(({ bearer }) =>
        call(`${restored!.address}/api/v1/${id}/token`, { headers: { authorization: `Bearer ${bearer}` } }),
      ),
    );
  const tendAll = async (): Promise<number[]> => {
    const { app } = restored!;
    const keeper = app.get(Keeper, { strict: false });
    return Promise.all(app.get(ProviderCatalogue, { strict: false }).all.map((provider) => keeper.tend(provider)));
  };
  const adopt = (env: Record<string, string> = {}) =>
    runProgram(store, ['database', 'adopt'], { env: { BASE_URL: ELSEWHERE, DATABASE_URL: copy.url, ...env } });

  it('is served, and nothing of it is spent', async () => {
    await begin();
    expect(log.text()).toContain(`this database belongs to ${store.base}, and this service is ${ELSEWHERE}`);
    expect((await tokens('one')).map(({ status }) => status)).toEqual([200, 200]);
    for (const answer of await tokens('two')) {
      expectProblem(answer, 503, 'provider_unavailable');
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    }
    expect(await tendAll()).toEqual([0, 0]);
    expect(spent()).toEqual([0, 0]);
  });

  it('is not adopted with a wrong key, in one line', async () => {
    const home = () => restored!.app.get(Database, { strict: false }).read('SELECT * FROM home');
    const before = await home();
    expect(await adopt({ CRYPTOKEY: 'b'.repeat(64) })).toEqual({
      ...{ status: 78, out: '' },
      err: expect.stringMatching(/^This database holds values sealed with key [0-9a-f]{12},[^\n]+\n$/),
    });
    expect(await home()).toEqual(before);
  });

  it('works whole once it is adopted', async () => {
    expect(await adopt()).toEqual({
      ...{ status: 0, err: '' },
      out: `The database belonged to ${store.base}, and belongs to ${ELSEWHERE} now. Restart the service here.\n`,
    });
    await restored!.stop();
    await begin();
    for (const id of ['one', 'two']) expect((await tokens(id)).map(({ status }) => status)).toEqual([200, 200]);
    expect(spent()).toEqual([0, 2]);
    expect(await tendAll()).toEqual([2, 0]);
    expect(spent()).toEqual([2, 2]);
  });
});

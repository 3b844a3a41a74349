import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { keyIdOf } from '../../src/crypto/sealed-text.ts';
import { SealingKey } from '../../src/crypto/sealing-key.ts';
import { LIVE_FOR } from '../../src/keys/live-rings.ts';
import { RingWatch } from '../../src/keys/ring-watch.ts';
import { startService, type StoreService } from '../../src/server/store-service.ts';
import { databases, type TestDatabase } from '../support/databases.ts';
import { connect, databaseOf, expireTokens, grantRow, signIn, type Person } from '../support/grants.ts';
import { capturingLog, startStore, type TestStore } from '../support/store.ts';
import { call, cookieOf } from './acts.ts';
import { runProgram } from './cli-acts.ts';

const OLD = 'a'.repeat(64);
const NEW = 'b'.repeat(64);
const [oldId, newId] = [OLD, NEW].map((key) => new SealingKey(Buffer.from(key, 'hex')).id);
const both = { CRYPTOKEY: `${NEW},${OLD}` };

describe.each(databases)('a key that changes, under two services on $name', ({ fresh }) => {
  let database: TestDatabase;
  let store: TestStore;
  let instance: string;
  let second: StoreService;
  let alice: Person;

  beforeEach(async () => {
    database = await fresh();
    store = await startStore({ databaseUrl: database.url, providers: { one: { rotation: 'strict' } } });
    instance = await mkdtemp(join(tmpdir(), 'tokenstore-second-'));
    second = await beginSecond(OLD);
    alice = await signIn(store);
    await connect(store, alice, 'one');
  });

  afterEach(async () => {
    await second.stop();
    await store.stop();
    await database.drop();
    await rm(instance, { recursive: true, force: true });
  });

  const beginSecond = (...keys: string[]): Promise<StoreService> =>
    startService({
      settings: { ...store.settings, INSTANCE_PATH: instance, CRYPTOKEY: keys.map((key) => Buffer.from(key, 'hex')) },
      log: capturingLog().log,
      port: 0,
      onRefused: () => undefined,
    });
  const beat = (service: StoreService) => service.app.get(RingWatch, { strict: false }).beat();
  const sealedWith = async () => keyIdOf((await grantRow(store, 'one')).refresh_token!);
  /** Both refresh and read, and none fails. */
  const bothServe = async (): Promise<void> => {
    for (const address of [store.base, second.address, store.base]) {
      await expireTokens(store);
      const headers = { authorization: `Bearer ${alice.bearer}` };
      expect((await call(`${address}/api/v1/one/token`, { headers })).status).toBe(200);
    }
  };
  const keys = (...args: string[]) => runProgram(store, ['keys', ...args], { env: both });
  /** As if the services had sealed with their keys for long. */
  const settle = () =>
    databaseOf(store).write('UPDATE live_rings SET sealing_since = sealing_since - 60001 RETURNING id');

  it('goes from old to new in a rolling restart, and nobody fails to open anything', async () => {
    await store.restart(both);
    await bothServe();
    await beat(store.service);
    await bothServe();
    expect(await sealedWith()).toBe(oldId);
    expect(await keys('rotate')).toMatchObject({ status: 78, err: expect.stringContaining('not the first at') });

    await second.stop();
    second = await beginSecond(NEW, OLD);
    await bothServe();
    await beat(store.service);
    await bothServe();
    expect(await sealedWith()).toBe(newId);

    const done = await keys('rotate');
    expect(done).toMatchObject({ status: 0, out: expect.stringContaining(`sealed with ${newId}; all bear it now`) });
    await bothServe();
    await settle();
    expect(await keys('drop', oldId!)).toMatchObject({ status: 0, out: expect.stringContaining('is dropped') });
    await second.stop();
    second = await beginSecond(NEW);
    await store.restart({ CRYPTOKEY: NEW });
    await bothServe();
  });

  it('keeps people signed in, on either, all the way', async () => {
    const whoAmI = async (address: string): Promise<number> =>
      (await call(`${address}/api/whoami`, { headers: await cookieOf(store, alice.browser) })).status;
    await store.restart(both);
    const fresh = await signIn(store, 'bob');
    for (const person of [alice, fresh]) {
      alice = person;
      expect([await whoAmI(store.base), await whoAmI(second.address)]).toEqual([200, 200]);
    }
    await second.stop();
    second = await beginSecond(NEW, OLD);
    await beat(store.service);
    expect([await whoAmI(store.base), await whoAmI(second.address)]).toEqual([200, 200]);
  });

  it('lets the old replica start again while it lacks the key that does not seal yet', async () => {
    await store.restart(both);
    await second.stop();
    second = await beginSecond(OLD);
    await bothServe();
    expect(await sealedWith()).toBe(oldId);
  });

  it('is told apart from one that was away while the others changed, and lacks their key', async () => {
    await databaseOf(store).write('UPDATE live_rings SET seen_at = seen_at - $1 RETURNING id', [LIVE_FOR]);
    await store.restart(both);
    await expect(beat(second)).rejects.toThrow(newId);
    await expect(beginSecond(OLD)).rejects.toThrow(newId);
  });

  describe('tokenstore keys', () => {
    it('generates a key, alone on standard output', async () => {
      const [one, other] = [await keys('generate'), await keys('generate')];
      expect(one.out).toMatch(/^[0-9a-f]{64}\n$/);
      expect(one.out).not.toBe(other.out);
      expect(one.err).toContain('keys rotate');
      expect(one.err).not.toContain(one.out.trim());
    });

    it('tells the state of each key by its id, and never a key', async () => {
      await store.restart(both);
      const plain = await keys('status');
      expect(plain).toMatchObject({ status: 0, err: '' });
      expect(plain.out).toContain(`${newId}  waits until all 2 processes have it`);
      expect(plain.out).toContain(`${oldId}  seals`);
      expect(plain.out).not.toContain(NEW);
      const { keys: told, processes } = JSON.parse((await keys('status', '--json')).out) as {
        keys: Record<string, unknown>[];
        processes: unknown[];
      };
      expect(processes).toHaveLength(2);
      expect(told).toEqual([
        expect.objectContaining({ id: newId, position: 1, isAdmitted: false, values: {} }),
        expect.objectContaining({
          ...{ id: oldId, position: 2, isAdmitted: true },
          values: expect.objectContaining({ grants: 1, grant_tokens: 1 }),
        }),
      ]);
      expect((await runProgram(store, ['keys', 'status'], { env: { CRYPTOKEY: NEW } })).out).toContain('not there');
    });

    it('does not drop what values bear, nor what nobody knows', async () => {
      await second.stop();
      await store.restart(both);
      await settle();
      expect(await keys('drop', oldId!)).toMatchObject({ status: 78, err: expect.stringContaining('bear it') });
      expect(await keys('drop', newId!)).toMatchObject({
        status: 78,
        err: expect.stringContaining('first of CRYPTOKEY'),
      });
      expect(await keys('drop', 'nonsense')).toMatchObject({ status: 2, err: expect.stringContaining('nonsense') });
      expect(await keys('drop')).toMatchObject({ status: 2 });
    });

    it('tells which value does not open, and ends with 1', async () => {
      await second.stop();
      await store.restart(both);
      const { id } = await grantRow(store, 'one');
      const sealed = `${(await grantRow(store, 'one')).refresh_token!.slice(0, 40)}${'A'.repeat(60)}`;
      await databaseOf(store).write('UPDATE grants SET refresh_token = $1 RETURNING id', [sealed]);
      const done = await keys('rotate', '--json');

      const words = `grants.refresh_token of row ${id} does not open; it was left as it is\n`;
      expect(done).toMatchObject({ status: 1, err: expect.stringContaining(words) });
      expect(done.err.split(words)).toHaveLength(2);
      expect(JSON.parse(done.out)).toMatchObject({
        key: newId,
        ...{ broken: [{ table: 'grants', column: 'refresh_token', row: id }], busy: 0, isDone: true },
      });
      expect((await grantRow(store, 'one')).refresh_token).toBe(sealed);
      expect((await keys('rotate')).out).toContain('1 do not open');
    });

    it('stops at Ctrl-C, says so, and goes on the next time', async () => {
      await second.stop();
      await store.restart(both);
      const running = keys('rotate');
      const interrupt = setInterval(() => process.listenerCount('SIGINT') > 0 && process.emit('SIGINT'), 0);
      const stopped = await running;
      clearInterval(interrupt);
      expect(stopped).toMatchObject({ status: 130, out: expect.stringContaining('goes on from here') });
      expect(await keys('rotate')).toMatchObject({ status: 0, out: expect.stringContaining('all bear it now') });
    });
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { KeyRing } from '../../src/crypto/key-ring.ts';
import { SealingKey } from '../../src/crypto/sealing-key.ts';
import type { Connection } from '../../src/database/connection.ts';
import type { Database } from '../../src/database/database.ts';
import { dropKey } from '../../src/keys/drop-key.ts';
import { isStillAlive, LIVE_FOR, liveRings } from '../../src/keys/live-rings.ts';
import { RingWatch } from '../../src/keys/ring-watch.ts';
import { DatabaseUnavailable, StartupError } from '../../src/problem/problem.ts';
import { databases } from '../support/databases.ts';
import { openFresh, type Opened } from './opened.ts';

const log = pino({ level: 'silent' });
const newKey = (): SealingKey => new SealingKey(crypto.getRandomValues(new Uint8Array(32)));

class WatchedRing extends KeyRing {
  private readonly waiting = new Map<string, () => void>();

  override sealWith(keyId: string): void {
    super.sealWith(keyId);
    this.waiting.get(keyId)?.();
  }

  async sealsWith(keyId: string): Promise<void> {
    await new Promise<void>((resolve) => this.waiting.set(keyId, resolve));
  }
}

/** A process, as far as its ring goes. */
class Process {
  readonly ring: WatchedRing;
  readonly watch: RingWatch;
  isCutOff = false;
  private readonly connection: Connection;

  constructor(connection: Connection, ...keys: SealingKey[]) {
    this.connection = connection;
    this.ring = new WatchedRing(keys);
    const reach = (): Connection => {
      if (this.isCutOff) throw new DatabaseUnavailable(undefined);
      return connection;
    };
    this.watch = new RingWatch({ ring: this.ring, connection: reach, log, every: 1 });
  }

  async started(): Promise<this> {
    await this.watch.join(this.connection);
    return this;
  }

  get seals(): string {
    return this.ring.sealing.id;
  }
}

describe.each(databases)('RingWatch on $name', (kind) => {
  let opened: Opened;
  let database: Database;
  let other: Database;
  let [old, next]: SealingKey[] = [];
  beforeAll(async () => {
    opened = await openFresh(kind);
    ({ database } = opened);
    other = await opened.again();
  });
  afterAll(() => opened.close());
  beforeEach(async () => {
    for (const table of ['key_rings', 'live_rings']) await database.write(`DELETE FROM ${table} RETURNING 1 AS one`);
    [old, next] = [newKey(), newKey()];
  });

  const process = (...keys: SealingKey[]) => new Process(database.connection, ...keys);
  const start = (...keys: (SealingKey | undefined)[]) => process(...keys.filter((key) => key !== undefined)).started();
  /** As if nothing had been heard of any process for so long. */
  const silence = (by: number) => database.write('UPDATE live_rings SET seen_at = seen_at - $1 RETURNING id', [by]);
  const admitted = async () =>
    (await database.read<{ key_id: string }>('SELECT key_id FROM key_rings')).map(({ key_id }) => key_id);

  it('lets the only process seal with its first key', async () => {
    const one = await start(next, old);

    expect(one.seals).toBe(next!.id);
    expect(await admitted()).toEqual([next!.id]);
  });

  it('seals with the old key until every other has the new one too', async () => {
    const two = await start(old);
    const one = await start(next, old);
    expect(one.seals).toBe(old!.id);
    await one.watch.beat();
    expect(one.seals).toBe(old!.id);

    await two.watch.stop();
    const again = await start(next, old);
    await one.watch.beat();
    expect([one.seals, again.seals]).toEqual([next!.id, next!.id]);
  });

  it('may seal with a key that is not the first of others, as long as they have it', async () => {
    const one = await start(old, next);
    const two = await start(next, old);
    await one.watch.beat();

    expect([one.seals, two.seals]).toEqual([old!.id, next!.id]);
    expect((await liveRings(database.connection)).map(({ sealing }) => sealing).sort()).toEqual(
      [old!.id, next!.id].sort(),
    );
  });

  it('does not wait for one that died', async () => {
    await start(old);
    const one = await start(next, old);
    await silence(LIVE_FOR - 5_000);
    await one.watch.beat();
    expect(one.seals).toBe(old!.id);
    await silence(5_000 + 1);
    await one.watch.beat();

    expect(one.seals).toBe(next!.id);
    expect(await liveRings(database.connection)).toHaveLength(1);
  });

  it('refuses the start without a key that may seal, and changes nothing', async () => {
    await start(next, old);
    const before = [await admitted(), await database.read('SELECT * FROM live_rings')];
    await expect(process(old!).started()).rejects.toThrow(StartupError);

    expect([await admitted(), await database.read('SELECT * FROM live_rings')]).toEqual(before);
  });

  it('ends one that was given up, and lacks what others seal with meanwhile', async () => {
    const stalled = await start(old);
    await silence(LIVE_FOR + 1);
    await start(next, old);

    await expect(stalled.watch.beat()).rejects.toThrow(next!.id);
    expect(stalled.seals).toBe(old!.id);
    const lost = await new Promise<StartupError>((resolve) => stalled.watch.start(resolve));
    expect(lost.message).toContain(next!.id);
    await stalled.watch.stop();
  });

  it('comes to know by its heartbeats, also after an outage, and is forgotten at its end', async () => {
    const two = await start(old);
    const one = await start(next, old);
    one.isCutOff = true;
    one.watch.start(() => undefined);
    await two.watch.stop();
    one.isCutOff = false;
    await one.ring.sealsWith(next!.id);
    await one.watch.stop();

    expect(await liveRings(database.connection)).toEqual([]);
  });

  it('revives nobody by a heartbeat: others may be deciding without them', async () => {
    await start(old);
    const [ring] = await liveRings(database.connection);
    expect(await isStillAlive(database.connection, ring!)).toBe(true);
    await silence(LIVE_FOR + 1);

    expect(await isStillAlive(database.connection, ring!)).toBe(false);
    expect(await liveRings(database.connection)).toEqual([]);
  });

  it('takes one that was given up, and has all keys, among the living again', async () => {
    const stalled = await start(old);
    await silence(LIVE_FOR + 1);
    expect(await liveRings(database.connection)).toEqual([]);
    await stalled.watch.beat();

    expect(await liveRings(database.connection)).toHaveLength(1);
    expect((await start(next, old)).seals).toBe(old!.id);
  });

  it('keeps what it knew while the database is away', async () => {
    await start(old);
    const one = await start(next, old);
    one.isCutOff = true;
    await expect(one.watch.beat()).rejects.toThrow(DatabaseUnavailable);
    expect(one.seals).toBe(old!.id);
    await expect(one.watch.stop()).resolves.toBeUndefined();
  });

  it('never lets one seal with what another that starts at the same time lacks', async () => {
    for (let round = 0; round < 12; round += 1) {
      for (const table of ['key_rings', 'live_rings']) await database.write(`DELETE FROM ${table} RETURNING 1 AS one`);
      const first = await start(old);
      await first.watch.stop();
      const [one, two] = [new Process(database.connection, next!, old!), new Process(other.connection, old!)];
      const [, second] = await Promise.allSettled([one.started(), two.started()]);
      if (second.status === 'fulfilled') expect(one.seals).toBe(old!.id);
      else expect(one.seals).toBe(next!.id);
    }
  });

  describe('dropping a key', () => {
    /** As if all had sealed with their keys for long. */
    const settle = () => database.write('UPDATE live_rings SET sealing_since = sealing_since - 60001 RETURNING id');

    it('waits until those that live have sealed with another for a while', async () => {
      const ring = [next!.id, old!.id];
      const one = await start(old, next);
      expect(await dropKey(database.connection, old!.id, ring)).toMatchObject({ hindrance: /seals at/ as never });
      await one.watch.stop();
      const two = await start(next, old);
      expect((await dropKey(database.connection, old!.id, ring))?.hindrance).toMatch(/less than a minute/);
      await settle();
      expect((await dropKey(database.connection, old!.id, ring))?.hindrance).toBeUndefined();

      expect(await admitted()).toEqual([next!.id]);
      await two.watch.beat();
      expect((await start(next)).seals).toBe(next!.id);
    });

    it('waits for the files in the spool of those that live', async () => {
      const two = process(next!, old!);
      two.watch.alsoTell(() => Promise.resolve([old!.id]));
      await two.started();
      await settle();
      expect((await dropKey(database.connection, old!.id, [next!.id, old!.id]))?.hindrance).toMatch(/spool/);
      two.watch.alsoTell(() => Promise.resolve([]));
      await two.watch.beat();
      expect((await dropKey(database.connection, old!.id, [next!.id, old!.id]))?.hindrance).toBeUndefined();
    });

    it('never takes the first key here, nor one that nobody knows', async () => {
      expect((await dropKey(database.connection, next!.id, [next!.id]))?.hindrance).toMatch(/first of CRYPTOKEY here/);
      expect(await dropKey(database.connection, old!.id, [next!.id])).toBeUndefined();
    });
  });
});

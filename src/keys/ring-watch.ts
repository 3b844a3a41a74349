import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { placeCanary } from '../crypto/canaries.ts';
import type { KeyRing } from '../crypto/key-ring.ts';
import { newId } from '../crypto/random.ts';
import type { Connection } from '../database/connection.ts';
import type { Log } from '../log/logger.ts';
import { DatabaseUnavailable, StartupError } from '../problem/problem.ts';
import {
  admittedKeys,
  announce,
  isStillAlive,
  liveRings,
  oneDecisionAtATime,
  withdraw,
  type Announcement,
} from './live-rings.ts';

/** Milliseconds between two heartbeats. */
const BEAT = 10_000;

export interface RingWatchParts {
  ring: KeyRing;
  /** @throws DatabaseUnavailable */
  connection: () => Connection;
  log: Log;
  /** Milliseconds between two heartbeats, in place of the usual. */
  every?: number;
}

/**
 * Tells the other processes which keys this one has, and decides which of them seals: the first in the order of
 * `CRYPTOKEY` that every live process holds. A key that may seal has a canary, and whoever lacks it does not start; so a
 * rolling restart never leaves a value that some live replica cannot open. While the database is away, all stays as it was.
 */
export class RingWatch {
  private readonly parts: RingWatchParts;
  private readonly id = newId();
  private readonly stopping = new AbortController();
  private loop: Promise<void> | undefined;
  private spooled: () => Promise<readonly string[]> = () => Promise.resolve([]);

  constructor(parts: RingWatchParts) {
    this.parts = parts;
  }

  /** Has it said, too, which keys the files of this process's spool are sealed with: their ids. */
  alsoTell(spooled: () => Promise<readonly string[]>): void {
    this.spooled = spooled;
  }

  /**
   * Joins those that live, before anything is sealed. The tables are there.
   * @throws StartupError where others seal with a key that this ring lacks; nothing was changed
   */
  async join(connection: Connection): Promise<void> {
    const { ring } = this.parts;
    const spooled = await this.spooled();
    const sealing = await oneDecisionAtATime(connection, async (statements) => {
      const admitted = await admittedKeys(connection, statements);
      refuseWithout(admitted, ring);
      const others = (await liveRings(connection, statements)).filter(({ id }) => id !== this.id);
      const key = ring.keys.find(
        ({ id }) => admitted.includes(id) || others.every(({ keyIds }) => keyIds.includes(id)),
      );
      if (key === undefined) throw new StartupError('No key of CRYPTOKEY is held by every process that runs here.');
      await placeCanary(statements, connection, ring, key);
      await announce(connection, statements, this.announcement(key.id, spooled));
      return key.id;
    });
    this.sealWith(sealing);
  }

  /** Begins with the heartbeats, once. @param onLost others seal with a key that this process lacks: it must end */
  start(onLost: (error: StartupError) => void): void {
    this.loop ??= this.beatForEver(onLost);
  }

  /** One heartbeat. @throws StartupError where others seal with a key that this ring lacks, DatabaseUnavailable */
  async beat(): Promise<void> {
    const { ring } = this.parts;
    const connection = this.parts.connection();
    const admitted = await admittedKeys(connection);
    refuseWithout(admitted, ring);
    const sealing = ring.keys.find(({ id }) => admitted.includes(id));
    // First it seals, then it says so: what others hear of is over for long.
    if (sealing !== undefined) this.sealWith(sealing.id);
    const isAlive = await isStillAlive(connection, this.announcement(ring.sealing.id, await this.spooled()));
    if (!isAlive || sealing === undefined || (await this.mayPrefer(connection))) await this.join(connection);
  }

  /** Resolves when the process counts no more: it has nothing left to seal. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loop;
    try {
      await withdraw(this.parts.connection(), this.id);
    } catch (error) {
      this.parts.log.debug({ err: error }, 'the key ring of this process will be forgotten in time');
    }
  }

  /** Whether a key that is to seal rather than the present one can. */
  private async mayPrefer(connection: Connection): Promise<boolean> {
    const { keys, sealing } = this.parts.ring;
    const preferred = keys.slice(0, keys.indexOf(sealing));
    if (preferred.length === 0) return false;
    const rings = await liveRings(connection);
    return preferred.some(({ id }) => rings.every(({ keyIds }) => keyIds.includes(id)));
  }

  private sealWith(keyId: string): void {
    const { ring, log } = this.parts;
    const before = ring.sealing.id;
    ring.sealWith(keyId);
    if (before === keyId) return;
    if (ring.keys[0]?.id === keyId) log.info({ key: keyId }, 'the first key of CRYPTOKEY seals from now on');
    else log.warn({ key: keyId }, 'the first key of CRYPTOKEY does not seal yet: a process that runs lacks it');
  }

  private announcement(sealing: string, spooled: readonly string[]): Announcement {
    const keyIds = this.parts.ring.keys.map(({ id }) => id);
    return { id: this.id, name: `${hostname()}:${process.pid}`, keyIds, sealing, spooled };
  }

  private async beatForEver(onLost: (error: StartupError) => void): Promise<void> {
    const { signal } = this.stopping;
    const { every = BEAT } = this.parts;
    for (;;) {
      await pause(every, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) return;
      try {
        await this.beat();
      } catch (error) {
        if (error instanceof StartupError) {
          onLost(error);
          return;
        }
        const level = error instanceof DatabaseUnavailable ? 'debug' : 'error';
        this.parts.log[level]({ err: error }, 'the key ring is announced again in a moment');
      }
    }
  }
}

/** @throws StartupError */
function refuseWithout(admitted: readonly string[], ring: KeyRing): void {
  const lacking = admitted.find((id) => !ring.holds(id));
  if (lacking === undefined) return;
  throw new StartupError(
    `Other processes seal with key ${lacking}, which CRYPTOKEY lacks here. Add that key to CRYPTOKEY, then start again.`,
  );
}

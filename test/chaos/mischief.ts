import { setTimeout as pause } from 'node:timers/promises';
import Sqlite from 'sqlite';
import { sqlitePath } from '../../src/settings/types/database-url.ts';
import type { Callers } from './callers.ts';
import { examine, rowOf, type Loss } from './inquest.ts';
import type { Random } from './random.ts';
import type { Step } from './steps.ts';
import { link, type Subject, type World } from './world.ts';

/** How often on average, in milliseconds. */
export interface Pace {
  kill: number;
  freeze: number;
  outage: number;
  providerOutage: number;
  stop: number;
  relink: number;
  revoke: number;
}

const KILL_STEPS: Readonly<Record<Step | 'sent' | 'answered' | 'any time', number>> = {
  'before lease': 2,
  leased: 4,
  sent: 4,
  answered: 4,
  'before store': 4,
  stored: 3,
  'before release': 2,
  released: 1,
  'before renewal': 1,
  'before death': 1,
  dead: 1,
  'any time': 6,
};
const FREEZE_STEPS: readonly (Step | 'any time')[] = ['leased', 'before store', 'stored', 'before lease', 'any time'];
const TRAP_PATIENCE = 2_500;
const SEASON = 20_000;
/** Longer than the store waits for SQLite's write lock. */
const SQLITE_OUTAGE = { least: 11_000, most: 14_000 };

/** Kills, freezes, cuts, re-links and revokes, each at its own pace, until told to stop. */
export class Mischief {
  readonly done = new Map<string, number>();
  readonly losses: Loss[] = [];
  private readonly world: World;
  private readonly callers: () => Callers;
  private readonly stopping = new AbortController();
  private readonly underWay: Promise<void>[] = [];
  private readonly traps = new Map<string, (reached: boolean) => void>();

  constructor(world: World, callers: () => Callers) {
    this.world = world;
    this.callers = callers;
    world.hooks.onWire = (moment, life) => this.spring(moment, Number(life.split('.')[0]));
    world.hooks.onStep = (replica, step) => this.spring(step, replica.index);
  }

  /** Resolves when all of it has ended, and the way is free again. */
  async run(random: Random, pace: Pace): Promise<void> {
    const acts: [number, (random: Random) => Promise<void>][] = [
      // A trap takes its time; the next kill does not wait for it.
      [pace.kill, (own) => Promise.resolve(void this.underWay.push(this.kill(own)))],
      [pace.freeze, (own) => this.freeze(own)],
      [pace.outage, (own) => this.cutDatabase(own)],
      [pace.providerOutage, (own) => this.cutProvider(own)],
      [pace.stop, (own) => this.stopInOrder(own)],
      [pace.relink, (own) => this.relink(own)],
      [pace.revoke, (own) => this.revoke(own)],
    ];
    await Promise.all(acts.map(([every, act]) => this.again(random.fork(), every, act)));
    await Promise.all(this.underWay);
  }

  stop(): void {
    this.stopping.abort();
  }

  /** A caller was told that the grant is over: why is looked into at once, then the person links anew. */
  async mourn(subject: Subject): Promise<void> {
    if (this.stopping.signal.aborted || subject.busy || subject.state !== 'linked') return;
    await this.changing(subject, async () => {
      if ((await rowOf(this.world, subject)).status !== 'reauth_required') return;
      const loss = await examine(this.world, subject);
      await link(this.world, subject);
      if (loss !== undefined) this.losses.push(loss);
    });
  }

  private async again(random: Random, every: number, act: (random: Random) => Promise<void>): Promise<void> {
    const { signal } = this.stopping;
    for (;;) {
      await pause(random.between(0.4, 1.6) * every, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      await act(random);
    }
  }

  /** One replica is hunted for a while, and then another: whoever takes over leases must have lived for some seconds. */
  private async kill(random: Random): Promise<void> {
    const { replicas } = this.world;
    const hunted = replicas[Math.floor(performance.now() / SEASON) % replicas.length];
    const replica = random.next() < 0.9 && hunted !== undefined ? hunted : random.pick(replicas);
    const step = random.weighted(KILL_STEPS);
    const { life } = replica;
    // Seldom while it starts: else on a busy machine nobody would ever be up.
    if (life === undefined || (life.readyAt === undefined && random.next() < 0.9)) return;
    if (step === 'sent' || step === 'answered') {
      await this.reached(step, replica.index, () => replica.kill());
    } else if (step !== 'any time') {
      replica.arm(step, 'kill', 0);
      await this.reached(step, replica.index);
    }
    // Where the step was not reached, it dies at any other time.
    if (replica.life === life && life.end === undefined) replica.kill();
    this.count(`kill: ${step}`);
  }

  private async freeze(random: Random): Promise<void> {
    const replica = random.pick(this.world.replicas);
    const step = random.pick(FREEZE_STEPS);
    // Mostly a moment, now and then longer than a lease.
    const longest = Math.min(40_000, this.world.options.seconds * 120);
    const milliseconds = random.next() < 0.85 ? random.between(300, 3_000) : random.between(3_000, longest);
    if (replica.isFrozen || replica.life === undefined) return;
    if (step === 'any time') replica.freeze(milliseconds);
    else {
      replica.arm(step, 'freeze', milliseconds);
      if (!(await this.reached(step, replica.index))) return;
    }
    this.count('freeze');
  }

  private async cutDatabase(random: Random): Promise<void> {
    const path = sqlitePath(this.world.databaseUrl);
    if (path !== undefined) {
      const other = new Sqlite(path);
      try {
        other.pragma('busy_timeout = 2000');
        other.exec('BEGIN IMMEDIATE');
        await pause(random.between(SQLITE_OUTAGE.least, SQLITE_OUTAGE.most));
        other.exec('ROLLBACK');
      } catch {
        return;
      } finally {
        other.close();
      }
      this.count('database outage');
      return;
    }
    const { doors, options } = this.world;
    const longest = Math.min(12_000, options.seconds * 60);
    const which = random.next() < 0.5 ? [random.pick(doors)] : doors;
    await Promise.all(which.map((door) => door.pause()));
    // Mostly a blink, now and then longer than the patience of whoever takes over a lease.
    await pause(random.next() < 0.75 ? random.between(200, 1_500) : random.between(1_500, longest));
    await Promise.all(which.map((door) => door.resume()));
    this.count(which.length === 1 ? 'database outage of one' : 'database outage');
  }

  private async cutProvider(random: Random): Promise<void> {
    this.count('provider outage');
    await this.world.provider.outage(random.between(200, 1_500));
  }

  private async stopInOrder(random: Random): Promise<void> {
    const replica = random.pick(this.world.replicas);
    // Before it is ready it has no ear for the signal yet.
    if (replica.life?.readyAt === undefined) return;
    this.count('stop in order');
    replica.kill('stopped');
    await Promise.resolve();
  }

  private async relink(random: Random): Promise<void> {
    const subject = random.pick(this.world.subjects);
    if (subject.busy || subject.state === 'unsure') return;
    await this.changing(subject, async () => {
      await link(this.world, subject);
      subject.state = 'linked';
      this.count('re-link');
    });
  }

  private async revoke(random: Random): Promise<void> {
    const subject = random.pick(this.world.subjects);
    if (subject.busy || subject.state !== 'linked') return;
    await this.changing(subject, async () => {
      subject.state = 'unsure';
      if (await this.callers().revoke(subject, random.below(this.world.replicas.length))) subject.state = 'revoked';
      this.count('revocation');
    });
  }

  /** The database may be away for us as well: then nothing was changed. */
  private async changing(subject: Subject, change: () => Promise<void>): Promise<void> {
    subject.busy = true;
    try {
      await change();
    } catch {
      this.count('change given up');
    } finally {
      subject.changes += 1;
      subject.busy = false;
    }
  }

  /** Whether the step was reached before patience ends. */
  private async reached(step: string, replica: number, then?: () => void): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.traps.set(`${step} ${replica}`, (sprung) => {
      if (sprung) then?.();
      resolve(sprung);
    });
    const timer = setTimeout(() => resolve(false), TRAP_PATIENCE);
    const sprung = await promise;
    clearTimeout(timer);
    this.traps.delete(`${step} ${replica}`);
    return sprung;
  }

  private spring(step: string, replica: number): void {
    const trap = this.traps.get(`${step} ${replica}`);
    this.traps.delete(`${step} ${replica}`);
    trap?.(true);
  }

  private count(what: string): void {
    this.done.set(what, (this.done.get(what) ?? 0) + 1);
  }
}

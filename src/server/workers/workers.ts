import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../../log/logger.ts';
import type { WorkerSettings } from './messages.ts';
import type { Ending, WorkerProcess } from './worker-process.ts';

/** Who lives shorter than this has died at once. Milliseconds, as all here. */
const AT_ONCE = 10_000;
const FIRST_DELAY = 100;
const LONGEST_DELAY = 30_000;
/** So many deaths at once in a row, and nobody left: there is no use in going on. */
const MOST_DEATHS = 5;
/** For a new worker of a restart to reach its database. */
const READY_WITHIN = 60_000;
/** Beyond `SHUTDOWN_TIMEOUT`: refreshes that were sent have 90 s. Who takes longer is stuck. */
const END_WITHIN = 95_000;
/** EX_CONFIG: the operator must change something; trying again does not help. */
const OPERATORS_TURN = 78;

export interface WorkersParts {
  fork: () => WorkerProcess;
  /** As the primary has read them. */
  settings: WorkerSettings;
  log: Log;
  /** Tells the operator, on standard error. */
  say: (text: string) => void;
  /** In place of a real wait and the real clock. */
  time?: Time;
}

export interface Time {
  /** Monotonic. */
  now(): number;
  pause(milliseconds: number): Promise<unknown>;
}

const REAL: Time = {
  now: () => performance.now(),
  pause: (milliseconds) => pause(milliseconds),
};

/**
 * The processes that share the port, as their primary keeps them: as many as `WORKERS` says, one in place of each that
 * dies, and at the operator's word new ones in place of all, one after another.
 */
export class Workers {
  private readonly parts: WorkersParts;
  private readonly time: Time;
  private readonly over = Promise.withResolvers<number>();
  /** All that have not ended, with when they were begun. */
  private readonly living = new Map<WorkerProcess, number>();
  /** Those of them that are to go on. */
  private readonly kept = new Set<WorkerProcess>();
  private readonly said: Set<string>;
  private settings: WorkerSettings;
  private hasStarted = false;
  private isStopping = false;
  private deaths = 0;
  private worst = 0;
  private refusal: string | undefined;
  private rolling: Promise<void> | undefined;
  private rollsAgain = false;

  constructor(parts: WorkersParts) {
    this.parts = parts;
    this.settings = parts.settings;
    this.said = new Set(parts.settings.warnings);
    this.time = parts.time ?? REAL;
  }

  /** Resolves when no worker is left, with the exit status of it all. */
  get ended(): Promise<number> {
    return this.over.promise;
  }

  /** @returns whether they serve; otherwise see {@link ended} */
  async start(): Promise<boolean> {
    // The first goes ahead: it makes key and tables, and what is wrong is said by one alone.
    if ((await this.begin().listening) === undefined) return false;
    this.hasStarted = true;
    this.fill();
    await Promise.all([...this.kept].map(({ listening }) => listening));
    return !this.isStopping && this.kept.size > 0;
  }

  /** New ones in place of all, with settings read anew. Where the first of them does not get ready, all stays as it was. */
  async restart(): Promise<void> {
    this.rollsAgain = true;
    this.rolling ??= this.roll().finally(() => (this.rolling = undefined));
    await this.rolling;
  }

  /** Has all finish what is under way, and end. */
  stop(): void {
    this.isStopping = true;
    for (const worker of this.living.keys()) this.dismiss(worker);
    if (this.living.size === 0) this.over.resolve(this.worst);
  }

  /** A worker says why it ends. Where all do for one reason, one is heard. */
  heardRefusal(text: string): void {
    if (text !== this.refusal) this.parts.say(text);
    this.refusal = text;
  }

  private begin(): WorkerProcess {
    const worker = this.parts.fork();
    this.living.set(worker, this.time.now());
    this.kept.add(worker);
    void worker.ended.then((ending) => this.hasEnded(worker, ending));
    return worker;
  }

  private fill(): void {
    while (!this.isStopping && this.kept.size < this.settings.workers) this.begin();
  }

  private dismiss(worker: WorkerProcess): void {
    this.kept.delete(worker);
    worker.stop();
    void this.time.pause(this.settings.shutdownTimeout + END_WITHIN).then(() => {
      if (this.living.has(worker)) worker.kill();
    });
  }

  private hasEnded(worker: WorkerProcess, { status, signal }: Ending): void {
    const lived = this.time.now() - (this.living.get(worker) ?? 0);
    this.living.delete(worker);
    if (this.isStopping) {
      // It was asked to before it could listen to us.
      this.worst = Math.max(this.worst, signal === 'SIGTERM' ? 0 : (status ?? 1));
      if (this.living.size === 0) this.over.resolve(this.worst);
      return;
    }
    if (!this.kept.delete(worker)) return;
    this.deaths = lived < AT_ONCE ? this.deaths + 1 : 0;
    const isHopeless = !this.hasStarted || status === OPERATORS_TURN || this.deaths >= MOST_DEATHS;
    if (this.living.size === 0 && isHopeless) {
      this.isStopping = true;
      if (this.hasStarted) this.parts.log.fatal({ status, signal }, 'no worker is left, and none can start');
      this.over.resolve(status === null || status === 0 ? 1 : status);
      return;
    }
    // In the middle of a restart the others make up the number.
    if (this.kept.size >= this.settings.workers) return;
    const delay = this.deaths === 0 ? 0 : Math.min(FIRST_DELAY * 2 ** this.deaths, LONGEST_DELAY);
    this.parts.log.error({ worker: worker.pid, status, signal, delay }, 'a worker has ended; another takes its place');
    void this.time.pause(delay).then(() => this.fill());
  }

  private async roll(): Promise<void> {
    while (this.rollsAgain && !this.isStopping) {
      this.rollsAgain = false;
      this.refusal = undefined;
      this.parts.log.info({ workers: this.kept.size }, 'the workers are replaced one after another');
      if (await this.replaceAll()) this.parts.log.info({ workers: this.settings.workers }, 'all workers are new');
    }
  }

  private async replaceAll(): Promise<boolean> {
    let fresh = 0;
    for (const old of [...this.kept]) {
      if (this.isStopping) return false;
      if (fresh < this.settings.workers) {
        if (!(await this.addFresh())) return false;
        fresh += 1;
      }
      if (!this.living.has(old)) continue;
      this.dismiss(old);
      await old.ended;
    }
    this.fill();
    return !this.isStopping;
  }

  /** One more, that is ready. The old ones may have become fewer or more by its settings. */
  private async addFresh(): Promise<boolean> {
    const worker = this.begin();
    const settings = await Promise.race([worker.ready, this.time.pause(READY_WITHIN).then(() => 'late' as const)]);
    if (this.isStopping) return false;
    if (settings === undefined || settings === 'late') {
      this.kept.delete(worker);
      if (settings === 'late') worker.kill();
      this.parts.log.error(
        { why: settings ?? 'ended' },
        'a new worker does not get ready: the restart is given up, and those that run go on',
      );
      return false;
    }
    this.settings = settings;
    for (const warning of settings.warnings) if (!this.said.has(warning)) this.parts.log.warn(warning);
    settings.warnings.forEach((warning) => this.said.add(warning));
    return true;
  }
}

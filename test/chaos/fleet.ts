import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Order, Report, Step } from './steps.ts';

/** One process in the life of a replica. */
export interface Life {
  /** `1.4`: the fourth life of replica 1. It travels with every refresh, so that the provider's record names it. */
  name: string;
  startedAt: number;
  readyAt?: number;
  endedAt?: number;
  /** `killed` by the driver, `stopped` in order, `crashed` of itself. */
  end?: 'killed' | 'stopped' | 'crashed';
  skew: number;
  frozen: { from: number; to: number }[];
}

export interface FleetOptions {
  entry: string;
  /** For logs, and each replica's instance. */
  folder: string;
  ports: readonly number[];
  /** Without the prefix; `instance` is the replica's own directory. */
  env: (replica: number, life: string, instance: string) => Record<string, string>;
  /** Milliseconds by which the next life's clock is wrong. */
  skew: () => number;
  onStep: (replica: Replica, step: Step) => void;
}

interface Running {
  process: ChildProcess;
  life: Life;
}

const READY_WITHIN = 30_000;

/** A replica that is killed and begun anew. The process of its next life stands by, loaded, so that little time is lost. */
export class Replica {
  readonly index: number;
  readonly lives: Life[] = [];
  /** What a replica said that ended for a reason of its own. */
  readonly complaints: string[] = [];
  private readonly options: FleetOptions;
  private current: Running | undefined;
  private spare: Running | undefined;
  private ending: Promise<void> = Promise.resolve();
  private begun = 0;
  private closed = false;

  constructor(index: number, options: FleetOptions) {
    this.index = index;
    this.options = options;
  }

  get address(): string {
    return `http://127.0.0.1:${this.options.ports[this.index]}`;
  }

  get instance(): string {
    return join(this.options.folder, `instance-${this.index}`);
  }

  get life(): Life | undefined {
    return this.current?.life;
  }

  get isFrozen(): boolean {
    return this.life?.frozen.some(({ to }) => to === Infinity) === true;
  }

  /** Resolves when it listens. Once ended, it begins its next life by itself, until the fleet is closed. */
  async start(): Promise<void> {
    const running = this.spare ?? this.load();
    this.spare = undefined;
    this.current = running;
    const { process: child, life } = running;
    this.lives.push(life);
    life.startedAt = Date.now();
    this.ending = once(child, 'exit').then(() => this.ended(running));
    const ready = this.hear(child, 'ready', READY_WITHIN);
    child.send({ kind: 'go', skew: life.skew } satisfies Order, () => undefined);
    await Promise.race([ready.then(() => (life.readyAt = Date.now())), this.ending]);
    if (this.current === running && !this.closed) this.spare ??= this.load();
  }

  kill(how: 'killed' | 'stopped' = 'killed'): void {
    if (this.current === undefined) return;
    this.current.life.end = how;
    if (how === 'stopped') this.thaw();
    this.current.process.kill(how === 'killed' ? 'SIGKILL' : 'SIGTERM');
  }

  /** It will do this to itself. */
  arm(step: Step, how: 'kill' | 'freeze' | 'slow', milliseconds: number): void {
    this.send({ kind: 'arm', step, how, milliseconds });
  }

  freeze(milliseconds: number): void {
    this.noteFreeze(milliseconds);
    this.current?.process.kill('SIGSTOP');
  }

  /** It stops itself, or is about to be stopped: it goes on after so long. */
  private noteFreeze(milliseconds: number): void {
    const { current } = this;
    if (current === undefined) return;
    // Stopped by us just before it stops itself, it will need waking once for each.
    if (!this.isFrozen) current.life.frozen.push({ from: Date.now(), to: Infinity });
    setTimeout(() => {
      if (this.current === current) this.thaw();
    }, milliseconds).unref();
  }

  thaw(): void {
    if (this.current === undefined) return;
    for (const span of this.current.life.frozen) if (span.to === Infinity) span.to = Date.now();
    this.current.process.kill('SIGCONT');
  }

  /** Attempts under way; `undefined` when it cannot say. */
  async attempts(): Promise<number | undefined> {
    if (this.current === undefined) return undefined;
    const answer = this.hear(this.current.process, 'idle', 3_000);
    this.send({ kind: 'idle?' });
    const report = await answer.catch(() => undefined);
    return report?.kind === 'idle' ? report.attempts : undefined;
  }

  /** Ends this life in order and waits for the next one. */
  async restart(): Promise<void> {
    const before = this.current;
    this.kill('stopped');
    for (let waited = 0; waited < 60_000 && (this.current === undefined || this.current === before); waited += 50) {
      await pause(50);
    }
    await this.listening();
  }

  async listening(): Promise<void> {
    for (let waited = 0; waited < READY_WITHIN; waited += 100) {
      const up = await fetch(`${this.address}/livez`, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
      if (up?.ok === true) return;
      await pause(100);
    }
    throw new Error(`replica ${this.index} does not come up`);
  }

  async close(): Promise<void> {
    this.closed = true;
    this.spare?.process.kill('SIGKILL');
    if (this.current === undefined) return;
    this.kill('killed');
    this.current.process.kill('SIGCONT');
    await this.ending;
  }

  private load(): Running {
    this.begun += 1;
    const name = `${this.index}.${this.begun}`;
    const { entry, folder, env, skew } = this.options;
    const log = openSync(join(folder, `replica-${this.index}.log`), 'a');
    const settings = Object.entries(env(this.index, name, this.instance));
    const child = fork(entry, [], {
      execArgv: [],
      env: {
        PATH: process.env['PATH'],
        NODE_COMPILE_CACHE: join(folder, 'cache'),
        ...Object.fromEntries(settings.map(([key, value]) => [`TOKENSTORE_${key}`, value])),
      },
      stdio: ['ignore', log, log, 'ipc'],
    });
    closeSync(log);
    // A message to a process that just died is no news: its exit is.
    child.on('error', () => undefined);
    const running = { process: child, life: { name, startedAt: 0, skew: skew(), frozen: [] } };
    child.on('message', (report: Report) => this.heard(running, report));
    return running;
  }

  private heard({ life }: Running, report: Report): void {
    if (report.kind === 'refused') this.complaints.push(`${life.name}: ${report.error}`);
    if (report.kind !== 'step' || this.life !== life) return;
    if (report.how === 'freeze') this.noteFreeze(report.milliseconds);
    this.options.onStep(this, report.step);
  }

  private ended(running: Running): void {
    const { life } = running;
    life.endedAt = Date.now();
    // It may kill itself at a step, also while it is stopping.
    if (running.process.signalCode === 'SIGKILL') life.end = 'killed';
    life.end ??= 'crashed';
    if (life.end === 'crashed') this.complaints.push(`${life.name} ended with ${running.process.exitCode}`);
    this.current = undefined;
    if (!this.closed) void this.start();
  }

  private send(order: Order): void {
    // It may die before it hears: its exit says so.
    if (this.current?.process.connected === true) this.current.process.send(order, () => undefined);
  }

  private async hear(child: ChildProcess, kind: Report['kind'], within: number): Promise<Report> {
    const { promise, resolve, reject } = Promise.withResolvers<Report>();
    const listen = (report: Report): void => {
      if (report.kind === kind) resolve(report);
    };
    child.on('message', listen);
    const timer = setTimeout(() => reject(new Error(`no word of ${kind} from a replica`)), within);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      child.off('message', listen);
    }
  }
}

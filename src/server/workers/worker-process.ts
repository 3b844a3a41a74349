import cluster, { type Worker } from 'node:cluster';
import type { MetricValues } from '../../metrics/metrics.ts';
import type { Order, Report, WorkerSettings } from './messages.ts';

/** How a process ended. */
export interface Ending {
  /** Its exit status; `null`: by a signal. */
  status: number | null;
  signal: NodeJS.Signals | null;
}

/** A worker, as the primary sees it. */
export interface WorkerProcess {
  readonly pid: number | undefined;
  /** Resolves when it takes connections; `undefined`: it ended before. */
  readonly listening: Promise<WorkerSettings | undefined>;
  /** The same once its database is open, too. */
  readonly ready: Promise<WorkerSettings | undefined>;
  /** Resolves when it has ended, and all that it said was heard. */
  readonly ended: Promise<Ending>;
  /** Has it finish what is under way, and end. */
  stop(): void;
  /** Ends it at once. */
  kill(): void;
}

export interface Listeners {
  onRefused: (text: string) => void;
  onMetrics: (worker: ClusterWorker, values: MetricValues) => void;
  onSum: (worker: ClusterWorker, id: number) => void;
}

/** A worker process of `node:cluster`. */
export class ClusterWorker implements WorkerProcess {
  readonly id: number;
  readonly listening: Promise<WorkerSettings | undefined>;
  readonly ready: Promise<WorkerSettings | undefined>;
  readonly ended: Promise<Ending>;
  private readonly worker: Worker;
  private readonly listeners: Listeners;
  private readonly begun = Promise.withResolvers<WorkerSettings | undefined>();
  private readonly opened = Promise.withResolvers<WorkerSettings | undefined>();
  private answered = Promise.withResolvers<undefined>();

  private constructor(worker: Worker, listeners: Listeners) {
    this.id = worker.id;
    this.worker = worker;
    this.listeners = listeners;
    this.listening = this.begun.promise;
    this.ready = this.opened.promise;
    worker.on('message', (report: Report) => this.hear(report));
    this.ended = endingOf(worker);
    void this.ended.then(() => {
      this.begun.resolve(undefined);
      this.opened.resolve(undefined);
      this.answered.resolve(undefined);
    });
  }

  static fork(listeners: Listeners): ClusterWorker {
    return new ClusterWorker(cluster.fork(), listeners);
  }

  get pid(): number | undefined {
    return this.worker.process.pid;
  }

  stop(): void {
    this.worker.process.kill('SIGTERM');
  }

  kill(): void {
    this.worker.process.kill('SIGKILL');
  }

  tell(order: Order): void {
    // A message to a process that has just died is no news: its end is.
    if (this.worker.isConnected()) this.worker.process.send(order, () => undefined);
  }

  /** Resolves when it has told its metrics, or has ended. */
  async askMetrics(): Promise<void> {
    this.tell({ kind: 'metrics?' });
    await this.answered.promise;
  }

  private hear(report: Report): void {
    switch (report.kind) {
      case 'listening':
        this.begun.resolve(report.settings);
        break;
      case 'ready':
        this.opened.resolve(this.listening);
        break;
      case 'refused':
        this.listeners.onRefused(report.text);
        break;
      case 'metrics':
        this.listeners.onMetrics(this, report.values);
        this.answered.resolve(undefined);
        this.answered = Promise.withResolvers<undefined>();
        break;
      case 'sum?':
        this.listeners.onSum(this, report.id);
    }
  }
}

function endingOf(worker: Worker): Promise<Ending> {
  const { promise, resolve } = Promise.withResolvers<Ending>();
  worker.once('exit', (status: number | null, signal: NodeJS.Signals | null) => {
    const end = (): void => resolve({ status, signal });
    // What it said last may still be on its way.
    if (worker.isConnected()) worker.once('disconnect', end);
    else end();
  });
  worker.on('error', () => {
    // It could not be begun at all. Any other error is of a message to one that has died, and its end is told.
    if (worker.process.pid === undefined) resolve({ status: 1, signal: null });
  });
  return promise;
}

import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../log/logger.ts';
import { DatabaseUnavailable } from '../problem/problem.ts';
import type { AuditStore } from './audit.store.ts';

const EVERY = 3_600_000;
/** Few, lest others wait for the rows' removal on SQLite; replicas that prune side by side take different ones. */
const BATCH = 500;
const BETWEEN_BATCHES = 20;

/** Removes events that are older than `AUDIT_RETENTION`, every hour. */
export class AuditRetention {
  private readonly store: AuditStore;
  private readonly retention: number | 'off';
  private readonly log: Log;
  private readonly stopping = new AbortController();
  private loop: Promise<void> | undefined;

  /** @param retention milliseconds */
  constructor(store: AuditStore, retention: number | 'off', log: Log) {
    this.store = store;
    this.retention = retention;
    this.log = log;
  }

  /** Begins, once. */
  start(): void {
    if (this.retention === 'off') return;
    this.loop ??= this.pruneForEver(this.retention);
  }

  /** Resolves when nothing more will be removed. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loop;
  }

  /** Removes all that is too old now. @returns how many events */
  async prune(retention: number): Promise<number> {
    const { signal } = this.stopping;
    for (let removed = 0; ;) {
      const some = signal.aborted ? 0 : await this.store.prune(retention, BATCH);
      removed += some;
      if (some < BATCH) return removed;
      await pause(BETWEEN_BATCHES, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  private async pruneForEver(retention: number): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await this.pruneOnce(retention);
      // Not all replicas at the same time.
      await pause(EVERY * (0.9 + 0.2 * Math.random()), undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  private async pruneOnce(retention: number): Promise<void> {
    try {
      const removed = await this.prune(retention);
      if (removed > 0) this.log.info({ events: removed }, 'old audit events were removed');
    } catch (error) {
      const level = error instanceof DatabaseUnavailable ? 'debug' : 'error';
      this.log[level]({ err: error }, 'old audit events will be removed later');
    }
  }
}

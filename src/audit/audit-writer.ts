import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../log/logger.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { DatabaseUnavailable } from '../problem/problem.ts';
import type { AuditRow, AuditStore } from './audit.store.ts';

/** Events that may wait, some 5 MB. */
const MOST_WAITING = 10_000;
/** Dropped at once, for moving ten thousand entries at each event would cost more than writing them. */
const DROPPED_AT_ONCE = 200;
/** SQLite has one writer, whom nobody should have to wait for. A power of two, see {@link AuditWriter.batch}. */
const BATCH = 128;
/** Milliseconds from an event to its row. */
const DELAY = 200;
const RETRY_DELAY = 1_000;
const DRAIN_RETRY_DELAY = 50;

export interface AuditWriterOptions {
  mostWaiting?: number;
}

/**
 * Writes events to the table in batches, a moment after they happened. While the database is away they wait; when too many
 * wait, the oldest are left to the log lines, which have them all.
 */
export class AuditWriter {
  private readonly store: AuditStore;
  private readonly metrics: Metrics;
  private readonly log: Log;
  private readonly mostWaiting: number;
  private readonly waiting: AuditRow[] = [];
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> | undefined;
  private underWay = 0;
  private dropped = 0;
  private hasEnded = false;

  constructor(store: AuditStore, metrics: Metrics, log: Log, { mostWaiting = MOST_WAITING }: AuditWriterOptions = {}) {
    this.store = store;
    this.metrics = metrics;
    this.log = log;
    this.mostWaiting = mostWaiting;
  }

  /** Takes an event, and returns at once. */
  add(event: AuditRow): void {
    if (this.waiting.length >= this.mostWaiting) this.drop(Math.min(DROPPED_AT_ONCE, this.mostWaiting));
    this.waiting.push(event);
    if (this.waiting.length === BATCH) this.wake(0);
    else if (this.timer === undefined && this.writing === undefined) this.wake(DELAY);
  }

  /** How many events have no row yet. */
  get backlog(): number {
    return this.waiting.length + this.underWay;
  }

  /** Writes all that waits, trying again for so many milliseconds while the database is away. For the end of the process. */
  async drain(patience: number): Promise<void> {
    const until = performance.now() + patience;
    this.hasEnded = true;
    clearTimeout(this.timer);
    await this.writing;
    while (!(await this.writeAll()) && performance.now() < until) await pause(DRAIN_RETRY_DELAY);
    if (this.waiting.length > 0) this.drop(this.waiting.length);
    this.tellDropped();
  }

  private wake(delay: number): void {
    clearTimeout(this.timer);
    if (!this.hasEnded) this.timer = setTimeout(() => this.begin(), delay).unref();
  }

  private begin(): void {
    this.timer = undefined;
    this.writing ??= this.writeAll().then((isDone) => {
      this.writing = undefined;
      if (!isDone) this.wake(RETRY_DELAY);
      else if (this.waiting.length > 0) this.wake(DELAY);
    });
  }

  /** @returns whether the database took all; never throws */
  private async writeAll(): Promise<boolean> {
    while (this.waiting.length > 0) {
      const batch = this.batch();
      this.underWay = batch.length;
      try {
        await this.store.append(batch);
      } catch (error) {
        if (error instanceof DatabaseUnavailable) {
          this.waiting.unshift(...batch);
          return false;
        }
        // It would be refused again, and all that comes after it.
        this.metrics.auditDropped.inc(batch.length);
        this.log.error({ err: error, events: batch.length }, 'the database refuses audit events; the log has them');
      } finally {
        this.underWay = 0;
      }
    }
    this.tellDropped();
    return true;
  }

  /** The oldest, as many as make one of few statements: 1, 2, 4 … rows. */
  private batch(): AuditRow[] {
    const most = Math.min(this.waiting.length, BATCH);
    return this.waiting.splice(0, 2 ** Math.floor(Math.log2(most)));
  }

  private drop(count: number): void {
    this.waiting.splice(0, count);
    this.dropped += count;
    this.metrics.auditDropped.inc(count);
  }

  private tellDropped(): void {
    if (this.dropped === 0) return;
    this.log.warn({ events: this.dropped }, 'audit events have no row, for the database was away; the log has them');
    this.dropped = 0;
  }
}

import type { Clock } from '../../database/clock.ts';
import type { Log } from '../../log/logger.ts';
import type { Metrics } from '../../metrics/metrics.ts';
import { DatabaseUnavailable } from '../../problem/problem.ts';
import { SERIES_STEP, type RefreshCounts, type RefreshSeriesStore } from './refresh-series.store.ts';

const WRITE_EVERY = 30_000;
const KEEP_FOR = 28 * 24 * 3_600_000;
const PRUNE_EVERY = 3_600_000;
/** Rows that may wait while the database is away: two days of twenty providers. */
const MOST_WAITING = 12_000;

/** What a refresh came to: tokens that were kept, or how the answer was judged. */
export type RefreshResult = 'kept' | 'dead' | 'ours' | 'transient' | 'narrowing-refused';

/**
 * Counts what comes of refreshes, for Prometheus and for the store's own plots. Gathered in memory and written together, for
 * no refresh waits for its count; what cannot be written waits for the next time.
 */
export class RefreshTally {
  private readonly store: RefreshSeriesStore;
  private readonly metrics: Metrics;
  private readonly clock: Clock;
  private readonly log: Log;
  private readonly waiting = new Map<string, RefreshCounts>();
  private timer: NodeJS.Timeout | undefined;
  private pruneAt = 0;

  constructor(store: RefreshSeriesStore, metrics: Metrics, clock: Clock, log: Log) {
    this.store = store;
    this.metrics = metrics;
    this.clock = clock;
    this.log = log;
  }

  /** Takes a refresh, and returns at once. @param latency milliseconds until the provider had answered */
  count(provider: string, outcome: RefreshResult, latency: number): void {
    this.metrics.refreshes.inc({ provider, outcome });
    this.metrics.refreshSeconds.observe({ provider }, latency / 1000);
    const at = Math.floor(this.clock.now() / SERIES_STEP) * SERIES_STEP;
    const span = Math.round(latency);
    this.gather({
      ...{ at, provider, kept: 0, dead: 0, ours: 0, transient: 0, narrowing_refused: 0 },
      [outcome === 'narrowing-refused' ? 'narrowing_refused' : outcome]: 1,
      ...{ latency_sum: span, latency_max: span },
    });
  }

  /** Writes what was gathered. @throws DatabaseUnavailable */
  async write(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const gathered = [...this.waiting.values()];
    if (gathered.length === 0) return;
    this.waiting.clear();
    try {
      await this.store.add(gathered);
    } catch (error) {
      // Refused for what it is, it would be refused again.
      if (error instanceof DatabaseUnavailable) gathered.forEach((counts) => this.gather(counts));
      throw error;
    }
    await this.prune();
  }

  private gather(counts: RefreshCounts): void {
    const key = `${counts.at} ${counts.provider}`;
    const held = this.waiting.get(key);
    if (held === undefined && this.waiting.size >= MOST_WAITING) this.dropOldest();
    this.waiting.set(key, held === undefined ? counts : sum(held, counts));
    this.timer ??= setTimeout(() => void this.writeQuietly(), WRITE_EVERY).unref();
  }

  private dropOldest(): void {
    const [oldest] = this.waiting.keys();
    if (oldest !== undefined) this.waiting.delete(oldest);
  }

  private async writeQuietly(): Promise<void> {
    try {
      await this.write();
    } catch (error) {
      const level = error instanceof DatabaseUnavailable ? 'debug' : 'error';
      this.log[level]({ err: error }, 'counts of refreshes were not written');
    }
  }

  private async prune(): Promise<void> {
    const now = this.clock.monotonic();
    if (now < this.pruneAt) return;
    this.pruneAt = now + PRUNE_EVERY;
    await this.store.prune(KEEP_FOR);
  }
}

function sum(one: RefreshCounts, other: RefreshCounts): RefreshCounts {
  return {
    ...{ at: one.at, provider: one.provider },
    kept: one.kept + other.kept,
    dead: one.dead + other.dead,
    ours: one.ours + other.ours,
    transient: one.transient + other.transient,
    narrowing_refused: one.narrowing_refused + other.narrowing_refused,
    latency_sum: one.latency_sum + other.latency_sum,
    latency_max: Math.max(one.latency_max, other.latency_max),
  };
}

import type { MetricValues } from '../../metrics/metrics.ts';

/** What the primary needs to know of the settings that a worker has read. */
export interface WorkerSettings {
  /** `WORKERS`. */
  workers: number;
  /** `SHUTDOWN_TIMEOUT`, milliseconds. */
  shutdownTimeout: number;
  /** What is allowed but hardly meant. */
  warnings: readonly string[];
}

/** What a worker tells the primary. */
export type Report =
  /** It takes connections; its database may still be away. */
  | { kind: 'listening'; settings: WorkerSettings }
  /** Its database is open as well. */
  | { kind: 'ready' }
  /** It ends, and this is why, in the operator's words. */
  | { kind: 'refused'; text: string }
  /** Its own metrics: when it is asked for them, and before it ends. */
  | { kind: 'metrics'; values: MetricValues }
  /** Somebody asks it for the metrics of all. */
  | { kind: 'sum?'; id: number };

/** What the primary tells a worker. */
export type Order = { kind: 'metrics?' } | { kind: 'sum'; id: number; text: string };

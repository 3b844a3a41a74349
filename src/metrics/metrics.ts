import { type Aggregator, collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** One value of a gauge. */
export interface Sample<Label extends string> {
  labels: Record<Label, string>;
  value: number;
}

/** What one process has counted, in a form that travels to another. */
export type MetricValues = Awaited<ReturnType<Registry['getMetricsAsJSON']>>;

/** What the service counts of itself, for Prometheus. Labels are ids and stable codes: never a person, never a token. */
export class Metrics {
  private readonly registry = new Registry();
  private elsewhere: (() => Promise<string>) | undefined;

  /** Hand-outs of tokens, by `given` or the problem's code. */
  readonly tokens = new Counter({
    name: 'tokenstore_tokens_total',
    help: 'Access tokens asked for, by outcome',
    labelNames: ['provider', 'outcome'],
    registers: [this.registry],
  });

  /** Calls that spend a refresh token, by how they were judged. */
  readonly refreshes = new Counter({
    name: 'tokenstore_refreshes_total',
    help: 'Refresh tokens spent, by what came of it: kept, dead, ours, transient, narrowing-refused',
    labelNames: ['provider', 'outcome'],
    registers: [this.registry],
  });

  readonly refreshSeconds = new Histogram({
    name: 'tokenstore_refresh_seconds',
    help: 'How long providers take to answer a refresh',
    labelNames: ['provider'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 45, 90],
    registers: [this.registry],
  });

  /** How long callers waited for a refresh that another replica was at. */
  readonly leaseWaitSeconds = new Histogram({
    name: 'tokenstore_lease_wait_seconds',
    help: 'How long a refresh waited for another replica that was at it already',
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15],
    registers: [this.registry],
  });

  /** Answers of this service. `route` is the pattern; `status` the first digit, as in `2xx`. */
  readonly requestSeconds = new Histogram({
    name: 'tokenstore_request_seconds',
    help: 'How long requests took, by route and class of status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15],
    registers: [this.registry],
  });

  readonly keptAlive = new Counter({
    name: 'tokenstore_kept_alive_total',
    help: 'Grants that the keeper had refreshed',
    labelNames: ['provider'],
    registers: [this.registry],
  });

  /** Attempts to tell webhooks of events. */
  readonly webhooksSent = new Counter({
    name: 'tokenstore_webhooks_sent_total',
    help: 'Events sent to webhooks, by outcome: delivered, failed, given_up, gone',
    labelNames: ['outcome'],
    registers: [this.registry],
  });

  readonly auditDropped = new Counter({
    name: 'tokenstore_audit_dropped_total',
    help: 'Audit events that have no row in the database, only their line in the log',
    registers: [this.registry],
  });

  /** What the process is: its version, and what Node says of memory, garbage collection and the event loop. */
  ofProcess(version: string): void {
    collectDefaultMetrics({ register: this.registry });
    new Gauge({
      name: 'tokenstore_build_info',
      help: '1, with the versions as labels',
      labelNames: ['version', 'node'],
      aggregator: 'max',
      registers: [this.registry],
    }).set({ version, node: process.versions.node }, 1);
  }

  /**
   * Values that are looked up when they are asked for, a sample each. What cannot be had is left out.
   * @param aggregator what several workers' values make together: `sum` of what each has for itself; the greatest of what
   * each reads from the database they share
   */
  gauge<Label extends string>(
    name: string,
    help: string,
    labels: readonly Label[],
    look: () => Promise<readonly Sample<Label>[]>,
    aggregator: Extract<Aggregator, 'max' | 'sum'> = 'max',
  ): void {
    const gauge = new Gauge({
      name,
      help,
      labelNames: labels,
      aggregator,
      registers: [this.registry],
      collect: async () => {
        gauge.reset();
        for (const { labels: its, value } of await look().catch(() => [])) gauge.set(its, value);
      },
    });
  }

  /** All of this process. */
  async values(): Promise<MetricValues> {
    return this.registry.getMetricsAsJSON();
  }

  /** From now on shows what is gathered elsewhere, in the text exposition format, in place of this process's own. */
  showInstead(elsewhere: () => Promise<string>): void {
    this.elsewhere = elsewhere;
  }

  /** The text exposition format, and its media type. */
  async exposition(): Promise<{ text: string; type: string }> {
    const text = await (this.elsewhere?.() ?? this.registry.metrics());
    return { text, type: this.registry.contentType };
  }
}

import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What the service counts of itself, for Prometheus. Labels are ids and stable codes: never a person, never a token. */
export class Metrics {
  private readonly registry = new Registry();

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

  readonly keptAlive = new Counter({
    name: 'tokenstore_kept_alive_total',
    help: 'Grants that the keeper had refreshed',
    labelNames: ['provider'],
    registers: [this.registry],
  });

  readonly auditDropped = new Counter({
    name: 'tokenstore_audit_dropped_total',
    help: 'Audit events that have no row in the database, only their line in the log',
    registers: [this.registry],
  });

  /** A value that is looked up when it is asked for, for each provider. One that cannot be had is left out. */
  gauge(name: string, help: string, providers: readonly string[], look: (provider: string) => Promise<number>): void {
    const gauge = new Gauge({
      name,
      help,
      labelNames: ['provider'],
      registers: [this.registry],
      collect: async () => {
        gauge.reset();
        for (const provider of providers) {
          const value = await look(provider).catch(() => undefined);
          if (value !== undefined) gauge.set({ provider }, value);
        }
      },
    });
  }

  /** The text exposition format, and its media type. */
  async exposition(): Promise<{ text: string; type: string }> {
    return { text: await this.registry.metrics(), type: this.registry.contentType };
  }
}

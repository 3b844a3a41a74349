import type { Database } from '../database/database.ts';
import type { Outbox } from './outbox.ts';

/**
 * Tells that a provider fails, and that it works again: once each, although every process has a breaker of its own. It fails
 * from the first that says so; it works again as soon as one has had an answer.
 */
export class ProviderOutages {
  private readonly database: Database;
  private readonly outbox: Outbox;

  constructor(database: Database, outbox: Outbox) {
    this.database = database;
    this.outbox = outbox;
  }

  /** Writes nothing where nobody is to be told. */
  async begin(provider: string): Promise<void> {
    await this.database.transaction(async (transaction) => {
      const begun = await transaction.rows(
        `INSERT INTO provider_outages (provider, since)
         SELECT CAST($1 AS text), ${this.database.now}
         WHERE EXISTS (SELECT 1 FROM webhooks WHERE disabled_at IS NULL)
         ON CONFLICT (provider) DO NOTHING RETURNING provider`,
        [provider],
      );
      if (begun.length === 0) return;
      await this.outbox.put(transaction, { type: 'provider.failing', subject: provider, data: { provider } });
    });
  }

  async end(provider: string): Promise<void> {
    await this.database.transaction(async (transaction) => {
      const [ended] = await transaction.rows<{ since: number }>(
        'DELETE FROM provider_outages WHERE provider = $1 RETURNING since',
        [provider],
      );
      if (ended === undefined) return;
      const data = { provider, failing_since: Math.floor(ended.since / 1000) };
      await this.outbox.put(transaction, { type: 'provider.recovered', subject: provider, data });
    });
  }
}

import { digest } from '../crypto/hashing.ts';
import type { Clock } from '../database/clock.ts';
import type { Database } from '../database/database.ts';

/** Evidence older than this proves nothing about the present credentials. */
const GOOD_FOR = 10 * 60 * 1000;
const WRITE_STEP = 60 * 1000;

/** Remembers, for all replicas, when a provider last took our client credentials. */
export class ClientEvidence {
  private readonly database: Database;
  private readonly clock: Clock;
  private readonly written = new Map<string, number>();

  constructor(database: Database, clock: Clock) {
    this.database = database;
    this.clock = clock;
  }

  /** The provider gave tokens to these credentials just now. Written at most once a minute; never throws. */
  async taken(provider: string, credentials: string): Promise<void> {
    const id = digest(credentials);
    const now = this.clock.monotonic();
    const last = this.written.get(`${provider} ${id}`);
    if (last !== undefined && now - last < WRITE_STEP) return;
    this.written.set(`${provider} ${id}`, now);
    try {
      await this.database.write(
        `INSERT INTO client_evidence (provider, credentials, taken_at) VALUES ($1, $2, ${this.database.now})
         ON CONFLICT (provider, credentials) DO UPDATE SET taken_at = excluded.taken_at RETURNING provider`,
        [provider, id],
      );
    } catch {
      this.written.delete(`${provider} ${id}`);
    }
  }

  async wasTaken(provider: string, credentials: string): Promise<boolean> {
    const rows = await this.database.read(
      `SELECT provider FROM client_evidence
       WHERE provider = $1 AND credentials = $2 AND taken_at > ${this.database.now} - $3`,
      [provider, digest(credentials), GOOD_FOR],
    );
    return rows.length > 0;
  }
}

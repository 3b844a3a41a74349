import type { Database } from '../../database/database.ts';

/** A grant whose refresh token should be used lest it die. */
export interface DueGrant {
  grantId: string;
  /** Of its plain access token; 0 without one. */
  generation: number;
}

/** For so long a claimed grant is nobody else's. */
const CLAIM_TIME = 5 * 60_000;
const COUNT_LIMIT = 10_000;

/** Grants that come due, claimed batch by batch: each by one replica, in the order in which they fell due. */
export class DueGrantStore {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  /** Moves up to `most` due grants of a provider on, and gives them to the caller. */
  async claim(provider: string, most: number): Promise<DueGrant[]> {
    const { connection, now } = this.database;
    const lock = connection.dialect === 'postgres' ? 'FOR UPDATE OF g SKIP LOCKED' : '';
    const rows = await this.database.write<{ id: string; token_generation: number }>(
      `UPDATE grants SET next_refresh_at = ${now} + $3
       WHERE id IN (
         SELECT g.id FROM grants g JOIN users u ON u.id = g.user_id
         WHERE g.provider = $1 AND g.next_refresh_at <= ${this.instant} AND g.status = 'active' AND u.disabled_at IS NULL
         ORDER BY g.next_refresh_at LIMIT $2 ${lock})
       RETURNING id, (SELECT COALESCE(max(t.generation), 0) FROM grant_tokens t
                      WHERE t.grant_id = grants.id AND t.variant = '') AS token_generation`,
      [provider, most, CLAIM_TIME],
    );
    return rows.map(toDue);
  }

  /**
   * Grants of a provider whose last attempt has no known outcome, the oldest first: their holder died, or an answer was
   * lost. Sending the same refresh token once more settles it, and within a reuse window saves the grant.
   * @param age milliseconds since the attempt began
   */
  async unsettled(provider: string, most: number, age: number): Promise<DueGrant[]> {
    const { now } = this.database;
    const rows = await this.database.read<{ id: string; token_generation: number }>(
      `SELECT g.id, (SELECT COALESCE(max(t.generation), 0) FROM grant_tokens t
                     WHERE t.grant_id = g.id AND t.variant = '') AS token_generation
       FROM grants g JOIN users u ON u.id = g.user_id
       WHERE g.provider = $1 AND (g.attempt_started_at IS NOT NULL OR g.unknown_since IS NOT NULL)
         AND g.status = 'active' AND u.disabled_at IS NULL
         AND (g.lease_expires_at IS NULL OR g.lease_expires_at <= ${now}) AND (g.retry_at IS NULL OR g.retry_at <= ${now})
         AND COALESCE(g.unknown_since, g.attempt_started_at) <= ${now} - $3
       ORDER BY COALESCE(g.unknown_since, g.attempt_started_at) LIMIT $2`,
      [provider, most, age],
    );
    return rows.map(toDue);
  }

  /** Read once a statement: PostgreSQL finds nothing by index that it compares with a running clock. */
  private get instant(): string {
    return `(SELECT ${this.database.now})`;
  }

  /** How many are due and not claimed, up to ten thousand: counting further would tell no more. */
  async backlog(provider: string): Promise<number> {
    const [row] = await this.database.read<{ due: number }>(
      `SELECT count(*) AS due FROM (
         SELECT 1 FROM grants WHERE provider = $1 AND next_refresh_at <= ${this.instant} AND status = 'active'
         ORDER BY next_refresh_at LIMIT ${COUNT_LIMIT}) AS all_due`,
      [provider],
    );
    return row?.due ?? 0;
  }
}

function toDue({ id, token_generation: generation }: { id: string; token_generation: number }): DueGrant {
  return { grantId: id, generation };
}

import type { Database } from '../../database/database.ts';
import type { GrantReason, GrantStatus } from '../grant.entity.ts';

/** A user's default grant at a provider with the access token of one variant. Instants by the database's clock. */
export interface HeldToken {
  grantId: string;
  userId: string;
  provider: string;
  status: GrantStatus;
  reason: GrantReason | null;
  retryAt: number | null;
  /** Sealed; `null` when this variant was never obtained. */
  accessToken: string | null;
  tokenType: string;
  scope: string;
  issuedAt: number;
  expiresAt: number | null;
  generation: number;
  now: number;
}

interface Row {
  id: string;
  status: GrantStatus;
  reason: GrantReason | null;
  retry_at: number | null;
  access_token: string | null;
  token_type: string;
  scope: string;
  issued_at: number;
  expires_at: number | null;
  generation: number;
  now: number;
}

/** The read path: one indexed statement. */
export class TokenStore {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  async readDefault(userId: string, provider: string, variant: string): Promise<HeldToken | undefined> {
    const [row] = await this.database.read<Row>(
      `SELECT g.id, g.status, g.reason, g.retry_at, t.access_token, t.token_type, t.scope, t.issued_at, t.expires_at,
              COALESCE(t.generation, 0) AS generation, ${this.database.now} AS now
       FROM grants g LEFT JOIN grant_tokens t ON t.grant_id = g.id AND t.variant = $3
       WHERE g.user_id = $1 AND g.provider = $2 AND g.is_default = true`,
      [userId, provider, variant],
    );
    return (
      row && {
        grantId: row.id,
        userId,
        provider,
        status: row.status,
        reason: row.reason,
        retryAt: row.retry_at,
        accessToken: row.access_token,
        tokenType: row.token_type,
        scope: row.scope,
        issuedAt: row.issued_at,
        expiresAt: row.expires_at,
        generation: row.generation,
        now: row.now,
      }
    );
  }
}

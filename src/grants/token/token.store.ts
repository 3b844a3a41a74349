import type { Database } from '../../database/database.ts';
import type { GrantReason, GrantStatus } from '../grant.entity.ts';
import { readMetadata, type GrantMetadata } from '../granted.ts';

/** A user's grant at a provider with the access token of one variant. Instants by the database's clock. */
export interface HeldToken {
  grantId: string;
  userId: string;
  provider: string;
  status: GrantStatus;
  reason: GrantReason | null;
  retryAt: number | null;
  /** What the provider gave last, whatever this variant has of it. */
  scopeGranted: string;
  /** Sealed; `null` when this variant was never obtained. */
  accessToken: string | null;
  tokenType: string;
  scope: string;
  issuedAt: number;
  expiresAt: number | null;
  generation: number;
  /** The grant's own, which the newest token of any variant has. */
  newest: number;
  metadata: GrantMetadata;
  /** Sealed. The key that its tokens are bound to. */
  proofKey: string | null;
  now: number;
}

interface Row {
  id: string;
  status: GrantStatus;
  reason: GrantReason | null;
  retry_at: number | null;
  scope_granted: string;
  access_token: string | null;
  token_type: string;
  scope: string;
  issued_at: number;
  expires_at: number | null;
  generation: number;
  newest: number;
  metadata: string | null;
  dpop_key: string | null;
  now: number;
}

/** The grant, and the variant `$3` of its token. */
const selectHeld = (now: string): string =>
  `SELECT g.id, g.status, g.reason, g.retry_at, g.scope_granted, t.access_token, t.token_type, t.scope, t.issued_at,
          t.expires_at, COALESCE(t.generation, 0) AS generation, g.generation AS newest,
          g.metadata, g.dpop_key, ${now} AS now
   FROM grants g LEFT JOIN grant_tokens t ON t.grant_id = g.id AND t.variant = $3
   WHERE g.user_id = $1 AND g.provider = $2`;

/** The read path: one indexed statement. */
export class TokenStore {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  async readDefault(userId: string, provider: string, variant: string): Promise<HeldToken | undefined> {
    const [row] = await this.database.read<Row>(`${selectHeld(this.database.now)} AND g.is_default = true`, [
      ...[userId, provider, variant],
    ]);
    return row && toHeld(row, userId, provider);
  }

  /** @param account the id of a grant, or a subject at the provider; an id wins */
  async readNamed(userId: string, provider: string, account: string, variant: string): Promise<HeldToken | undefined> {
    const [row] = await this.database.read<Row>(
      `${selectHeld(this.database.now)} AND (g.id = $4 OR g.account = $4)
       ORDER BY CASE WHEN g.id = $4 THEN 0 ELSE 1 END LIMIT 1`,
      [userId, provider, variant, account],
    );
    return row && toHeld(row, userId, provider);
  }
}

function toHeld(row: Row, userId: string, provider: string): HeldToken {
  return {
    grantId: row.id,
    userId,
    provider,
    status: row.status,
    reason: row.reason,
    retryAt: row.retry_at,
    scopeGranted: row.scope_granted,
    accessToken: row.access_token,
    tokenType: row.token_type,
    scope: row.scope,
    issuedAt: row.issued_at,
    expiresAt: row.expires_at,
    generation: row.generation,
    newest: row.newest,
    metadata: readMetadata(row.metadata),
    proofKey: row.dpop_key,
    now: row.now,
  };
}

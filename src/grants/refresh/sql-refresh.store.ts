import { asBoolean, type Statements } from '../../database/connection.ts';
import type { Database } from '../../database/database.ts';
import type { GrantEvent, GrantEvents } from '../events.ts';
import type { GrantEntity, GrantReason } from '../grant.entity.ts';
import { readMetadata, writeMetadata, type Granted } from '../granted.ts';
import { putToken } from '../token/put-token.ts';
import type { GrantVault } from '../vault.ts';
import { GRANT_CHANNEL } from './news.ts';
import type {
  Lease,
  RefreshableGrant,
  RefreshStore,
  Release,
  SpentToken,
  Stored,
  StoredToken,
} from './refresh.store.ts';

/**
 * A refresh token's end that moved by less than half the time since the last refresh is fixed: refreshing again would
 * not keep the grant alive. Milliseconds, for ends are told in whole seconds.
 */
const END_SLACK = 10_000;

/** A known end that an answer did not name anew: nobody knows whether it moved. Nearer than this nothing is planned. */
const WORTH_KEEPING = 3_600_000;

/** How long a lease lasts unless it is renewed. */
export const LEASE_TIME = 30_000;

/** An imported token that was refused at once is nobody's grant, and no news. */
const IS_SETTLED = `NOT EXISTS (SELECT 1 FROM grant_imports i WHERE i.grant_id = grants.id AND i.settled_at IS NULL)`;

type ReadRow = Pick<
  GrantEntity,
  | 'id'
  | 'user_id'
  | 'provider'
  | 'status'
  | 'reason'
  | 'generation'
  | 'fence'
  | 'attempt_started_at'
  | 'refresh_token'
  | 'refresh_expires_at'
  | 'lease_expires_at'
  | 'retry_at'
  | 'failures'
  | 'refusals'
  | 'last_error'
  | 'metadata'
  | 'token_host'
  | 'dpop_key'
> & {
  now: number;
  access_token: string | null;
  token_type: string;
  scope: string;
  issued_at: number;
  expires_at: number | null;
  token_generation: number;
};

type LeaseRow = Pick<
  GrantEntity,
  'user_id' | 'provider' | 'generation' | 'fence' | 'unknown_since' | 'scope_granted'
> & {
  attempt_started_at: number;
};

type StoredRow = Pick<GrantEntity, 'generation' | 'refresh_expires_at' | 'next_refresh_at'>;

export class SqlRefreshStore implements RefreshStore {
  private readonly database: Database;
  private readonly vault: GrantVault;
  private readonly events: GrantEvents | undefined;

  /** @param events keeps what becomes of grants, with the change itself; told of what a stored answer changed, once it is committed */
  constructor(database: Database, vault: GrantVault, events?: GrantEvents) {
    this.database = database;
    this.vault = vault;
    this.events = events;
  }

  async read(grantId: string, variant: string): Promise<RefreshableGrant | undefined> {
    const [row] = await this.database.read<ReadRow>(
      `SELECT g.id, g.user_id, g.provider, g.status, g.reason, g.generation, g.fence, g.attempt_started_at, g.refresh_token, g.refresh_expires_at,
              g.lease_expires_at, g.retry_at, g.failures, g.refusals, g.last_error,
              g.metadata, g.token_host, g.dpop_key,
              t.access_token, t.token_type, t.scope, t.issued_at, t.expires_at, t.generation AS token_generation,
              ${this.database.now} AS now
       FROM grants g LEFT JOIN grant_tokens t ON t.grant_id = g.id AND t.variant = $2
       WHERE g.id = $1`,
      [grantId, variant],
    );
    return row && toRefreshable(row);
  }

  async lease(grant: { id: string; generation: number; fence: number }, owner: string): Promise<Lease | undefined> {
    const { now } = this.database;
    // On the right-hand side stand the old values: an attempt that is still marked ended with no known outcome.
    const [row] = await this.database.write<LeaseRow>(
      `UPDATE grants SET lease_owner = $3, lease_expires_at = ${now} + $4, fence = fence + 1,
         unknown_since = COALESCE(unknown_since, attempt_started_at), attempt_started_at = ${now}
       WHERE id = $1 AND generation = $2 AND fence = $5 AND status = 'active' AND refresh_token IS NOT NULL
         AND (lease_expires_at IS NULL OR lease_expires_at <= ${now}) AND (retry_at IS NULL OR retry_at <= ${now})
       RETURNING user_id, provider, generation, fence, attempt_started_at, unknown_since, scope_granted`,
      [grant.id, grant.generation, owner, LEASE_TIME, grant.fence],
    );
    return (
      row && {
        grantId: grant.id,
        userId: row.user_id,
        provider: row.provider,
        generation: row.generation,
        fence: row.fence,
        attemptStartedAt: row.attempt_started_at,
        unknownSince: row.unknown_since,
        scope: row.scope_granted,
      }
    );
  }

  async renew(lease: Lease): Promise<boolean> {
    const rows = await this.database.write(
      `UPDATE grants SET lease_expires_at = ${this.database.now} + $3 
       WHERE id = $1 AND fence = $2 AND lease_owner IS NOT NULL RETURNING id`,
      [lease.grantId, lease.fence, LEASE_TIME],
    );
    return rows.length > 0;
  }

  async store(lease: Lease, variant: string, granted: Granted, spent: SpentToken): Promise<Stored> {
    const { now } = this.database;
    const { newest, previous } = this.sealRotated(lease, granted, spent);
    const saysEnd = newest !== null || granted.refreshExpiresAt !== null || granted.refreshNeverExpires;
    const { stored, became } = await this.database.transaction(async (statements) => {
      const [status] = await statements.rows<Pick<GrantEntity, 'status'>>('SELECT status FROM grants WHERE id = $1', [
        lease.grantId,
      ]);
      const [row] = await statements.rows<StoredRow>(
        `UPDATE grants SET generation = generation + 1, status = 'active', reason = NULL,
           refresh_token = COALESCE($3, refresh_token),
           previous_refresh_token = CASE WHEN $3 IS NULL THEN previous_refresh_token ELSE $4 END,
           previous_until = CASE WHEN $3 IS NULL THEN previous_until WHEN $4 IS NULL THEN NULL ELSE ${now} + $5 END,
           refresh_expires_at = CASE WHEN $6 THEN $7 ELSE refresh_expires_at END,
           refresh_never_expires = CASE WHEN $6 THEN $8 ELSE refresh_never_expires END,
           scope_granted = CASE WHEN $9 = '' THEN COALESCE($10, scope_granted) ELSE scope_granted END,
           lease_owner = NULL, lease_expires_at = NULL, attempt_started_at = NULL, unknown_since = NULL,
           retry_at = NULL, failures = 0, refusals = 0, last_error = NULL, last_error_at = NULL,
           last_refreshed_at = ${now}, refreshes = refreshes + 1, metadata = COALESCE($12, metadata),
           next_refresh_at = CASE
             WHEN ($7 - refresh_expires_at) * 2 + ${END_SLACK} < ${now} - COALESCE(last_refreshed_at, linked_at) THEN NULL
             WHEN NOT $6 AND refresh_expires_at > ${now} + ${WORTH_KEEPING}
               THEN COALESCE($11, ${now} + (refresh_expires_at - ${now}) * 2 / 3)
             ELSE CAST($11 AS bigint) END
         WHERE id = $1 AND generation = $2 AND status <> 'revoked' RETURNING generation, refresh_expires_at, next_refresh_at, ${this.tell}`,
        [
          ...[lease.grantId, lease.generation, newest, previous, spent.reuseWindow],
          ...[saysEnd, granted.refreshExpiresAt, granted.refreshNeverExpires],
          ...[variant, granted.scope ?? null, granted.nextRefreshAt, writeMetadata(granted.metadata)],
        ],
      );
      if (row === undefined)
        return { stored: await this.whyNotStored(statements, lease, variant, granted), became: [] };
      await putToken(statements, this.vault, lease, variant, granted, row.generation);
      const events = whatBecame(lease, granted, status?.status, row);
      for (const event of events) await this.events?.keep(statements, event);
      return { stored: 'stored' as const, became: events };
    });
    for (const event of became) this.events?.emit(event);
    return stored;
  }

  async release(lease: Lease, { attempt, error, retryIn, refusal }: Release): Promise<void> {
    const { now } = this.database;
    await this.database.write(
      `UPDATE grants SET lease_owner = NULL, lease_expires_at = NULL,
         unknown_since = CASE WHEN $6 THEN COALESCE(unknown_since, attempt_started_at) ELSE unknown_since END,
         attempt_started_at = NULL,
         failures = failures + 1, refusals = refusals + $5,
         retry_at = ${now} + $3, last_error = $4, last_error_at = ${now}
       WHERE id = $1 AND fence = $2 RETURNING id, ${this.tell}`,
      [lease.grantId, lease.fence, Math.round(retryIn), error, refusal ? 1 : 0, attempt === 'unknown'],
    );
  }

  async markDead(lease: Lease, reason: GrantReason): Promise<boolean> {
    return this.database.transaction(async (statements) => {
      const [row] = await statements.rows<{ is_settled: boolean | number }>(
        `UPDATE grants SET status = 'reauth_required', reason = $4, lease_owner = NULL, lease_expires_at = NULL,
         attempt_started_at = NULL, next_refresh_at = NULL, last_error = 'invalid_grant',
         last_error_at = ${this.database.now}
       WHERE id = $1 AND generation = $2 AND fence = $3 AND status = 'active'
       RETURNING ${IS_SETTLED} AS is_settled, ${this.tell}`,
        [lease.grantId, lease.generation, lease.fence, reason],
      );
      if (row !== undefined && asBoolean(row.is_settled)) {
        const { grantId, userId, provider } = lease;
        await this.events?.keep(statements, { type: 'reauth_required', grantId, userId, provider, reason });
      }
      return row !== undefined;
    });
  }

  async markExpired(grant: { id: string; generation: number }): Promise<void> {
    const ended = await this.database.transaction(async (statements) => {
      const [row] = await statements.rows<Pick<GrantEntity, 'user_id' | 'provider'>>(
        `UPDATE grants SET status = 'reauth_required', reason = 'expired', next_refresh_at = NULL
         WHERE id = $1 AND generation = $2 AND status = 'active' AND refresh_token IS NULL RETURNING user_id, provider`,
        [grant.id, grant.generation],
      );
      if (row === undefined) return undefined;
      const about = { grantId: grant.id, userId: row.user_id, provider: row.provider };
      const event = { type: 'reauth_required', reason: 'expired', ...about } as const;
      await this.events?.keep(statements, event);
      return event;
    });
    if (ended !== undefined) this.events?.emit(ended);
  }

  /** Wakes who waits on other replicas, when the statement is committed. */
  private get tell(): string {
    return this.database.connection.notify(GRANT_CHANNEL, 'id');
  }

  /** Also when our own answer is there already: the word that it was stored got lost, and we offered it again. */
  private async whyNotStored(
    statements: Statements,
    lease: Lease,
    variant: string,
    { refreshToken, accessToken }: Granted,
  ): Promise<Stored> {
    const [row] = await statements.rows<
      Pick<GrantEntity, 'status' | 'refresh_token'> & { access_token: string | null }
    >(
      `SELECT g.status, g.refresh_token, t.access_token
       FROM grants g LEFT JOIN grant_tokens t ON t.grant_id = g.id AND t.variant = $2 WHERE g.id = $1`,
      [lease.grantId, variant],
    );
    if (row === undefined) return 'gone';
    if (row.status === 'revoked') return 'revoked';
    const held =
      refreshToken === undefined
        ? row.access_token !== null && this.vault.openAccessToken(row.access_token, lease, variant) === accessToken
        : row.refresh_token !== null && this.vault.openRefreshToken(row.refresh_token, lease) === refreshToken;
    return held ? 'stored' : 'relinked';
  }

  /** Both null where the old refresh token goes on. */
  private sealRotated(lease: Lease, granted: Granted, spent: SpentToken): Record<'newest' | 'previous', string | null> {
    if (granted.refreshToken === undefined || granted.refreshToken === spent.refreshToken) {
      return { newest: null, previous: null };
    }
    return {
      newest: this.vault.sealRefreshToken(granted.refreshToken, lease),
      previous: spent.reuseWindow > 0 ? this.vault.sealPreviousRefreshToken(spent.refreshToken, lease) : null,
    };
  }
}

/** What a stored answer makes of a grant, besides a fresh one. */
function whatBecame(
  { grantId, userId, provider }: Lease,
  granted: Granted,
  before: string | undefined,
  after: StoredRow,
): GrantEvent[] {
  const about = { grantId, userId, provider };
  const events: GrantEvent[] = [];
  if (before === 'reauth_required') events.push({ type: 'recovered', ...about });
  if (granted.nextRefreshAt !== null && after.next_refresh_at === null && after.refresh_expires_at !== null) {
    events.push({ type: 'expiring', ...about, endsAt: after.refresh_expires_at });
  }
  return events;
}

function toRefreshable(row: ReadRow): RefreshableGrant {
  return {
    id: row.id,
    userId: row.user_id,
    provider: row.provider,
    status: row.status,
    reason: row.reason,
    generation: row.generation,
    fence: row.fence,
    attemptStartedAt: row.attempt_started_at,
    refreshToken: row.refresh_token,
    refreshExpiresAt: row.refresh_expires_at,
    leaseExpiresAt: row.lease_expires_at,
    retryAt: row.retry_at,
    failures: row.failures,
    refusals: row.refusals,
    lastError: row.last_error,
    besides: { metadata: readMetadata(row.metadata), tokenHost: row.token_host, proofKey: row.dpop_key },
    now: row.now,
    token: toStoredToken(row),
  };
}

function toStoredToken(row: ReadRow): StoredToken | undefined {
  if (row.access_token === null) return undefined;
  return {
    accessToken: row.access_token,
    tokenType: row.token_type,
    scope: row.scope,
    issuedAt: row.issued_at,
    expiresAt: row.expires_at,
    generation: row.token_generation,
  };
}

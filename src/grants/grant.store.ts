import type { Database } from '../database/database.ts';
import { asBoolean, type Statements } from '../database/connection.ts';
import { DoesNotOpen } from '../crypto/key-ring.ts';
import { newId } from '../crypto/random.ts';
import { covers, scopesOf } from '../providers/scopes.ts';
import type { GrantEvents } from './events.ts';
import type { GrantEntity, GrantReason, GrantStatus } from './grant.entity.ts';
import type { GrantTies } from '../providers/grant-ties.ts';
import { writeMetadata, type Granted } from './granted.ts';
import { makeRoomForDefault, oneAtATime, passOnDefault } from './defaults.ts';
import { putToken } from './token/put-token.ts';
import type { GrantVault, Holder } from './vault.ts';

/** A grant as its user sees it. */
export interface Grant {
  id: string;
  provider: string;
  account: string;
  label: string | null;
  isDefault: boolean;
  status: GrantStatus;
  reason: GrantReason | null;
}

/** What a finished link brings. */
export interface NewLink {
  userId: string;
  provider: string;
  /** The subject at the provider; `''` when it names none. */
  account: string;
  label: string | null;
  scopeRequested: string;
  granted: Granted;
  ties?: GrantTies;
  /** What its user calls it; `undefined` leaves that as it is. */
  ownLabel?: string | undefined;
  /**
   * How v2 links: the default stays as it is where there is one, and a live grant is replaced only by one that has all of
   * its scopes. The first edition does neither.
   */
  careful?: boolean;
}

/** A live grant would have been replaced by one with fewer scopes. Nothing was changed. */
export class NarrowerGrant extends Error {
  override readonly name = 'NarrowerGrant';
}

/** The tokens of a grant in clear, to be revoked at the provider. */
export interface HeldTokens {
  holder: Holder;
  refreshToken: string | undefined;
  accessToken: string | undefined;
  /** The host that the account is at, in place of the provider's usual one. */
  tokenHost: string | undefined;
}

export interface SavedLink {
  grantId: string;
  /** The provider had ended what was held before. */
  hadEnded: boolean;
}

type HeldRow = Pick<GrantEntity, 'id' | 'refresh_token' | 'token_host'> & { access_token: string | null };

/** Grants as people make and end them. What a refresh does to them stands in refresh/. */
export class GrantStore {
  private readonly database: Database;
  private readonly vault: GrantVault;
  private readonly events: GrantEvents | undefined;

  /** @param events keeps for webhooks what is done here */
  constructor(database: Database, vault: GrantVault, events?: GrantEvents) {
    this.database = database;
    this.vault = vault;
    this.events = events;
  }

  async listOf(userId: string): Promise<Grant[]> {
    const rows = await this.database.read<Pick<GrantEntity, Exclude<keyof Grant, 'isDefault'> | 'is_default'>>(
      `SELECT id, provider, account, label, is_default, status, reason FROM grants
       WHERE user_id = $1 ORDER BY provider, created_at`,
      [userId],
    );
    return rows.map(({ is_default, ...grant }) => ({ ...grant, isDefault: asBoolean(is_default) }));
  }

  /** Accounts, other than this one, that the user has connected at the provider and not ended. */
  async hasOtherAccount(userId: string, provider: string, account: string): Promise<boolean> {
    const rows = await this.database.read(
      `SELECT id FROM grants WHERE user_id = $1 AND provider = $2 AND account <> $3 AND status <> 'revoked' LIMIT 1`,
      [userId, provider, account],
    );
    return rows.length > 0;
  }

  /** Whether a grant is of this account at its provider. */
  async isOfAccount({ grantId, userId, provider }: Holder, account: string): Promise<boolean> {
    const rows = await this.database.read(
      'SELECT id FROM grants WHERE id = $1 AND user_id = $2 AND provider = $3 AND account = $4',
      [grantId, userId, provider, account],
    );
    return rows.length > 0;
  }

  /**
   * Keeps a new grant, or replaces what is held for the same account: generation and fence grow, so that a refresh
   * under way neither overwrites it nor goes on. An answer without refresh token keeps the one that is held and works,
   * with all that speaks of it: a refresh of it that is under way must still be stored.
   * It becomes the user's default at the provider, or the default that was missing.
   * @throws NarrowerGrant
   */
  async saveLink(link: NewLink): Promise<SavedLink> {
    const { now } = this.database;
    const keepsToken =
      link.granted.refreshToken === undefined ? "status = 'active' AND refresh_token IS NOT NULL" : 'false';
    return this.database.transaction(async (statements) => {
      await oneAtATime(statements, link.userId);
      if (link.careful === true) await refuseNarrower(statements, link);
      const becomesDefault = await makeRoomForDefault(statements, link);
      // A row first, for sealed values are bound to its id; of two callbacks at once the second waits here.
      await statements.rows(
        `INSERT INTO grants (id, user_id, provider, account, status, linked_at, created_at)
         VALUES ($1, $2, $3, $4, 'revoked', ${now}, ${now})
         ON CONFLICT (user_id, provider, account) DO NOTHING RETURNING id`,
        [newId(), link.userId, link.provider, link.account],
      );
      const [row] = await statements.rows<Pick<GrantEntity, 'id' | 'generation' | 'status' | 'refresh_token'>>(
        `UPDATE grants SET is_default = $4, own_label = COALESCE($5, own_label),
           generation = generation + CASE WHEN ${keepsToken} THEN 0 ELSE 1 END,
           fence = fence + CASE WHEN ${keepsToken} THEN 0 ELSE 1 END
         WHERE user_id = $1 AND provider = $2 AND account = $3 RETURNING id, generation, status, refresh_token`,
        [link.userId, link.provider, link.account, becomesDefault, link.ownLabel ?? null],
      );
      if (row === undefined) throw new Error('a row that was just made is gone');
      const holder = { grantId: row.id, userId: link.userId, provider: link.provider };
      const isKept = link.granted.refreshToken === undefined && row.status === 'active' && row.refresh_token !== null;
      await (isKept ? this.refreshLink(statements, holder, link) : this.putLink(statements, holder, link));
      // Bound to another key than the refresh token that stays: that one brings a token of its own.
      if (!isKept || link.ties?.proofKey === undefined)
        await putToken(statements, this.vault, holder, '', link.granted, row.generation);
      const hadEnded = row.status === 'reauth_required';
      await this.events?.keep(statements, { type: 'linked', ...holder });
      if (hadEnded) await this.events?.keep(statements, { type: 'recovered', ...holder });
      return { grantId: row.id, hadEnded };
    });
  }

  /** The tokens of the user's default grant at a provider, in clear; `undefined` when there is nothing to end. */
  async holdDefault(userId: string, provider: string): Promise<HeldTokens | undefined> {
    const [row] = await this.database.read<HeldRow>(
      `SELECT g.id, g.refresh_token, g.token_host, t.access_token
       FROM grants g LEFT JOIN grant_tokens t ON t.grant_id = g.id AND t.variant = ''
       WHERE g.user_id = $1 AND g.provider = $2 AND g.is_default = true AND g.status <> 'revoked'`,
      [userId, provider],
    );
    return row && this.openHeld(row, { grantId: row.id, userId, provider });
  }

  /** The tokens of a grant, in clear; `undefined` when there is nothing to end. */
  async hold(grantId: string): Promise<HeldTokens | undefined> {
    const [row] = await this.database.read<HeldRow & Pick<GrantEntity, 'user_id' | 'provider'>>(
      `SELECT g.id, g.user_id, g.provider, g.refresh_token, g.token_host, t.access_token
       FROM grants g LEFT JOIN grant_tokens t ON t.grant_id = g.id AND t.variant = ''
       WHERE g.id = $1 AND g.status <> 'revoked'`,
      [grantId],
    );
    return row && this.openHeld(row, { grantId, userId: row.user_id, provider: row.provider });
  }

  /**
   * Ends a grant, here and now: whatever is under way for it comes too late.
   * @param passesOnDefault whether the oldest remaining grant that works becomes the default where this one was
   * @returns what was held at the very end, `undefined` when it had ended already
   */
  async revoke(holder: Holder, { passesOnDefault = false } = {}): Promise<HeldTokens | undefined> {
    return this.database.transaction(async (statements) => {
      await oneAtATime(statements, holder.userId);
      // Locks the row: a refresh that is being stored comes before or after, never in between.
      const [row] = await statements.rows<Pick<GrantEntity, 'id' | 'refresh_token' | 'token_host'>>(
        `UPDATE grants SET generation = generation + 1, fence = fence + 1 WHERE id = $1 AND status <> 'revoked'
         RETURNING id, refresh_token, token_host`,
        [holder.grantId],
      );
      if (row === undefined) return undefined;
      const tokens = await statements.rows<{ variant: string; access_token: string }>(
        'DELETE FROM grant_tokens WHERE grant_id = $1 RETURNING variant, access_token',
        [holder.grantId],
      );
      const plain = tokens.find(({ variant }) => variant === '');
      await statements.rows(
        `UPDATE grants SET status = 'revoked', reason = 'revoked_by_user', refresh_token = NULL,
           previous_refresh_token = NULL, previous_until = NULL, refresh_expires_at = NULL, next_refresh_at = NULL,
           dpop_key = NULL, lease_owner = NULL, lease_expires_at = NULL, attempt_started_at = NULL, unknown_since = NULL, retry_at = NULL
         WHERE id = $1 RETURNING id`,
        [holder.grantId],
      );
      if (passesOnDefault) await passOnDefault(statements, holder);
      await this.events?.keep(statements, { type: 'revoked', ...holder });
      return this.openHeld({ ...row, access_token: plain?.access_token ?? null }, holder);
    });
  }

  /** A value that does not open must not keep a person from ending the grant. */
  private openHeld(row: HeldRow, holder: Holder): HeldTokens {
    const open = (sealed: string | null, how: (sealed: string) => string): string | undefined => {
      try {
        return sealed === null ? undefined : how(sealed);
      } catch (error) {
        if (error instanceof DoesNotOpen) return undefined;
        throw error;
      }
    };
    return {
      holder,
      tokenHost: row.token_host ?? undefined,
      refreshToken: open(row.refresh_token, (sealed) => this.vault.openRefreshToken(sealed, holder)),
      accessToken: open(row.access_token, (sealed) => this.vault.openAccessToken(sealed, holder, '')),
    };
  }

  /** Consent was given anew, and the refresh token is the one that is held. */
  private async refreshLink(
    statements: Statements,
    holder: Holder,
    { label, scopeRequested, granted, ties = {} }: NewLink,
  ): Promise<void> {
    await statements.rows(
      `UPDATE grants SET label = $2, scope_requested = $3, scope_granted = $4, linked_at = ${this.database.now},
         metadata = COALESCE($5, metadata), token_host = COALESCE($6, token_host)
       WHERE id = $1 RETURNING id`,
      [
        ...[holder.grantId, label, scopeRequested, granted.scope ?? scopeRequested],
        ...[writeMetadata(granted.metadata), ties.tokenHost ?? null],
      ],
    );
  }

  private async putLink(
    statements: Statements,
    holder: Holder,
    { label, scopeRequested, granted, ties = {} }: NewLink,
  ): Promise<void> {
    const { refreshToken } = granted;
    const sealed = refreshToken === undefined ? null : this.vault.sealRefreshToken(refreshToken, holder);
    const sealedKey = ties.proofKey === undefined ? null : this.vault.sealProofKey(ties.proofKey, holder);
    await statements.rows('DELETE FROM grant_tokens WHERE grant_id = $1 RETURNING grant_id', [holder.grantId]);
    await statements.rows(
      `UPDATE grants SET label = $2, scope_requested = $3, scope_granted = $4,
         refresh_token = $5, linked_at = ${this.database.now},
         refresh_expires_at = $6, refresh_never_expires = $7, previous_refresh_token = NULL, previous_until = NULL,
         status = 'active', reason = NULL, lease_owner = NULL, lease_expires_at = NULL, attempt_started_at = NULL,
         unknown_since = NULL, retry_at = NULL, failures = 0, refusals = 0, last_refreshed_at = NULL, next_refresh_at = $8,
         last_error = NULL, last_error_at = NULL, metadata = $9, token_host = $10, dpop_key = $11
       WHERE id = $1 RETURNING id`,
      [
        ...[holder.grantId, label, scopeRequested, granted.scope ?? scopeRequested, sealed],
        ...[granted.refreshExpiresAt, granted.refreshNeverExpires, granted.nextRefreshAt],
        ...[writeMetadata(granted.metadata), ties.tokenHost ?? null, sealedKey],
      ],
    );
  }
}

/** Locks the row, for a refresh may be told other scopes at any time. */
async function refuseNarrower(statements: Statements, link: NewLink): Promise<void> {
  const [held] = await statements.rows<Pick<GrantEntity, 'scope_granted'>>(
    `UPDATE grants SET fence = fence WHERE user_id = $1 AND provider = $2 AND account = $3 AND status = 'active'
     RETURNING scope_granted`,
    [link.userId, link.provider, link.account],
  );
  // Some servers give a refresh token and do not list offline_access; where none comes, the one that is held stays.
  const had = scopesOf(held?.scope_granted ?? '').filter((scope) => scope !== 'offline_access');
  if (!covers(scopesOf(link.granted.scope ?? link.scopeRequested), had)) throw new NarrowerGrant();
}

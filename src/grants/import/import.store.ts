import { digest } from '../../crypto/hashing.ts';
import { newId } from '../../crypto/random.ts';
import { asBoolean, type Statements } from '../../database/connection.ts';
import type { Database } from '../../database/database.ts';
import { makeRoomForDefault, oneAtATime } from '../defaults.ts';
import type { GrantEvents } from '../events.ts';
import type { GrantEntity, GrantStatus } from '../grant.entity.ts';
import type { GrantVault, Holder } from '../vault.ts';

/** A refresh token that was obtained elsewhere, and what is said of it. */
export interface ImportedToken {
  userId: string;
  provider: string;
  refreshToken: string;
  scope: string;
  /** What its user calls it. */
  ownLabel: string | undefined;
}

/** What became of a token that was brought before. */
export interface KnownImport {
  holder: Holder;
  status: GrantStatus;
  settled: boolean;
}

interface Account {
  account: string;
  label: string | null;
}

/** Grants that are made of imported refresh tokens: kept sealed before anybody is asked, settled when it is known whose they are. */
export class ImportStore {
  private readonly database: Database;
  private readonly vault: GrantVault;
  private readonly events: GrantEvents | undefined;

  /** @param events keeps for webhooks what is settled here */
  constructor(database: Database, vault: GrantVault, events?: GrantEvents) {
    this.database = database;
    this.vault = vault;
    this.events = events;
  }

  async find({ provider, refreshToken }: ImportedToken): Promise<KnownImport | undefined> {
    const [row] = await this.database.read<
      Pick<GrantEntity, 'id' | 'user_id' | 'status'> & { is_settled: boolean | number }
    >(
      `SELECT g.id, g.user_id, g.status, i.settled_at IS NOT NULL AS is_settled
       FROM grant_imports i JOIN grants g ON g.id = i.grant_id WHERE i.id = $1`,
      [importId(provider, refreshToken)],
    );
    return (
      row && {
        holder: { grantId: row.id, userId: row.user_id, provider },
        status: row.status,
        settled: asBoolean(row.is_settled),
      }
    );
  }

  /** The grant of this account that works and can be refreshed: an import has nothing to add to it. */
  async findHealthy(userId: string, provider: string, account: string): Promise<string | undefined> {
    const [row] = await this.database.read<Pick<GrantEntity, 'id'>>(
      `SELECT id FROM grants WHERE user_id = $1 AND provider = $2 AND account = $3
         AND status = 'active' AND refresh_token IS NOT NULL`,
      [userId, provider, account],
    );
    return row?.id;
  }

  /** Accounts, other than this one, that the user has connected at the provider; a token that is being imported is none. */
  async hasOther(userId: string, provider: string, account: string): Promise<boolean> {
    const rows = await this.database.read(
      `SELECT g.id FROM grants g LEFT JOIN grant_imports i ON i.grant_id = g.id
       WHERE g.user_id = $1 AND g.provider = $2 AND g.account <> $3 AND g.status <> 'revoked'
         AND (i.id IS NULL OR i.settled_at IS NOT NULL) LIMIT 1`,
      [userId, provider, account],
    );
    return rows.length > 0;
  }

  /**
   * Keeps the token, sealed, under an account that no provider names. It is not the default, and has no access token yet.
   * @returns `undefined` when another was faster with the same token
   */
  async put({ userId, provider, refreshToken, scope, ownLabel }: ImportedToken): Promise<Holder | undefined> {
    const { now } = this.database;
    const id = importId(provider, refreshToken);
    const holder = { grantId: newId(), userId, provider };
    return this.database.transaction(async (statements) => {
      // Of two at once the second waits here, and makes nothing.
      await oneAtATime(statements, userId);
      if ((await statements.rows('SELECT id FROM grant_imports WHERE id = $1', [id])).length > 0) return undefined;
      await statements.rows(
        `INSERT INTO grants (id, user_id, provider, account, own_label, status, scope_requested, scope_granted,
           refresh_token, linked_at, created_at)
         VALUES ($1, $2, $3, $4, $5, 'active', $6, $6, $7, ${now}, ${now}) RETURNING id`,
        [
          ...[holder.grantId, userId, provider, `import ${id}`, ownLabel ?? null, scope],
          this.vault.sealRefreshToken(refreshToken, holder),
        ],
      );
      const [noted] = await statements.rows(
        `INSERT INTO grant_imports (id, grant_id, created_at) VALUES ($1, $2, ${now})
         ON CONFLICT (id) DO NOTHING RETURNING id`,
        [id, holder.grantId],
      );
      if (noted !== undefined) return holder;
      // Another user's import of the same token: theirs it is.
      await statements.rows('DELETE FROM grants WHERE id = $1 RETURNING id', [holder.grantId]);
      return undefined;
    });
  }

  /**
   * It is known whose it is: takes the place of a grant of that account that does not work any more, or gives way to one
   * that does.
   * @returns the id of the grant that there is now, this one's or the better one's; `undefined` when this one is gone
   */
  async settle(holder: Holder, { account, label }: Account): Promise<string | undefined> {
    const { grantId, userId, provider } = holder;
    return this.database.transaction(async (statements) => {
      await oneAtATime(statements, userId);
      const [own] = await statements.rows('UPDATE grants SET fence = fence WHERE id = $1 RETURNING id', [grantId]);
      if (own === undefined) return undefined;
      const other = await lockOther(statements, holder, account);
      if (other?.status === 'active' && other.refresh_token !== null) {
        await this.note(statements, grantId, other.id);
        await statements.rows('DELETE FROM grants WHERE id = $1 RETURNING id', [grantId]);
        return other.id;
      }
      if (other !== undefined) {
        await statements.rows('DELETE FROM grants WHERE id = $1 RETURNING id', [other.id]);
      }
      const becomesDefault = await makeRoomForDefault(statements, { userId, provider, account, careful: true });
      await statements.rows(
        `UPDATE grants SET account = $2, label = $3, own_label = COALESCE(own_label, $4), is_default = $5
         WHERE id = $1 RETURNING id`,
        [grantId, account, label, other?.own_label ?? null, becomesDefault],
      );
      await this.note(statements, grantId, grantId);
      await this.events?.keep(statements, { type: 'linked', ...holder });
      return grantId;
    });
  }

  /**
   * Takes back what was put, unless it has come to something: an answer was stored, or may be on its way.
   * @param anyhow also where answers were stored
   * @returns whether nothing is left of it
   */
  async takeBack({ grantId }: Holder, { anyhow = false } = {}): Promise<boolean> {
    const untouched = 'refreshes = 0 AND attempt_started_at IS NULL';
    const rows = await this.database.write(
      `DELETE FROM grants WHERE id = $1 AND (${anyhow ? 'true' : `${untouched} AND (status <> 'active' OR unknown_since IS NULL)`})
         AND EXISTS (SELECT 1 FROM grant_imports i WHERE i.grant_id = grants.id AND i.settled_at IS NULL) RETURNING id`,
      [grantId],
    );
    return rows.length > 0;
  }

  private async note(statements: Statements, grantId: string, settledAs: string): Promise<void> {
    await statements.rows(
      `UPDATE grant_imports SET grant_id = $2, settled_at = ${this.database.now} WHERE grant_id = $1 RETURNING id`,
      [grantId, settledAs],
    );
  }
}

/** Locks the row: what a refresh or a revocation makes of it comes before or after. */
async function lockOther(statements: Statements, { grantId, userId, provider }: Holder, account: string) {
  const [row] = await statements.rows<Pick<GrantEntity, 'id' | 'status' | 'refresh_token' | 'own_label'>>(
    `UPDATE grants SET fence = fence WHERE user_id = $1 AND provider = $2 AND account = $3 AND id <> $4
     RETURNING id, status, refresh_token, own_label`,
    [userId, provider, account, grantId],
  );
  return row;
}

/** By this an imported refresh token is known again, whatever it was rotated into. */
export function importId(provider: string, refreshToken: string): string {
  return digest(`${provider} ${refreshToken}`);
}

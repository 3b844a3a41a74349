import { newId } from '../crypto/random.ts';
import type { Database } from '../database/database.ts';
import { toPage, type Page, type PageWish } from '../database/page.ts';
import type { ConsentEntity } from './consent.entity.ts';

/** A user allows a client to obtain tokens of a provider. */
export interface Consent {
  id: string;
  userId: string;
  clientId: string;
  provider: string;
  /** The provider's scopes; `undefined`: whatever was granted. */
  scopes: readonly string[] | undefined;
  /** Milliseconds since the epoch. */
  createdAt: number;
}

const COLUMNS = 'id, user_id, client_id, provider, scopes, created_at';

/** Consents are rows, read at each use: one that is withdrawn counts nowhere from the next request on. */
export class ConsentStore {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  /** What is allowed now replaces what was. */
  async give({ userId, clientId, provider, scopes }: Omit<Consent, 'id' | 'createdAt'>): Promise<Consent> {
    const [row] = await this.database.write<ConsentEntity>(
      `INSERT INTO consents (${COLUMNS}) VALUES ($1, $2, $3, $4, $5, ${this.database.now})
       ON CONFLICT (user_id, client_id, provider)
       DO UPDATE SET id = excluded.id, scopes = excluded.scopes, created_at = excluded.created_at RETURNING ${COLUMNS}`,
      [newId(), userId, clientId, provider, scopes === undefined ? null : JSON.stringify(scopes)],
    );
    if (row === undefined) throw new Error('an upsert returned no row');
    return toConsent(row);
  }

  /** Newest first. @param providers only those at these; `undefined`: all */
  async ofUser(userId: string, wish: PageWish, providers?: readonly string[]): Promise<Page<Consent>> {
    const names = (providers ?? []).map((_, index) => `$${index + 5}`).join(', ');
    const where = providers === undefined ? '' : `AND provider IN (${names || 'NULL'})`;
    const rows = await this.database.read<ConsentEntity>(
      `SELECT ${COLUMNS} FROM consents
       WHERE user_id = $1 AND (created_at < $2 OR (created_at = $2 AND id < $3)) ${where}
       ORDER BY created_at DESC, id DESC LIMIT $4`,
      [userId, wish.after?.at ?? Number.MAX_SAFE_INTEGER, wish.after?.id ?? '', wish.limit + 1, ...(providers ?? [])],
    );
    return toPage(rows, wish, ({ created_at: at, id }) => ({ at, id }), toConsent);
  }

  async find(userId: string, id: string): Promise<Consent | undefined> {
    const [row] = await this.database.read<ConsentEntity>(
      `SELECT ${COLUMNS} FROM consents WHERE id = $1 AND user_id = $2`,
      [id, userId],
    );
    return row && toConsent(row);
  }

  /** @returns what was withdrawn */
  async withdraw(userId: string, id: string): Promise<Consent | undefined> {
    const [row] = await this.database.write<ConsentEntity>(
      `DELETE FROM consents WHERE id = $1 AND user_id = $2 RETURNING ${COLUMNS}`,
      [id, userId],
    );
    return row && toConsent(row);
  }

  /** @returns what was withdrawn */
  async withdrawFrom(userId: string, clientId: string, provider: string): Promise<Consent | undefined> {
    const [row] = await this.database.write<ConsentEntity>(
      `DELETE FROM consents WHERE user_id = $1 AND client_id = $2 AND provider = $3 RETURNING ${COLUMNS}`,
      [userId, clientId, provider],
    );
    return row && toConsent(row);
  }
}

function toConsent(row: ConsentEntity): Consent {
  return {
    id: row.id,
    userId: row.user_id,
    clientId: row.client_id,
    provider: row.provider,
    scopes: row.scopes === null ? undefined : (JSON.parse(row.scopes) as string[]),
    createdAt: row.created_at,
  };
}

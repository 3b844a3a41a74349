import type { Database } from '../database/database.ts';
import type { PageWish } from '../database/page.ts';
import type { SecretiveClient } from './client.ts';
import type { ClientEntity } from './client.entity.ts';

export interface NewClient {
  id: string;
  name: string;
  secretHash: string | null;
  issuer: string | null;
  subject: string | null;
  loginClient: string | null;
}

const COLUMNS = 'id, name, secret_hash, issuer, subject, login_client, created_at, disabled_at';

/** Clients that were registered by the API. */
export class ClientStore {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  async find(id: string): Promise<SecretiveClient | undefined> {
    const [row] = await this.database.read<ClientEntity>(`SELECT ${COLUMNS} FROM clients WHERE id = $1`, [id]);
    return row && toClient(row);
  }

  async bySubject(issuer: string, subject: string): Promise<SecretiveClient | undefined> {
    const [row] = await this.database.read<ClientEntity>(
      `SELECT ${COLUMNS} FROM clients WHERE issuer = $1 AND subject = $2`,
      [issuer, subject],
    );
    return row && toClient(row);
  }

  /**
   * In the order of their making.
   * @param except ids that are left out
   * @returns one more than the limit, where there are so many
   */
  async list({ limit, after }: PageWish, except: readonly string[]): Promise<SecretiveClient[]> {
    const left = except.map((_, index) => `$${index + 4}`);
    const rows = await this.database.read<ClientEntity>(
      `SELECT ${COLUMNS} FROM clients
       WHERE (created_at > $1 OR (created_at = $1 AND id > $2)) ${left.length > 0 ? `AND id NOT IN (${left.join(', ')})` : ''}
       ORDER BY created_at, id LIMIT $3`,
      [after?.at ?? -1, after?.id ?? '', limit + 1, ...except],
    );
    return rows.map(toClient);
  }

  /**
   * What an earlier client of the same id left behind (keys, consents) is not its own, and goes.
   * @returns what is taken already, if it is
   */
  async add(client: NewClient): Promise<SecretiveClient | 'id taken' | 'subject taken'> {
    const { id, name, secretHash, issuer, subject, loginClient } = client;
    return this.database.transaction(async (statements) => {
      const [row] = await statements.rows<ClientEntity>(
        `INSERT INTO clients (id, name, secret_hash, issuer, subject, login_client, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, ${this.database.now}) ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`,
        [id, name, secretHash, issuer, subject, loginClient],
      );
      if (row === undefined) {
        const taken = await statements.rows('SELECT id FROM clients WHERE id = $1', [id]);
        return taken.length > 0 ? 'id taken' : 'subject taken';
      }
      await statements.rows('DELETE FROM api_keys WHERE client_id = $1 RETURNING id', [id]);
      await statements.rows('DELETE FROM consents WHERE client_id = $1 RETURNING id', [id]);
      return toClient(row);
    });
  }

  /** Ends a client with its rules, the consents to it and its keys. @returns whether there was one */
  async remove(id: string): Promise<boolean> {
    return this.database.transaction(async (statements) => {
      const removed = await statements.rows('DELETE FROM clients WHERE id = $1 RETURNING id', [id]);
      if (removed.length === 0) return false;
      await statements.rows('DELETE FROM api_keys WHERE client_id = $1 RETURNING id', [id]);
      await statements.rows('DELETE FROM consents WHERE client_id = $1 RETURNING id', [id]);
      await statements.rows('DELETE FROM delegations WHERE client_id = $1 RETURNING id', [id]);
      return true;
    });
  }

  /** @returns whether there is such a client */
  async setSecret(id: string, secretHash: string): Promise<boolean> {
    const rows = await this.database.write('UPDATE clients SET secret_hash = $2 WHERE id = $1 RETURNING id', [
      id,
      secretHash,
    ]);
    return rows.length > 0;
  }

  /** A disabled client's credentials count for nothing; its rules and consents stay. */
  async setDisabled(id: string, disabled: boolean): Promise<SecretiveClient | undefined> {
    const [row] = await this.database.write<ClientEntity>(
      disabled
        ? `UPDATE clients SET disabled_at = COALESCE(disabled_at, ${this.database.now}) WHERE id = $1 RETURNING ${COLUMNS}`
        : `UPDATE clients SET disabled_at = NULL WHERE id = $1 RETURNING ${COLUMNS}`,
      [id],
    );
    return row && toClient(row);
  }
}

function toClient(row: ClientEntity): SecretiveClient {
  return {
    client: {
      id: row.id,
      name: row.name,
      disabled: row.disabled_at !== null,
      source: 'api',
      hasSecret: row.secret_hash !== null,
      issuer: row.issuer,
      subject: row.subject,
      loginClient: row.login_client,
      createdAt: row.created_at,
    },
    secretHash: row.secret_hash,
  };
}

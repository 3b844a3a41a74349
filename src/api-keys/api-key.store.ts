import type { Statements, Value } from '../database/connection.ts';
import type { Database } from '../database/database.ts';
import { toPage, type Page, type PageWish } from '../database/page.ts';
import type { Scope } from '../principal/principal.ts';
import { toUser, type User, type UserColumns } from '../principal/user.ts';
import type { ApiKeyEntity } from './api-key.entity.ts';
import { isScope } from './key-scopes.ts';

/** Whose key it is. */
export type KeyOwner = { user: string } | { client: string };

/** A key as its owner sees it: never the secret. */
export interface ApiKey {
  id: string;
  name: string;
  /** Either this … */
  userId: string | null;
  /** … or that is set. */
  clientId: string | null;
  scopes: readonly Scope[];
  /** The only providers that it is good for; `null`: all. */
  providers: readonly string[] | null;
  createdAt: number;
  /** `null`: never. */
  expiresAt: number | null;
  /** To the minute. */
  lastUsedAt: number | null;
}

export interface NewKey extends Pick<ApiKey, 'id' | 'name' | 'scopes' | 'providers' | 'expiresAt'> {
  owner: KeyOwner;
  secretHash: string;
}

/** A key that somebody showed, before its secret is compared. */
export interface ShownKey extends Pick<ApiKey, 'id' | 'clientId' | 'scopes' | 'providers'> {
  secretHash: string;
  /** `undefined` for a client's key. */
  user: User | undefined;
}

/** An owner's keys at most. */
export const MOST_KEYS = 100;

const COLUMNS = 'id, name, user_id, client_id, scopes, providers, created_at, expires_at, last_used_at';
/** Behind no row. */
const START = { at: Number.MAX_SAFE_INTEGER, id: '' };

type KeyRow = Omit<ApiKeyEntity, 'secret_hash'>;

type Columns = Pick<ApiKeyEntity, 'id' | 'secret_hash' | 'client_id' | 'scopes' | 'providers'>;
/** The user's columns are all NULL for a client's key. */
type ShownRow = Columns & (({ user_id: string } & Omit<UserColumns, 'id'>) | { user_id: null });

/** API keys. A key that is deleted is gone on every replica, for nobody remembers one. */
export class ApiKeyStore {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  /** A key that has not expired, with the user whose it is: one statement. */
  async find(id: string): Promise<ShownKey | undefined> {
    const [row] = await this.database.read<ShownRow>(
      `SELECT k.id, k.secret_hash, k.client_id, k.scopes, k.providers, k.user_id,
         u.issuer, u.subject, u.name, u.email, u.email_verified, u.roles, u.disabled_at
       FROM api_keys k LEFT JOIN users u ON u.id = k.user_id
       WHERE k.id = $1 AND (k.expires_at IS NULL OR k.expires_at > ${this.database.now})`,
      [id],
    );
    return row && toShown(row);
  }

  async byId(id: string): Promise<ApiKey | undefined> {
    const [row] = await this.database.read<KeyRow>(`SELECT ${COLUMNS} FROM api_keys WHERE id = $1`, [id]);
    return row && toKey(row);
  }

  /** The newest first, those that expired among them. */
  async list(owner: KeyOwner | 'all', wish: PageWish): Promise<Page<ApiKey>> {
    const { at, id } = wish.after ?? START;
    const values: Value[] = [at, id, wish.limit + 1];
    if (owner !== 'all') values.push(ownerId(owner));
    const rows = await this.database.read<KeyRow>(
      `SELECT ${COLUMNS} FROM api_keys
       WHERE (created_at, id) < ($1, $2) ${owner === 'all' ? '' : `AND ${ownerColumn(owner)} = $4`}
       ORDER BY created_at DESC, id DESC LIMIT $3`,
      values,
    );
    return toPage(rows, wish, (row) => ({ at: row.created_at, id: row.id }), toKey);
  }

  /**
   * Where the owner has as many keys as may be, those that expired make room.
   * @returns `undefined` when there is no room
   */
  async create(key: NewKey): Promise<ApiKey | undefined> {
    const column = ownerColumn(key.owner);
    const owner = ownerId(key.owner);
    return this.database.transaction(async (statements) => {
      if ('user' in key.owner) {
        // A person's keys are made one after the other, lest two take the last place.
        await statements.rows('UPDATE users SET seen_at = seen_at WHERE id = $1 RETURNING id', [owner]);
      }
      if (await isFull(statements, column, owner)) {
        await statements.rows(
          `DELETE FROM api_keys WHERE ${column} = $1 AND expires_at <= ${this.database.now} RETURNING id`,
          [owner],
        );
        if (await isFull(statements, column, owner)) return undefined;
      }
      const [row] = await statements.rows<KeyRow>(
        `INSERT INTO api_keys (id, secret_hash, ${column}, name, scopes, providers, expires_at, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, ${this.database.now}) RETURNING ${COLUMNS}`,
        [
          ...[key.id, key.secretHash, owner, key.name, JSON.stringify(key.scopes)],
          key.providers && JSON.stringify(key.providers),
          key.expiresAt,
        ],
      );
      if (row === undefined) throw new Error('an insert returned no row');
      return toKey(row);
    });
  }

  /**
   * @param owner whose it must be; `undefined`: anybody's
   * @returns what is gone now
   */
  async delete(id: string, owner?: KeyOwner): Promise<ApiKey | undefined> {
    const [row] = await this.database.write<KeyRow>(
      `DELETE FROM api_keys WHERE id = $1 ${owner ? `AND ${ownerColumn(owner)} = $2` : ''} RETURNING ${COLUMNS}`,
      owner ? [id, ownerId(owner)] : [id],
    );
    return row && toKey(row);
  }

  /** The present instant by the clock that ends keys. */
  async now(): Promise<number> {
    const [row] = await this.database.read<{ now: number }>(`SELECT ${this.database.now} AS now`);
    if (row === undefined) throw new Error('the database has no clock');
    return row.now;
  }
}

function ownerColumn(owner: KeyOwner): 'user_id' | 'client_id' {
  return 'user' in owner ? 'user_id' : 'client_id';
}

function ownerId(owner: KeyOwner): string {
  return 'user' in owner ? owner.user : owner.client;
}

async function isFull(statements: Statements, column: string, owner: string): Promise<boolean> {
  const rows = await statements.rows(`SELECT id FROM api_keys WHERE ${column} = $1 LIMIT ${MOST_KEYS}`, [owner]);
  return rows.length >= MOST_KEYS;
}

function toKey(row: KeyRow): ApiKey {
  return {
    id: row.id,
    name: row.name,
    userId: row.user_id,
    clientId: row.client_id,
    ...rightsOf(row),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
  };
}

function toShown(row: ShownRow): ShownKey {
  const user = row.user_id === null ? undefined : toUser({ ...row, id: row.user_id });
  return { id: row.id, secretHash: row.secret_hash, clientId: row.client_id, ...rightsOf(row), user };
}

/** A scope that this release does not know, left by a newer one, is no right. */
function rightsOf({ scopes, providers }: Pick<KeyRow, 'scopes' | 'providers'>): Pick<ApiKey, 'scopes' | 'providers'> {
  return {
    scopes: (JSON.parse(scopes) as string[]).filter(isScope),
    providers: providers === null ? null : (JSON.parse(providers) as string[]),
  };
}

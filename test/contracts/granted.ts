import type { KeyRing } from '../../src/crypto/key-ring.ts';
import type { Database } from '../../src/database/database.ts';
import type { GrantEvents } from '../../src/grants/events.ts';
import type { GrantEntity } from '../../src/grants/grant.entity.ts';
import { GrantStore, type NewLink } from '../../src/grants/grant.store.ts';
import type { GrantTokenEntity } from '../../src/grants/grant-token.entity.ts';
import type { Granted } from '../../src/grants/granted.ts';
import { SqlRefreshStore } from '../../src/grants/refresh/sql-refresh.store.ts';
import { TokenStore } from '../../src/grants/token/token.store.ts';
import { GrantVault, type Holder } from '../../src/grants/vault.ts';
import type { TestDatabaseKind } from '../support/databases.ts';
import { granted } from './token-set.ts';
import { openedFor } from './opened-for.ts';
import { addUser, newRing, theRow } from './opened.ts';

/** A flag as it stands in a row: 0 or 1 on SQLite, whatever its type says. */
export function flagOf(stored: boolean | number): boolean {
  return Boolean(stored);
}

/** What the suites about grants begin with. */
export interface GrantsOfSuite {
  database: Database;
  grants: Grants;
  ring: KeyRing;
  /** The same grants, as another replica has them. */
  another: () => Promise<Grants>;
}

/** Grants on a database of the suite's own, which is open from its first test to its last. */
export function grantsFor(kind: TestDatabaseKind): GrantsOfSuite {
  const { database, again } = openedFor(kind);
  const ring = newRing();
  return { database, ring, grants: new Grants(database, ring), another: async () => new Grants(await again(), ring) };
}

/** The stores of grants on one database with one key ring, and short ways to look at their rows. */
export class Grants {
  readonly database: Database;
  readonly vault: GrantVault;
  readonly store: GrantStore;
  readonly refreshes: SqlRefreshStore;
  readonly tokens: TokenStore;

  constructor(database: Database, ring: KeyRing, events?: GrantEvents) {
    this.database = database;
    this.vault = new GrantVault(ring);
    this.store = new GrantStore(database, this.vault, events);
    this.refreshes = new SqlRefreshStore(database, this.vault, events);
    this.tokens = new TokenStore(database);
  }

  /** What a finished link brings, of a new user unless one is named. */
  async link(changes: Partial<Omit<NewLink, 'granted'>> = {}, given: Partial<Granted> = {}): Promise<NewLink> {
    return {
      userId: changes.userId ?? (await addUser(this.database)),
      provider: 'idp1',
      account: 'acc',
      label: 'acc@example.org',
      scopeRequested: 'openid offline_access',
      ...changes,
      granted: granted(given),
    };
  }

  /** Links an account. */
  async linked(changes: Partial<Omit<NewLink, 'granted'>> = {}, given: Partial<Granted> = {}): Promise<Holder> {
    const link = await this.link(changes, given);
    const { grantId } = await this.store.saveLink(link);
    return { grantId, userId: link.userId, provider: link.provider };
  }

  async row({ grantId }: Pick<Holder, 'grantId'>): Promise<GrantEntity> {
    return theRow<GrantEntity>(this.database, 'SELECT * FROM grants WHERE id = $1', [grantId]);
  }

  /** A user's, by account. */
  async rowsOf(userId: string): Promise<GrantEntity[]> {
    return this.database.read('SELECT * FROM grants WHERE user_id = $1 ORDER BY account', [userId]);
  }

  /** The accounts that are a user's defaults. */
  async defaultsOf(userId: string): Promise<string[]> {
    return (await this.rowsOf(userId)).filter(({ is_default }) => is_default).map(({ account }) => account);
  }

  async tokenRows({ grantId }: Pick<Holder, 'grantId'>): Promise<GrantTokenEntity[]> {
    return this.database.read('SELECT * FROM grant_tokens WHERE grant_id = $1 ORDER BY variant', [grantId]);
  }

  /** The refresh token that is held, in clear. */
  async refreshToken(holder: Holder): Promise<string | undefined> {
    const { refresh_token } = await this.row(holder);
    return refresh_token === null ? undefined : this.vault.openRefreshToken(refresh_token, holder);
  }

  /** The access token of a variant that is held, in clear. */
  async accessToken(holder: Holder, variant = ''): Promise<string | undefined> {
    const held = (await this.tokenRows(holder)).find((token) => token.variant === variant);
    return held && this.vault.openAccessToken(held.access_token, holder, variant);
  }

  /** Sets columns as no store would. */
  async alter({ grantId }: Pick<Holder, 'grantId'>, columns: Partial<GrantEntity>): Promise<void> {
    const names = Object.keys(columns);
    const sets = names.map((name, i) => `${name} = $${i + 2}`).join(', ');
    await this.database.write(`UPDATE grants SET ${sets} WHERE id = $1 RETURNING id`, [
      grantId,
      ...Object.values(columns),
    ]);
  }
}

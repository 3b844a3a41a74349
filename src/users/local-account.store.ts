import type { Statements } from '../database/connection.ts';
import type { Database } from '../database/database.ts';
import type { LocalAccountEntity } from './local-account.entity.ts';
import { LOCAL_ISSUER } from './user.store.ts';

export interface LocalAccount {
  /** The subject of its user, whose issuer is `local`. */
  name: string;
  fullName: string | null;
  email: string | null;
  roles: readonly string[];
  disabled: boolean;
}

/** An account with what its password is compared with. */
export interface SecretiveAccount extends LocalAccount {
  passwordHash: string;
}

export type NewAccount = Omit<SecretiveAccount, 'disabled'>;

type Row = Omit<LocalAccountEntity, 'created_at'>;

const COLUMNS = 'name, password_hash, full_name, email, roles, disabled_at';
/** What a name may be: nothing that HTTP Basic, htpasswd, a log or a header could take for something else. */
const NAME = /^[^\s:\p{C}](?:[^:\p{C}]{0,126}[^\s:\p{C}])?$/u;

export function isAccountName(text: string): boolean {
  return NAME.test(text) && text === text.normalize('NFC');
}

/** Those who sign in here with a password. */
export class LocalAccountStore {
  private readonly database: Pick<Database, 'now' | 'read' | 'write' | 'transaction'>;

  constructor(database: Pick<Database, 'now' | 'read' | 'write' | 'transaction'>) {
    this.database = database;
  }

  /** @returns false where the name is taken, by a disabled one too */
  async add({ name, passwordHash, fullName, email, roles }: NewAccount): Promise<boolean> {
    const added = await this.database.write(
      `INSERT INTO local_accounts (name, password_hash, full_name, email, roles, created_at)
       VALUES ($1, $2, $3, $4, $5, ${this.database.now}) ON CONFLICT (name) DO NOTHING RETURNING name`,
      [name, passwordHash, fullName, email, JSON.stringify(roles)],
    );
    return added.length > 0;
  }

  /** Also a disabled one. */
  async find(name: string): Promise<SecretiveAccount | undefined> {
    const [row] = await this.database.read<Row>(`SELECT ${COLUMNS} FROM local_accounts WHERE name = $1`, [name]);
    return row && { ...toAccount(row), passwordHash: row.password_hash };
  }

  /** The code of the workshop for which somebody registered, if it was for one. */
  async workshopOf(name: string): Promise<string | undefined> {
    const [row] = await this.database.read<{ workshop: string }>(
      'SELECT workshop FROM workshop_registrations WHERE name = $1',
      [name],
    );
    return row?.workshop;
  }

  /** By name. */
  async list(): Promise<LocalAccount[]> {
    const rows = await this.database.read<Row>(`SELECT ${COLUMNS} FROM local_accounts`);
    // Here, for the databases do not agree on what comes first.
    return rows.map(toAccount).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** @returns false where there is no such account */
  async setPassword(name: string, passwordHash: string): Promise<boolean> {
    const changed = await this.database.write(
      'UPDATE local_accounts SET password_hash = $2 WHERE name = $1 RETURNING name',
      [name, passwordHash],
    );
    return changed.length > 0;
  }

  /**
   * Ends what somebody has: the account, and with its user the sessions, keys and hand-outs. One of HTPASSWD_FILE may
   * have a user only.
   * @returns false where there is neither
   */
  async disable(name: string): Promise<boolean> {
    return this.setDisabled(name, this.database.now);
  }

  /** Takes that back. */
  async enable(name: string): Promise<boolean> {
    return this.setDisabled(name, 'NULL');
  }

  /** @param instant SQL */
  private async setDisabled(name: string, instant: string): Promise<boolean> {
    return this.database.transaction(async (statements: Statements) => {
      const accounts = await statements.rows(
        `UPDATE local_accounts SET disabled_at = ${instant} WHERE name = $1 RETURNING name`,
        [name],
      );
      const users = await statements.rows(
        `UPDATE users SET disabled_at = ${instant} WHERE issuer = $1 AND subject = $2 RETURNING id`,
        [LOCAL_ISSUER, name],
      );
      return accounts.length + users.length > 0;
    });
  }
}

function toAccount(row: Row): LocalAccount {
  return {
    name: row.name,
    fullName: row.full_name,
    email: row.email,
    roles: JSON.parse(row.roles) as string[],
    disabled: row.disabled_at !== null,
  };
}

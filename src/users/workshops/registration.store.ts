import type { KeyRing } from '../../crypto/key-ring.ts';
import { sealedColumn } from '../../crypto/sealed-column.ts';
import type { Statements } from '../../database/connection.ts';
import type { Database } from '../../database/database.ts';
import { toPage, type Page, type PageWish } from '../../database/page.ts';
import { LOCAL_ISSUER } from '../user.store.ts';
import { WorkshopRegistrationEntity } from './workshop-registration.entity.ts';
import { toWorkshop, type WorkshopRow, type WorkshopState } from './workshop.ts';
import { selectWorkshops } from './workshop.store.ts';

/** Somebody who registered. Instants are milliseconds since the epoch. */
export interface Participant {
  /** Of the local account. */
  name: string;
  workshop: string;
  firstName: string;
  lastName: string;
  email: string;
  createdAt: number;
}

/** A password, and what is compared with it. */
export interface NewPassword {
  password: string;
  /** Argon2id, for signing in here. */
  accountHash: string;
  /** bcrypt, for htpasswd files. */
  htpasswdHash: string;
}

export type NewParticipant = Omit<Participant, 'createdAt'> & NewPassword;

/** A line of an htpasswd file. */
export interface HtpasswdEntry {
  name: string;
  hash: string;
}

/** `registered`, or why not: of the person, else the workshop's state; `unknown`: there is no such workshop. */
export type RegistrationOutcome =
  'registered' | 'name taken' | 'email taken' | 'unknown' | Exclude<WorkshopState, 'open'>;

const COLUMNS = 'name, workshop, first_name, last_name, email, created_at';
const PASSWORD = sealedColumn(WorkshopRegistrationEntity, 'password');

type Row = Omit<WorkshopRegistrationEntity, 'htpasswd_hash' | 'password'>;

/** Who registered, each with a local account of their own. */
export class RegistrationStore {
  private readonly database: Database;
  private readonly ring: KeyRing;

  constructor(database: Database, ring: KeyRing) {
    this.database = database;
    this.ring = ring;
  }

  /**
   * Takes a place and makes the account, or does neither. Whoever registers for the same workshop at the same moment, on
   * whichever replica, waits for its row: so many as there are places get one.
   */
  async register(who: NewParticipant): Promise<RegistrationOutcome> {
    return this.database.transaction(async (statements) => {
      // The lock: the same on both databases, and held for a few statements.
      const locked = await statements.rows('UPDATE workshops SET places = places WHERE code = $1 RETURNING code', [
        who.workshop,
      ]);
      if (locked.length === 0) return 'unknown';
      const [row] = await statements.rows<WorkshopRow>(
        // Looked at behind the lock: a statement of its own sees who came before.
        `${selectWorkshops(this.database.now)} WHERE w.code = $1`,
        [who.workshop],
      );
      if (row === undefined) return 'unknown';
      const { state, keepsPasswords } = toWorkshop(row);
      if (state !== 'open') return state;
      return this.take(statements, who, keepsPasswords);
    });
  }

  /** Whether somebody has an account of this name, in whatever case, or had one and left a user here. */
  async isNameTaken(name: string): Promise<boolean> {
    return isTaken({ rows: (sql, values) => this.database.read(sql, values) }, name);
  }

  async find(workshop: string, name: string): Promise<Participant | undefined> {
    const [row] = await this.database.read<Row>(
      `SELECT ${COLUMNS} FROM workshop_registrations WHERE name = $2 AND workshop = $1`,
      [workshop, name],
    );
    return row && toParticipant(row);
  }

  /** In the order in which they came. */
  async list(workshop: string, wish: PageWish): Promise<Page<Participant>> {
    const { limit, after } = wish;
    const rows = await this.database.read<Row>(
      `SELECT ${COLUMNS} FROM workshop_registrations
       WHERE workshop = $1 ${after === undefined ? '' : 'AND (created_at, name) > ($3, $4)'}
       ORDER BY created_at, name LIMIT $2`,
      [workshop, limit + 1, ...(after === undefined ? [] : [after.at, after.id])],
    );
    return toPage(rows, wish, ({ created_at: at, name: id }) => ({ at, id }), toParticipant);
  }

  /** The same, all of them. */
  async all(workshop: string): Promise<Participant[]> {
    const rows = await this.database.read<Row>(
      `SELECT ${COLUMNS} FROM workshop_registrations WHERE workshop = $1 ORDER BY created_at, name`,
      [workshop],
    );
    return rows.map(toParticipant);
  }

  /**
   * The lines of those who may sign in: nobody who is disabled.
   * @param workshop `undefined`: of all workshops
   */
  async entries(workshop?: string): Promise<HtpasswdEntry[]> {
    const rows = await this.database.read<{ name: string; htpasswd_hash: string }>(
      `SELECT r.name, r.htpasswd_hash FROM workshop_registrations r JOIN local_accounts a ON a.name = r.name
       WHERE a.disabled_at IS NULL ${workshop === undefined ? '' : 'AND r.workshop = $1'}
       ORDER BY r.created_at, r.name`,
      workshop === undefined ? [] : [workshop],
    );
    return rows.map(({ name, htpasswd_hash: hash }) => ({ name, hash }));
  }

  /** The passwords that are kept, by name: none when the workshop is over, forgotten by then or not. */
  async passwords(workshop: string): Promise<Map<string, string>> {
    const rows = await this.database.read<{ name: string; password: string }>(
      `SELECT r.name, r.password FROM workshop_registrations r JOIN workshops w ON w.code = r.workshop
       WHERE r.workshop = $1 AND r.password IS NOT NULL AND w.ends_at > ${this.database.now} AND w.ending_at IS NULL`,
      [workshop],
    );
    return new Map(rows.map(({ name, password }) => [name, this.ring.open(password, PASSWORD.at({ name }))]));
  }

  /** @returns false where nobody of this name registered for the workshop */
  async setPassword(workshop: string, name: string, password: NewPassword): Promise<boolean> {
    const sealed = this.ring.seal(password.password, PASSWORD.at({ name }));
    return this.database.transaction(async (statements) => {
      const changed = await statements.rows(
        `UPDATE workshop_registrations SET htpasswd_hash = $3,
           password = CASE WHEN EXISTS (SELECT 1 FROM workshops w
             WHERE w.code = $1 AND w.keeps_passwords AND w.ends_at > ${this.database.now}) THEN $4 END
         WHERE workshop = $1 AND name = $2 RETURNING name`,
        [workshop, name, password.htpasswdHash, sealed],
      );
      if (changed.length === 0) return false;
      await statements.rows('UPDATE local_accounts SET password_hash = $2 WHERE name = $1 RETURNING name', [
        name,
        password.accountHash,
      ]);
      return true;
    });
  }

  /** Forgets the passwords of workshops that are over. @returns how many */
  async forgetPasswords(): Promise<number> {
    const forgotten = await this.database.write(
      `UPDATE workshop_registrations SET password = NULL WHERE password IS NOT NULL
         AND workshop IN (SELECT code FROM workshops WHERE ends_at <= (SELECT ${this.database.now}) OR ending_at IS NOT NULL)
       RETURNING name`,
    );
    return forgotten.length;
  }

  /** Gives the place back: removes the account of somebody who registered. Their user, if they have one, stays. */
  async remove(workshop: string, name: string): Promise<void> {
    await this.database.write(
      `DELETE FROM local_accounts WHERE name = $2
         AND name IN (SELECT name FROM workshop_registrations WHERE workshop = $1) RETURNING name`,
      [workshop, name],
    );
  }

  private async take(
    statements: Statements,
    who: NewParticipant,
    keepsPasswords: boolean,
  ): Promise<'registered' | 'name taken' | 'email taken'> {
    const { now } = this.database;
    const { name, workshop, firstName, lastName, email, password, accountHash, htpasswdHash } = who;
    if (await isTaken(statements, name)) return 'name taken';
    const same = await statements.rows(
      'SELECT 1 FROM workshop_registrations WHERE workshop = $1 AND email = $2 LIMIT 1',
      [workshop, email],
    );
    if (same.length > 0) return 'email taken';
    const made = await statements.rows(
      `INSERT INTO local_accounts (name, password_hash, full_name, email, roles, created_at)
       VALUES ($1, $2, $3, $4, '[]', ${now}) ON CONFLICT (name) DO NOTHING RETURNING name`,
      [name, accountHash, `${firstName} ${lastName}`, email],
    );
    if (made.length === 0) return 'name taken';
    await statements.rows(
      `INSERT INTO workshop_registrations
         (name, workshop, first_name, last_name, email, htpasswd_hash, password, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, ${now}) RETURNING name`,
      [
        ...[name, workshop, firstName, lastName, email, htpasswdHash],
        keepsPasswords ? this.ring.seal(password, PASSWORD.at({ name })) : null,
      ],
    );
    return 'registered';
  }
}

/** A user without an account has grants perhaps, and comes from HTPASSWD_FILE: nobody may step into their place. */
async function isTaken(statements: Statements, name: string): Promise<boolean> {
  const found = await statements.rows(
    `SELECT 1 AS found FROM local_accounts WHERE lower(name) = $1
     UNION ALL SELECT 1 FROM users WHERE issuer = $2 AND lower(subject) = $1 LIMIT 1`,
    [name, LOCAL_ISSUER],
  );
  return found.length > 0;
}

function toParticipant(row: Row): Participant {
  return {
    ...{ name: row.name, workshop: row.workshop, email: row.email },
    firstName: row.first_name,
    lastName: row.last_name,
    createdAt: row.created_at,
  };
}

import type { Statements } from '../database/connection.ts';
import type { Database } from '../database/database.ts';
import { newId } from '../crypto/random.ts';
import { toUser, type User } from '../principal/user.ts';
import type { UserEntity } from './user.entity.ts';

/** What a login issuer says of a person. */
export type Profile = Omit<User, 'id' | 'disabled'>;

/** The issuer of those who sign in here, with a password. */
export const LOCAL_ISSUER = 'local';

/** Milliseconds after which `seen_at` is written anew. */
const SEEN_STEP = 60 * 60 * 1000;

const PROFILE_COLUMNS = ['name', 'email', 'email_verified', 'roles'];
const COLUMNS = 'id, issuer, subject, name, email, email_verified, roles, seen_at, disabled_at';

export class UserStore {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  async byId(id: string): Promise<User | undefined> {
    const [row] = await this.database.read<UserEntity>(`SELECT ${COLUMNS} FROM users WHERE id = $1`, [id]);
    return row && toUser(row);
  }

  /**
   * By id, else by subject at an issuer. The id wins: nobody takes another's place by a subject that reads like an id.
   * @param issuer `undefined`: by id alone
   */
  async named(name: string, issuer: string | undefined): Promise<User | undefined> {
    const [row] = await this.database.read<UserEntity>(
      `SELECT ${COLUMNS} FROM users WHERE id = $1 OR (issuer = $2 AND subject = $1)
       ORDER BY CASE WHEN id = $1 THEN 0 ELSE 1 END LIMIT 1`,
      [name, issuer ?? ''],
    );
    return row && toUser(row);
  }

  /** By what an issuer calls them. */
  async bySubject(issuer: string, subject: string): Promise<User | undefined> {
    return (await this.find({ issuer, subject }))?.user;
  }

  /** At sign-in: the user of (issuer, subject), made at the first sight; what the issuer says now replaces all it said before. */
  async recognise(profile: Profile): Promise<User> {
    const known = await this.find(profile);
    return known?.isRecent === true && sameProfile(known.user, profile)
      ? known.user
      : this.save(profile, PROFILE_COLUMNS);
  }

  /** By an access token, which may say less than the sign-in did: made at the first sight, else left as it is. */
  async meet(profile: Profile): Promise<User> {
    const known = await this.find(profile);
    return known?.isRecent === true ? known.user : this.save(profile, []);
  }

  /**
   * Many at once, by their subjects at one issuer, within a transaction, which holds their rows from then on: whatever moves
   * their grants waits for its end. Two at a time take them in the same order, so that neither waits for ever.
   */
  async meetAll(
    statements: Statements,
    issuer: string,
    subjects: Iterable<string>,
  ): Promise<Map<string, Pick<User, 'id' | 'disabled'>>> {
    const { now } = this.database;
    const values = [...new Set(subjects)].sort().flatMap((subject) => [newId(), subject]);
    if (values.length === 0) return new Map();
    const tuples = values.flatMap((_, i) => (i % 2 === 0 ? [`($${i + 2}, $1, $${i + 3}, ${now}, ${now})`] : []));
    const rows = await statements.rows<Pick<UserEntity, 'id' | 'subject' | 'disabled_at'>>(
      `INSERT INTO users (id, issuer, subject, created_at, seen_at) VALUES ${tuples.join(', ')}
       ON CONFLICT (issuer, subject) DO UPDATE SET seen_at = users.seen_at RETURNING id, subject, disabled_at`,
      [issuer, ...values],
    );
    return new Map(rows.map(({ id, subject, disabled_at }) => [subject, { id, disabled: disabled_at !== null }]));
  }

  private async find({
    issuer,
    subject,
  }: Pick<Profile, 'issuer' | 'subject'>): Promise<{ user: User; isRecent: boolean } | undefined> {
    const [row] = await this.database.read<UserEntity & { now: number }>(
      `SELECT ${COLUMNS}, ${this.database.now} AS now FROM users WHERE issuer = $1 AND subject = $2`,
      [issuer, subject],
    );
    return row && { user: toUser(row), isRecent: row.now - row.seen_at < SEEN_STEP };
  }

  /** @param replaced columns that a known user's row takes from the profile */
  private async save(profile: Profile, replaced: readonly string[]): Promise<User> {
    const { now } = this.database;
    const updates = [...replaced, 'seen_at'].map((column) => `${column} = excluded.${column}`);
    const [row] = await this.database.write<UserEntity>(
      `INSERT INTO users (id, issuer, subject, name, email, email_verified, roles, created_at, seen_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, ${now}, ${now})
       ON CONFLICT (issuer, subject) DO UPDATE SET ${updates.join(', ')} RETURNING ${COLUMNS}`,
      [
        ...[newId(), profile.issuer, profile.subject, profile.name, profile.email, profile.emailVerified],
        JSON.stringify(profile.roles),
      ],
    );
    if (row === undefined) throw new Error('an upsert returned no row');
    return toUser(row);
  }
}

function sameProfile(a: Profile, b: Profile): boolean {
  const said = ({ name, email, emailVerified, roles }: Profile): string =>
    JSON.stringify([name, email, emailVerified, roles]);
  return said(a) === said(b);
}

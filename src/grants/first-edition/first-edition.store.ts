import { newId } from '../../crypto/random.ts';
import type { Statements, Value } from '../../database/connection.ts';
import type { Database } from '../../database/database.ts';
import type { UserEntity } from '../../users/user.entity.ts';
import type { UserStore } from '../../users/user.store.ts';
import { importId } from '../import/import.store.ts';
import type { GrantVault, Holder } from '../vault.ts';
import type { OldGrant } from './judge-row.ts';
import type { Outcome } from './outcome.ts';

/** What became of one; with whose it is here where it was imported. */
export interface Taken {
  old: OldGrant;
  outcome: Outcome;
  holder?: Holder;
}

interface KnownUser {
  id: string;
  disabled: boolean;
}

/** What the tables have of a batch's users and tokens. */
interface Present {
  /** By subject. */
  users: ReadonlyMap<string, KnownUser>;
  /** Users and providers with a grant, in whatever state. */
  places: ReadonlySet<string>;
  /** Whose each refresh token became that was imported before. */
  imports: Map<string, string>;
}

const GRANT_COLUMNS = [
  ...['id', 'user_id', 'provider', 'account', 'is_default', 'status', 'scope_requested', 'scope_granted'],
  ...['refresh_token', 'refresh_expires_at', 'refresh_never_expires', 'next_refresh_at'],
];

/** Grants of the first edition as they come into these tables: sealed anew, and spent by nobody on the way. */
export class FirstEditionStore {
  private readonly database: Pick<Database, 'now' | 'read' | 'transaction'>;
  private readonly users: UserStore;
  private readonly vault: GrantVault;
  /** Of the users' login issuer. */
  private readonly issuer: string;

  constructor(
    database: Pick<Database, 'now' | 'read' | 'transaction'>,
    users: UserStore,
    vault: GrantVault,
    issuer: string,
  ) {
    this.database = database;
    this.users = users;
    this.vault = vault;
    this.issuer = issuer;
  }

  /** What would become of them. Writes nothing. */
  async look(olds: readonly OldGrant[]): Promise<Taken[]> {
    if (olds.length === 0) return [];
    const statements: Statements = { rows: (sql, values) => this.database.read(sql, values) };
    const present = await presentOf(statements, olds, await this.knownUsers(statements, olds));
    return olds.map((old) => ({ old, outcome: standing(present, old) }));
  }

  /** Takes all or none. What a user has here already stays as it is. */
  async take(olds: readonly OldGrant[]): Promise<Taken[]> {
    if (olds.length === 0) return [];
    return this.database.transaction(async (statements) => {
      const subjects = olds.map(({ subject }) => subject);
      const users = await this.users.meetAll(statements, this.issuer, subjects);
      const present = await presentOf(statements, olds, users);
      const taken = olds.map((old) => takeOne(present, old));
      await this.put(statements, taken);
      return taken;
    });
  }

  private async knownUsers(statements: Statements, olds: readonly OldGrant[]): Promise<Present['users']> {
    const subjects = olds.map(({ subject }) => subject);
    const rows = await statements.rows<Pick<UserEntity, 'id' | 'subject' | 'disabled_at'>>(
      `SELECT id, subject, disabled_at FROM users WHERE issuer = $1 AND subject IN (${numbered(subjects, 2)})`,
      [this.issuer, ...subjects],
    );
    return new Map(rows.map((row) => [row.subject, { id: row.id, disabled: row.disabled_at !== null }]));
  }

  private async put(statements: Statements, taken: readonly Taken[]): Promise<void> {
    const { now } = this.database;
    const grants: Value[][] = [];
    const imports: Value[][] = [];
    for (const { old, holder } of taken) {
      if (holder === undefined) continue;
      const { grantId, userId, provider } = holder;
      grants.push([
        ...[grantId, userId, provider, old.account, true, 'active', old.scope, old.scope],
        this.vault.sealRefreshToken(old.refreshToken, holder),
        ...[old.refreshExpiresAt, old.refreshNeverExpires, old.nextRefreshAt],
      ]);
      imports.push([importId(provider, old.refreshToken), grantId]);
    }
    if (grants.length === 0) return;
    await statements.rows(
      `INSERT INTO grants (${GRANT_COLUMNS.join(', ')}, linked_at, created_at)
       VALUES ${tuplesOf(grants, [now, now])} RETURNING id`,
      grants.flat(),
    );
    await statements.rows(
      `INSERT INTO grant_imports (id, grant_id, settled_at, created_at) VALUES ${tuplesOf(imports, [now, now])}
       ON CONFLICT (id) DO NOTHING RETURNING id`,
      imports.flat(),
    );
  }
}

async function presentOf(statements: Statements, olds: readonly OldGrant[], users: Present['users']): Promise<Present> {
  // A list that is empty is no SQL.
  const ids = ['', ...[...users.values()].map(({ id }) => id)];
  const tokens = olds.map(({ provider, refreshToken }) => importId(provider, refreshToken));
  const grants = await statements.rows<{ user_id: string; provider: string }>(
    `SELECT user_id, provider FROM grants WHERE user_id IN (${numbered(ids)})`,
    ids,
  );
  const imports = await statements.rows<{ id: string; user_id: string }>(
    `SELECT i.id, g.user_id FROM grant_imports i JOIN grants g ON g.id = i.grant_id WHERE i.id IN (${numbered(tokens)})`,
    tokens,
  );
  return {
    users,
    places: new Set(grants.map(({ user_id: userId, provider }) => placeOf(userId, provider))),
    imports: new Map(imports.map(({ id, user_id: userId }) => [id, userId])),
  };
}

function takeOne(present: Present, old: OldGrant): Taken {
  const outcome = standing(present, old);
  const user = present.users.get(old.subject);
  if (outcome !== 'ready' || user === undefined) return { old, outcome };
  // The next one in this batch may be the same token, under another's name.
  present.imports.set(importId(old.provider, old.refreshToken), user.id);
  return { old, outcome: 'imported', holder: { grantId: newId(), userId: user.id, provider: old.provider } };
}

/** A grant at the provider, in whatever state, is newer than what the first edition had: its user made it here, or ended it. */
function standing({ users, places, imports }: Present, { subject, provider, refreshToken }: OldGrant): Outcome {
  const user = users.get(subject);
  if (user?.disabled === true) return 'user_disabled';
  const importer = imports.get(importId(provider, refreshToken));
  if (importer !== undefined && importer === user?.id) return 'imported_before';
  if (user !== undefined && places.has(placeOf(user.id, provider))) return 'connected_here';
  return importer === undefined ? 'ready' : 'anothers';
}

function placeOf(userId: string, provider: string): string {
  return `${userId} ${provider}`;
}

function numbered(values: readonly unknown[], first = 1): string {
  return values.map((_, i) => `$${i + first}`).join(', ');
}

/** One tuple of parameters a row, with SQL at its end. */
function tuplesOf(rows: readonly (readonly Value[])[], end: readonly string[]): string {
  return rows.map((row, i) => `(${numbered(row, i * row.length + 1)}, ${end.join(', ')})`).join(', ');
}

import { newId } from '../crypto/random.ts';
import { asBoolean } from '../database/connection.ts';
import type { Database } from '../database/database.ts';
import { isBehind, toPage, type Cursor, type Page, type PageWish } from '../database/page.ts';
import type { DeclaredClients } from './declared-clients.ts';
import type { DelegationEntity } from './delegation.entity.ts';
import { coversProvider, type Reach, type Rule } from './rule.ts';

export type NewRule = Pick<Rule, 'clientId' | 'providers' | 'scopes' | 'users' | 'needsConsent'>;

/** A consent, as far as a mandate asks. */
export interface GivenConsent {
  /** The provider's scopes; `undefined`: whatever was granted. */
  scopes: readonly string[] | undefined;
}

/** The rules of one client at one provider, and what one user consented to there. */
export interface Standing {
  rules: readonly Rule[];
  consent: GivenConsent | undefined;
}

const ANY = '["*"]';
const COLUMNS = ['id', 'client_id', 'providers', 'scopes', 'users_kind', 'users', 'needs_consent', 'created_at'];

interface ConsentColumns {
  consent_id: string | null;
  consent_scopes: string | null;
}

/** Which client may obtain which providers' tokens, for whom: declared rules, and those of the database. */
export class RuleStore {
  private readonly database: Database;
  private readonly declared: DeclaredClients;

  constructor(database: Database, declared: DeclaredClients) {
    this.database = database;
    this.declared = declared;
  }

  /** One indexed statement, whoever the user is: its time does not tell whether there is such a user. */
  async standing(clientId: string, userId: string, provider: string): Promise<Standing> {
    const declared = this.declared.rulesOf(clientId);
    if (declared !== undefined) {
      const [row] = await this.database.read<{ scopes: string | null }>(
        'SELECT scopes FROM consents WHERE user_id = $2 AND client_id = $1 AND provider = $3',
        [clientId, userId, provider],
      );
      return {
        rules: declared.filter((rule) => coversProvider(rule, provider)),
        consent: row && toConsent(row.scopes),
      };
    }
    const rows = await this.database.read<DelegationEntity & ConsentColumns>(
      `SELECT ${COLUMNS.map((column) => `d.${column}`).join(', ')}, c.id AS consent_id, c.scopes AS consent_scopes
       FROM delegations d LEFT JOIN consents c ON c.user_id = $2 AND c.client_id = d.client_id AND c.provider = $3
       WHERE d.client_id = $1`,
      [clientId, userId, provider],
    );
    const [first] = rows;
    return {
      rules: rows.map(toRule).filter((rule) => coversProvider(rule, provider)),
      consent: first === undefined || first.consent_id === null ? undefined : toConsent(first.consent_scopes),
    };
  }

  /** Declared ones first, the others in the order of their making. @param clientId of one client only */
  async list(wish: PageWish, clientId?: string): Promise<Page<Rule>> {
    const ofSettings = clientId === undefined ? this.declared.rules : this.declared.rulesOf(clientId);
    const declared = (ofSettings ?? []).filter((rule) => isBehind(cursorOf(rule), wish));
    const limit = wish.limit - declared.length;
    const isDeclared = clientId !== undefined && ofSettings !== undefined;
    const stored = limit < 0 || isDeclared ? [] : await this.stored({ ...wish, limit }, clientId);
    return toPage([...declared, ...stored], wish, cursorOf, (rule) => rule);
  }

  /** All that ask nobody for consent, of clients that are not disabled. Operators write them: there are few. */
  async unasked(): Promise<Rule[]> {
    const rows = await this.database.read<DelegationEntity>(
      `SELECT ${COLUMNS.map((column) => `d.${column}`).join(', ')}
       FROM delegations d JOIN clients c ON c.id = d.client_id AND c.disabled_at IS NULL
       WHERE NOT d.needs_consent ORDER BY d.created_at, d.id`,
    );
    // What the settings say of a client counts, and nothing else.
    const stored = rows.map(toRule).filter(({ clientId }) => !this.declared.ids.includes(clientId));
    return [...this.declared.rules.filter(({ needsConsent }) => !needsConsent), ...stored];
  }

  /** @returns `undefined` where there is no such client */
  async add({ clientId, providers, scopes, users, needsConsent }: NewRule): Promise<Rule | undefined> {
    const { kind, members } = fromReach(users);
    const [row] = await this.database.write<DelegationEntity>(
      `INSERT INTO delegations (${COLUMNS.join(', ')})
       SELECT $1, id, $3, CAST($4 AS text), $5, $6, $7, ${this.database.now} FROM clients WHERE id = $2
       RETURNING ${COLUMNS.join(', ')}`,
      [
        ...[newId(), clientId, providers === undefined ? ANY : JSON.stringify(providers)],
        ...[scopes === undefined ? null : JSON.stringify(scopes), kind, JSON.stringify(members), needsConsent],
      ],
    );
    return row && toRule(row);
  }

  /** @returns whether there was one */
  async remove(clientId: string, id: string): Promise<boolean> {
    const rows = await this.database.write('DELETE FROM delegations WHERE client_id = $1 AND id = $2 RETURNING id', [
      clientId,
      id,
    ]);
    return rows.length > 0;
  }

  private async stored({ limit, after }: PageWish, clientId: string | undefined): Promise<Rule[]> {
    const values = [after?.at ?? -1, after?.id ?? '', limit + 1];
    const only = clientId === undefined ? this.declared.ids : [clientId];
    const names = only.map((_, index) => `$${index + 4}`).join(', ');
    const where = clientId === undefined ? `client_id NOT IN (${names})` : `client_id IN (${names})`;
    const rows = await this.database.read<DelegationEntity>(
      `SELECT ${COLUMNS.join(', ')} FROM delegations
       WHERE (created_at > $1 OR (created_at = $1 AND id > $2)) ${only.length > 0 ? `AND ${where}` : ''}
       ORDER BY created_at, id LIMIT $3`,
      [...values, ...only],
    );
    return rows.map(toRule);
  }
}

function cursorOf({ createdAt, id }: Rule): Cursor {
  return { at: createdAt, id };
}

function toRule(row: DelegationEntity): Rule {
  return {
    id: row.id,
    clientId: row.client_id,
    providers: row.providers === ANY ? undefined : (JSON.parse(row.providers) as string[]),
    scopes: toList(row.scopes),
    users: toReach(row),
    needsConsent: asBoolean(row.needs_consent),
    source: 'api',
    createdAt: row.created_at,
  };
}

function toReach({ users_kind: kind, users }: DelegationEntity): Reach {
  if (kind === 'all') return { kind };
  const members = JSON.parse(users) as string[];
  return kind === 'role' ? { kind, role: members[0] ?? '' } : { kind, names: members };
}

function fromReach(users: Reach): { kind: Reach['kind']; members: readonly string[] } {
  switch (users.kind) {
    case 'all':
      return { kind: 'all', members: [] };
    case 'role':
      return { kind: 'role', members: [users.role] };
    case 'listed':
      return { kind: 'listed', members: users.names };
  }
}

function toList(json: string | null): readonly string[] | undefined {
  return json === null ? undefined : (JSON.parse(json) as string[]);
}

function toConsent(scopes: string | null): GivenConsent {
  return { scopes: toList(scopes) };
}

import type { ForeignDatabase } from '../../database/foreign-database.ts';
import { StartupError } from '../../problem/problem.ts';

/** The newer one first: of Flask, and of Pyramid before it. */
const TABLES = ['refresh_token', 'refresh_tokens'] as const;
export type FirstEditionTable = (typeof TABLES)[number];

/** A row of the first edition: the refresh token of a user at a provider. It demanded of its database next to nothing. */
export interface FirstEditionRow {
  table: FirstEditionTable;
  id: number;
  /** The subject at the login issuer. */
  user: string | null;
  provider: string | null;
  /** A Fernet token; the very first releases kept the refresh token itself. */
  token: string | null;
  /** Seconds; 0: never. */
  expiresIn: number | null;
  /** Seconds since the epoch. */
  expiresAt: number | null;
}

interface ReadRow {
  id: number;
  user_id: unknown;
  provider: unknown;
  token: unknown;
  expires_in: unknown;
  expires_at: unknown;
}

const NEEDED = ['id', 'user_id', 'provider', 'token'];
const WELCOME = ['expires_in', 'expires_at'];

/** The first edition's tables, read in batches by id, as often as one likes. */
export class FirstEditionSource {
  private readonly database: ForeignDatabase;
  /** What is selected of each table that there is. */
  private readonly selected: ReadonlyMap<FirstEditionTable, string>;

  private constructor(database: ForeignDatabase, selected: ReadonlyMap<FirstEditionTable, string>) {
    this.database = database;
    this.selected = selected;
  }

  /** @throws StartupError where this is no database of the first edition; DatabaseUnavailable */
  static async of(database: ForeignDatabase): Promise<FirstEditionSource> {
    const selected = new Map<FirstEditionTable, string>();
    for (const table of TABLES) {
      const columns = await database.columns(table);
      if (columns.length > 0) selected.set(table, selectionOf(table, columns));
    }
    if (selected.size === 0) {
      throw new StartupError(`This is no database of the first edition: it has no table ${TABLES.join(' or ')}.`);
    }
    return new FirstEditionSource(database, selected);
  }

  /** How many rows each table has. */
  async counts(): Promise<Partial<Record<FirstEditionTable, number>>> {
    const counts: Partial<Record<FirstEditionTable, number>> = {};
    for (const table of this.selected.keys()) {
      const [row] = await this.database.read<{ count: number | string }>(`SELECT count(*) AS count FROM ${table}`);
      counts[table] = Number(row?.count);
    }
    return counts;
  }

  async *batches(size: number): AsyncGenerator<FirstEditionRow[], undefined> {
    for (const [table, selection] of this.selected) {
      for (let last = -1; ;) {
        const rows = await this.database.read<ReadRow>(
          `SELECT ${selection} FROM ${table} WHERE id > $1 ORDER BY id LIMIT $2`,
          [last, size],
        );
        const [end] = rows.slice(-1);
        if (end === undefined) break;
        last = end.id;
        yield rows.map((row) => toRow(table, row));
      }
    }
    return undefined;
  }
}

function selectionOf(table: string, columns: readonly string[]): string {
  const missing = NEEDED.filter((name) => !columns.includes(name));
  if (missing.length > 0) {
    throw new StartupError(
      `The table ${table} is not the first edition’s: it has no ${missing.join(', ')}, but ${columns.join(', ')}.`,
    );
  }
  return [...NEEDED, ...WELCOME.map((name) => (columns.includes(name) ? name : `NULL AS ${name}`))].join(', ');
}

function toRow(table: FirstEditionTable, row: ReadRow): FirstEditionRow {
  return {
    ...{ table, id: row.id },
    ...{ user: asText(row.user_id), provider: asText(row.provider), token: asToken(row.token) },
    ...{ expiresIn: asNumber(row.expires_in), expiresAt: asNumber(row.expires_at) },
  };
}

function asToken(value: unknown): string | null {
  return value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : asText(value);
}

/** SQLite keeps whatever came, whatever the column's type. */
function asText(value: unknown): string | null {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}

function asNumber(value: unknown): number | null {
  const number = typeof value === 'number' ? value : NaN;
  return Number.isFinite(number) ? number : null;
}

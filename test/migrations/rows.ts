import type { Connection, Value } from '../../src/database/connection.ts';

type Row = Readonly<Record<string, Value>>;

/** Rows as the first release writes them, parents first: every table, every kind of column, set and not. */
const ROWS: readonly (readonly [table: string, row: Row])[] = [
  [
    'users',
    {
      id: 'u1',
      issuer: 'https://login.example',
      subject: 'ann',
      name: 'Änn "A"',
      email: "a'nn@example.org",
      email_verified: true,
      roles: '["admin"]',
      created_at: 1_700_000_000_000,
      seen_at: 1_700_000_000_001,
      disabled_at: null,
    },
  ],
  [
    'users',
    {
      id: 'u2',
      issuer: 'https://login.example',
      subject: 'bo',
      name: null,
      email: null,
      email_verified: null,
      roles: '[]',
      created_at: 1,
      seen_at: 2,
      disabled_at: 3,
    },
  ],
  [
    'grants',
    {
      id: 'g1',
      user_id: 'u1',
      provider: 'idp1',
      account: '',
      label: null,
      is_default: true,
      status: 'active',
      refresh_token: 'sealed',
      refresh_expires_at: 9_999_999_999_999,
      generation: 7,
      fence: 9,
      next_refresh_at: 5,
      linked_at: 1,
      created_at: 1,
    },
  ],
  [
    'grants',
    {
      id: 'g2',
      user_id: 'u1',
      provider: 'idp1',
      account: 'x',
      label: 'X',
      is_default: false,
      status: 'revoked',
      reason: 'revoked_by_user',
      linked_at: 1,
      created_at: 1,
    },
  ],
  [
    'grants',
    {
      id: 'g3',
      user_id: 'u2',
      provider: 'idp1',
      account: 'x',
      is_default: true,
      status: 'reauth_required',
      reason: 'expired',
      linked_at: 1,
      created_at: 1,
    },
  ],
  [
    'grant_tokens',
    {
      grant_id: 'g1',
      variant: '',
      access_token: 'sealed',
      token_type: 'Bearer',
      scope: 'openid',
      issued_at: 1,
      expires_at: 2,
      generation: 7,
    },
  ],
  [
    'grant_tokens',
    {
      grant_id: 'g1',
      variant: 'narrow',
      access_token: 'sealed',
      token_type: 'Bearer',
      scope: '',
      issued_at: 1,
      expires_at: null,
      generation: 6,
    },
  ],
  [
    'link_attempts',
    {
      id: 'l1',
      kind: 'state',
      user_id: 'u1',
      provider: 'idp2',
      session: 's',
      api_version: 'v1',
      return_url: 'https://x.example',
      scope: 's',
      secrets: 'sealed',
      expires_at: 5,
    },
  ],
  ['sessions', { id: 's1', data: 'sealed', created_at: 1, expires_at: 2 }],
  ['key_rings', { key_id: 'k1', canary: 'sealed', created_at: 1 }],
  ['home', { id: 'home', base_url: 'https://store.example', since: 1 }],
  ['client_evidence', { provider: 'idp1', credentials: 'c', taken_at: 1 }],
];

export async function insertRows(connection: Connection): Promise<void> {
  for (const [table, row] of ROWS) {
    const names = Object.keys(row);
    const parameters = names.map((_, i) => `$${i + 1}`).join(', ');
    await connection.write(
      `INSERT INTO ${table} (${names.join(', ')}) VALUES (${parameters}) RETURNING *`,
      Object.values(row),
    );
  }
}

/** What is in the tables of {@link insertRows}, in the columns that it set. Flags as booleans. */
export async function readRows(connection: Connection): Promise<unknown[]> {
  const found: unknown[] = [];
  for (const [table, row] of ROWS) {
    const [name, value] = Object.entries(row)[0]!;
    const both = table === 'grant_tokens' ? ` AND variant = '${String(row['variant'])}'` : '';
    const [stored] = await connection.read<Row>(
      `SELECT ${Object.keys(row).join(', ')} FROM ${table} WHERE ${name} = $1${both}`,
      [value],
    );
    found.push([table, stored && pick(stored, row)]);
  }
  return found;
}

/** The answer of {@link readRows} as long as nothing is lost. */
export const allRows: readonly unknown[] = ROWS;

function pick(stored: Row, shape: Row): Row {
  return Object.fromEntries(
    Object.entries(shape).map(([name, value]) => [
      name,
      typeof value === 'boolean' ? Boolean(stored[name]) : stored[name]!,
    ]),
  );
}

/** How many rows each table has that was filled. */
export async function countRows(connection: Connection): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of new Set(ROWS.map(([name]) => name))) {
    const [row] = await connection.read<{ n: number }>(`SELECT count(*) AS n FROM ${table}`);
    counts[table] = row?.n ?? 0;
  }
  return counts;
}

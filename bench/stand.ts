import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ApiKeyStore } from '../src/api-keys/api-key.store.ts';
import { newKeyText, writeKey } from '../src/api-keys/key-text.ts';
import { digest } from '../src/crypto/hashing.ts';
import { KeyRing } from '../src/crypto/key-ring.ts';
import { SealingKey } from '../src/crypto/sealing-key.ts';
import type { Database } from '../src/database/database.ts';
import { GrantStore } from '../src/grants/grant.store.ts';
import { GrantVault } from '../src/grants/vault.ts';
import { UserStore } from '../src/users/user.store.ts';
import { compileInto } from '../test/chaos/build.ts';
import { granted } from '../test/contracts/token-set.ts';
import { connect, openDatabase } from '../test/contracts/opened.ts';
import { freshPostgres, freshSqlite, type TestDatabase } from '../test/support/databases.ts';
import { startIdentityProvider, type IdentityProvider } from '../test/support/identity-provider.ts';
import { findPostgres } from '../test/support/postgres.ts';
import { CRYPTOKEY, prefixed } from '../test/support/store.ts';
import { startSlowProvider, type SlowProvider } from './slow-provider.ts';
import { freePort } from '../test/support/ports.ts';

export type Kind = 'sqlite' | 'postgres';

/** A process under measurement. */
export interface Server {
  origin: string;
  /** Resident memory, MiB. */
  memory: () => Promise<number>;
  end: () => Promise<void>;
}

/** What is measured: a database with people and grants, a login issuer, a provider, and servers on top. */
export interface Stand {
  kind: Kind;
  database: Database;
  provider: SlowProvider;
  bearers: readonly string[];
  /** An API key of each person. */
  keys: readonly string[];
  service: () => Promise<Server>;
  bare: () => Promise<Server>;
  close: () => Promise<void>;
}

export const PEOPLE = 300;
const BEARER_SECONDS = 3600;
const UP_WITHIN = 30_000;

export async function startStand(kind: Kind): Promise<Stand> {
  const folder = await mkdtemp(join(tmpdir(), 'tokenstore-bench-'));
  const [{ url, drop }, login, provider] = await Promise.all([
    freshDatabase(kind),
    startIdentityProvider({ name: 'login', accessTokenFormat: 'jwt', audience: 'tokenstore-api' }),
    startSlowProvider(),
    compileInto(folder, ['src', 'migrations', 'bench']),
  ]);
  const database = await openDatabase(() => connect(url));
  const { bearers, keys } = await people(database, login);
  let begun = 0;
  const run = async (file: string, args: string[], port: number, env: Record<string, string>): Promise<Server> => {
    begun += 1;
    const instance = join(folder, `instance-${begun}`);
    await mkdir(instance, { mode: 0o700 });
    const log = openSync(join(folder, `server-${begun}.log`), 'a');
    const child = spawn(process.execPath, [join(folder, file), ...args], {
      env: { PATH: process.env['PATH'], ...env, TOKENSTORE_INSTANCE_PATH: instance },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    return serverOf(child, port);
  };
  return {
    kind,
    database,
    provider,
    bearers,
    keys,
    async service() {
      const port = await freePort();
      const env = prefixed({
        PORT: String(port),
        BASE_URL: 'http://127.0.0.1:9',
        // Counted, and never reached.
        RATE_LIMIT: '999999/1s',
        DATABASE_URL: url,
        CRYPTOKEY,
        OIDC_DISCOVERY_URL: login.issuer,
        OIDC_CLIENT_ID: 'store',
        OIDC_CLIENT_SECRET: 'unused',
        OIDC_AUDIENCE: 'tokenstore-api',
        TOKEN_PROVIDERS: 'idp',
        IDP_AUTHORIZE_URL: `${provider.origin}/authorize`,
        IDP_TOKEN_URL: `${provider.origin}/token`,
        IDP_CLIENT_ID: 'store',
        IDP_CLIENT_SECRET: 'secret',
      });
      return run('src/main.js', ['serve'], port, env as Record<string, string>);
    },
    async bare() {
      const port = await freePort();
      const [key] = await keysOf(login);
      const path = join(folder, 'bare.json');
      await writeFile(
        path,
        JSON.stringify({ port, databaseUrl: url, issuer: login.issuer, key, cryptokey: CRYPTOKEY }),
      );
      return run('bench/bare.js', [path], port, {});
    },
    async close() {
      await database.close();
      await Promise.all([login.close(), provider.close()]);
      await drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** As if every access token had just been brought, or its time was over. */
export async function setAge(database: Database, age: 'fresh' | 'expired'): Promise<void> {
  const { now } = database;
  const [issued, expires] = age === 'fresh' ? [0, 3_600_000] : [-3_600_000, -1_000];
  await database.write(`UPDATE grant_tokens SET issued_at = ${now} + $1, expires_at = ${now} + $2 RETURNING grant_id`, [
    issued,
    expires,
  ]);
}

async function keysOf({ endpoints }: IdentityProvider): Promise<unknown[]> {
  const { keys } = (await (await fetch(endpoints.jwks)).json()) as { keys: unknown[] };
  return keys;
}

async function serverOf(child: ChildProcess, port: number): Promise<Server> {
  const origin = `http://127.0.0.1:${port}`;
  const exited = once(child, 'exit');
  const end = async (): Promise<void> => {
    child.kill('SIGTERM');
    await exited;
  };
  for (let waited = 0; waited < UP_WITHIN && child.exitCode === null; waited += 100) {
    // The bare server has no such page, and refuses: it is up all the same.
    if ((await fetch(`${origin}/readyz`).catch(() => undefined)) !== undefined) {
      return { origin, end, memory: () => memoryOf(child.pid) };
    }
    await pause(100);
  }
  throw new Error(`a server did not start: ${child.spawnargs.join(' ')}`);
}

async function memoryOf(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? Number.NaN) / 1024;
}

async function people(database: Database, login: IdentityProvider): Promise<{ bearers: string[]; keys: string[] }> {
  const vault = new GrantVault(new KeyRing([new SealingKey(Buffer.from(CRYPTOKEY, 'hex'))]));
  const [users, grants] = [new UserStore(database), new GrantStore(database, vault)];
  const unnamed = { name: null, email: null, emailVerified: null, roles: [] };
  const exp = Math.floor(Date.now() / 1000) + BEARER_SECONDS;
  const apiKeys = new ApiKeyStore(database);
  const bearers: string[] = [];
  const keys: string[] = [];
  for (let i = 0; i < PEOPLE; i += 1) {
    const subject = `person-${i}`;
    const { id: userId } = await users.recognise({ issuer: login.issuer, subject, ...unnamed });
    const link = { userId, provider: 'idp', account: '', label: null, scopeRequested: 'read' };
    // As long as those of common providers.
    await grants.saveLink({
      ...link,
      granted: granted({ accessToken: 'a'.repeat(900), refreshToken: `refresh-${i}` }),
    });
    bearers.push(await login.issueAccessToken({ sub: subject, exp, aud: 'tokenstore-api' }));
    const key = newKeyText();
    const rights = { name: 'bench', scopes: ['token'], providers: null, expiresAt: null } as const;
    await apiKeys.create({ id: key.id, secretHash: digest(key.secret), owner: { user: userId }, ...rights });
    keys.push(writeKey(key));
  }
  return { bearers, keys };
}

async function freshDatabase(kind: Kind): Promise<TestDatabase> {
  if (kind === 'sqlite') return freshSqlite();
  const server = await findPostgres();
  process.env['TEST_POSTGRES_URL'] = server.url;
  process.env['TEST_POSTGRES_PREFIX'] ??= 'tokenstore_bench';
  const { url, drop } = await freshPostgres();
  return { url, drop: async () => drop().then(() => server.stop()) };
}

import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { compileInto } from '../chaos/build.ts';
import { startReverseProxy } from '../e2e/reverse-proxy.ts';
import { freshPostgres } from '../support/databases.ts';
import { startIdentityProvider, type Account, type IdentityProvider } from '../support/identity-provider.ts';
import { freePort } from '../support/ports.ts';
import { findPostgres } from '../support/postgres.ts';
import { serve, type Served } from '../support/served.ts';
import { CRYPTOKEY, prefixed } from '../support/store.ts';

export const MOST_PEOPLE = 500;
const CLIENT = { client_id: 'store', client_secret: 'secret' };
const SOURCES = ['src', 'migrations'];

const top = fileURLToPath(new URL('../../', import.meta.url));
const run = promisify(execFile);

export type Release = 'older' | 'newer';

/** Two releases of the service, one PostgreSQL, a proxy before them, and where people sign in and have accounts. */
export interface Stage {
  /** Of the proxy. */
  base: string;
  login: IdentityProvider;
  /** Resolves when it serves. */
  begin(release: Release): Promise<Served>;
  /** Requests go to these in turn. */
  aim(...releases: Release[]): void;
  query(sql: string): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

/** @param ref of the older release; the newer one is this checkout as it is */
export async function setStage(ref: string): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'tokenstore-upgrade-'));
  const builds = { older: join(folder, 'older'), newer: join(folder, 'newer') };
  await Promise.all([compileOlder(ref, join(folder, 'sources'), builds.older), compileInto(builds.newer, SOURCES)]);

  const server = await findPostgres();
  process.env['TEST_POSTGRES_URL'] = server.url;
  process.env['TEST_POSTGRES_PREFIX'] ??= 'tokenstore_upgrade';
  const { url, drop } = await freshPostgres();
  const sql = new Client(url);
  await sql.connect();

  const proxy = await startReverseProxy();
  const base = proxy.origin;
  const accounts = Array.from({ length: MOST_PEOPLE }, (_, i) => account(`person-${i}`));
  const login = await startIdentityProvider({
    ...{ name: 'login', accounts, accessTokenFormat: 'jwt', audience: 'tokenstore-api' },
    clients: [{ ...CLIENT, redirect_uris: [`${base}/api/oidc/callback`] }],
  });
  const idp = await startIdentityProvider({
    ...{ name: 'idp', accounts, rotation: 'strict' },
    clients: [{ ...CLIENT, redirect_uris: [`${base}/api/v1.0/idp/redirect_uri`] }],
  });
  const ports = { older: await freePort(), newer: await freePort() };
  const served: Served[] = [];
  return {
    base,
    login,
    async begin(release) {
      const env = {
        ...{ PORT: String(ports[release]), BASE_URL: base, INSTANCE_PATH: join(folder, `instance-${release}`) },
        ...{ DATABASE_URL: url, CRYPTOKEY, LOG_FORMAT: 'json', SHUTDOWN_TIMEOUT: '10s' },
        ...{ RATE_LIMIT: 'off', RATE_LIMIT_ANONYMOUS: 'off' },
        ...{ OIDC_DISCOVERY_URL: login.issuer, OIDC_CLIENT_ID: 'store', OIDC_CLIENT_SECRET: CLIENT.client_secret },
        ...{ OIDC_AUDIENCE: 'tokenstore-api', TOKEN_PROVIDERS: 'idp' },
        ...{ IDP_DISCOVERY_URL: idp.issuer, IDP_CLIENT_ID: 'store', IDP_CLIENT_SECRET: CLIENT.client_secret },
      };
      const one = serve(builds[release], prefixed(env));
      served.push(one);
      await one.wrote(/tokenstore listens/);
      return one;
    },
    aim: (...releases) => proxy.aim(...releases.map((release) => ports[release])),
    query: async (text) => (await sql.query<Record<string, unknown>>(text)).rows,
    async close() {
      for (const { child } of served) child.kill('SIGKILL');
      await Promise.all(served.map(({ ended }) => ended));
      await sql.end();
      await Promise.all([proxy.close(), login.close(), idp.close()]);
      await drop();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function compileOlder(ref: string, sources: string, build: string): Promise<void> {
  await mkdir(sources);
  const tarball = join(sources, 'older.tar');
  await run('git', ['archive', '--output', tarball, ref, ...SOURCES], { cwd: top });
  await run('tar', ['-xf', tarball, '-C', sources]);
  await compileInto(build, SOURCES, sources);
}

function account(sub: string): Account {
  return { sub, name: sub, email: `${sub}@example.org`, preferred_username: sub, roles: [] };
}

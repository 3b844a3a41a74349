import { mkdtemp, mkdir, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeyRing } from '../../src/crypto/key-ring.ts';
import { SealingKey } from '../../src/crypto/sealing-key.ts';
import type { Database } from '../../src/database/database.ts';
import { GrantStore } from '../../src/grants/grant.store.ts';
import { GrantVault } from '../../src/grants/vault.ts';
import { UserStore } from '../../src/users/user.store.ts';
import { granted } from '../contracts/token-set.ts';
import { connect, openDatabase } from '../contracts/opened.ts';
import { freshPostgres, freshSqlite } from '../support/databases.ts';
import { startIdentityProvider, type IdentityProvider } from '../support/identity-provider.ts';
import { findPostgres } from '../support/postgres.ts';
import { CRYPTOKEY } from '../support/store.ts';
import { startProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { compileInto } from './build.ts';
import { Replica, type Life } from './fleet.ts';
import type { Options } from './options.ts';
import { ChaosProvider, CLIENT } from './provider.ts';
import type { Random } from './random.ts';
import type { Step } from './steps.ts';
import { freePort } from '../support/ports.ts';

/** The one provider's id. */
export const PROVIDER = 'idp';

/** One person's grant, as the driver knows it. */
export interface Subject {
  index: number;
  userId: string;
  grantId: string;
  bearer: string;
  /** `linked`; `revoked` when the store said so; `unsure` while a revocation's fate is unknown. */
  state: 'linked' | 'revoked' | 'unsure';
  /** The driver is about to change it. */
  busy: boolean;
  /** How often the driver changed it. */
  changes: number;
}

/** Everything that a run needs. */
export interface World {
  options: Options;
  database: Database;
  databaseUrl: string;
  grants: GrantStore;
  vault: GrantVault;
  provider: ChaosProvider;
  replicas: Replica[];
  /** In front of the database, one for each replica; none with SQLite. */
  doors: TcpProxy[];
  subjects: Subject[];
  /** When a request reached the provider, or when a replica reached a step. Set by who makes mischief. */
  hooks: {
    onWire: (moment: 'sent' | 'answered', life: string) => void;
    onStep: (replica: Replica, step: Step) => void;
  };
  lives: () => Map<string, Life>;
  /** Answers that wait on the replicas' disks. */
  spooled: () => Promise<number>;
  close: (keep: boolean) => Promise<void>;
}

const BEARER_SECONDS = 2 * 3600;
const CONSENTS_AT_ONCE = 6;
const LARGEST_SKEW = 600_000;

export async function createWorld(options: Options, random: Random): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'tokenstore-chaos-'));
  const hooks: World['hooks'] = { onWire: () => undefined, onStep: () => undefined };
  const [, { url, drop }, login, provider] = await Promise.all([
    compileInto(folder, ['src', 'migrations', 'test/chaos']),
    freshDatabase(options),
    startIdentityProvider({ name: 'login', accessTokenFormat: 'jwt', audience: 'tokenstore-api' }),
    ChaosProvider.start({
      reuseWindow: options.reuseWindow,
      random: random.fork(),
      onWire: (moment, life) => hooks.onWire(moment, life),
    }),
  ]);
  const database = await openDatabase(() => connect(url));
  const vault = new GrantVault(new KeyRing([new SealingKey(Buffer.from(CRYPTOKEY, 'hex'))]));
  const ports = await Promise.all(Array.from({ length: options.replicas }, freePort));
  const doors =
    options.database === 'sqlite'
      ? []
      : await Promise.all(ports.map(() => startProxy(Number(new URL(url).port || '5432'), new URL(url).hostname)));
  const skews = random.fork();
  const fleet = {
    entry: join(folder, 'test/chaos/replica.js'),
    folder,
    ports,
    // Two processes on one SQLite file share a machine, and so a clock.
    skew: () => (options.database === 'sqlite' ? 0 : Math.round(skews.pick([0, -1, 1]) * LARGEST_SKEW)),
    onStep: (replica: Replica, step: Step) => hooks.onStep(replica, step),
    env: (index: number, life: string, instance: string) => ({
      PORT: String(ports[index]),
      BASE_URL: 'http://127.0.0.1:9',
      INSTANCE_PATH: instance,
      DATABASE_URL: doors[index]?.through(url) ?? url,
      DATABASE_POOL_SIZE: '8',
      SHUTDOWN_TIMEOUT: '5s',
      RATE_LIMIT: 'off',
      CRYPTOKEY,
      LOG_LEVEL: 'warn',
      OIDC_DISCOVERY_URL: login.issuer,
      OIDC_CLIENT_ID: 'store',
      OIDC_CLIENT_SECRET: 'unused',
      OIDC_AUDIENCE: 'tokenstore-api',
      TOKEN_PROVIDERS: PROVIDER,
      IDP_DISCOVERY_URL: provider.issuer,
      IDP_CLIENT_ID: CLIENT.client_id,
      IDP_CLIENT_SECRET: CLIENT.client_secret,
      IDP_REUSE_WINDOW: `${options.reuseWindow / 1_000}s`,
      IDP_REFRESH_PARAMS: `replica=${life}`,
    }),
  };
  const replicas = ports.map((_, index) => new Replica(index, fleet));
  await Promise.all(replicas.map(({ instance }) => mkdir(instance, { mode: 0o700 })));

  const world: World = {
    options,
    database,
    databaseUrl: url,
    grants: new GrantStore(database, vault),
    vault,
    provider,
    replicas,
    doors,
    subjects: [],
    hooks,
    lives: () => new Map(replicas.flatMap(({ lives }) => lives).map((life) => [life.name, life])),
    spooled: async () => {
      const names = await Promise.all(
        replicas.map(({ instance }) => readdir(join(instance, 'spool')).catch((): string[] => [])),
      );
      return names.flat().filter((name) => name.endsWith('.answer')).length;
    },
    async close(keep) {
      await Promise.all(replicas.map((replica) => replica.close()));
      await database.close();
      await Promise.all([login.close(), provider.close(), ...doors.map((door) => door.close())]);
      if (keep) process.stdout.write(`kept: ${folder} ${url}\n`);
      else await Promise.all([drop(), rm(folder, { recursive: true, force: true })]);
    },
  };
  try {
    await Promise.all([people(world, login), ...replicas.map((replica) => replica.start())]);
    await Promise.all(replicas.map((replica) => replica.listening()));
  } catch (error) {
    await world.close(options.keep);
    const [complaint = ''] = replicas.flatMap(({ complaints }) => complaints);
    throw new Error(`the replicas did not start. ${complaint}`, { cause: error });
  }
  return world;
}

/** A person consents at the provider, and the store keeps it: a first link, or a new one in place of an old. */
export async function link(world: World, { index, userId }: Pick<Subject, 'index' | 'userId'>): Promise<string> {
  const { refreshToken, accessToken, issuedAt } = await world.provider.consent(index);
  const { grantId } = await world.grants.saveLink({
    userId,
    provider: PROVIDER,
    account: 'alice',
    label: null,
    scopeRequested: 'openid offline_access',
    granted: granted({ accessToken, refreshToken, issuedAt, expiresAt: issuedAt + 2_000 }),
  });
  return grantId;
}

async function people(world: World, login: IdentityProvider): Promise<void> {
  const users = new UserStore(world.database);
  const unnamed = { name: null, email: null, emailVerified: null, roles: [] };
  const waiting = Array.from({ length: world.options.grants }, (_, index) => index);
  const one = async (index: number): Promise<void> => {
    const sub = `person-${index}`;
    const { id: userId } = await users.recognise({ issuer: login.issuer, subject: sub, ...unnamed });
    const exp = Math.floor(Date.now() / 1000) + BEARER_SECONDS;
    const bearer = await login.issueAccessToken({ sub, exp, aud: 'tokenstore-api' });
    const grantId = await link(world, { index, userId });
    world.subjects[index] = { index, userId, grantId, bearer, state: 'linked', busy: false, changes: 0 };
  };
  await Promise.all(
    Array.from({ length: CONSENTS_AT_ONCE }, async () => {
      for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) await one(index);
    }),
  );
}

async function freshDatabase({ database }: Options): Promise<{ url: string; drop: () => Promise<void> }> {
  if (database === 'sqlite') return freshSqlite();
  const server = await findPostgres();
  process.env['TEST_POSTGRES_URL'] = server.url;
  process.env['TEST_POSTGRES_PREFIX'] ??= 'tokenstore_chaos';
  const { url, drop } = await freshPostgres();
  return {
    url,
    async drop() {
      await drop();
      await server.stop();
    },
  };
}

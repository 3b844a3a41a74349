import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { LINES, type Log } from '../../src/log/logger.ts';
import { startService, type StoreService } from '../../src/server/store-service.ts';
import { loadSettings } from '../../src/settings/load.ts';
import type { Settings } from '../../src/settings/settings.ts';
import { startIdentityProvider, type IdentityProvider, type IdentityProviderOptions } from './identity-provider.ts';
import { freePort } from './ports.ts';

/** A token store in this process, with a login issuer and providers of its own. */
export interface TestStore {
  /** `BASE_URL`. */
  base: string;
  login: IdentityProvider;
  providers: Record<string, IdentityProvider>;
  service: StoreService;
  settings: Settings;
  /** What it was configured by, as the environment spells it: for commands beside it. */
  environment: Env;
  /** Everything that was logged, at `debug` level, as text. */
  logged(): string;
  /** Ends the service alone and starts it anew, with changed settings if need be; the providers go on. */
  restart(env?: Env): Promise<void>;
  /** Ends the service alone, until a restart. */
  pause(): Promise<void>;
  stop(): Promise<void>;
}

export type Env = Record<string, string | undefined>;

/** Where a store is about to run. */
export interface Place {
  port: number;
  instancePath: string;
}

export interface TestStoreOptions {
  databaseUrl: string;
  /** By id; the ids are the `TOKEN_PROVIDERS`. */
  providers?: Record<string, IdentityProviderOptions>;
  /** Further settings, without `TOKENSTORE_`; `undefined` takes one of the usual away. */
  env?: Env | ((place: Place) => Env);
  /** As given on the command line. */
  flags?: (place: Place) => Record<string, string>;
  login?: IdentityProviderOptions;
  onRefused?: (error: unknown) => void;
}

export const CRYPTOKEY = 'a'.repeat(64);
const CLIENT = { client_id: 'store', client_secret: 'store-secret, with a comma' };

export async function startStore(options: TestStoreOptions): Promise<TestStore> {
  const place: Place = { port: await freePort(), instancePath: await mkdtemp(join(tmpdir(), 'tokenstore-test-')) };
  const given = typeof options.env === 'function' ? options.env(place) : (options.env ?? {});
  const base = given['BASE_URL'] ?? `http://127.0.0.1:${place.port}`;
  const login = await startIdentityProvider({
    name: 'login',
    accessTokenFormat: 'jwt',
    audience: 'tokenstore-api',
    clients: [
      { ...CLIENT, redirect_uris: [`${base}/api/oidc/callback`], post_logout_redirect_uris: [`${base}/`, base] },
    ],
    ...options.login,
  });
  const providers: Record<string, IdentityProvider> = {};
  for (const [id, its] of Object.entries(options.providers ?? {})) {
    const redirectUris = ['v1.0', 'v1'].map((version) => `${base}/api/${version}/${id}/redirect_uri`);
    providers[id] = await startIdentityProvider({
      name: id,
      clients: [{ ...CLIENT, redirect_uris: redirectUris }],
      ...its,
    });
  }
  const env: Env = {
    PORT: String(place.port),
    INSTANCE_PATH: place.instancePath,
    DATABASE_URL: options.databaseUrl,
    DATABASE_POOL_SIZE: '5',
    SHUTDOWN_TIMEOUT: '2s',
    // Counted as ever, and never in a test's way.
    RATE_LIMIT: '999999/1m',
    RATE_LIMIT_ANONYMOUS: '999999/1m',
    CRYPTOKEY,
    OIDC_DISCOVERY_URL: login.issuer,
    OIDC_CLIENT_ID: CLIENT.client_id,
    OIDC_CLIENT_SECRET: CLIENT.client_secret,
    OIDC_AUDIENCE: 'tokenstore-api',
    TOKEN_PROVIDERS: Object.keys(providers).join(','),
    ...providerEnv(providers),
    ...given,
  };
  const flags = options.flags?.(place) ?? {};
  const log = capturingLog();
  const start = async (extra: Env = {}) => {
    const { settings } = await loadSettings({ env: prefixed({ ...env, ...extra }), flags });
    const service = await startService({ settings, log: log.log, onRefused: options.onRefused ?? (() => undefined) });
    return { settings, service };
  };
  const cleanUp = async () => {
    await closeAll([login, ...Object.values(providers)]);
    await rm(place.instancePath, { recursive: true, force: true });
  };
  let running = await start().catch(async (error: unknown) => {
    await cleanUp();
    throw error;
  });
  let stopped = false;
  const stop = async () => {
    if (!stopped) await running.service.stop();
    stopped = true;
  };
  return {
    base,
    login,
    providers,
    get service() {
      return running.service;
    },
    get settings() {
      return running.settings;
    },
    environment: prefixed(env),
    logged: log.text,
    async restart(extra) {
      await stop();
      running = await start(extra);
      stopped = false;
    },
    pause: stop,
    async stop() {
      await stop();
      await cleanUp();
    },
  };
}

async function closeAll(providers: readonly IdentityProvider[]): Promise<void> {
  await Promise.all(providers.map((provider) => provider.close()));
}

function providerEnv(providers: Record<string, IdentityProvider>): Env {
  return Object.fromEntries(
    Object.entries(providers).flatMap(([id, { issuer }]) => {
      const prefix = id.toUpperCase().replaceAll('-', '_');
      return [
        [`${prefix}_DISCOVERY_URL`, issuer],
        [`${prefix}_CLIENT_ID`, CLIENT.client_id],
        [`${prefix}_CLIENT_SECRET`, CLIENT.client_secret],
      ];
    }),
  );
}

/** As the environment spells it. */
export function prefixed(env: Env): Env {
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [`TOKENSTORE_${name}`, value]));
}

export function capturingLog(): { log: Log; text: () => string } {
  const lines: string[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  const log = pino({ level: 'debug', ...LINES }, sink);
  return { log, text: () => lines.join('') };
}

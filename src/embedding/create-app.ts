import 'reflect-metadata';
import { AccessGuard } from '../auth/access.guard.ts';
import { createLog, type Log } from '../log/logger.ts';
import { openService, type OpenService } from '../server/store-service.ts';
import { SettingsError } from '../settings/fault.ts';
import { loadSettings } from '../settings/load.ts';
import { PublicUrls } from '../settings/public-urls.ts';
import { ReturnUrls } from '../settings/return-urls.ts';
import type { Settings, SettingsFile } from '../settings/settings.ts';
import { attachmentTo, type Attachable } from './attach.ts';
import { HostDoor } from './host-door.ts';
import { Mount } from './mount.ts';
import { RuleBook, type PathRules } from './path-rules.ts';
import { TokenStore } from './token-store.ts';

export interface CreateAppOptions {
  /** What the store is put in front of, before routes and body parsers: Fastify, Express, or a server of `node:http`. */
  server?: Attachable;
  /**
   * Where it answers: its public address (`https://app.example.org/store`), which is `BASE_URL` where nobody says otherwise; or
   * a path of the application (`/store`) that `BASE_URL` ends in. Else the path of `BASE_URL`.
   */
  uri?: string;
  /** Any setting by its name; a settings file and the environment win over it. */
  settings?: SettingsFile;
  /** What paths of the application itself ask of whoever calls them. */
  require?: PathRules;
  /** A logger of pino's; else one that writes to standard output as `LOG_LEVEL` and `LOG_FORMAT` say. */
  log?: Log;
  /** The database came back and is not ours to use: the store has to end. It is closed then, and answers 503. */
  onRefused?: (error: unknown) => void;
}

/**
 * A token store within this process: to be mounted in an application, or to listen by itself. The database is open, or is tried
 * again while it is away.
 * @throws SettingsError with every fault there is; StartupError for a wrong key or a failed migration; TypeError for options that
 *   mean nothing: a rule that is no regular expression, a `uri` that is neither URL nor path
 */
export async function createApp(options: CreateAppOptions = {}): Promise<TokenStore> {
  return openStore(options, false);
}

/** @param isInNest the application is Nest's too, and has a logger of its own */
export async function openStore(options: CreateAppOptions, isInNest: boolean): Promise<TokenStore> {
  const { uri, require: rules = {}, server } = options;
  const book = new RuleBook(rules);
  const attach = server && attachmentTo(server);
  const isGuest = uri !== undefined || server !== undefined;
  const { settings, warnings, origins } = await loadSettings({
    env: process.env,
    given: {
      ...(isUrl(uri) && { BASE_URL: uri }),
      ...(isGuest && { SESSION_COOKIE_PATH: '/' }),
      ...options.settings,
    },
  });
  const mount = mountAt(uri, settings, origins.get('BASE_URL') !== 'default');
  const log = options.log ?? createLog({ level: settings.LOG_LEVEL, format: formatOf(settings) });
  for (const warning of warnings) log.warn(warning);
  const service = await openReady(settings, log, options, isInNest);
  const { app } = service;
  const door = new HostDoor(
    {
      guard: app.get(AccessGuard, { strict: false }),
      urls: app.get(PublicUrls, { strict: false }),
      returnUrls: app.get(ReturnUrls, { strict: false }),
      rules: book,
      log,
    },
    {
      base: mount.baseOf(settings.BASE_URL),
      cookiePath: settings.SESSION_COOKIE_PATH ?? (pathOf(settings.BASE_URL) || '/'),
    },
  );
  const store = new TokenStore({ service, settings, door, mount });
  attach?.(store);
  return store;
}

/** Open, and ready to be handed requests. */
async function openReady(
  settings: Settings,
  log: Log,
  { onRefused }: CreateAppOptions,
  isInNest: boolean,
): Promise<OpenService> {
  const service: OpenService = await openService({
    ...{ settings, log, isInNest },
    onRefused: (error) => {
      log.fatal({ err: error }, 'the database is not this store’s to use: the store has ended');
      void service.stop().finally(() => onRefused?.(error));
    },
  });
  try {
    await service.app.init();
    await service.app.getHttpAdapter().getInstance().ready();
  } catch (error) {
    await service.stop();
    throw error;
  }
  return service;
}

/** @throws SettingsError where `BASE_URL` does not lead there */
function mountAt(uri: string | undefined, { BASE_URL }: Settings, isGiven: boolean): Mount {
  const path = pathOf(uri ?? BASE_URL);
  if (!/^(?:\/[^?#]*)?$/.test(path)) throw new TypeError(`uri: ${path} is neither an http(s) URL nor a path`);
  if (pathOf(BASE_URL).endsWith(path) && (isGiven || uri === undefined)) return new Mount(path);
  const phrase = isGiven
    ? `BASE_URL: ${BASE_URL} does not end in ${path}, where the store is mounted`
    : `BASE_URL: is missing: the public address of what is mounted at ${path}`;
  throw new SettingsError([{ name: 'BASE_URL', origin: 'createApp', message: phrase }]);
}

/** `''` at the root; a slash at the end means nothing. */
function pathOf(uri: string): string {
  return (isUrl(uri) ? new URL(uri).pathname : uri).replace(/\/+$/, '');
}

function isUrl(uri: string | undefined): uri is string {
  return uri !== undefined && /^https?:\/\//i.test(uri) && URL.canParse(uri);
}

function formatOf({ LOG_FORMAT }: Settings): 'pretty' | 'json' {
  return LOG_FORMAT ?? (process.stdout.isTTY ? 'pretty' : 'json');
}

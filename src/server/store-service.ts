import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { setTimeout as pause } from 'node:timers/promises';
import { AuditRetention } from '../audit/audit-retention.ts';
import { AuditWriter } from '../audit/audit-writer.ts';
import { KeyRing } from '../crypto/key-ring.ts';
import { unlock } from '../crypto/unlock.ts';
import { Database } from '../database/database.ts';
import { LastUse } from '../database/last-use.ts';
import { DevicePoller } from '../grants/device/device-poller.ts';
import { Keeper } from '../grants/keeper/keeper.ts';
import { Home } from '../grants/refresh/home.ts';
import { AnswerKeeper } from '../grants/refresh/keep-answer.ts';
import { Refresher } from '../grants/refresh/refresher.ts';
import { Spool } from '../grants/refresh/spool.ts';
import { RefreshTally } from '../grants/series/refresh-tally.ts';
import type { ActivityReport } from '../jupyterhub/activity-report.ts';
import { ACTIVITY_REPORT } from '../jupyterhub/jupyterhub.module.ts';
import { RingWatch } from '../keys/ring-watch.ts';
import type { Log } from '../log/logger.ts';
import { KeysUnavailable, StartupError, type DatabaseUnavailable } from '../problem/problem.ts';
import { errorCode } from '../problem/errors.ts';
import { Outbound } from '../providers/outbound.ts';
import { REDIS } from '../redis/redis.module.ts';
import type { Redis } from '../redis/redis.ts';
import { PublicUrls } from '../settings/public-urls.ts';
import type { Settings } from '../settings/settings.ts';
import { flushSpans } from '../tracing/flush.ts';
import { Courier } from '../webhooks/courier.ts';
import { WorkshopKeeper } from '../workshop/workshop-keeper.ts';
import { createApp, type AppOptions } from './create-app.ts';
import { addDocs } from './docs.ts';
import { OpenConnections } from './open-connections.ts';

/** Of `SHUTDOWN_TIMEOUT`: who has asked lately is likely to ask again within that, and to hear that the connection closes. */
const LEAVING = 1 / 40;

/** A token store at work, whoever brings it its requests. */
export interface OpenService {
  app: NestFastifyApplication;
  /** Ends it: no new requests, those under way finish within `SHUTDOWN_TIMEOUT`, refreshes that were sent are kept. */
  readonly stop: () => Promise<void>;
}

/** A token store that listens. */
export interface StoreService extends OpenService {
  /** Where it listens: `http://127.0.0.1:5000`. */
  address: string;
}

export interface OpenOptions extends AppOptions {
  settings: Settings;
  log: Log;
  /** The database came back and is not ours to use (a wrong key, a failed migration): the process must end. */
  onRefused: (error: unknown) => void;
}

export interface StartOptions extends OpenOptions {
  /** Listen here instead of `PORT`; 0 is any free port. */
  port?: number;
}

/**
 * Opens the database (or goes on trying while it is away), then listens.
 * @throws StartupError for a wrong key, a failed migration, a port in use; nothing goes on then
 */
export async function startService({ port, ...options }: StartOptions): Promise<StoreService> {
  const service = await openService(options);
  return { ...service, address: await listen(service, options.settings, port) };
}

/**
 * All but listening: opens the database, or goes on trying while it is away.
 * @throws StartupError for a wrong key, a failed migration; nothing goes on then
 */
export async function openService(options: OpenOptions): Promise<OpenService> {
  const { settings, log, onRefused } = options;
  const app = await createApp(settings, log, options);
  addDocs(app, new PublicUrls(settings.BASE_URL));
  const connections = new OpenConnections(app.getHttpAdapter().getInstance().server);
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopped ??= stopService(app, connections, settings, log));
  try {
    await openDatabase(app, settings, log, onRefused, (error) => void stop().finally(() => onRefused(error)));
  } catch (error) {
    await stop();
    throw error;
  }
  return { app, stop };
}

/**
 * Listens at `HOST` and `PORT`, or at another port.
 * @returns the address  @throws StartupError for a port in use; the service has stopped then
 */
export async function listen({ app, stop }: OpenService, { HOST, PORT }: Settings, port = PORT): Promise<string> {
  try {
    await app.listen({ port, host: addressOf(HOST) });
  } catch (error) {
    await stop();
    throw isInUse(error) ? new StartupError(`${HOST}:${port} is in use by another process.`) : error;
  }
  return app.getUrl();
}

async function openDatabase(
  app: NestFastifyApplication,
  settings: Settings,
  log: Log,
  onRefused: (error: unknown) => void,
  onLost: (error: unknown) => void,
): Promise<void> {
  const ring = app.get(KeyRing, { strict: false });
  const home = app.get(Home, { strict: false });
  const spool = app.get(Spool, { strict: false });
  const watch = app.get(RingWatch, { strict: false });
  watch.alsoTell(() => spool.keyIds());
  await probeSpool(spool, log);
  redisOf(app)?.open();
  const database = app.get(Database, { strict: false });
  database.whenOpen(() => {
    watch.start(onLost);
    app.get(AuditRetention, { strict: false }).start();
    app.get(DevicePoller, { strict: false }).start();
    app.get(Courier, { strict: false }).start();
    if (settings.WORKSHOP) app.get(WorkshopKeeper, { strict: false }).start();
    void app
      .get(AnswerKeeper, { strict: false })
      .deliverSpooled()
      .then(() => app.get(Keeper, { strict: false }).start());
  });
  await database.open({
    beforeMigrations: async (connection) => {
      const generated = await unlock(connection, ring, settings);
      if (generated !== undefined) {
        log.warn(`A new key seals this store's tokens: ${generated}. Keep a copy of it apart from the database.`);
      }
    },
    afterMigrations: async (connection) => {
      await watch.join(connection);
      await home.settle(connection);
      if (home.hindrance !== undefined) log.warn(home.hindrance);
    },
    onMigrated: (names) => {
      if (names.length > 0) log.info({ migrations: names }, 'the database was brought up to date');
    },
    onAway: (error) => tellAway(error, log),
    onRefused,
  });
}

function tellAway(error: DatabaseUnavailable, log: Log): void {
  if (error instanceof KeysUnavailable) log.warn(`${error.reason} Trying again every second; not ready before.`);
  else log.warn({ err: error }, 'the database is away; trying again every second');
}

/** Not a reason to refuse the start: what cannot be spooled waits in memory. */
async function probeSpool(spool: Spool, log: Log): Promise<void> {
  try {
    await spool.probe();
  } catch (error) {
    log.warn(
      { err: error },
      'INSTANCE_PATH takes no files: during an outage of the database answers wait in memory only',
    );
  }
}

/** `undefined` without `REDIS_URL`. */
function redisOf(app: NestFastifyApplication): Redis | undefined {
  return app.get<Redis | undefined>(REDIS, { strict: false });
}

async function stopService(
  app: NestFastifyApplication,
  connections: OpenConnections,
  settings: Settings,
  log: Log,
): Promise<void> {
  const until = performance.now() + settings.SHUTDOWN_TIMEOUT;
  await connections.leave(settings.SHUTDOWN_TIMEOUT * LEAVING);
  await Promise.race([app.close(), pause(Math.max(0, until - performance.now()), undefined, { ref: false })]);
  await Promise.all([
    app.get(Keeper, { strict: false }).stop(),
    app.get(DevicePoller, { strict: false }).stop(),
    app.get(Courier, { strict: false }).stop(until - performance.now()),
  ]);
  await app.get(Refresher, { strict: false }).drain();
  await app.get<ActivityReport | undefined>(ACTIVITY_REPORT, { strict: false })?.drain();
  await app.get(Outbound, { strict: false }).close();
  await Promise.allSettled([
    app.get(LastUse, { strict: false }).write(),
    app.get(RefreshTally, { strict: false }).write(),
  ]);
  await app.get(WorkshopKeeper, { strict: false }).stop();
  await app.get(AuditRetention, { strict: false }).stop();
  await app.get(AuditWriter, { strict: false }).drain(until - performance.now());
  await app.get(RingWatch, { strict: false }).stop();
  await app.get(Database, { strict: false }).close();
  redisOf(app)?.close();
  await flushSpans();
  log.flush();
}

/** By the name, Fastify listens at `::1` as well: with a second server, which has none of what every request should meet. */
function addressOf(host: string): string {
  return host === 'localhost' ? '127.0.0.1' : host;
}

function isInUse(error: unknown): boolean {
  return errorCode(error) === 'EADDRINUSE';
}

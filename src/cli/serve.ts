import cluster from 'node:cluster';
import { Database } from '../database/database.ts';
import { createLog, type Log } from '../log/logger.ts';
import { Metrics } from '../metrics/metrics.ts';
import { startService, type StoreService } from '../server/store-service.ts';
import type { WorkerSettings } from '../server/workers/messages.ts';
import { PrimaryLine } from '../server/workers/primary-line.ts';
import { workersOf } from '../server/workers/primary.ts';
import { loadSettings, type LoadedSettings } from '../settings/load.ts';
import type { Settings } from '../settings/settings.ts';
import { explain, explanationOf } from './exit.ts';
import { onHangUp, onStopSignal } from './signals.ts';

export interface ServeFlags {
  host?: string;
  port?: string;
  workers?: string;
  db?: string;
  instancePath?: string;
  oidcSecrets?: string;
  debug?: true;
}

/** `tokenstore serve`: runs until SIGTERM or SIGINT. */
export async function serve(flags: ServeFlags): Promise<void> {
  // What this process writes is for its own eyes: database, keys, spool.
  process.umask(0o077);
  const load = (): Promise<LoadedSettings> => loadSettings({ env: process.env, flags: named(flags) });
  if (cluster.isWorker) return serveAsWorker(load);
  const loaded = await load();
  const log = logOf(loaded.settings);
  for (const warning of loaded.warnings) log.warn(warning);
  if (loaded.settings.WORKERS > 1) return serveByWorkers(loaded, log);
  return serveAlone(loaded.settings, log);
}

async function serveAlone(settings: Settings, log: Log): Promise<void> {
  const starting = startService({ settings, log, onRefused: (error) => process.exit(explain(error)) });
  const stop = stopOnSignal(starting, log, (error) => process.exit(error === undefined ? 0 : explain(error)));
  onHangUp({
    stop,
    reload: () => log.warn('SIGHUP does nothing with one worker: restart the service to have its settings read anew'),
  });
  const { address } = await starting;
  log.info({ address, base: settings.BASE_URL }, `tokenstore listens; open ${settings.BASE_URL}/`);
}

async function serveByWorkers(loaded: LoadedSettings, log: Log): Promise<void> {
  const { BASE_URL, WORKERS } = loaded.settings;
  const workers = workersOf(toldToPrimary(loaded), log, (text) => process.stderr.write(`${text}\n`));
  const stop = (signal: string): void => {
    log.info({ signal }, 'stopping');
    workers.stop();
  };
  onStopSignal(stop);
  onHangUp({ stop, reload: () => void workers.restart() });
  if (await workers.start()) {
    log.info({ workers: WORKERS, base: BASE_URL }, `tokenstore listens; open ${BASE_URL}/`);
  }
  process.exit(await workers.ended);
}

async function serveAsWorker(load: () => Promise<LoadedSettings>): Promise<void> {
  let stop: (why: string) => void = () => process.exit(0);
  const primary = new PrimaryLine(() => stop('the primary is gone'));
  const end = async (error?: unknown): Promise<void> => {
    if (error === undefined) process.exit(0);
    const { text, status } = explanationOf(error);
    if (text !== undefined) await primary.tell({ kind: 'refused', text });
    process.exit(status);
  };
  try {
    const loaded = await load();
    const log = logOf(loaded.settings).child({ worker: process.pid });
    const starting = startService({ settings: loaded.settings, log, onRefused: (error) => void end(error) });
    stop = stopOnSignal(starting, log, (error) => void primary.leaveMetrics().then(() => end(error)));
    // Theirs to heed who keep us.
    onHangUp({ stop, reload: () => undefined });
    const { app, address } = await starting;
    log.info({ address }, 'a worker listens');
    primary.share(app.get(Metrics, { strict: false }));
    await primary.tell({ kind: 'listening', settings: toldToPrimary(loaded) });
    app.get(Database, { strict: false }).whenOpen(() => void primary.tell({ kind: 'ready' }));
  } catch (error) {
    await end(error);
  }
}

function toldToPrimary({ settings, warnings }: LoadedSettings): WorkerSettings {
  return { workers: settings.WORKERS, shutdownTimeout: settings.SHUTDOWN_TIMEOUT, warnings };
}

function named(flags: ServeFlags): Record<string, string> {
  const values = {
    HOST: flags.host,
    PORT: flags.port,
    WORKERS: flags.workers,
    DATABASE_URL: flags.db,
    INSTANCE_PATH: flags.instancePath,
    OIDC_CLIENT_SECRETS: flags.oidcSecrets,
    LOG_LEVEL: flags.debug ? 'debug' : undefined,
  };
  return Object.fromEntries(Object.entries(values).filter((flag): flag is [string, string] => flag[1] !== undefined));
}

function logOf({ LOG_LEVEL, LOG_FORMAT }: Settings): Log {
  return createLog({ level: LOG_LEVEL, format: LOG_FORMAT ?? (process.stdout.isTTY ? 'pretty' : 'json') });
}

/**
 * Ends the service at a signal, also while it starts: as the first process of a container there is no other hand on it.
 * @param onStopped given what went wrong on the way, if anything did
 * @returns what does the same without a signal
 */
function stopOnSignal(
  starting: Promise<StoreService>,
  log: Log,
  onStopped: (error?: unknown) => void,
): (why: string) => void {
  let isStopping = false;
  const stop = (why: string): void => {
    if (isStopping) return;
    isStopping = true;
    log.info({ signal: why }, 'stopping');
    const stopped = starting.then((service) => service.stop());
    stopped.then(() => onStopped(), onStopped);
  };
  onStopSignal(stop);
  return stop;
}

import { createLog, type Log } from '../log/logger.ts';
import { startService, type StoreService } from '../server/store-service.ts';
import { loadSettings } from '../settings/load.ts';
import type { Settings } from '../settings/settings.ts';
import { explain } from './exit.ts';

export interface ServeFlags {
  host?: string;
  port?: string;
  db?: string;
  instancePath?: string;
  oidcSecrets?: string;
  debug?: true;
}

/** `tokenstore serve`: runs until SIGTERM or SIGINT. */
export async function serve(flags: ServeFlags): Promise<void> {
  // What this process writes is for its own eyes: database, keys, spool.
  process.umask(0o077);
  const { settings, warnings } = await loadSettings({ env: process.env, flags: named(flags) });
  const log = createLog({ level: settings.LOG_LEVEL, format: formatOf(settings) });
  for (const warning of warnings) log.warn(warning);
  const starting = startService({ settings, log, onRefused: (error) => process.exit(explain(error)) });
  stopOnSignal(starting, log);
  const service = await starting;
  log.info({ address: service.address, base: settings.BASE_URL }, `tokenstore listens; open ${settings.BASE_URL}/`);
}

function named({ host, port, db, instancePath, oidcSecrets, debug }: ServeFlags): Record<string, string> {
  const flags = {
    HOST: host,
    PORT: port,
    DATABASE_URL: db,
    INSTANCE_PATH: instancePath,
    OIDC_CLIENT_SECRETS: oidcSecrets,
    LOG_LEVEL: debug ? 'debug' : undefined,
  };
  return Object.fromEntries(Object.entries(flags).filter((flag): flag is [string, string] => flag[1] !== undefined));
}

function formatOf({ LOG_FORMAT }: Settings): 'pretty' | 'json' {
  return LOG_FORMAT ?? (process.stdout.isTTY ? 'pretty' : 'json');
}

/** Also while it starts: as the first process of a container there is no other hand on the signal. */
function stopOnSignal(starting: Promise<StoreService>, log: Log): void {
  let stopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    const stopped = starting.then((service) => service.stop());
    stopped.then(
      () => process.exit(0),
      (error: unknown) => process.exit(explain(error)),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

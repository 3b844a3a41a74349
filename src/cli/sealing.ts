import type { KeyRing } from '../crypto/key-ring.ts';
import { lockedRing, unlock } from '../crypto/unlock.ts';
import { RingWatch } from '../keys/ring-watch.ts';
import { createLog } from '../log/logger.ts';
import type { Tables } from './tables.ts';

/** Lends the keys for as long as something is sealed, in agreement with the processes that run. @throws StartupError, KeysUnavailable */
export async function withSealing<T>(
  { database, settings }: Pick<Tables, 'database' | 'settings'>,
  work: (ring: KeyRing) => Promise<T>,
): Promise<T> {
  const ring = lockedRing(settings);
  const generated = await unlock(database.connection, ring, settings);
  if (generated !== undefined) {
    process.stderr.write(`A new key seals this store's tokens: ${generated}. Keep a copy of it.\n`);
  }
  const log = createLog({ level: 'silent', format: 'json' });
  const watch = new RingWatch({ ring, connection: () => database.connection, log });
  try {
    await watch.join(database.connection);
    watch.start(() => undefined);
    return await work(ring);
  } finally {
    await watch.stop();
  }
}

import type { Connection } from '../database/connection.ts';
import { StartupError } from '../problem/problem.ts';
import { hasCanaries, verifyCanaries } from './canaries.ts';
import { createInstanceKey, instanceKeyPath, readInstanceKey } from './instance-key.ts';
import type { KeyRing } from './key-ring.ts';
import { SealingKey } from './sealing-key.ts';

/**
 * Before anything is written to a database: makes sure that the ring opens what it holds. A ring without keys (SQLite,
 * no `CRYPTOKEY`) takes the machine's own, generated where neither key nor values exist yet.
 * @returns the path of a key file that was generated just now
 * @throws StartupError for a wrong or missing key
 */
export async function unlock(connection: Connection, ring: KeyRing, instancePath: string): Promise<string | undefined> {
  let generated: string | undefined;
  if (ring.keys.length === 0) {
    const kept = await readInstanceKey(instancePath);
    const path = instanceKeyPath(instancePath);
    if (kept === undefined && (await hasCanaries(connection))) {
      throw new StartupError(
        `This database holds sealed values, but the key file ${path} is gone and CRYPTOKEY is not set.`,
      );
    }
    ring.adopt(new SealingKey(kept ?? (await createInstanceKey(instancePath))));
    if (kept === undefined) generated = path;
  }
  await verifyCanaries(connection, ring);
  return generated;
}

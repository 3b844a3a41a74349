import type { Connection } from '../database/connection.ts';
import { openKeys, type KmsSettings } from '../kms/open-keys.ts';
import { StartupError } from '../problem/problem.ts';
import type { Settings } from '../settings/settings.ts';
import { isWrapped } from '../settings/types/key.ts';
import { hasCanaries, verifyCanaries } from './canaries.ts';
import { createInstanceKey, instanceKeyPath, readInstanceKey } from './instance-key.ts';
import { KeyRing } from './key-ring.ts';
import { SealingKey } from './sealing-key.ts';

/** The keys of a store, wherever they are. */
export type KeySettings = KmsSettings & Pick<Settings, 'CRYPTOKEY' | 'INSTANCE_PATH'>;

/** The ring of the settings. It is empty until {@link unlock} fills it where a key has to be fetched: wrapped, or the machine's own. */
export function lockedRing({ CRYPTOKEY = [] }: Pick<Settings, 'CRYPTOKEY'>): KeyRing {
  const plain = CRYPTOKEY.flatMap((key) => (isWrapped(key) ? [] : [new SealingKey(key)]));
  // In part it would seal with another key than it should.
  return new KeyRing(plain.length < CRYPTOKEY.length ? [] : plain);
}

/**
 * Before anything is written to a database: makes sure that the ring opens what it holds. A ring without keys takes those of
 * `CRYPTOKEY`, opened by their key management service; without `CRYPTOKEY` (SQLite) the machine's own, generated where
 * neither key nor values exist yet.
 * @returns the path of a key file that was generated just now
 * @throws StartupError for a wrong or missing key, KeysUnavailable while a key management service is away
 */
export async function unlock(
  connection: Connection,
  ring: KeyRing,
  settings: KeySettings,
): Promise<string | undefined> {
  const { CRYPTOKEY, INSTANCE_PATH: instancePath } = settings;
  let generated: string | undefined;
  if (ring.keys.length === 0 && CRYPTOKEY !== undefined) {
    ring.adopt((await openKeys(CRYPTOKEY, settings)).map((key) => new SealingKey(key)));
  }
  if (ring.keys.length === 0) {
    const kept = await readInstanceKey(instancePath);
    const path = instanceKeyPath(instancePath);
    if (kept === undefined && (await hasCanaries(connection))) {
      throw new StartupError(
        `This database holds sealed values, but the key file ${path} is gone and CRYPTOKEY is not set.`,
      );
    }
    ring.adopt([new SealingKey(kept ?? (await createInstanceKey(instancePath)))]);
    if (kept === undefined) generated = path;
  }
  await verifyCanaries(connection, ring);
  return generated;
}

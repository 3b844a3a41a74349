import type { Connection } from '../database/connection.ts';
import { StartupError } from '../problem/problem.ts';
import { DoesNotOpen, type KeyRing, type SealedPlace } from './key-ring.ts';
import type { KeyRingEntity } from './key-ring.entity.ts';

const SONG = 'the right key';

/**
 * Refuses a database that holds values of a key that we lack. Changes nothing.
 * @throws StartupError in one clear line
 */
export async function verifyCanaries(connection: Connection, ring: KeyRing): Promise<void> {
  if (!(await connection.hasTable('key_rings'))) return;
  const rows = await connection.read<KeyRingEntity>('SELECT key_id, canary FROM key_rings ORDER BY created_at');
  for (const { key_id, canary } of rows) {
    try {
      ring.open(canary, place(key_id));
    } catch (error) {
      if (!(error instanceof DoesNotOpen)) throw error;
      const held = ring.keys.map(({ id }) => id).join(', ');
      throw new StartupError(
        `This database holds values sealed with key ${key_id}, which CRYPTOKEY lacks (it has ${held}). ` +
          `Add that key to CRYPTOKEY; nothing was changed.`,
      );
    }
  }
}

/** Whether any value may have been sealed in this database. */
export async function hasCanaries(connection: Connection): Promise<boolean> {
  if (!(await connection.hasTable('key_rings'))) return false;
  const rows = await connection.read('SELECT key_id FROM key_rings LIMIT 1');
  return rows.length > 0;
}

/** Leaves a canary for each of our keys that has none yet. */
export async function placeCanaries(connection: Connection, ring: KeyRing): Promise<void> {
  for (const key of ring.keys) {
    await connection.write(
      `INSERT INTO key_rings (key_id, canary, created_at) VALUES ($1, $2, ${connection.now})
       ON CONFLICT (key_id) DO NOTHING RETURNING key_id`,
      [key.id, ring.seal(SONG, place(key.id), key)],
    );
  }
}

function place(keyId: string): SealedPlace {
  return { table: 'key_rings', column: 'canary', row: keyId, owner: '', provider: '' };
}

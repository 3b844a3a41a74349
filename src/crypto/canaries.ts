import type { Connection, Statements } from '../database/connection.ts';
import { StartupError } from '../problem/problem.ts';
import { KeyRingEntity } from './key-ring.entity.ts';
import { DoesNotOpen, type KeyRing } from './key-ring.ts';
import { sealedColumn } from './sealed-column.ts';
import type { SealingKey } from './sealing-key.ts';

const CANARY = sealedColumn(KeyRingEntity, 'canary');
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
      ring.open(canary, CANARY.at({ key_id }));
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

/** Leaves a canary, if there is none yet: from now on nobody may open this database without the key. */
export async function placeCanary(
  statements: Statements,
  { now }: Pick<Connection, 'now'>,
  ring: KeyRing,
  key: SealingKey,
): Promise<void> {
  await statements.rows(
    `INSERT INTO key_rings (key_id, canary, created_at) VALUES ($1, $2, ${now})
     ON CONFLICT (key_id) DO NOTHING RETURNING key_id`,
    [key.id, ring.seal(SONG, CANARY.at({ key_id: key.id }), key)],
  );
}

import type { Database } from '../database/database.ts';
import type { KeyRing } from './key-ring.ts';
import type { KeyRingEntity } from './key-ring.entity.ts';

/** A key by its id; the key itself is nowhere here. */
export interface KnownKey {
  id: string;
  /** This process has it. */
  isHeld: boolean;
  /** New values are sealed with it, by this process. */
  seals: boolean;
  /** Since when values in this database may be sealed with it, milliseconds since the epoch; `undefined`: none is. */
  since: number | undefined;
}

/** The keys that the database knows of, beside those that this process has. */
export class KnownKeys {
  private readonly database: Database;
  private readonly ring: KeyRing;

  constructor(database: Database, ring: KeyRing) {
    this.database = database;
    this.ring = ring;
  }

  /** The oldest first, and then those that this process alone has. */
  async list(): Promise<KnownKey[]> {
    const { keys, sealing } = this.ring;
    const rows = await this.database.read<Pick<KeyRingEntity, 'key_id' | 'created_at'>>(
      'SELECT key_id, created_at FROM key_rings ORDER BY created_at, key_id',
    );
    const since = new Map(rows.map(({ key_id: id, created_at: at }) => [id, at]));
    const ids = new Set([...since.keys(), ...keys.map(({ id }) => id)]);
    return [...ids].map((id) => ({
      ...{ id, since: since.get(id), seals: id === sealing.id },
      isHeld: keys.some((key) => key.id === id),
    }));
  }
}

import type { KeyRing } from '../crypto/key-ring.ts';
import type { Database } from '../database/database.ts';
import { reportKeys, sumOf, type KeyReport } from './key-report.ts';

/** How many values bear a key, by its id. */
export interface KeyUse {
  id: string;
  values: number;
  /** Nothing needs it: `tokenstore keys drop` would let it go. */
  isDroppable: boolean;
}

/** Counts what bears which key: a walk over all values, so whoever asks during one is answered by it. */
export class KeyUsage {
  private readonly database: Database;
  private readonly ring: KeyRing;
  private walk: Promise<KeyReport> | undefined;

  constructor(database: Database, ring: KeyRing) {
    this.database = database;
    this.ring = ring;
  }

  /** Takes seconds for a million values. */
  async count(): Promise<KeyUse[]> {
    this.walk ??= reportKeys(
      this.database.connection,
      this.ring.keys.map(({ id }) => id),
    ).finally(() => {
      this.walk = undefined;
    });
    const { keys } = await this.walk;
    return keys.map(({ id, values, isAdmitted, hindrance }) => {
      return { id, values: sumOf(values), isDroppable: isAdmitted && hindrance === undefined };
    });
  }
}

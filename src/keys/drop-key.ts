import type { Connection } from '../database/connection.ts';
import { liveRings, oneDecisionAtATime } from './live-rings.ts';
import { hindranceByProcesses, reportKeys, type KeyState } from './key-report.ts';

/** What came of it; the key is dropped where there is no hindrance. */
export interface Drop {
  state: KeyState;
  hindrance: string | undefined;
}

/**
 * Lets processes start without a key: it may not seal any more, and no value bears it.
 * @param ringHere the ids of the ring here, in their order
 * @returns `undefined` for a key that nobody knows
 */
export async function dropKey(
  connection: Connection,
  keyId: string,
  ringHere: readonly string[],
): Promise<Drop | undefined> {
  const state = (await reportKeys(connection, ringHere)).keys.find(({ id }) => id === keyId);
  if (state === undefined) return undefined;
  if (state.hindrance !== undefined) return { state, hindrance: state.hindrance };
  return oneDecisionAtATime(connection, async (statements) => {
    // Somebody may have started while values were counted.
    const hindrance = hindranceByProcesses(keyId, await liveRings(connection, statements));
    if (hindrance === undefined) {
      await statements.rows('DELETE FROM key_rings WHERE key_id = $1 RETURNING key_id', [keyId]);
    }
    return { state, hindrance };
  });
}

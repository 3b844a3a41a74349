import type { Connection } from '../database/connection.ts';
import { admittedKeys, liveRings, type LiveRing } from './live-rings.ts';
import { rotatingColumns } from './rotate-keys.ts';
import { SealedValues } from './sealed-values.ts';

/** What is known of one key, by its id: the key itself is nowhere here. */
export interface KeyState {
  id: string;
  /** Its place in `CRYPTOKEY` here, from 1; `undefined`: it is not there. */
  position: number | undefined;
  /** It may seal: no process starts without it. */
  isAdmitted: boolean;
  /** The processes that have it. */
  heldBy: LiveRing[];
  /** Those that seal with it now. */
  sealedBy: LiveRing[];
  /** How many values bear it, by table; tables without any are not named. */
  values: Record<string, number>;
  /** Why it must stay, in one sentence; `undefined`: it may be dropped. */
  hindrance: string | undefined;
}

export interface KeyReport {
  processes: LiveRing[];
  keys: KeyState[];
  /** What is no sealed value and stands where one should, by table. */
  foreign: Record<string, number>;
}

/** So long after a process sealed with another key the last value of the old one has surely been written. Milliseconds. */
const SETTLED = 60_000;

/** The state of every key that is in the ring here, held by a process, or borne by a value. Changes nothing. */
export async function reportKeys(connection: Connection, ringHere: readonly string[]): Promise<KeyReport> {
  const counts = await countValues(connection);
  const admitted = await admittedKeys(connection);
  const processes = await liveRings(connection);
  const { [FOREIGN]: foreign = {}, ...byKey } = counts;
  const ids = new Set([...ringHere, ...processes.flatMap(({ keyIds }) => keyIds), ...admitted, ...Object.keys(byKey)]);
  const keys = [...ids].map((id) => {
    const position = ringHere.indexOf(id);
    const state = {
      ...{ id, position: position < 0 ? undefined : position + 1, isAdmitted: admitted.includes(id) },
      heldBy: processes.filter(({ keyIds }) => keyIds.includes(id)),
      sealedBy: processes.filter(({ sealing }) => sealing === id),
      values: byKey[id] ?? {},
    };
    return { ...state, hindrance: hindranceTo(state, processes) };
  });
  return { processes, keys, foreign };
}

/** How many values a count by table has. */
export function sumOf(values: Record<string, number>): number {
  return Object.values(values).reduce((sum, count) => sum + count, 0);
}

/** Why a key must stay for the sake of those that live, values apart. */
export function hindranceByProcesses(id: string, processes: readonly LiveRing[]): string | undefined {
  const named = (rings: readonly LiveRing[]): string => rings.map(({ name }) => name).join(', ');
  const sealing = processes.filter((one) => one.sealing === id);
  if (sealing.length > 0) return `it seals at ${named(sealing)}`;
  const preferring = processes.filter(({ keyIds }) => keyIds[0] === id);
  if (preferring.length > 0) return `it is the first of CRYPTOKEY at ${named(preferring)}`;
  const spooling = processes.filter(({ spooled }) => spooled.includes(id));
  if (spooling.length > 0) return `the spool of ${named(spooling)} has files that bear it`;
  const fresh = processes.filter(({ keyIds, sealingFor }) => keyIds.includes(id) && sealingFor < SETTLED);
  if (fresh.length > 0) return `${named(fresh)} may have sealed with it less than a minute ago; wait for that long`;
  return undefined;
}

function hindranceTo({ id, position, values }: Omit<KeyState, 'hindrance'>, processes: LiveRing[]): string | undefined {
  if (position === 1) return 'it is the first of CRYPTOKEY here';
  const borne = sumOf(values);
  if (borne > 0) return `${borne} ${borne === 1 ? 'value bears' : 'values bear'} it: tokenstore keys rotate`;
  return hindranceByProcesses(id, processes);
}

const FOREIGN = 'foreign';

/** By key id, then by table. */
async function countValues(connection: Connection): Promise<Record<string, Record<string, number>>> {
  const byKey: Record<string, Record<string, number>> = {};
  for (const column of rotatingColumns(connection)) {
    for (const [id = FOREIGN, found] of await new SealedValues(connection, column).count()) {
      const byTable = (byKey[id] ??= {});
      byTable[column.table] = (byTable[column.table] ?? 0) + found;
    }
  }
  return byKey;
}

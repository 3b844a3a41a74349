import { readInstanceKey } from '../crypto/instance-key.ts';
import type { KeyRing } from '../crypto/key-ring.ts';
import { SealingKey } from '../crypto/sealing-key.ts';
import type { Connection } from '../database/connection.ts';
import { openKeys } from '../kms/open-keys.ts';
import { dropKey } from '../keys/drop-key.ts';
import { reportKeys, sumOf } from '../keys/key-report.ts';
import { liveRings } from '../keys/live-rings.ts';
import { rotateKeys, type BrokenValue, type Rotation } from '../keys/rotate-keys.ts';
import { StartupError } from '../problem/problem.ts';
import type { Settings } from '../settings/settings.ts';
import { keysText } from './keys-text.ts';
import { printable } from './printable.ts';
import { RotationProgress } from './rotation-progress.ts';
import { withSealing } from './sealing.ts';
import { withTables } from './tables.ts';
import { UsageError } from './usage-error.ts';

export interface KeysFlags {
  json?: true;
}

/** As shells tell of a command that Ctrl-C ended. */
const EXIT_INTERRUPTED = 130;

/** `tokenstore keys status`. Changes nothing, and works with keys missing. */
export async function showKeys({ json }: KeysFlags): Promise<void> {
  await withTables(async ({ database, settings }) => {
    const report = await reportKeys(database.connection, await ringHere(settings));
    process.stdout.write(json === true ? `${JSON.stringify(report, undefined, 2)}\n` : keysText(report));
  });
}

/**
 * `tokenstore keys rotate`. Exit status 1 where values do not open or stayed in use, 130 after Ctrl-C.
 * @throws StartupError where the processes that run would seal with another key
 */
export async function rotate({ json }: KeysFlags): Promise<void> {
  await withTables(async (tables) => {
    const { connection } = tables.database;
    const [first] = await ringHere(tables.settings);
    await refuseUnlessPreferred(connection, first);
    await withSealing(tables, async (ring) => {
      if (ring.sealing.id !== first) throw new StartupError(`Key ${first} does not seal yet: a process lacks it.`);
      const rotation = await rotateAll(connection, ring);
      process.stdout.write(
        json === true
          ? `${JSON.stringify({ key: first, ...rotation }, undefined, 2)}\n`
          : `${summaryOf(rotation, ring.sealing.id)}\n`,
      );
      if (!rotation.isDone) process.exitCode = EXIT_INTERRUPTED;
      else if (rotation.broken.length + rotation.busy > 0) process.exitCode = 1;
    });
  });
}

/** `tokenstore keys drop`. @throws UsageError, StartupError */
export async function dropOldKey(id: string): Promise<void> {
  await withTables(async ({ database, settings }) => {
    const here = await ringHere(settings);
    const drop = await dropKey(database.connection, id.toLowerCase(), here);
    if (drop === undefined) throw new UsageError(`Nobody knows a key ${printable(id)}. See: tokenstore keys status`);
    if (drop.hindrance !== undefined) throw new StartupError(`Key ${drop.state.id} stays: ${drop.hindrance}.`);
    process.stdout.write(`${wordsFor(drop.state.id, drop.state.position)}\n`);
  });
}

/** The ids of the keys of the settings, in their order; of none where the first start has yet to make one. */
async function ringHere(settings: Settings): Promise<string[]> {
  const { CRYPTOKEY, INSTANCE_PATH } = settings;
  const keys = CRYPTOKEY ? await openKeys(CRYPTOKEY, settings) : [await readInstanceKey(INSTANCE_PATH)];
  return keys.filter((key) => key !== undefined).map((key) => new SealingKey(key).id);
}

/** @throws StartupError, before anything is decided: what is sealed with one key and then with the other never ends */
async function refuseUnlessPreferred(connection: Connection, first: string | undefined): Promise<void> {
  const others = (await liveRings(connection)).filter(({ keyIds }) => keyIds[0] !== first);
  if (others.length === 0) return;
  const named = others.map(({ name, seenAgo }) => `${name} (seen ${Math.round(seenAgo / 1000)} s ago)`).join(', ');
  throw new StartupError(
    `Key ${first}, the first of CRYPTOKEY here, is not the first at ${named}. ` +
      'Give all the same CRYPTOKEY and restart them; one that died is forgotten after 3 minutes.',
  );
}

/** Pass after pass, until one finds nothing to do: those that have just learnt of the key may have sealed with another. */
async function rotateAll(connection: Connection, ring: KeyRing): Promise<Rotation> {
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const progress = new RotationProgress(await leftToDo(connection, ring.sealing.id));
  const told = new Set<string>();
  const tell = (text: string): void => {
    if (!told.has(text)) progress.tell(text);
    told.add(text);
  };
  const total: Rotation = { resealed: 0, broken: [], busy: 0, isDone: false };
  try {
    for (let some = 1; some > 0 && !stopping.signal.aborted;) {
      const pass = await rotateKeys(connection, ring, {
        signal: stopping.signal,
        onResealed: (values) => progress.add(values),
        onBroken: (value) => tell(wordsForBroken(value)),
      });
      some = pass.resealed;
      Object.assign(total, pass, { resealed: total.resealed + some });
    }
    return total;
  } finally {
    progress.end();
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}

async function leftToDo(connection: Connection, keyId: string): Promise<number> {
  const { keys } = await reportKeys(connection, []);
  return keys.filter(({ id }) => id !== keyId).reduce((sum, { values }) => sum + sumOf(values), 0);
}

function wordsForBroken({ table, column, row }: BrokenValue): string {
  return `${table}.${column} of row ${printable(row)} does not open; it was left as it is`;
}

function summaryOf({ resealed, broken, busy, isDone }: Rotation, key: string): string {
  const sealed = `${resealed} ${resealed === 1 ? 'value' : 'values'} sealed with ${key}`;
  if (!isDone) return `${sealed}, and not done: tokenstore keys rotate goes on from here.`;
  const left = [
    ...(broken.length > 0 ? [`${broken.length} do not open and stayed as they are`] : []),
    ...(busy > 0 ? [`${busy} were in use all the time: run it again`] : []),
  ];
  return left.length === 0 ? `${sealed}; all bear it now.` : `${sealed}; ${left.join('; ')}.`;
}

function wordsFor(id: string, position: number | undefined): string {
  const where = position === undefined ? '' : ` (here it is number ${position})`;
  return (
    `Key ${id} is dropped: processes start without it.\n` +
    `Take it out of CRYPTOKEY on every replica${where}, and restart them.\n` +
    'Keep it in a safe place for as long as there are backups from before.'
  );
}

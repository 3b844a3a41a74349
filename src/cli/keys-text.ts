import { sumOf, type KeyReport, type KeyState } from '../keys/key-report.ts';
import type { LiveRing } from '../keys/live-rings.ts';

/** What `tokenstore keys status` shows. */
export function keysText({ keys, processes, foreign }: KeyReport): string {
  const blocks = keys.map((key) => blockOf(key, processes.length));
  const wrong = sumOf(foreign) > 0 ? [`Not sealed at all: ${byTable(foreign)}`] : [];
  return [...blocks, ...wrong, processText(processes)].join('\n\n') + '\n';
}

function blockOf(key: KeyState, live: number): string {
  const { id, position, heldBy, sealedBy, values, hindrance } = key;
  const borne = sumOf(values);
  return [
    `${id}  ${stateOf(key, live)}`,
    `  CRYPTOKEY here  ${position === undefined ? 'not there' : `number ${position}`}`,
    `  processes       ${heldBy.length} of ${live} have it, ${sealedBy.length} seal with it`,
    `  values          ${borne === 0 ? 'none' : `${borne}: ${byTable(values)}`}`,
    `  dropping        ${hindrance === undefined ? 'possible' : `not yet: ${hindrance}`}`,
  ].join('\n');
}

function stateOf({ position, isAdmitted, heldBy, sealedBy }: KeyState, live: number): string {
  if (sealedBy.length > 0) return 'seals';
  if (position === 1 && heldBy.length < live) return `waits until all ${live} processes have it`;
  return isAdmitted ? 'opens' : 'not in use';
}

function processText(processes: readonly LiveRing[]): string {
  if (processes.length === 0) return 'No process runs.';
  return ['Processes:', ...processes.map(({ name, keyIds }) => `  ${name}  ${keyIds.join(',')}`)].join('\n');
}

function byTable(values: Record<string, number>): string {
  return Object.entries(values)
    .map(([table, count]) => `${table} ${count}`)
    .join(', ');
}

import type { Aftermath, SlowAnswer } from './calm.ts';
import type { Tally } from './callers.ts';
import { countCalls, type Cause, type Loss } from './inquest.ts';
import type { Mischief } from './mischief.ts';
import type { World } from './world.ts';

export interface Outcome {
  world: World;
  tally: Tally;
  mischief: Mischief;
  aftermath: Aftermath;
  slow: SlowAnswer | undefined;
  seconds: number;
}

const CAUSES: readonly Cause[] = ['answer on the wire at a kill', 'answer spoiled after processing', 'unexplained'];
const SHOWN = 12;

/** The run in numbers, and what is wrong with it. */
export function report(outcome: Outcome): { lines: string[]; wrong: string[] } {
  const { world, tally, mischief, aftermath, slow, seconds } = outcome;
  const { options, provider, replicas } = world;
  const losses = [...mischief.losses, ...aftermath.losses];
  const calls = countCalls(world, aftermath.movedAt);
  const refreshes = provider.ledger.presentations.filter((one) => one.outcome === 'ok').length;
  const kills = replicas.flatMap(({ lives }) => lives).filter(({ end }) => end === 'killed').length;
  const of = (cause: Cause): number => losses.filter((loss) => loss.cause === cause).length;

  const lines = table([
    ['seed', options.seed],
    ['on', `${options.database}, ${options.replicas} replicas, ${options.grants} grants, ${nameOf(world)}`],
    ['under fire', `${Math.round(seconds)} s`],
    ['refreshes', refreshes],
    ['kills', `${kills} (${list(mischief.done, 'kill: ')})`],
    ['other mischief', list(mischief.done, '', 'kill: ')],
    ['provider’s faults', list(provider.faults)],
    ...CAUSES.map((cause): [string, number] => [`lost: ${cause}`, of(cause)]),
    ['waiting when the faults stopped', aftermath.waiting],
    ['expiries that cost one call', calls.once],
    ['more, the first’s outcome unknown', calls.afterUnknown],
    ['more, the first refused and not carried out', calls.afterRefusal],
    ['more, unexplained', calls.unexplained.length],
    ['callers served', tally.served],
    ['callers told', list(tally.told)],
    ['longest wait', `${(tally.longestWait / 1000).toFixed(1)} s`],
    ['an answer after 40 s', slow === undefined ? 'not tried' : slowLine(slow)],
  ]);
  return { lines, wrong: wrongs(outcome, losses, calls.unexplained) };
}

function wrongs(
  { world, tally, aftermath, slow }: Outcome,
  losses: readonly Loss[],
  calls: readonly string[],
): string[] {
  const isAllowed = ({ cause }: Loss): boolean => cause !== 'unexplained' && world.options.provider === 'strict';
  return [
    ...losses
      .filter((loss) => !isAllowed(loss))
      .map(({ grant, cause, reason, detail }) => `grant ${grant} lost, ${cause}, reason ${reason}: ${detail}`),
    ...calls.map((story) => `a call too many: ${story}`),
    ...tally.wrong,
    ...aftermath.wrong,
    ...(slow?.wrong ?? []),
    ...world.replicas.flatMap(({ complaints }) => complaints.map((complaint) => `replica ${complaint}`)),
  ];
}

export function show(wrong: readonly string[]): string[] {
  const more = wrong.length > SHOWN ? [`… and ${wrong.length - SHOWN} more`] : [];
  return [...wrong.slice(0, SHOWN), ...more].map((line) => `WRONG: ${line}`);
}

function nameOf({ options }: World): string {
  return options.provider === 'strict' ? 'strict rotation' : `reuse window of ${options.reuseWindow / 1000} s`;
}

function slowLine({ calls, statuses, longest, afterwards }: SlowAnswer): string {
  return `${calls} call, callers told ${statuses} after ${(longest / 1000).toFixed(1)} s, then ${afterwards}`;
}

function list(counts: ReadonlyMap<string, number>, prefix = '', without = '\n'): string {
  const shown = [...counts].filter(([name]) => name.startsWith(prefix) && !name.startsWith(without));
  return shown.map(([name, count]) => `${name.slice(prefix.length)} ${count}`).join(', ') || 'none';
}

function table(rows: readonly (readonly [string, string | number])[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
}

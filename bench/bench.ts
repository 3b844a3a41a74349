import { parseArgs } from 'node:util';
import { putLoadOn, type Loaded } from './load.ts';
import { PEOPLE, setAge, startStand, type Kind, type Server, type Stand } from './stand.ts';

/**
 * `npm run bench [-- --json] [--seconds 5] [--database sqlite|postgres]`: what the service does in a second, beside a
 * bare server that does the least, in the same run on the same machine. Loopback only; a minute or so.
 */

const PATH = '/api/v1.0/idp/token';
const READERS = 32;
const REFRESHERS = 64;
const STAMPEDE = 100;
const STAMPEDES = 5;
/** The bare server and the service take turns, for the machine is not equally quick all the time. */
const TURNS = 2;

interface Figures {
  database: Kind;
  read: Loaded;
  /** The same by API keys. */
  keyRead: Loaded;
  bare: Loaded;
  /** Reads of the service for one of the bare server. */
  ratio: number;
  refreshesPerSecond: number;
  refresh: Loaded;
  stampede: { callers: number; calls: number; failed: number; lag: number };
  memory: { started: number; loaded: number };
}

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '5' },
    database: { type: 'string', multiple: true, default: ['sqlite', 'postgres'] },
  },
});
const milliseconds = Math.min(30, Math.max(1, Number(values.seconds))) * 1000;

async function measure(kind: Kind): Promise<Figures> {
  const stand = await startStand(kind);
  try {
    await setAge(stand.database, 'fresh');
    const [service, bare] = [await stand.service(), await stand.bare()];
    const started = await service.memory();
    const reads: Loaded[] = [];
    const keyReads: Loaded[] = [];
    const bares: Loaded[] = [];
    for (const server of [service, bare]) await load(stand, server, READERS, 1_000);
    for (let turn = 0; turn < TURNS; turn += 1) {
      reads.push(await load(stand, service, READERS, milliseconds / TURNS));
      keyReads.push(await load({ bearers: stand.keys }, service, READERS, milliseconds / TURNS));
      bares.push(await load(stand, bare, READERS, milliseconds / TURNS));
    }
    await bare.end();
    const { refresh, refreshesPerSecond } = await refreshes(stand, service);
    const loaded = await service.memory();
    const stampede = await stampedes(stand, service);
    await service.end();
    const [read, least] = [together(reads), together(bares)];
    const keyRead = together(keyReads);
    const ratio = read.perSecond / least.perSecond;
    return {
      database: kind,
      read,
      keyRead,
      bare: least,
      ratio,
      refresh,
      refreshesPerSecond,
      stampede,
      memory: { started, loaded },
    };
  } finally {
    await stand.close();
  }
}

async function load(
  { bearers }: Pick<Stand, 'bearers'>,
  { origin }: Server,
  callers: number,
  time: number,
): Promise<Loaded> {
  return putLoadOn({ origin, path: PATH, bearers, callers, milliseconds: time });
}

/** Tokens that are over as soon as they come: every read is a refresh. */
async function refreshes(stand: Stand, service: Server) {
  const { provider, database } = stand;
  provider.lifetime = 0;
  await setAge(database, 'expired');
  await load(stand, service, REFRESHERS, 1_000);
  const before = provider.calls;
  const begun = performance.now();
  const refresh = await load(stand, service, REFRESHERS, milliseconds);
  const refreshesPerSecond = ((provider.calls - before) / (performance.now() - begun)) * 1000;
  provider.lifetime = 3600;
  return { refresh, refreshesPerSecond };
}

/** 100 callers at once for one expired grant, over two replicas: the worst of a few. */
async function stampedes(stand: Stand, first: Server): Promise<Figures['stampede']> {
  const { provider, database } = stand;
  const second = await stand.service();
  const worst = { callers: STAMPEDE, calls: 0, failed: 0, lag: 0 };
  provider.takes = 300;
  await setAge(database, 'fresh');
  for (const { origin } of [first, second]) await load(stand, { ...second, origin }, STAMPEDE / 2, 500);
  for (let i = 0; i < STAMPEDES; i += 1) {
    await setAge(database, 'expired');
    const before = provider.calls;
    const headers = { authorization: `Bearer ${stand.bearers[i]}` };
    const given = await Promise.all(
      Array.from({ length: STAMPEDE }, async (_, caller) => {
        const { origin } = caller % 2 === 0 ? first : second;
        const answer = await fetch(`${origin}${PATH}`, { headers });
        await answer.arrayBuffer();
        return { isServed: answer.status === 200, at: performance.now() };
      }),
    );
    worst.calls = Math.max(worst.calls, provider.calls - before);
    worst.failed += given.filter(({ isServed }) => !isServed).length;
    worst.lag = Math.max(worst.lag, ...given.map(({ at }) => at - provider.answeredAt));
  }
  provider.takes = 50;
  await second.end();
  return worst;
}

function together(parts: readonly Loaded[]): Loaded {
  const mean = (of: (part: Loaded) => number): number => parts.reduce((sum, part) => sum + of(part), 0) / parts.length;
  return {
    perSecond: mean(({ perSecond }) => perSecond),
    p50: mean(({ p50 }) => p50),
    p99: Math.max(...parts.map(({ p99 }) => p99)),
    failed: parts.reduce((sum, { failed }) => sum + failed, 0),
  };
}

function table({
  database,
  read,
  keyRead,
  bare,
  ratio,
  refresh,
  refreshesPerSecond,
  stampede,
  memory,
}: Figures): string {
  const line = ({ perSecond, p50, p99, failed }: Loaded): string =>
    `${Math.round(perSecond)} /s, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms${failed > 0 ? `, ${failed} FAILED` : ''}`;
  return [
    `${database}, ${PEOPLE} grants`,
    `  token read, JWT     ${line(read)}`,
    `  token read, API key ${line(keyRead)}`,
    `  bare node:http      ${line(bare)}`,
    `  ratio               ${(ratio * 100).toFixed(0)} %, API key ${((keyRead.perSecond / bare.perSecond) * 100).toFixed(0)} %`,
    `  refreshes           ${Math.round(refreshesPerSecond)} /s with a provider of 50 ms, ${REFRESHERS} at a time, p99 ${refresh.p99.toFixed(0)} ms${refresh.failed > 0 ? `, ${refresh.failed} FAILED` : ''}`,
    `  stampede            ${stampede.callers} callers, two replicas: ${stampede.calls} call, ${stampede.failed} not served, ${stampede.lag.toFixed(0)} ms after the provider at the latest`,
    `  memory              ${memory.started.toFixed(0)} MiB started, ${memory.loaded.toFixed(0)} MiB after load`,
  ].join('\n');
}

const figures: Figures[] = [];
for (const kind of values.database) {
  if (kind !== 'sqlite' && kind !== 'postgres') throw new Error('--database is sqlite or postgres');
  const its = await measure(kind);
  figures.push(its);
  if (!values.json) process.stdout.write(`${table(its)}\n`);
}
if (values.json) process.stdout.write(`${JSON.stringify({ node: process.version, figures }, undefined, 2)}\n`);

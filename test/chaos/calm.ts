import { setTimeout as pause } from 'node:timers/promises';
import type { Callers } from './callers.ts';
import { examine, heldToken, rowOf, type Loss } from './inquest.ts';
import type { Random } from './random.ts';
import { PROVIDER, type Subject, type World } from './world.ts';

/** What stood when everything had come to rest. */
export interface Aftermath {
  losses: Loss[];
  /** Grants whose last attempt's outcome was unknown when the faults stopped: neither lost nor well until asked. */
  waiting: number;
  /** What no fault excuses. */
  wrong: string[];
  /** When the driver moved the database's instants, so that nobody had to wait for them. */
  movedAt: number;
}

const QUIET_WITHIN = 130_000;
const ASK_AT_ONCE = 10;
const ASKS = 40;

/** Lets everything recover, asks for every grant once more, and compares it with what the provider knows. */
export async function settle(world: World, callers: Callers, random: Random): Promise<Aftermath> {
  await quiet(world);
  const waiting = await countWaiting(world);
  await Promise.all(world.replicas.map((replica) => replica.restart()));
  await quiet(world);
  await moveInstants(world);
  const movedAt = Date.now();
  const aftermath: Aftermath = { losses: [], waiting, wrong: [], movedAt };
  const left = [...world.subjects];
  await Promise.all(
    Array.from({ length: ASK_AT_ONCE }, async () => {
      for (let subject = left.pop(); subject !== undefined; subject = left.pop()) {
        await (subject.state === 'linked'
          ? checkLinked(world, callers, random, subject, aftermath)
          : checkRevoked(world, callers, random, subject, aftermath));
      }
    }),
  );
  return aftermath;
}

/** Waits until no replica is at anything. */
async function quiet(world: World): Promise<void> {
  const deadline = Date.now() + QUIET_WITHIN;
  let calm = 0;
  while (calm < 2) {
    if (Date.now() > deadline) throw new Error('the replicas do not come to rest');
    const attempts = await Promise.all(world.replicas.map((replica) => replica.attempts()));
    const isCalm =
      attempts.every((count) => count === 0) && world.provider.ledger.pending === 0 && (await world.spooled()) === 0;
    calm = isCalm ? calm + 1 : 0;
    await pause(500);
  }
}

async function countWaiting({ database }: World): Promise<number> {
  const rows = await database.read(
    `SELECT id FROM grants WHERE status = 'active' AND (attempt_started_at IS NOT NULL OR unknown_since IS NOT NULL)`,
  );
  return rows.length;
}

/** As if two minutes had passed for every attempt: who held them is gone. */
async function moveInstants({ database }: World): Promise<void> {
  await database.write(
    `UPDATE grants SET attempt_started_at = attempt_started_at - 120000, lease_expires_at = lease_expires_at - 120000,
       retry_at = NULL
     WHERE status = 'active' RETURNING id`,
  );
}

async function checkLinked(
  world: World,
  callers: Callers,
  random: Random,
  subject: Subject,
  { losses, wrong }: Aftermath,
): Promise<void> {
  for (let left = ASKS; left > 0; left -= 1) {
    const said = await callers.ask(subject, random.below(world.replicas.length));
    if (said?.status === 200 || said?.code === 'reauth_required') break;
    if (left === 1) wrong.push(`grant ${subject.index} is not served in the end: ${said?.status} ${said?.code}`);
    await pause(500);
  }
  const loss = await examineAtRest(world, subject);
  if (loss === undefined) return;
  losses.push(loss);
  if (loss.cause === 'unexplained') return;
  if (loss.reason !== 'lost_rotation') wrong.push(`grant ${subject.index} is lost, and its reason is ${loss.reason}`);
}

/** Whoever asks may be served a token that still lives while a refresh goes on: its answer is waited for. */
async function examineAtRest(world: World, subject: Subject): Promise<Loss | undefined> {
  const deadline = Date.now() + QUIET_WITHIN;
  for (;;) {
    const before = await rowOf(world, subject);
    const loss = await examine(world, subject);
    const wasAtRest = before.attempt_started_at === null && before.fence === (await rowOf(world, subject)).fence;
    if (loss?.cause !== 'unexplained' || wasAtRest || Date.now() > deadline) return loss;
    await pause(250);
  }
}

async function checkRevoked(
  world: World,
  callers: Callers,
  random: Random,
  subject: Subject,
  { wrong }: Aftermath,
): Promise<void> {
  const held = heldToken(world, await rowOf(world, subject));
  for (let left = 5; left > 0 && subject.state === 'unsure'; left -= 1) {
    if (await callers.revoke(subject, random.below(world.replicas.length))) subject.state = 'revoked';
  }
  const row = await rowOf(world, subject);
  if (row.status !== 'revoked' || row.refresh_token !== null) {
    wrong.push(`grant ${subject.index} was revoked and is ${row.status}`);
  }
  if (held !== undefined && (await world.provider.isLive(held))) {
    wrong.push(`grant ${subject.index} was revoked and lives on at the provider`);
  }
}

async function findLive(world: World): Promise<Subject | undefined> {
  for (const subject of world.subjects) {
    if (subject.state === 'linked' && (await rowOf(world, subject)).status === 'active') return subject;
  }
  return undefined;
}

export interface SlowAnswer {
  calls: number;
  statuses: string;
  longest: number;
  afterwards: number | undefined;
  wrong: string[];
}

const SLOW = 40_000;
const CALLERS = 10;

/** A provider that takes 40 s: callers are told 503 after 15 s, one call is made, and its token is served afterwards. */
export async function slowAnswer(world: World, callers: Callers): Promise<SlowAnswer | undefined> {
  const subject = await findLive(world);
  if (subject === undefined) return undefined;
  await pause(1_500);
  const before = world.provider.ledger.presentations.length;
  world.provider.holdBack(subject.index, SLOW);
  const begun = performance.now();
  const { replicas } = world;
  const said = await Promise.all(Array.from({ length: CALLERS }, (_, i) => callers.ask(subject, i % replicas.length)));
  const longest = performance.now() - begun;
  await pause(Math.max(0, SLOW + 2_000 - longest));
  const calls = world.provider.ledger.presentations.slice(before).filter(({ grant }) => grant === subject.index).length;
  const afterwards = await callers.ask(subject, 0);
  const statuses = [...new Set(said.map((one) => String(one?.status)))].join(' ');
  const wrong: string[] = [];
  if (calls !== 1) wrong.push(`${calls} calls for a slow answer at ${PROVIDER}`);
  if (statuses !== '503') wrong.push(`callers of a slow provider were told ${statuses}`);
  if (longest > 18_000) wrong.push(`callers of a slow provider waited ${Math.round(longest)} ms`);
  if (afterwards?.status !== 200) wrong.push(`the slow answer's token was not served: ${afterwards?.status}`);
  return { calls, statuses, longest, afterwards: afterwards?.status, wrong };
}

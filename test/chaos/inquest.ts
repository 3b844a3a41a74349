import type { GrantEntity } from '../../src/grants/grant.entity.ts';
import type { Life } from './fleet.ts';
import { endedAt, type Presentation } from './ledger.ts';
import { PROVIDER, type Subject, type World } from './world.ts';

/** Why a grant is lost. All but `unexplained` are what a strict provider leaves no cure for. */
export type Cause = 'answer on the wire at a kill' | 'answer spoiled after processing' | 'unexplained';

export interface Loss {
  grant: number;
  cause: Cause;
  /** What the store says of it. */
  reason: string | null;
  detail: string;
}

export async function rowOf({ database }: World, { grantId }: Subject): Promise<GrantEntity> {
  const [row] = await database.read<GrantEntity>('SELECT * FROM grants WHERE id = $1', [grantId]);
  if (row === undefined) throw new Error(`the row of grant ${grantId} is gone`);
  return row;
}

/** The refresh token that the store holds, in clear. */
export function heldToken({ vault }: World, row: GrantEntity): string | undefined {
  const holder = { grantId: row.id, userId: row.user_id, provider: PROVIDER };
  return row.refresh_token === null ? undefined : vault.openRefreshToken(row.refresh_token, holder);
}

/** Compares what the store believes of a grant with what the provider knows. @returns nothing where all is well */
export async function examine(world: World, subject: Subject): Promise<Loss | undefined> {
  const row = await rowOf(world, subject);
  const token = heldToken(world, row);
  const loss = (cause: Cause, detail: string): Loss => ({ grant: subject.index, cause, reason: row.reason, detail });
  if (token === undefined) return loss('unexplained', `no refresh token is held, status ${row.status}`);
  if (await world.provider.isLive(token)) {
    return row.status === 'active'
      ? undefined
      : loss('unexplained', `the token lives, yet the grant is ${row.status} ${row.reason}: ${story(world, token)}`);
  }
  const cause = causeOf(world, token);
  const saysSo = row.status === 'active' || row.reason === 'lost_rotation';
  if (cause === 'unexplained') return loss(cause, story(world, token));
  return saysSo
    ? loss(cause, story(world, token))
    : loss('unexplained', `${cause}, yet the reason is ${row.reason}: ${story(world, token)}`);
}

function causeOf(world: World, token: string): Cause {
  const lives = world.lives();
  const spending = world.provider.ledger.of(token).find(({ outcome }) => outcome === 'ok');
  if (spending === undefined) return 'unexplained';
  if (spending.delivered === 'lost') return 'answer spoiled after processing';
  const life = lives.get(spending.life);
  if (!diedAfter(life, spending.at)) return 'unexplained';
  const grace = world.options.database === 'sqlite' ? SQLITE_GRACE : GRACE;
  return hadTimeToKeep(life, spending, grace) ? 'unexplained' : 'answer on the wire at a kill';
}

/** Within so much of its own time a replica has an answer in the database, or in the spool, that its next life delivers. */
const GRACE = 3_000;
/** The write lock is waited for, and only then is there a failure to spool for. */
const SQLITE_GRACE = 13_000;

function hadTimeToKeep(life: Life | undefined, { deliveredAt }: Presentation, grace: number): boolean {
  if (life?.endedAt === undefined || deliveredAt === undefined) return false;
  const frozen = life.frozen
    .map(({ from, to }) => Math.min(to, life.endedAt ?? to) - Math.max(from, deliveredAt))
    .reduce((sum, span) => sum + Math.max(0, span), 0);
  return life.endedAt - deliveredAt - frozen > grace;
}

/** What a life sent may be read after its death. */
const LATEST_READ = 500;

function diedAfter(life: Life | undefined, at: number): boolean {
  return life?.end === 'killed' && (life.endedAt ?? Infinity) >= at - LATEST_READ;
}

function story(world: World, token: string): string {
  const lives = world.lives();
  const presented = world.provider.ledger.of(token);
  if (presented.length === 0) return 'never presented';
  return presented
    .map((presentation) => {
      const { life, at, outcome, fault, delivered } = presentation;
      const { end, endedAt: diedAt, frozen } = lives.get(life) ?? {};
      const spans = frozen?.map(({ from, to }) => `${from}-${to}`).join(',');
      return `${life} at ${at} ${outcome ?? 'unseen'} ${fault ?? ''} ${delivered} ${endedAt(presentation) ?? ''} [${end ?? 'lives'} ${diedAt ?? ''} frozen ${spans}]`;
    })
    .join('; ');
}

/** How often one generation's token was sent, and whether that was as it should be. */
export interface CallCount {
  once: number;
  /** The first call's outcome was unknown to the store. */
  afterUnknown: number;
  /** The first call was answered, without being carried out. */
  afterRefusal: number;
  unexplained: string[];
}

/** @param until presentations after it do not count: the driver moved the clock */
export function countCalls(world: World, until: number): CallCount {
  const lives = world.lives();
  const strict = world.options.reuseWindow === 0;
  const count: CallCount = { once: 0, afterUnknown: 0, afterRefusal: 0, unexplained: [] };
  for (const all of world.provider.ledger.spent) {
    const presented = all.filter(({ at }) => at <= until);
    if (presented.length === 0) continue;
    const reasons = presented.slice(1).map((later, i) => excuse(presented[i]!, later, lives, strict));
    if (reasons.includes(undefined)) count.unexplained.push(story(world, presented[0]!.token));
    else if (reasons.includes('unknown')) count.afterUnknown += 1;
    else if (reasons.includes('refused')) count.afterRefusal += 1;
    else count.once += 1;
  }
  return count;
}

/** A first request lives 100 s from its lease; the lease came a moment before the request. */
const STRICT_REPLAY = 100_000;
/** The store rests 10 s after an answer that was no answer. */
const REST_AFTER_UNKNOWN = 9_000;

function excuse(
  first: Presentation,
  later: Presentation,
  lives: Map<string, Life>,
  strict: boolean,
): 'unknown' | 'refused' | undefined {
  const life = lives.get(first.life);
  const gap = later.at - first.at;
  const gone = diedAfter(life, first.at) && (life?.endedAt ?? 0) <= later.at;
  const wasFrozen = life?.frozen.some(({ from, to }) => from <= later.at && to >= first.at) === true;
  const end = endedAt(first);
  const answered = end !== undefined && end <= later.at;
  if (answered && first.delivered === 'other') return 'refused';
  if (answered && first.delivered === 'lost') {
    return strict && gap < REST_AFTER_UNKNOWN && !gone ? undefined : 'unknown';
  }
  if (gone || wasFrozen) return strict && gap < STRICT_REPLAY ? undefined : 'unknown';
  return undefined;
}

import type { Verdict } from '../../src/grants/refresh/decisions.ts';
import * as memory from './memory-refresh.store.ts';
import type { RowLease, Tokens } from './memory-refresh.store.ts';
import { revoke } from './provider-model.ts';
import {
  after,
  may,
  names,
  withHolder,
  withPhase,
  type Limits,
  type Move,
  type Phase,
  type Rules,
  type World,
} from './world.ts';

/** Step 4: how long a loser watches another's lease, as in refresher.ts. */
const LOSER_PATIENCE = 15_000;

export type In<Name extends Phase['is']> = Extract<Phase, { is: Name }>;

/** What a holder that is not stopped does next of its own accord: the recipe of refresher.ts, attempt.ts and keep-answer.ts. */
export function holderMoves(world: World, i: number, rules: Rules, limits: Limits): Move[] {
  const holder = world.holders[i]!;
  if (holder.stalledUntil !== null) return [];
  return [...flightMoves(world, i, rules, limits), ...keeperMoves(world, i, rules, limits)];
}

function flightMoves(world: World, i: number, rules: Rules, limits: Limits): Move[] {
  const { phase } = world.holders[i]!;
  switch (phase.is) {
    case 'idle':
    case 'sent':
      return [];
    case 'looking':
      return look(world, i, phase, rules, limits);
    case 'waiting':
      return waitOn(world, i, phase, rules, limits);
    case 'leasing':
      return lease(world, i, phase, rules);
    case 'leased':
      return send(world, i, phase, rules, limits);
    case 'captured':
      return store(world, i, phase, rules, limits);
    case 'putting down':
      return putDown(world, i, phase, rules);
  }
}

/** Whether a statement reaches the database; if not, `away` says what the holder does about it. */
function statement(
  world: World,
  i: number,
  what: string,
  { run, away }: { run: (world: World) => Move; away: (world: World) => World },
): Move[] {
  const cannot = { kind: 'step' as const, story: `${names[i]} cannot ${what}: the database is away`, to: away(world) };
  if (world.databaseSince === null) return [cannot];
  const done = run(world);
  if (!may(world, 'word lost') || done.to.row === world.row) return [done];
  // The statement's change, and nothing else of what the holder would make of it.
  const unheard = { ...world, row: done.to.row, newestLease: done.to.newestLease };
  const story = `${done.story}, but the word of it is lost`;
  return [done, { kind: 'mishap', story, to: after(away(unheard), 'word lost') }];
}

const giveUp = (i: number) => (world: World) => withPhase(world, i, { is: 'idle' });

function decide(world: World, seen: number, rules: Rules, limits: Limits) {
  return rules.nextStep(memory.read(world.row, world.now), seen, {
    reachableFor: world.databaseSince === null ? 0 : world.now - world.databaseSince,
    rotates: limits.provider !== 'constant',
    reuseWindow: limits.reuseWindow,
  });
}

/** Reads the row, and decides what comes next. */
function look(world: World, i: number, { seen }: In<'looking'>, rules: Rules, limits: Limits): Move[] {
  const step = (what: string, to: World): Move => ({ kind: 'step', story: `${names[i]} reads the row: ${what}`, to });
  return statement(world, i, 'read the row', {
    away: giveUp(i),
    run: () => {
      const next = decide(world, seen, rules, limits);
      const { row, now } = world;
      switch (next.kind) {
        case 'adopt':
          return step('another brought the token', withPhase(world, i, { is: 'idle' }));
        case 'ended':
          return step(`ended, ${next.reason ?? 'for no reason'}`, withPhase(world, i, { is: 'idle' }));
        case 'barren':
          return step('nothing to refresh with', {
            ...withPhase(world, i, { is: 'idle' }),
            row: memory.markExpired(row, row),
          });
        case 'rest':
          return step(`rests for ${next.retryIn} ms`, withPhase(world, i, { is: 'idle' }));
        case 'wait':
          return step('waits', withPhase(world, i, { is: 'waiting', seen, patienceEnds: now + LOSER_PATIENCE }));
        case 'lease': {
          const spends = {
            token: next.refreshToken,
            generation: row.generation,
            fence: row.fence,
            failures: row.failures,
          };
          return step('may lease', withPhase(world, i, { is: 'leasing', seen, spends, issued: now }));
        }
      }
    },
  });
}

/** Step 4. Looking again while nothing changed brings nothing new. */
function waitOn(world: World, i: number, { seen, patienceEnds }: In<'waiting'>, rules: Rules, limits: Limits): Move[] {
  if (world.now > patienceEnds) {
    return [{ kind: 'step', story: `${names[i]} has waited enough`, to: withPhase(world, i, { is: 'idle' }) }];
  }
  if (world.databaseSince === null) {
    return [
      { kind: 'step', story: `${names[i]} cannot look: the database is away`, to: withPhase(world, i, { is: 'idle' }) },
    ];
  }
  if (decide(world, seen, rules, limits).kind === 'wait') return [];
  return [{ kind: 'step', story: `${names[i]} looks again`, to: withPhase(world, i, { is: 'looking', seen }) }];
}

/** Step 2: lease and intent. */
function lease(world: World, i: number, phase: In<'leasing'>, rules: Rules): Move[] {
  const { seen, spends, issued } = phase;
  return statement(world, i, 'lease', {
    away: giveUp(i),
    run: () => {
      const taken = rules.lease(world.row, spends, names[i]!, world.now);
      if (taken.lease === undefined) {
        const again = withPhase(world, i, { is: 'looking', seen });
        return { kind: 'step', story: `${names[i]} is too late to lease`, to: again };
      }
      const to = withPhase(world, i, { is: 'leased', seen, spends, issued, lease: taken.lease });
      const { fence, unknownSince } = taken.lease;
      const story = `${names[i]} leases, fence ${fence}${unknownSince === null ? '' : ', after an unknown outcome'}`;
      return { kind: 'step', story, to: { ...to, row: taken.row, newestLease: fence } };
    },
  });
}

/** Step 3, or giving the lease back after a stall. */
function send(world: World, i: number, phase: In<'leased'>, rules: Rules, limits: Limits): Move[] {
  const { seen, spends, lease, issued } = phase;
  if (world.now - issued > rules.sendDeadline) {
    const verdict: Verdict = { kind: 'transient', attempt: 'cleared', error: 'stalled', retryIn: 0, refusal: false };
    const to = withPhase(world, i, { is: 'putting down', seen, lease, verdict });
    return [{ kind: 'step', story: `${names[i]} was stalled: it does not send`, to }];
  }
  const sent = withPhase(world, i, { is: 'sent', seen, spends, lease, sentAt: world.now });
  const request = { holder: i, fence: lease.fence, token: spends.token, sentAt: world.now, isOpen: true };
  const to: World = {
    ...sent,
    requests: [...world.requests, { ...request, arrivesBy: world.now + 99_999, answer: undefined, isLate: false }],
    broken: maySend(world, i, lease),
  };
  const moves: Move[] = [{ kind: 'step', story: `${names[i]} sends ${spends.token}`, to }];
  if (may(world, 'not sent')) {
    const refused = hear(after(sent, 'not sent'), i, { kind: 'not-sent', cause: undefined }, rules, limits);
    moves.push({ kind: 'mishap', story: `${names[i]} finds no connection to the provider`, to: refused });
  }
  return moves;
}

/** Property (c): who sends has the newest lease, in time, and no other's request of the same generation may be alive. */
function maySend(world: World, i: number, { fence, generation, attemptStartedAt }: RowLease): string | undefined {
  const wasTaken = generation !== world.row.generation;
  if (fence !== world.newestLease && !wasTaken) return '(c) a send under an old fence';
  if (world.now - attemptStartedAt > 10_000) return '(c) a send after the send deadline';
  const other = world.holders[1 - i]!;
  const { phase } = other;
  const isAtIt = (phase.is === 'sent' || phase.is === 'captured') && phase.lease.generation === generation;
  const isConnected =
    phase.is === 'captured' || world.requests.some(({ holder, isOpen }) => holder === 1 - i && isOpen);
  if (isAtIt && isConnected && !other.wasStalled) return '(c) two sends for one generation while the first is alive';
  const isKept = world.holders.some(({ kept }) => kept.some((answer) => answer.lease.generation === generation));
  return isKept && !wasTaken ? '(c) a send for a generation whose answer is kept' : undefined;
}

type Failure = Parameters<Rules['judge']>[0];

/** What an answer without tokens means. */
export function hear(world: World, i: number, answer: Failure, rules: Rules, limits: Limits): World {
  const { phase } = world.holders[i]!;
  if (phase.is !== 'sent') throw new Error(`${names[i]} hears an answer while it is ${phase.is}`);
  const { seen, lease, spends } = phase;
  const verdict = rules.judge(answer, {
    ...{ lease, variant: '', deadErrors: [], reuseWindow: limits.reuseWindow, credentialsTaken: true, chance: 0.5 },
    grant: { refreshExpiresAt: null, failures: spends.failures, refusals: 0 },
  });
  return withPhase(world, i, { is: 'putting down', seen, lease, verdict });
}

/** Step 6. */
function store(world: World, i: number, { lease, tokens }: In<'captured'>, rules: Rules, limits: Limits): Move[] {
  const done = (to: World): World => withPhase(to, i, { is: 'idle' });
  const elapsed = world.now - lease.attemptStartedAt;
  if (!rules.keepsAnswerAfter(elapsed))
    return [{ kind: 'step', story: `${names[i]} drops its answer`, to: done(world) }];
  return statement(world, i, 'store its answer', {
    // Step 7.
    away: (to) => {
      const { kept } = to.holders[i]!;
      return done(withHolder(to, i, { kept: [...kept, { lease, tokens, isSpooled: false }] }));
    },
    run: () => offer(done(world), i, lease, tokens, rules, limits),
  });
}

/** Step 7: the spool, and trying again. */
function keeperMoves(world: World, i: number, rules: Rules, limits: Limits): Move[] {
  const { kept, lateRenewal } = world.holders[i]!;
  const without = (at: number, to: World): World => withHolder(to, i, { kept: kept.toSpliced(at, 1) });
  const moves = kept.flatMap((answer, at): Move[] => {
    const spooled = withHolder(world, i, { kept: kept.with(at, { ...answer, isSpooled: true }) });
    const spooling: Move = { kind: 'step', story: `${names[i]} has its answer in the spool`, to: spooled };
    if (world.databaseSince === null) return answer.isSpooled ? [] : [spooling];
    const offers = statement(world, i, 'store a kept answer', {
      away: (to) => to,
      run: () => offer(without(at, world), i, answer.lease, answer.tokens, rules, limits),
    });
    return answer.isSpooled ? offers : [...offers, spooling];
  });
  if (lateRenewal === null) return moves;
  const to = withHolder(world, i, { lateRenewal: null });
  const { row } = rules.renew(world.row, lateRenewal, world.now);
  return [...moves, { kind: 'step', story: `a renewal of ${names[i]}’s runs late`, to: { ...to, row } }];
}

function offer(world: World, i: number, lease: RowLease, tokens: Tokens, rules: Rules, limits: Limits): Move {
  const { row, stored } = rules.store(world.row, lease, tokens);
  const to = { ...world, row };
  const story = `${names[i]} stores ${tokens.refreshToken ?? tokens.accessToken}: ${stored}`;
  if (stored === 'stored') return { kind: 'step', story, to };
  const isOpen = world.row.generation === lease.generation;
  return {
    kind: 'step',
    story,
    to: isOpen ? { ...to, broken: '(d) an answer was not stored' } : drop(to, tokens, stored, limits),
  };
}

/** As keep-answer.ts: nobody will use this answer. */
function drop(world: World, tokens: Tokens, why: string, { revokesSingly }: Limits): World {
  if (why === 'relinked' && !revokesSingly) return world;
  const token = tokens.refreshToken ?? tokens.accessToken;
  const isHeld = token === world.row.refreshToken || token === world.row.accessToken;
  if (isHeld) return { ...world, broken: `(d) ${token} is revoked at the provider, and it is in use` };
  return tokens.refreshToken === undefined ? world : { ...world, provider: revoke(world.provider, token) };
}

/** Step 8, or the provider's clear word. */
function putDown(world: World, i: number, { seen, lease, verdict }: In<'putting down'>, rules: Rules): Move[] {
  if (verdict.kind === 'dead') {
    return statement(world, i, 'mark the grant dead', {
      away: giveUp(i),
      run: () => {
        const { row, marked } = rules.markDead(world.row, lease, verdict.reason);
        const to = { ...withPhase(world, i, marked ? { is: 'idle' } : { is: 'looking', seen }), row };
        const story = `${names[i]} marks the grant dead, ${verdict.reason}: ${marked ? 'done' : 'it moved on'}`;
        return { kind: 'step', story, to };
      },
    });
  }
  if (verdict.kind === 'narrowing-refused') throw new Error('nothing was narrowed');
  return statement(world, i, 'release', {
    away: giveUp(i),
    run: () => {
      const row = rules.release(world.row, lease, verdict, world.now);
      const next: Phase = verdict.error === 'stalled' ? { is: 'looking', seen } : { is: 'idle' };
      const story = `${names[i]} releases, attempt ${verdict.attempt}, ${verdict.error}`;
      return { kind: 'step', story, to: { ...withPhase(world, i, next), row } };
    },
  });
}

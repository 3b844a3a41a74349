import { REPLAY_AFTER, TAKE_OVER_AFTER, TAKE_OVER_IN_WINDOW } from '../../src/grants/refresh/decisions.ts';
import { REFRESH_TIMEOUT as REQUEST_LIFE } from '../../src/providers/oauth-client.ts';
import * as memory from './memory-refresh.store.ts';
import { hear, holderMoves } from './holder.ts';
import { consent, present, revoke } from './provider-model.ts';
import {
  after,
  losing,
  may,
  names,
  withHolder,
  withPhase,
  type Limits,
  type Move,
  type Request,
  type Rules,
  type World,
} from './world.ts';

const RENEW_EVERY = 10_000;

/** Everything that may happen next. */
export function moves(world: World, rules: Rules, limits: Limits): Move[] {
  const steps = [
    ...holderMoves(world, 0, rules, limits),
    ...holderMoves(world, 1, rules, limits),
    ...wireMoves(world, rules, limits),
    ...wake(world, 0),
    ...wake(world, 1),
    ...recover(world),
  ];
  const isUrgent = steps.some(({ kind }) => kind === 'step');
  return [
    ...steps,
    ...(isUrgent ? [] : timeMoves(world, rules, limits)),
    ...[0, 1].flatMap((i) => want(world, i)),
    ...mishapMoves(world, rules, limits),
  ];
}

/** A caller found the access token over. */
function want(world: World, i: number): Move[] {
  const { row, holders, wants } = world;
  const isFree = holders[i]!.phase.is === 'idle' && holders[i]!.stalledUntil === null;
  if (wants === 0 || !isFree || row.status !== 'active') return [];
  const to = withPhase({ ...world, wants: wants - 1 }, i, { is: 'looking', seen: row.accessGeneration });
  return [{ kind: 'want', story: `a caller asks ${names[i]} for a newer token`, to }];
}

function wake(world: World, i: number): Move[] {
  const { stalledUntil } = world.holders[i]!;
  if (stalledUntil === null) return [];
  const kind = world.now < stalledUntil ? 'later' : 'step';
  return [{ kind, story: `${names[i]} goes on`, to: withHolder(world, i, { stalledUntil: null }) }];
}

function recover(world: World): Move[] {
  if (world.databaseSince !== null) return [];
  return [{ kind: 'later', story: 'the database is back', to: { ...world, databaseSince: world.now } }];
}

/** Requests arrive at the provider, and answers at their holder, at any time until their life ends. */
function wireMoves(world: World, rules: Rules, limits: Limits): Move[] {
  return world.requests.flatMap((request): Move[] => {
    const rest = world.requests.filter((other) => other !== request);
    const isMine = request.isOpen && world.holders[request.holder]!.stalledUntil === null;
    const overdue = world.now > request.sentAt + REQUEST_LIFE;
    // What has to happen now is urgent: an answer is not slower than that.
    const kind = isMine && world.now >= request.sentAt + limits.slowestAnswer ? 'step' : 'later';
    if (isMine && overdue && (request.answer === undefined || rules.timerBeatsSocket)) {
      const story = `${names[request.holder]}’s request times out`;
      const to = broken(world, request, rules, limits);
      // An answer that came in time, to a process that was stopped, is not lost on the wire: we have it.
      const isOurs = request.answer !== undefined && !request.isLate;
      return [{ kind: 'step', story, to: isOurs ? { ...to, answerLost: world.answerLost } : to }];
    }
    if (request.answer === undefined)
      return world.now <= request.arrivesBy ? [{ kind, ...arrive(world, request, rest) }] : [];
    return isMine ? [{ kind, ...capture({ ...world, requests: rest }, request, rules, limits) }] : [];
  });
}

type Happening = Omit<Move, 'kind'>;

function arrive(world: World, request: Request, rest: readonly Request[]): Happening {
  const { provider, presented } = present(world.provider, request.token, world.now);
  const answer = presented.kind === 'tokens' ? presented.tokens : 'refused';
  const says = answer === 'refused' ? 'refuses' : `gives ${answer.refreshToken ?? answer.accessToken}`;
  const story = `${names[request.holder]}’s ${request.token} arrives; the provider ${says}`;
  const arrived = { ...world, provider };
  const isLate = world.now > request.sentAt + REQUEST_LIFE;
  if (request.isOpen) return { story, to: { ...arrived, requests: [...rest, { ...request, answer, isLate }] } };
  const to = { ...arrived, requests: rest };
  return { story: `${story}, and nobody hears it`, to: answer === 'refused' ? to : losing(to, answer) };
}

/** Step 5. */
function capture(world: World, { holder: i, answer }: Request, rules: Rules, limits: Limits): Happening {
  if (answer === undefined) throw new Error('there is no answer yet');
  const { phase } = world.holders[i]!;
  if (phase.is !== 'sent') throw new Error('nobody waits for this answer');
  if (answer === 'refused') {
    const refusal = {
      kind: 'error',
      status: 400,
      error: 'invalid_grant',
      retryAfter: undefined,
      body: 'json',
    } as const;
    return { story: `${names[i]} hears invalid_grant`, to: hear(world, i, refusal, rules, limits) };
  }
  const { seen, lease } = phase;
  const to = withPhase(world, i, { is: 'captured', seen, lease, tokens: answer });
  return { story: `${names[i]} captures ${answer.refreshToken ?? answer.accessToken}`, to };
}

/** The connection is gone. A request that did not arrive yet may still do so, a little later. */
function broken(world: World, request: Request, rules: Rules, limits: Limits): World {
  const requests = world.requests.filter((other) => other !== request);
  const orphan = { ...request, isOpen: false, arrivesBy: Math.min(request.arrivesBy, world.now + 9_999) };
  const { answer } = request;
  const mayArrive = answer === undefined && orphan.arrivesBy >= world.now;
  const cut = { ...world, requests: mayArrive ? [...requests, orphan] : requests };
  const lost = answer === undefined || answer === 'refused' ? cut : losing(cut, answer);
  return hear(lost, request.holder, { kind: 'unknown', cause: undefined }, rules, limits);
}

function mishapMoves(world: World, rules: Rules, limits: Limits): Move[] {
  if (world.mishapsLeft === 0) return [];
  const mishap = (name: Parameters<typeof may>[1], story: string, to: () => World): Move[] =>
    may(world, name) ? [{ kind: 'mishap', story, to: after(to(), name) }] : [];
  const isThere = world.databaseSince !== null;
  return [
    ...[0, 1].flatMap((i) => {
      const { phase, kept, stalledUntil, lateRenewal } = world.holders[i]!;
      const isBusy = phase.is !== 'idle' || kept.length > 0;
      const canStall = stalledUntil === null && isBusy && phase.is !== 'looking' && phase.is !== 'waiting';
      const stopped = { stalledUntil: world.now + limits.longestStall, wasStalled: true };
      return [
        ...(isBusy ? mishap('crash', `${names[i]} is killed, and starts anew`, () => crash(world, i)) : []),
        ...(canStall ? mishap('stall', `${names[i]} is stopped`, () => withHolder(world, i, stopped)) : []),
        ...(phase.is === 'captured' && lateRenewal === null && stalledUntil === null
          ? mishap('late renewal', `a renewal of ${names[i]}’s is still under way`, () =>
              withHolder(world, i, { lateRenewal: phase.lease }),
            )
          : []),
      ];
    }),
    ...world.requests
      .filter(({ isOpen, holder }) => isOpen && world.holders[holder]!.stalledUntil === null)
      .flatMap((request) => {
        const i = request.holder;
        const rest = { ...world, requests: world.requests.filter((other) => other !== request) };
        const refusal = {
          kind: 'error',
          status: 401,
          error: 'invalid_client',
          retryAfter: undefined,
          body: 'json',
        } as const;
        return [
          ...mishap('connection breaks', `${names[i]}’s connection breaks`, () =>
            broken(world, request, rules, limits),
          ),
          ...(request.answer === undefined
            ? mishap('invalid_client', `the provider says invalid_client to ${names[i]}`, () =>
                hear(rest, i, refusal, rules, limits),
              )
            : []),
        ];
      }),
    ...(isThere ? mishap('database away', 'the database goes away', () => ({ ...world, databaseSince: null })) : []),
    ...(isThere ? mishap('re-link', 'the person links anew', () => relink(world, rules)) : []),
    ...(isThere
      ? mishap('re-link without refresh token', 'the person links anew, and no refresh token comes', () => ({
          ...world,
          row: rules.link(world.row, { accessToken: 'A-without', refreshToken: undefined }),
        }))
      : []),
    ...(isThere && world.row.status !== 'revoked'
      ? mishap('revoke', 'the person revokes', () => revokeGrant(world))
      : []),
  ];
}

/** The process loses its memory; what is in the spool is there when it starts anew. */
function crash(world: World, i: number): World {
  const { kept, phase } = world.holders[i]!;
  const spooled = kept.filter(({ isSpooled }) => isSpooled);
  const gone = {
    ...withHolder(world, i, {
      ...{ phase: { is: 'idle' }, kept: spooled, stalledUntil: null, wasStalled: false, lateRenewal: null },
    }),
    requests: world.requests
      .filter(({ holder, isOpen, answer, arrivesBy }) => {
        return holder !== i || !isOpen || (answer === undefined && arrivesBy >= world.now);
      })
      .map((request) => (request.holder === i ? { ...request, isOpen: false } : request)),
  };
  const lost = [
    ...kept.filter(({ isSpooled }) => !isSpooled).map(({ tokens }) => tokens),
    ...(phase.is === 'captured' ? [phase.tokens] : []),
    ...world.requests.flatMap(({ holder, isOpen, answer }) =>
      holder === i && isOpen && answer !== undefined && answer !== 'refused' ? [answer] : [],
    ),
  ];
  return lost.reduce(losing, gone);
}

function relink(world: World, rules: Rules): World {
  const { provider, tokens } = consent(world.provider);
  const chain = provider.chains.length - 1;
  return { ...world, provider, row: rules.link(world.row, tokens), chain, answerLost: false };
}

/** As revoke-grant.ts: at the provider as well as that goes, then here for certain. */
function revokeGrant(world: World): World {
  const { row, provider } = world;
  const ended = row.refreshToken === null ? provider : revoke(provider, row.refreshToken);
  return { ...world, provider: ended, row: memory.revoke(row) };
}

/** Time stands still, or jumps to the next instant at which something is decided otherwise: just before it, and at it. */
function timeMoves(world: World, rules: Rules, limits: Limits): Move[] {
  const next = Math.min(...corners(world, rules, limits).filter((at) => at > world.now));
  if (next === Infinity) return [];
  return [{ kind: 'time', story: `${(next - world.now) / 1000} s pass`, to: jump(world, next, rules) }];
}

function corners({ row, holders, requests, provider, databaseSince }: World, rules: Rules, limits: Limits): number[] {
  const { reuseWindow } = limits;
  const list = rules.instants(row);
  if (row.leaseExpiresAt !== null) list.push(row.leaseExpiresAt);
  if (row.retryAt !== null) list.push(row.retryAt);
  if (row.attemptStartedAt !== null) {
    list.push(row.attemptStartedAt + REPLAY_AFTER);
    if (reuseWindow > 0) list.push(row.attemptStartedAt + reuseWindow - 1, row.attemptStartedAt + reuseWindow);
  }
  for (const { phase, stalledUntil } of holders) {
    if (stalledUntil !== null) list.push(stalledUntil);
    if (phase.is === 'waiting') list.push(phase.patienceEnds + 1);
    if (phase.is === 'leasing' || phase.is === 'leased') list.push(phase.issued + 10_000, phase.issued + 10_001);
  }
  for (const { sentAt, arrivesBy, isOpen, answer } of requests) {
    if (isOpen) list.push(sentAt + limits.slowestAnswer, sentAt + REQUEST_LIFE, sentAt + REQUEST_LIFE + 1);
    if (answer === undefined) list.push(arrivesBy, arrivesBy + 1);
  }
  if (provider.kind === 'window') {
    for (const spent of provider.chains.flatMap(({ tokens }) => tokens)) {
      if (typeof spent === 'number') list.push(spent + provider.window, spent + provider.window + 1);
    }
  }
  if (databaseSince !== null) list.push(databaseSince + TAKE_OVER_IN_WINDOW, databaseSince + TAKE_OVER_AFTER);
  return list;
}

function jump(world: World, now: number, rules: Rules): World {
  const there = {
    ...world,
    now,
    requests: world.requests.filter(({ isOpen, arrivesBy }) => isOpen || arrivesBy >= now),
  };
  if (world.databaseSince === null) return there;
  // Step 3: whoever waits for an answer, and is not stopped, renewed its lease every ten seconds.
  return world.holders.reduce((to, { phase, stalledUntil }) => {
    if (phase.is !== 'sent' || stalledUntil !== null) return to;
    const renewals = Math.floor((now - phase.sentAt) / RENEW_EVERY);
    if (phase.sentAt + renewals * RENEW_EVERY <= world.now) return to;
    return { ...to, row: rules.renew(to.row, phase.lease, phase.sentAt + renewals * RENEW_EVERY).row };
  }, there);
}

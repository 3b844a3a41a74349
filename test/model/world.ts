import { judge, nextStep, type Verdict, STOPPED_AFTER_LEASE } from '../../src/grants/refresh/decisions.ts';
import * as memory from './memory-refresh.store.ts';
import type { Row, RowLease, Tokens } from './memory-refresh.store.ts';
import { consent, type Provider, type ProviderKind } from './provider-model.ts';

/** All there is at one moment: the row, two holders (processes), what is on the wire, and the provider. */
export interface World {
  readonly now: number;
  readonly row: Row;
  readonly holders: readonly [Holder, Holder];
  readonly requests: readonly Request[];
  readonly provider: Provider;
  /** Since when the database can be reached; `null`: it is away. */
  readonly databaseSince: number | null;
  /** How often callers may still ask for a newer token. */
  readonly wants: number;
  /** What may still happen, and how much of it in all. */
  readonly mishaps: Readonly<Record<Mishap, number>>;
  readonly mishapsLeft: number;
  /** The fence of the newest lease: who may send. */
  readonly newestLease: number;
  /** The newest consent's chain at the provider. */
  readonly chain: number;
  /** A refresh token of that chain was in an answer that a mishap took from us: what follows is nobody's fault. */
  readonly answerLost: boolean;
  /** Which property this last step broke. */
  readonly broken: string | undefined;
}

export interface Holder {
  readonly phase: Phase;
  /** Step 7: answers that the database did not take yet. Those in the spool outlive the process. */
  readonly kept: readonly KeptAnswer[];
  /** Stopped, as by SIGSTOP, until then at the latest. */
  readonly stalledUntil: number | null;
  /** Was stopped during this attempt: others may rightly think that it is gone. */
  readonly wasStalled: boolean;
  /** A renewal whose statement is still on its way to the database. */
  readonly lateRenewal: RowLease | null;
}

export interface KeptAnswer {
  readonly lease: RowLease;
  readonly tokens: Tokens;
  readonly isSpooled: boolean;
}

/** What a holder is about to do next. The names are refresh.md's. */
export type Phase =
  | { is: 'idle' }
  /** Reads the row, and asks `nextStep`. */
  | { is: 'looking'; seen: number }
  /** Step 4: a loser. */
  | { is: 'waiting'; seen: number; patienceEnds: number }
  /** Step 2: the statement is issued. */
  | { is: 'leasing'; seen: number; spends: Spending; issued: number }
  /** Has the lease, not yet looked at the clock. */
  | { is: 'leased'; seen: number; spends: Spending; issued: number; lease: RowLease }
  /** Step 3: waits for the answer. Its request may be on the wire, or lost. */
  | { is: 'sent'; seen: number; spends: Spending; lease: RowLease; sentAt: number }
  /** Step 5: the answer is in memory, about to be stored (step 6). */
  | { is: 'captured'; seen: number; lease: RowLease; tokens: Tokens }
  /** Step 8, or the provider's clear word. */
  | { is: 'putting down'; seen: number; lease: RowLease; verdict: Verdict };

/** The row as it was read before leasing. */
export interface Spending {
  readonly token: string;
  readonly generation: number;
  readonly fence: number;
  readonly failures: number;
}

/** A request to the token endpoint, until its answer is heard or it cannot arrive any more. */
export interface Request {
  readonly holder: number;
  readonly fence: number;
  readonly token: string;
  readonly sentAt: number;
  /** Whether the connection stands: whether anybody will hear the answer. */
  readonly isOpen: boolean;
  /** It reaches the provider by then, or never. */
  readonly arrivesBy: number;
  readonly answer: Tokens | 'refused' | undefined;
  /** Whether the provider answered only when the request's life was over. */
  readonly isLate: boolean;
}

export type Mishap =
  /** A holder is killed, and starts anew at once. */
  | 'crash'
  | 'stall'
  /** The connection to the provider breaks: a request or an answer is lost, or late. */
  | 'connection breaks'
  /** The request is known not to have left. */
  | 'not sent'
  | 'invalid_client'
  | 'database away'
  /** A statement was carried out, and nobody told us. */
  | 'word lost'
  /** A renewal runs after the answer was stored. */
  | 'late renewal'
  | 're-link'
  /** Its answer brought no refresh token. */
  | 're-link without refresh token'
  | 'revoke';

/** The protocol, so that a test may break one part of it; by default the real decisions, and transitions as in SQL. */
export interface Rules {
  nextStep: typeof nextStep;
  judge: typeof judge;
  lease: typeof memory.lease;
  renew: typeof memory.renew;
  store: typeof memory.store;
  release: typeof memory.release;
  markDead: typeof memory.markDead;
  link: typeof memory.link;
  /** Whether an answer that took so long is kept. */
  keepsAnswerAfter: (elapsed: number) => boolean;
  /** Step 3. */
  sendDeadline: number;
  /** A process that was stopped for longer than its request may live sees its own timer before the answer in the socket. */
  timerBeatsSocket: boolean;
  /** At which instants, apart from the usual, something is decided otherwise. */
  instants: (row: Row) => number[];
}

export const realRules: Rules = {
  ...{ nextStep, judge, lease: memory.lease, renew: memory.renew, store: memory.store },
  ...{ release: memory.release, markDead: memory.markDead, link: memory.link },
  keepsAnswerAfter: () => true,
  sendDeadline: 10_000,
  timerBeatsSocket: false,
  instants: ({ leaseExpiresAt }) => (leaseExpiresAt === null ? [] : [leaseExpiresAt + STOPPED_AFTER_LEASE]),
};

/** How the world may be. */
export interface Limits {
  provider: ProviderKind;
  /** What the provider does, and what its setting `REUSE_WINDOW` says. Milliseconds. */
  reuseWindow: number;
  /** Each kind, how often; kinds that are absent do not happen. */
  mishaps: Partial<Record<Mishap, number>>;
  /** How many mishaps in all. */
  atMost: number;
  wants: number;
  /** A process is stopped for so long at most. */
  longestStall: number;
  /** An answer takes so long at most, unless it is lost. */
  slowestAnswer: number;
  revokesSingly: boolean;
}

export const idle: Holder = {
  ...{ phase: { is: 'idle' }, kept: [], stalledUntil: null, wasStalled: false, lateRenewal: null },
};

const none: Record<Mishap, number> = {
  ...{ crash: 0, stall: 0, 'connection breaks': 0, 'not sent': 0, invalid_client: 0, 'database away': 0 },
  ...{ 'word lost': 0, 'late renewal': 0, 're-link': 0, 're-link without refresh token': 0, revoke: 0 },
};

/** Longer than any bound that the protocol knows. */
export const LONG = 1_000_000_000;

/** A grant was linked just now, and its access token is over. */
export function beginning({ provider: kind, reuseWindow, mishaps, atMost, wants }: Limits): World {
  const { provider, tokens } = consent({ kind, window: reuseWindow, chains: [] });
  return {
    ...{ now: LONG, row: memory.link(memory.unlinked, tokens), holders: [idle, idle], requests: [], provider },
    ...{ databaseSince: 0, wants, mishaps: { ...none, ...mishaps }, mishapsLeft: atMost },
    ...{ newestLease: 0, chain: 0, answerLost: false, broken: undefined },
  };
}

/** One thing that may happen next. */
export interface Move {
  /**
   * `step`: time stands still until it is done; `later`: sure to come, and time may pass before; `time`: a jump;
   * `want` and `mishap`: may come or not.
   */
  kind: 'step' | 'later' | 'time' | 'want' | 'mishap';
  story: string;
  to: World;
}

export const names = ['A', 'B'] as const;

export function withHolder(world: World, i: number, change: Partial<Holder>): World {
  const [a, b] = world.holders;
  const holders: World['holders'] = i === 0 ? [{ ...a, ...change }, b] : [a, { ...b, ...change }];
  return { ...world, holders };
}

export function withPhase(world: World, i: number, phase: Phase): World {
  return withHolder(world, i, phase.is === 'idle' ? { phase, wasStalled: false } : { phase });
}

export function may(world: World, mishap: Mishap): boolean {
  return world.mishapsLeft > 0 && world.mishaps[mishap] > 0;
}

export function after(world: World, mishap: Mishap): World {
  const mishaps = { ...world.mishaps, [mishap]: world.mishaps[mishap] - 1 };
  return { ...world, mishaps, mishapsLeft: world.mishapsLeft - 1 };
}

/** An answer is gone. It counts where it was the only place of its refresh token. */
export function losing(world: World, { refreshToken }: Tokens): World {
  if (refreshToken === undefined || refreshToken === world.row.refreshToken) return world;
  const isOfThisChain = refreshToken.startsWith(`R${world.chain}.`);
  const isKept = world.holders.some(({ kept }) => kept.some(({ tokens }) => tokens.refreshToken === refreshToken));
  return isOfThisChain && !isKept ? { ...world, answerLost: true } : world;
}

import { newId } from '../../crypto/random.ts';
import type { Clock } from '../../database/clock.ts';
import type { Log } from '../../log/logger.ts';
import { DatabaseUnavailable, Problem } from '../../problem/problem.ts';
import type { Breaker } from '../../providers/breaker.ts';
import type { ClientEvidence } from '../../providers/client-evidence.ts';
import type { GrantTies } from '../../providers/grant-ties.ts';
import type { Provider } from '../../providers/provider.ts';
import type { TokenAnswer } from '../../providers/token-answer.ts';
import { inSpan } from '../../tracing/span.ts';
import type { GrantEvents } from '../events.ts';
import type { GrantReason } from '../grant.entity.ts';
import { toGranted, type GrantMetadata } from '../granted.ts';
import { persistently } from '../persistently.ts';
import type { RefreshTally } from '../series/refresh-tally.ts';
import type { GrantVault } from '../vault.ts';
import { judge, type Verdict } from './decisions.ts';
import type { AnswerKeeper } from './keep-answer.ts';
import type { Outcome, RefreshOrder } from './outcome.ts';
import type { Lease, RefreshableGrant, RefreshStore, Release } from './refresh.store.ts';

/** Step 3: from the lease statement's issue to the sending. */
const SEND_DEADLINE = 10_000;
const RENEW_EVERY = 10_000;
/** About two minutes: afterwards the mark has lost its meaning. */
const RELEASE_TRIES = 200;
/** What callers are told while a provider never answered yet. */
const UNKNOWN_RETRY = 5_000;

/** What is sent, in clear, and what is known of the grant when it is. */
interface Spent {
  refreshToken: string;
  ties: GrantTies;
  metadata: GrantMetadata;
}

export interface AttemptParts {
  store: RefreshStore;
  keeper: AnswerKeeper;
  vault: GrantVault;
  evidence: ClientEvidence;
  events: GrantEvents;
  tally: RefreshTally;
  clock: Clock;
  log: Log;
}

/** One attempt to spend a refresh token: lease, send, capture (in providers/), store or release. Steps 2, 3, 5, 6 and 8. */
export class Attempt {
  private readonly owner = newId();
  private readonly parts: AttemptParts;

  constructor(parts: AttemptParts) {
    this.parts = parts;
  }

  /** @returns `again` when the row must be looked at anew  @throws DatabaseUnavailable, DoesNotOpen before anything is spent */
  async make(order: RefreshOrder, grant: RefreshableGrant, sealed: string): Promise<Outcome | 'again'> {
    const { store, vault } = this.parts;
    const { breaker } = order.provider;
    // Opened before leasing: a value that does not open is an alarm, and spends nothing.
    const holder = { grantId: grant.id, userId: grant.userId, provider: grant.provider };
    const { proofKey, tokenHost, metadata } = grant.besides;
    const spent: Spent = {
      refreshToken: vault.openRefreshToken(sealed, holder),
      metadata,
      ties: {
        tokenHost: tokenHost ?? undefined,
        proofKey: proofKey === null ? undefined : vault.openProofKey(proofKey, holder),
      },
    };
    if (!breaker.mayPass()) return { kind: 'failed', misconfigured: false, retryIn: breaker.restsFor };
    try {
      if (!(await this.isKnown(order.provider)))
        return { kind: 'failed', misconfigured: false, retryIn: UNKNOWN_RETRY };
      const issued = this.parts.clock.monotonic();
      const lease = await inSpan('refresh lease', {}, async (note) => {
        const taken = await store.lease(grant, this.owner);
        note({ 'tokenstore.refresh.leased': taken !== undefined });
        return taken;
      });
      if (lease === undefined) return 'again';
      order.provider.budget.spend();
      if (this.parts.clock.monotonic() - issued > SEND_DEADLINE) return await this.giveBack(lease);
      return await this.send(order, grant, lease, spent);
    } finally {
      breaker.passed();
    }
  }

  /** Before the process ends, when no attempt is under way any more. */
  settle(): void {
    this.parts.keeper.settle();
  }

  /** Asked before leasing: afterwards there is no time to find out where the token endpoint is. */
  private async isKnown(provider: Provider): Promise<boolean> {
    try {
      await provider.client.server();
      return true;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.parts.log.warn({ err: error, provider: provider.id }, 'the provider’s metadata cannot be had');
      return false;
    }
  }

  /** Stalled between lease and sending: somebody else may think by now that we are gone. */
  private async giveBack(lease: Lease): Promise<'again'> {
    await this.parts.store.release(lease, { attempt: 'cleared', error: 'stalled', retryIn: 0, refusal: false });
    return 'again';
  }

  private async send(
    order: RefreshOrder,
    grant: RefreshableGrant,
    lease: Lease,
    spent: Spent,
  ): Promise<Outcome | 'again'> {
    const { provider, variant } = order;
    const { clock, tally } = this.parts;
    const sent = clock.monotonic();
    const answer = await inSpan('refresh send', {}, async (note) => {
      const its = await this.whileRenewing(lease, () =>
        provider.client.refresh(spent.refreshToken, variant === '' ? undefined : variant, spent.ties),
      );
      note({ 'tokenstore.refresh.answer': its.kind });
      return its;
    });
    const latency = clock.monotonic() - sent;
    if (answer.kind === 'tokens') {
      // First what must not be lost.
      const kept = await this.keep(order, lease, spent, answer);
      tally.count(provider.id, 'kept', latency);
      return kept;
    }
    const verdict = await this.judge(order, grant, lease, answer);
    tally.count(provider.id, verdict.kind, latency);
    return this.putDown(order, lease, verdict);
  }

  /** Step 3. However long the provider takes, the lease stays ours; a renewal that fails aborts nothing. */
  private async whileRenewing<T>(lease: Lease, call: () => Promise<T>): Promise<T> {
    const renewing = setInterval(() => {
      this.parts.store.renew(lease).catch((error: unknown) => {
        this.parts.log.warn({ err: error, grant: lease.grantId }, 'a lease was not renewed');
      });
    }, RENEW_EVERY);
    try {
      return await call();
    } finally {
      clearInterval(renewing);
    }
  }

  /** Step 6: what came is kept, whatever a check says of it, and whatever became of our lease. */
  private async keep(
    { provider, variant }: RefreshOrder,
    lease: Lease,
    { refreshToken, metadata, ties }: Spent,
    answer: TokenAnswer & { kind: 'tokens' },
  ): Promise<Outcome> {
    const { keeper, evidence, log } = this.parts;
    if (answer.alarm !== undefined) {
      log.error({ err: answer.alarm, grant: lease.grantId, provider: provider.id }, 'the answer failed a check; kept');
    }
    provider.breaker.succeeded();
    const granted = toGranted(answer.tokens, provider.settings, lease.attemptStartedAt, {
      refreshToken,
      metadata,
      tokenHost: ties.tokenHost,
    });
    const { REUSE_WINDOW: reuseWindow } = provider.settings;
    await inSpan('refresh store', {}, () =>
      keeper.keep({ lease, variant, granted, spent: { refreshToken, reuseWindow } }),
    );
    void evidence.taken(provider.id, provider.client.credentials);
    const { accessToken, tokenType, issuedAt, expiresAt } = granted;
    const scope = granted.scope ?? lease.scope;
    const generation = lease.generation + 1;
    return {
      kind: 'token',
      token: {
        ...{ grantId: lease.grantId, accessToken, tokenType, scope, issuedAt, expiresAt, generation },
        ...{ metadata: granted.metadata ?? {}, proofKey: ties.proofKey },
      },
    };
  }

  private async judge(
    { provider, variant }: RefreshOrder,
    grant: RefreshableGrant,
    lease: Lease,
    answer: Exclude<TokenAnswer, { kind: 'tokens' }>,
  ): Promise<Verdict> {
    const { evidence, log } = this.parts;
    const verdict = judge(answer, {
      lease,
      grant,
      variant,
      deadErrors: provider.settings.DEAD_ERRORS,
      reuseWindow: provider.settings.REUSE_WINDOW,
      // Not knowing speaks for the grant.
      credentialsTaken: await evidence.wasTaken(provider.id, provider.client.credentials).catch(() => false),
      chance: Math.random(),
    });
    report(provider.breaker, grant.id, answer, verdict);
    log.warn(
      { ...causeOf(answer), grant: grant.id, provider: provider.id, answer: describe(answer), verdict: verdict.kind },
      verdict.kind === 'ours' ? 'the store is misconfigured at this provider, or refused there' : 'a refresh failed',
    );
    return verdict;
  }

  /** A mark that stays although an answer came would keep everybody waiting: put down later, if the database is away now. */
  private async release(lease: Lease, how: Release): Promise<void> {
    const task = (): Promise<void> => this.parts.store.release(lease, how);
    try {
      await task();
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable)) throw error;
      persistently(task, { tries: RELEASE_TRIES }).catch((failure: unknown) => {
        this.parts.log.warn({ err: failure, grant: lease.grantId }, 'an attempt could not be put down');
      });
    }
  }

  private tellOfEnd({ grantId, userId, provider }: Lease, reason: GrantReason): void {
    this.parts.events.emit({ type: 'reauth_required', grantId, userId, provider, reason });
  }

  /** Step 8, or the provider's clear word. */
  private async putDown(order: RefreshOrder, lease: Lease, verdict: Verdict): Promise<Outcome | 'again'> {
    const { store } = this.parts;
    switch (verdict.kind) {
      case 'dead': {
        const marked = await store.markDead(lease, verdict.reason);
        if (marked) this.tellOfEnd(lease, verdict.reason);
        // Another's answer was stored meanwhile: theirs is the newer word.
        return marked ? { kind: 'ended', reason: verdict.reason } : 'again';
      }
      case 'narrowing-refused':
        await this.release(lease, { attempt: 'cleared', error: 'narrowing_refused', retryIn: 0, refusal: false });
        return verdict;
      case 'ours':
      case 'transient':
        await this.release(lease, verdict);
        return { kind: 'failed', misconfigured: verdict.kind === 'ours', retryIn: verdict.retryIn };
    }
  }
}

function report(breaker: Breaker, grantId: string, answer: TokenAnswer, verdict: Verdict): void {
  const isTooMany = answer.kind === 'error' && answer.status === 429;
  if (verdict.kind === 'dead' || verdict.kind === 'narrowing-refused') breaker.succeeded();
  else if (!verdict.refusal) breaker.failed({ grantId, mayBeTheGrants: isTooMany });
}

function describe(answer: TokenAnswer): Record<string, unknown> {
  if (answer.kind !== 'error') return { kind: answer.kind };
  return { kind: answer.kind, status: answer.status, error: answer.error?.slice(0, 60) };
}

function causeOf(answer: TokenAnswer): { err?: unknown } {
  return answer.kind === 'not-sent' || answer.kind === 'unknown' ? { err: answer.cause } : {};
}

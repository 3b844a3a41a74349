import type { Clock } from '../../database/clock.ts';
import type { Database } from '../../database/database.ts';
import type { Metrics } from '../../metrics/metrics.ts';
import { inSpan, type Note } from '../../tracing/span.ts';
import type { GrantVault } from '../vault.ts';
import type { Attempt } from './attempt.ts';
import { isOurs, nextStep } from './decisions.ts';
import { Flights } from './flights.ts';
import type { Home } from './home.ts';
import type { GrantNews, Watch } from './news.ts';
import type { Outcome, RefreshOrder } from './outcome.ts';
import type { RefreshableGrant, RefreshStore, StoredToken } from './refresh.store.ts';

/** Step 4: how long a loser watches another's lease. */
const LOSER_PATIENCE = 15_000;
/** What a copy that may not refresh tells its callers. */
const OFF_RETRY = 60_000;

export interface RefresherParts {
  store: RefreshStore;
  attempt: Attempt;
  news: GrantNews;
  home: Home;
  vault: GrantVault;
  database: Pick<Database, 'reachableFor'>;
  metrics: Metrics;
  clock: Clock;
}

/**
 * Brings newer access tokens by the steps of refresh.md. Here are step 1, join, and step 4, wait; one attempt, steps 2 to
 * 8, is in attempt.ts; what to do with a row as it stands is decided in decisions.ts.
 */
export class Refresher {
  private readonly flights = new Flights<Outcome>();
  private readonly parts: RefresherParts;

  constructor(parts: RefresherParts) {
    this.parts = parts;
  }

  /** A newer token than the one `seen`, from whoever brings it. @throws DatabaseUnavailable, DoesNotOpen */
  async refresh(order: RefreshOrder): Promise<Outcome> {
    if (!this.parts.home.mayRefresh) return { kind: 'failed', misconfigured: false, retryIn: OFF_RETRY };
    const about = { 'tokenstore.provider': order.provider.id, 'tokenstore.grant.id': order.grantId };
    return inSpan('refresh', about, async (note) => {
      const first = await this.join(order, note);
      // The flight was begun for an older token, and brought the very one that is not good enough.
      const isStale = first.kind === 'token' && first.token.generation <= order.seen;
      const outcome = isStale ? await this.join(order, note) : first;
      note({ 'tokenstore.refresh.outcome': outcome.kind });
      return outcome;
    });
  }

  /** Before the process ends: resolves when every refresh under way has ended and every answer is kept. */
  async drain(): Promise<void> {
    await this.flights.landed();
    this.parts.attempt.settle();
  }

  private join(order: RefreshOrder, note: Note): Promise<Outcome> {
    let isJoined = true;
    const flight = this.flights.join(`${order.grantId} ${order.variant}`, () => {
      isJoined = false;
      return this.fly(order, note);
    });
    note({ 'tokenstore.refresh.joined': isJoined });
    return flight;
  }

  private async fly(order: RefreshOrder, note: Note): Promise<Outcome> {
    const watch = this.parts.news.watch(order.grantId);
    try {
      return await this.untilDecided(order, watch);
    } finally {
      watch.end();
      note({ 'tokenstore.refresh.waited': Math.round(watch.waited) });
      if (watch.waited > 0) this.parts.metrics.leaseWaitSeconds.observe(watch.waited / 1000);
    }
  }

  private async untilDecided(order: RefreshOrder, watch: Watch): Promise<Outcome> {
    const { store, attempt, clock, database } = this.parts;
    const { ROTATES, REUSE_WINDOW } = order.provider.settings;
    const patienceEnds = clock.monotonic() + LOSER_PATIENCE;
    for (;;) {
      const grant = await store.read(order.grantId, order.variant);
      if (grant === undefined) return { kind: 'ended', reason: null };
      const step = nextStep(grant, order.seen, {
        reachableFor: database.reachableFor,
        rotates: ROTATES !== 'no',
        reuseWindow: REUSE_WINDOW,
      });
      switch (step.kind) {
        case 'adopt':
          return { kind: 'token', token: this.open(grant, order.variant, step.token) };
        case 'ended':
          return { kind: 'ended', reason: step.reason };
        case 'barren':
          await this.endIfOver(grant);
          return { kind: 'ended', reason: 'expired' };
        case 'rest':
          return { kind: 'failed', misconfigured: isOurs(step.error), retryIn: step.retryIn };
        case 'wait':
          if (clock.monotonic() > patienceEnds) return { kind: 'failed', misconfigured: false, retryIn: 2_000 };
          await watch.next();
          break;
        case 'lease': {
          const outcome = await attempt.make(order, grant, step.refreshToken);
          if (outcome !== 'again') return outcome;
        }
      }
    }
  }

  /** Nothing is left to refresh with: the grant ends with its access token. */
  private async endIfOver(grant: RefreshableGrant): Promise<void> {
    const { token, now } = grant;
    if (token === undefined || (token.expiresAt !== null && token.expiresAt <= now))
      await this.parts.store.markExpired(grant);
  }

  private open({ id, userId, provider, besides }: RefreshableGrant, variant: string, token: StoredToken) {
    const { vault } = this.parts;
    const holder = { grantId: id, userId, provider };
    const accessToken = vault.openAccessToken(token.accessToken, holder, variant);
    const proofKey = besides.proofKey === null ? undefined : vault.openProofKey(besides.proofKey, holder);
    return { ...token, grantId: id, accessToken, metadata: besides.metadata, proofKey };
  }
}

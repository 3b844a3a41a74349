import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../../log/logger.ts';
import type { Metrics } from '../../metrics/metrics.ts';
import { DatabaseUnavailable } from '../../problem/problem.ts';
import type { BreakerState } from '../../providers/breaker.ts';
import type { ProviderCatalogue } from '../../providers/catalogue.ts';
import type { Provider } from '../../providers/provider.ts';
import { REPLAY_AFTER } from '../refresh/decisions.ts';
import type { Home } from '../refresh/home.ts';
import type { Refresher } from '../refresh/refresher.ts';
import type { DueGrant, DueGrantStore } from './due-grants.store.ts';

export interface KeeperParts {
  catalogue: ProviderCatalogue;
  due: DueGrantStore;
  refresher: Refresher;
  home: Home;
  metrics: Metrics;
  log: Log;
}

/** Milliseconds between two passes, from `least` to twice that. */
const REST = 5_000;
/** Refreshes at a time, a provider. */
const AT_ONCE = 8;
/** A pass looks at so many; some of them may have to rest. */
const UNSETTLED_A_PASS = 200;
const BREAKER_STATES: readonly BreakerState[] = ['closed', 'half-open', 'open'];

/**
 * Keeps grants alive whose refresh token would die of disuse: every replica looks for what is due, claims a few, and has
 * them refreshed like any caller would. Each provider has its own loop, budget and breaker, so that none starves another;
 * after an outage a backlog is worked off at `RATE`, not in a storm. It also has attempts repeated whose outcome nobody
 * knows, in time for the provider to answer again.
 */
export class Keeper {
  private readonly parts: KeeperParts;
  private readonly stopping = new AbortController();
  private loops: Promise<void>[] = [];

  constructor(parts: KeeperParts) {
    this.parts = parts;
    const { metrics, catalogue, due } = parts;
    metrics.gauge(
      'tokenstore_keeper_backlog',
      'Grants that are due and not yet refreshed, up to 10000',
      ['provider'],
      async () =>
        Promise.all(catalogue.all.map(async ({ id }) => ({ labels: { provider: id }, value: await due.backlog(id) }))),
    );
    metrics.gauge('tokenstore_breaker', 'Breakers of this process: 0 closed, 1 half-open, 2 open', ['provider'], () =>
      Promise.resolve(
        catalogue.all.map(({ id, breaker }) => ({
          labels: { provider: id },
          value: BREAKER_STATES.indexOf(breaker.state),
        })),
      ),
    );
  }

  /** Begins, once. */
  start(): void {
    if (this.loops.length > 0) return;
    this.loops = this.parts.catalogue.all.map((provider) => this.tendForEver(provider));
  }

  /** Resolves when nothing more will be begun, and what was begun has ended. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.loops);
  }

  /** Works off what is due at a provider now, as far as budget and breaker allow. @returns how many were refreshed */
  async tend(provider: Provider): Promise<number> {
    let done = 0;
    if (provider.settings.KEEP_ALIVE === 'off') return done;
    for (;;) {
      const room = this.roomAt(provider);
      if (room === 0) return done;
      const claimed = await this.parts.due.claim(provider.id, room);
      if (claimed.length === 0) return done;
      await Promise.all(claimed.map((grant) => this.refresh(provider, grant)));
      done += claimed.length;
      this.parts.metrics.keptAlive.inc({ provider: provider.id }, claimed.length);
    }
    return done;
  }

  /**
   * Has attempts repeated whose outcome nobody knows, as soon as that is safe: a caller who would have it done may come
   * after the provider's reuse window. @returns how many were tried
   */
  async settle(provider: Provider): Promise<number> {
    const { ROTATES, REUSE_WINDOW } = provider.settings;
    let done = 0;
    if (ROTATES === 'no' || this.roomAt(provider) === 0) return done;
    const unsettled = await this.parts.due.unsettled(
      provider.id,
      UNSETTLED_A_PASS,
      REUSE_WINDOW > 0 ? 0 : REPLAY_AFTER,
    );
    for (let room; unsettled.length > 0 && (room = this.roomAt(provider)) > 0;) {
      const some = unsettled.splice(0, room);
      await Promise.all(some.map((grant) => this.refresh(provider, grant)));
      done += some.length;
    }
    return done;
  }

  /** How many refreshes may be begun now. */
  private roomAt({ breaker, budget }: Provider): number {
    if (this.stopping.signal.aborted || !this.parts.home.mayRefresh || breaker.restsFor > 0) return 0;
    return Math.min(AT_ONCE, budget.available);
  }

  private async tendForEver(provider: Provider): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await pause(REST * (1 + Math.random()), undefined, { signal, ref: false }).catch(() => undefined);
      await this.tendOnce(provider);
    }
  }

  private async tendOnce(provider: Provider): Promise<void> {
    try {
      await this.settle(provider);
      const done = await this.tend(provider);
      if (done > 0) this.parts.log.info({ provider: provider.id, grants: done }, 'grants kept alive');
    } catch (error) {
      const level = error instanceof DatabaseUnavailable ? 'debug' : 'error';
      this.parts.log[level]({ err: error, provider: provider.id }, 'the keeper will try again');
    }
  }

  private async refresh(provider: Provider, { grantId, generation }: DueGrant): Promise<void> {
    try {
      await this.parts.refresher.refresh({ grantId, provider, variant: '', seen: generation });
    } catch (error) {
      this.parts.log.warn({ err: error, grant: grantId }, 'a grant could not be kept alive for now');
    }
  }
}

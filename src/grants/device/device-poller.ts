import { setTimeout as pause } from 'node:timers/promises';
import type { AuditLog } from '../../audit/audit-log.ts';
import type { Log } from '../../log/logger.ts';
import { DatabaseUnavailable, Problem } from '../../problem/problem.ts';
import type { ProviderCatalogue } from '../../providers/catalogue.ts';
import { CodeExchangeFailed } from '../../providers/exchange-failure.ts';
import type { CodeExchange } from '../../providers/oauth-client.ts';
import type { Provider } from '../../providers/provider.ts';
import type { TokenAnswer } from '../../providers/token-answer.ts';
import type { KeepLink } from '../callback/keep-link.ts';
import { NarrowerGrant } from '../grant.store.ts';
import { persistently } from '../persistently.ts';
import type { Home } from '../refresh/home.ts';
import type { ClaimedDeviceLink, DeviceLinkStore } from './device-link.store.ts';

export interface DevicePollerParts {
  store: DeviceLinkStore;
  keepLink: KeepLink;
  catalogue: ProviderCatalogue;
  home: Home;
  audit: AuditLog;
  log: Log;
}

/** Milliseconds between two looks for links whose turn it is, from `least` to twice that. */
const REST = 1_000;
const AT_ONCE = 20;
/** RFC 8628 section 3.5. */
const SLOWER_BY = 5_000;
const SLOWEST = 60_000;
/** Tokens have come: about two minutes for the database to come back. */
const TRIES = 200;

/** Words of the standard, and of servers that have their own for a person's no. */
const DENIED = new Set(['access_denied', 'authorization_declined']);
/** The client is refused, or the server has a bad day: the code may be good all the same. */
const NOT_OF_THE_CODE = new Set(['invalid_client', 'temporarily_unavailable', 'server_error']);

/**
 * Asks providers whether people have entered their codes. Every replica looks for links whose turn it is; each is asked
 * about by the one that claimed it, no sooner than the provider allows.
 */
export class DevicePoller {
  private readonly parts: DevicePollerParts;
  private readonly stopping = new AbortController();
  private loop: Promise<void> | undefined;

  constructor(parts: DevicePollerParts) {
    this.parts = parts;
  }

  /** Begins, once. */
  start(): void {
    this.loop ??= this.goOn();
  }

  /** Resolves when nothing more will be asked, and what came is kept. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loop;
  }

  /** Asks about every link whose turn it is. @returns how many were claimed */
  async poll(): Promise<number> {
    if (this.stopping.signal.aborted || !this.parts.home.mayRefresh) return 0;
    const claimed = await this.parts.store.claim(AT_ONCE);
    await Promise.all(claimed.map((link) => this.pollOne(link)));
    return claimed.length;
  }

  private async goOn(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await pause(REST * (1 + Math.random()), undefined, { signal, ref: false }).catch(() => undefined);
      await this.poll().catch((error: unknown) => {
        const level = error instanceof DatabaseUnavailable ? 'debug' : 'error';
        this.parts.log[level]({ err: error }, 'device links will be looked at again');
      });
    }
  }

  private async pollOne(link: ClaimedDeviceLink): Promise<void> {
    const { catalogue, store, log } = this.parts;
    const provider = catalogue.find(link.provider);
    try {
      if (link.isOver || provider === undefined) await store.end(link, 'expired');
      else if (provider.breaker.restsFor > 0) await store.putBack(link, link.interval);
      else await this.ask(provider, link);
    } catch (error) {
      // The claim runs out, and somebody asks again.
      log.warn({ err: error, provider: link.provider, link: link.id }, 'a device link could not be looked after');
    }
  }

  private async ask(provider: Provider, link: ClaimedDeviceLink): Promise<void> {
    const deviceCode = this.parts.store.open(link);
    provider.budget.spend();
    try {
      const answer = await provider.client.pollDeviceCode(deviceCode);
      if ('kind' in answer) await this.heed(answer, link);
      else await this.keep(provider, link, answer);
    } catch (error) {
      if (error instanceof DatabaseUnavailable || !isFailure(error)) throw error;
      await this.fail(provider, link, error);
    }
  }

  /** RFC 8628 section 3.5: what came in place of tokens. */
  private async heed(answer: Exclude<TokenAnswer, { kind: 'tokens' }>, link: ClaimedDeviceLink): Promise<void> {
    const { store, log } = this.parts;
    const { interval } = link;
    if (answer.kind !== 'error') return store.putBack(link, Math.min(interval * 2, SLOWEST));
    const { error, status, retryAfter = 0 } = answer;
    if (error === 'authorization_pending') return store.putBack(link, interval);
    if (error === 'slow_down') return store.putBack(link, interval + SLOWER_BY);
    if (error !== undefined && DENIED.has(error)) return this.refuse(link, 'denied');
    if (error === 'expired_token') return this.refuse(link, 'expired');
    log.warn(
      { provider: link.provider, link: link.id, status, error },
      'a device link is not answered as it should be',
    );
    const mayPass =
      status >= 500 || status === 408 || status === 429 || error === undefined || NOT_OF_THE_CODE.has(error);
    if (!mayPass) return this.refuse(link, 'failed');
    return store.putBack(link, Math.max(Math.min(interval * 2, SLOWEST), Math.min(retryAfter * 1000, SLOWEST)));
  }

  private async refuse(link: ClaimedDeviceLink, status: 'denied' | 'expired' | 'failed'): Promise<void> {
    await this.parts.store.end(link, status);
    this.record(link, status);
  }

  private async keep(provider: Provider, link: ClaimedDeviceLink, exchange: CodeExchange): Promise<void> {
    const { keepLink, store } = this.parts;
    const { userId, subject, scope, ownLabel, now: since } = link;
    const wish = { userId, subject, scope, ownLabel, careful: true, since, tries: TRIES };
    const grantId = await keepLink.keep(provider, exchange, wish);
    await persistently(() => store.linked(link, grantId), { tries: TRIES });
    this.record(link, 'linked', grantId);
  }

  /** Tokens came and may not be kept, or the provider cannot be asked at all. */
  private async fail(provider: Provider, link: ClaimedDeviceLink, error: unknown): Promise<void> {
    const { store, keepLink, log } = this.parts;
    log.warn({ err: error, provider: provider.id, link: link.id }, 'a device link failed');
    if (error instanceof Problem && error.code !== 'wrong_account') {
      return store.putBack(link, Math.min(link.interval * 2, SLOWEST));
    }
    if (error instanceof CodeExchangeFailed && error.tokens !== undefined)
      await keepLink.discard(provider, error.tokens);
    await this.refuse(link, 'failed');
  }

  private record({ userId, provider, scope }: ClaimedDeviceLink, outcome: string, grantId?: string): void {
    this.parts.audit.record({ action: 'link', outcome, by: undefined, userId, provider, scope, grantId });
  }
}

function isFailure(error: unknown): boolean {
  return error instanceof Problem || error instanceof CodeExchangeFailed || error instanceof NarrowerGrant;
}

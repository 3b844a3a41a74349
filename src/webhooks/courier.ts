import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../database/clock.ts';
import type { Log } from '../log/logger.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { DatabaseUnavailable } from '../problem/problem.ts';
import type { ClaimedDelivery, DeliveryStore } from './delivery.store.ts';
import { judge, type Attempted } from './retry.ts';
import type { Sender } from './sender.ts';
import { signatureHeaders } from './signature.ts';
import type { DisabledReason } from './webhook.entity.ts';
import type { Target, WebhookStore } from './webhook.store.ts';

export interface CourierParts {
  webhooks: WebhookStore;
  deliveries: DeliveryStore;
  sender: Sender;
  metrics: Metrics;
  clock: Clock;
  log: Log;
}

/** What others decide, and are told. */
export interface CourierHooks {
  /** Whether this process may tell anybody: a restored copy must not tell what the original told. */
  mayDeliver: () => boolean;
  onDisabled: (webhookId: string, reason: DisabledReason) => void;
}

/** Milliseconds between two looks for what is due, from `least` to twice that. */
const REST = 750;
/** Attempts at a time, a webhook. */
const AT_ONCE = 8;
/** How long it is known what became of an event. */
const KEPT = 30 * 86_400_000;
const PRUNE_EVERY = 3_600_000;
const PRUNE_BATCH = 500;
const BETWEEN_BATCHES = 20;

/**
 * Delivers events to webhooks. Every replica looks for what is due, claims a few, and sends them; each webhook has a lane of
 * its own, so that one that is slow or away holds up no other. An event that was sent may be sent again, when the word that it
 * arrived got lost: its `webhook-id` stays the same.
 */
export class Courier {
  private readonly parts: CourierParts;
  private readonly hooks: CourierHooks;
  private readonly stopping = new AbortController();
  /** Ends requests under way. */
  private readonly cutting = new AbortController();
  private readonly lanes = new Map<string, Promise<void>>();
  private loops: Promise<void>[] = [];

  constructor(parts: CourierParts, hooks: CourierHooks) {
    this.parts = parts;
    this.hooks = hooks;
    const { metrics, webhooks, deliveries } = parts;
    metrics.gauge(
      'tokenstore_webhook_backlog',
      'Events that webhooks were not told of yet, up to 10000',
      [],
      async () => [{ labels: {}, value: await deliveries.backlog() }],
    );
    metrics.gauge('tokenstore_webhooks', 'Webhooks by state: enabled, failing, disabled', ['state'], async () =>
      Object.entries(await webhooks.states()).map(([state, value]) => ({ labels: { state }, value })),
    );
  }

  /** Begins, once. */
  start(): void {
    if (this.loops.length > 0) return;
    this.loops = [
      this.forEver(REST, () => this.look(), 'webhooks will be looked after again'),
      this.forEver(PRUNE_EVERY, () => this.prune(), 'old deliveries will be removed later'),
    ];
  }

  /** Begins nothing more, and resolves when what was begun has ended: after so many milliseconds it is cut off. */
  async stop(patience: number): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.loops);
    const ended = Promise.all(this.lanes.values());
    const enough = new AbortController();
    await Promise.race([
      ended,
      pause(Math.max(0, patience), undefined, { signal: enough.signal }).catch(() => undefined),
    ]);
    enough.abort();
    this.cutting.abort();
    await ended;
    await this.parts.sender.close();
  }

  /** Delivers what is due now, as far as receivers take it. */
  async deliver(): Promise<void> {
    await this.look();
    await Promise.all(this.lanes.values());
  }

  private async forEver(rest: number, task: () => Promise<void>, excuse: string): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await pause(rest * (1 + Math.random()), undefined, { signal, ref: false }).catch(() => undefined);
      await task().catch((error: unknown) => this.excuse(error, excuse));
    }
  }

  private excuse(error: unknown, message: string, about: Record<string, unknown> = {}): void {
    const level = error instanceof DatabaseUnavailable ? 'debug' : 'error';
    this.parts.log[level]({ err: error, ...about }, message);
  }

  /** Opens a lane for each webhook that something is due for, and has none. */
  private async look(): Promise<void> {
    if (this.stopping.signal.aborted || !this.hooks.mayDeliver()) return;
    for (const id of await this.parts.deliveries.dueWebhooks()) {
      if (this.lanes.has(id)) continue;
      const lane = this.serve(id)
        .catch((error: unknown) => this.excuse(error, 'a webhook will be looked after again', { webhook: id }))
        .finally(() => this.lanes.delete(id));
      this.lanes.set(id, lane);
    }
  }

  /** As long as something is due and arrives: after a failure the webhook rests until the next look. */
  private async serve(id: string): Promise<void> {
    const { webhooks, deliveries } = this.parts;
    let goesWell = true;
    while (goesWell && !this.stopping.signal.aborted) {
      // Read anew each time: it may lead elsewhere by now, or have another secret.
      const target = await webhooks.target(id);
      const claimed = target === undefined ? [] : await deliveries.claim(id, AT_ONCE);
      if (target === undefined || claimed.length === 0) return;
      const arrived = await Promise.all(
        claimed.map((delivery) =>
          this.attempt(target, delivery).catch((error: unknown) => {
            // The claim runs out, and somebody sends it again.
            this.excuse(error, 'an event will be looked after again', { webhook: id, event: delivery.eventId });
            return false;
          }),
        ),
      );
      goesWell = arrived.every(Boolean);
    }
  }

  /** @returns whether it arrived */
  private async attempt(target: Target, delivery: ClaimedDelivery): Promise<boolean> {
    const { deliveries, metrics, log } = this.parts;
    const attempted = await this.send(target, delivery);
    if (attempted.error !== null && this.cutting.signal.aborted) {
      await deliveries.release(delivery);
      return false;
    }
    const verdict = judge(attempted, delivery.attempts + 1, Math.random());
    const disabled = await deliveries.settle(delivery, attempted, verdict);
    const isLast = verdict.kind === 'failed' && verdict.retryIn === undefined;
    metrics.webhooksSent.inc({ outcome: isLast ? 'given_up' : verdict.kind });
    const { statusCode, error, duration } = attempted;
    const about = { webhook: target.id, event: delivery.eventId, type: delivery.type, statusCode, error, duration };
    if (verdict.kind === 'delivered') log.debug(about, 'an event was delivered');
    else log.warn(about, isLast ? 'an event was not delivered, and will not be' : 'an event was not delivered');
    if (disabled !== undefined) this.hooks.onDisabled(target.id, disabled);
    return verdict.kind === 'delivered';
  }

  private async send(target: Target, { eventId, type, data, occurredAt }: ClaimedDelivery): Promise<Attempted> {
    const { webhooks, sender, clock, log } = this.parts;
    const timestamp = new Date(occurredAt).toISOString();
    const body = `{"type":${JSON.stringify(type)},"timestamp":"${timestamp}","data":${data}}`;
    let secrets: string[];
    try {
      secrets = webhooks.open(target);
    } catch (error) {
      log.error({ err: error, webhook: target.id }, 'a webhook’s secret does not open');
      return { statusCode: null, error: 'secret_unreadable', duration: 0 };
    }
    const headers = {
      ...{ 'content-type': 'application/json', 'user-agent': 'tokenstore' },
      ...signatureHeaders(secrets, eventId, clock.now(), body),
    };
    return sender.send({ url: target.url, headers, body }, this.cutting.signal);
  }

  private async prune(): Promise<void> {
    const { signal } = this.stopping;
    for (let removed = PRUNE_BATCH; removed === PRUNE_BATCH && !signal.aborted;) {
      removed = await this.parts.deliveries.prune(KEPT, PRUNE_BATCH);
      await pause(BETWEEN_BATCHES, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
}

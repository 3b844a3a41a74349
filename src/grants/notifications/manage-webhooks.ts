import type { AuditLog } from '../../audit/audit-log.ts';
import { isId, newId } from '../../crypto/random.ts';
import type { Database } from '../../database/database.ts';
import type { Page, PageWish } from '../../database/page.ts';
import type { Principal } from '../../principal/principal.ts';
import { invalidRequest, Problem } from '../../problem/problem.ts';
import type { AllowedAddresses } from '../../webhooks/allowed-addresses.ts';
import type { DeliveryStore } from '../../webhooks/delivery.store.ts';
import type { Outbox } from '../../webhooks/outbox.ts';
import { newSigningSecret } from '../../webhooks/signature.ts';
import { faultOfTarget } from '../../webhooks/target-url.ts';
import { TEST_EVENT } from '../../webhooks/webhook-event.ts';
import type { WebhookStore } from '../../webhooks/webhook.store.ts';
import type { Delivery, NewWebhook, Webhook, WebhookChange } from '../../webhooks/webhook.ts';

export interface ManageWebhooksParts {
  webhooks: WebhookStore;
  deliveries: DeliveryStore;
  outbox: Outbox;
  allowed: AllowedAddresses;
  database: Pick<Database, 'transaction'>;
  audit: AuditLog;
}

/** Two secrets sign for so long, so that receivers change over at their leisure. Milliseconds. */
const OVERLAP = 24 * 3_600_000;

/**
 * What administrators do with webhooks, and the operator at the command line, who is no principal. Webhooks are told of every
 * provider: a credential that is good for some of them alone sees none.
 */
export class ManageWebhooks {
  private readonly parts: ManageWebhooksParts;

  constructor(parts: ManageWebhooksParts) {
    this.parts = parts;
  }

  /** @throws Problem `forbidden` */
  async list(by: Principal | undefined, wish: PageWish): Promise<Page<Webhook>> {
    requireEveryProvider(by);
    return this.parts.webhooks.list(wish);
  }

  /** @throws Problem `not_found`, `forbidden` */
  async get(by: Principal | undefined, id: string): Promise<Webhook> {
    requireEveryProvider(by);
    return found(isId(id) ? await this.parts.webhooks.find(id) : undefined);
  }

  /** @returns the secret too, which nobody can tell ever after  @throws Problem `invalid_request`, `forbidden` */
  async add(by: Principal | undefined, wish: NewWebhook): Promise<{ webhook: Webhook; secret: string }> {
    requireEveryProvider(by);
    this.requireTarget(wish.url);
    const secret = newSigningSecret();
    const webhook = await this.parts.webhooks.add(wish, secret);
    this.record(by, 'created', webhook.id);
    return { webhook, secret };
  }

  /** @throws Problem `not_found`, `invalid_request`, `forbidden` */
  async change(by: Principal | undefined, id: string, change: WebhookChange): Promise<Webhook> {
    await this.get(by, id);
    if (change.url !== undefined) this.requireTarget(change.url);
    const webhook = found(await this.parts.webhooks.change(id, change));
    const { enabled } = change;
    this.record(by, enabled === undefined ? 'changed' : enabled ? 'enabled' : 'disabled', id);
    return webhook;
  }

  /** With all that waits for it. @throws Problem `not_found`, `forbidden` */
  async remove(by: Principal | undefined, id: string): Promise<void> {
    await this.get(by, id);
    if (!(await this.parts.webhooks.remove(id))) found(undefined);
    this.record(by, 'deleted', id);
  }

  /**
   * The old secret signs as well for a day.
   * @returns the new one, which nobody can tell ever after, and the instant at which the old one ends, in milliseconds
   * @throws Problem `not_found`, `forbidden`
   */
  async rotate(by: Principal | undefined, id: string): Promise<{ secret: string; previousUntil: number }> {
    await this.get(by, id);
    const secret = newSigningSecret();
    const previousUntil = found(await this.parts.webhooks.rotate(id, secret, OVERLAP));
    this.record(by, 'secret rotated', id);
    return { secret, previousUntil };
  }

  /** Sends a test event, whatever it wants to be told of. @returns the event’s id  @throws Problem `not_found`, `invalid_request`, `forbidden` */
  async test(by: Principal | undefined, id: string): Promise<string> {
    const { database, outbox } = this.parts;
    await this.get(by, id);
    // A subject of its own: it waits for nothing.
    const event = { type: TEST_EVENT, subject: `test ${newId()}`, data: { webhook_id: id } } as const;
    const eventId = await database.transaction((transaction) => outbox.put(transaction, event, id));
    if (eventId === undefined)
      throw invalidRequest('', 'the webhook is disabled', 'A disabled webhook is told of nothing.');
    this.record(by, 'tested', id);
    return eventId;
  }

  /** The newest first. @throws Problem `not_found`, `forbidden` */
  async deliveries(by: Principal | undefined, id: string, wish: PageWish): Promise<Page<Delivery>> {
    await this.get(by, id);
    return this.parts.deliveries.list(id, wish);
  }

  /** Sends an event anew, under the same id. @throws Problem `not_found`: also while it is being sent; `forbidden` */
  async redeliver(by: Principal | undefined, id: string, eventId: string): Promise<Delivery> {
    await this.get(by, id);
    const delivery = isId(eventId) ? await this.parts.deliveries.redeliver(id, eventId) : undefined;
    if (delivery === undefined) throw new Problem('not_found', 'There is no such event, or it is being sent just now.');
    this.record(by, 'event sent anew', id);
    return delivery;
  }

  private requireTarget(url: string): void {
    const fault = faultOfTarget(url, this.parts.allowed);
    if (fault !== undefined) throw invalidRequest('url', fault);
  }

  private record(by: Principal | undefined, outcome: string, id: string): void {
    this.parts.audit.record({ action: 'webhook', outcome, by, subject: id });
  }
}

function found<T>(one: T | undefined): T {
  if (one === undefined) throw new Problem('not_found', 'There is no such webhook.');
  return one;
}

function requireEveryProvider(by: Principal | undefined): void {
  if (by?.providers !== undefined) {
    throw new Problem('forbidden', 'Webhooks are told of every provider, and this credential is good for some only.');
  }
}

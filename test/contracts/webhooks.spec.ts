import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Database } from '../../src/database/database.ts';
import type { Page } from '../../src/database/page.ts';
import { DeliveryStore, type ClaimedDelivery } from '../../src/webhooks/delivery.store.ts';
import { Outbox } from '../../src/webhooks/outbox.ts';
import { ProviderOutages } from '../../src/webhooks/provider-outages.ts';
import type { Attempted, Verdict } from '../../src/webhooks/retry.ts';
import type { EventType } from '../../src/webhooks/webhook-event.ts';
import type { Delivery, Webhook } from '../../src/webhooks/webhook.ts';
import { WebhookStore } from '../../src/webhooks/webhook.store.ts';
import { databases } from '../support/databases.ts';
import { newRing, nowOf, openFresh, type Opened } from './opened.ts';

const DAY = 86_400_000;
const SECRET = 'whsec_b25l';
const ARRIVED: Attempted = { statusCode: 200, error: null, duration: 12 };
const FAILED: Attempted = { statusCode: 500, error: 'http_500', duration: 34 };
const again = (retryIn: number | undefined): Verdict => ({ kind: 'failed', retryIn });
const all = { limit: 100, after: undefined };

describe.each(databases)('webhooks on $name', (kind) => {
  const ring = newRing();
  let opened: Opened;
  let database: Database;
  let webhooks: WebhookStore;
  let deliveries: DeliveryStore;
  let replica: Database;
  let others: DeliveryStore;

  beforeAll(async () => {
    opened = await openFresh(kind);
    ({ database } = opened);
    replica = await opened.again();
    webhooks = new WebhookStore(database, ring);
    deliveries = new DeliveryStore(database);
    others = new DeliveryStore(replica);
  });
  afterAll(() => opened.close());
  beforeEach(async () => {
    for (const table of ['webhooks', 'webhook_deliveries', 'provider_outages']) {
      await database.write(`DELETE FROM ${table} RETURNING 1 AS gone`);
    }
  });

  const add = (events?: EventType[], url = 'https://receiver.example/'): Promise<Webhook> =>
    webhooks.add({ url, description: undefined, events }, SECRET);
  const tell = (subject: string, type: EventType = 'grant.linked', on = database): Promise<string | undefined> =>
    on.transaction((transaction) => new Outbox(on).put(transaction, { type, subject, data: { grant_id: subject } }));
  const logOf = async ({ id }: Webhook): Promise<Delivery[]> => (await deliveries.list(id, all)).items;
  const one = async ({ id }: Webhook): Promise<ClaimedDelivery> => {
    const [claimed] = await deliveries.claim(id, 1);
    if (claimed === undefined) throw new Error('nothing is due');
    return claimed;
  };
  /** Lets all that is to be tried again be due, and claims be over, without waiting. */
  const letTimePass = (time: number): Promise<unknown> =>
    database.write(
      `UPDATE webhook_deliveries SET next_attempt_at = next_attempt_at - $1, claimed_until = claimed_until - $2
       RETURNING event_id`,
      [time, time],
    );

  describe('the outbox', () => {
    it('writes nothing while nobody wants to be told', async () => {
      expect(await tell('g1')).toBeUndefined();
      await add(['grant.revoked']);
      const disabled = await add();
      await webhooks.change(disabled.id, { enabled: false });
      expect(await tell('g1')).toBeUndefined();
      expect(await database.read('SELECT event_id FROM webhook_deliveries')).toEqual([]);
    });

    it('writes a row for each webhook that wants it, with one id', async () => {
      const [everything, some] = [await add(), await add(['grant.expiring', 'grant.linked'])];
      const id = await tell('g1');
      for (const webhook of [everything, some]) {
        expect(await logOf(webhook)).toMatchObject([
          { eventId: id, type: 'grant.linked', status: 'pending', attempts: 0 },
        ]);
      }
      expect((await webhooks.find(some.id))?.waiting).toBe(1);
    });

    it('goes with its transaction', async () => {
      const webhook = await add();
      const undone = database.transaction(async (transaction) => {
        await new Outbox(database).put(transaction, { type: 'grant.linked', subject: 'g1', data: {} });
        throw new Error('no');
      });
      await expect(undone).rejects.toThrow('no');
      expect(await logOf(webhook)).toEqual([]);
    });
  });

  describe('claiming', () => {
    it('gives of each grant the earliest, even of events of one instant, and of other grants theirs', async () => {
      const webhook = await add();
      const ids = [await tell('g1'), await tell('g1', 'grant.revoked'), await tell('g2')];
      await database.write('UPDATE webhook_deliveries SET occurred_at = 1 RETURNING event_id');
      const first = await deliveries.claim(webhook.id, 10);
      expect(first.map(({ eventId }) => eventId).sort()).toEqual([ids[0], ids[2]].sort());
      expect(await deliveries.claim(webhook.id, 10)).toEqual([]);
      for (const claimed of first) await deliveries.settle(claimed, ARRIVED, { kind: 'delivered' });
      expect((await one(webhook)).eventId).toBe(ids[1]);
    });

    it('keeps the order while an earlier one is tried again, and goes on when it was given up', async () => {
      const webhook = await add();
      const [first, second] = [await tell('g1'), await tell('g1')];
      await deliveries.settle(await one(webhook), FAILED, again(60_000));
      expect(await deliveries.dueWebhooks()).toEqual([]);
      await letTimePass(60_000);
      const claimed = await one(webhook);
      expect(claimed).toMatchObject({ eventId: first, attempts: 1 });
      await deliveries.settle(claimed, FAILED, again(undefined));
      expect((await one(webhook)).eventId).toBe(second);
      expect(await logOf(webhook)).toContainEqual(
        expect.objectContaining({ eventId: first, status: 'failed', attempts: 2, error: 'http_500', statusCode: 500 }),
      );
    });

    it('gives each to one replica, however many look', async () => {
      const webhook = await add();
      await Promise.all(Array.from({ length: 20 }, (_, i) => tell(`g${i}`)));
      const claims = await Promise.all(
        Array.from({ length: 6 }, (_, i) => (i % 2 ? deliveries : others).claim(webhook.id, 5)),
      );
      const ids = claims.flat().map(({ eventId }) => eventId);
      expect(ids).toHaveLength(20);
      expect(new Set(ids).size).toBe(20);
    });

    it('gives what its holder never settled to another, and heeds the holder no more', async () => {
      const webhook = await add();
      const id = await tell('g1');
      const dead = await one(webhook);
      expect(await others.dueWebhooks()).toEqual([]);
      await letTimePass(61_000);
      expect(await others.dueWebhooks()).toEqual([webhook.id]);
      const [taken] = await others.claim(webhook.id, 1);
      expect(taken).toMatchObject({ eventId: id, attempts: 0 });
      await deliveries.settle(dead, FAILED, again(undefined));
      await deliveries.release(dead);
      expect(await logOf(webhook)).toMatchObject([{ status: 'pending', attempts: 0 }]);
      await others.settle(taken!, ARRIVED, { kind: 'delivered' });
      expect(await logOf(webhook)).toMatchObject([{ status: 'delivered', attempts: 1, duration: 12, error: null }]);
    });

    it('gives back what was not attempted', async () => {
      const webhook = await add();
      await tell('g1');
      await deliveries.release(await one(webhook));
      expect(await one(webhook)).toMatchObject({ attempts: 0 });
    });
  });

  describe('a webhook that fails', () => {
    const failing = async () => {
      const webhook = await add();
      await tell('g1');
      return webhook;
    };
    const stateOf = async ({ id }: Webhook) => {
      const { failingSince, disabled } = (await webhooks.find(id))!;
      return { isFailing: failingSince !== null, reason: disabled?.reason };
    };

    it('is disabled after three days, once, and told of nothing', async () => {
      const webhook = await failing();
      const attempt = async () => deliveries.settle(await one(webhook), FAILED, again(0));
      expect(await attempt()).toBeUndefined();
      expect(await stateOf(webhook)).toEqual({ isFailing: true, reason: undefined });
      await database.write('UPDATE webhooks SET failing_since = failing_since - $1 RETURNING id', [3 * DAY - 60_000]);
      expect(await attempt()).toBeUndefined();
      await database.write('UPDATE webhooks SET failing_since = failing_since - $1 RETURNING id', [60_000]);
      await tell('g2');
      const both = await deliveries.claim(webhook.id, 2);
      const reasons = await Promise.all(both.map((claimed) => deliveries.settle(claimed, FAILED, again(0))));
      expect(reasons.filter(Boolean)).toEqual(['failing']);
      expect(await stateOf(webhook)).toEqual({ isFailing: true, reason: 'failing' });
      expect(await deliveries.dueWebhooks()).toEqual([]);
      expect(await webhooks.target(webhook.id)).toBeUndefined();
      expect(await webhooks.states()).toEqual({ enabled: 0, failing: 0, disabled: 1 });
    });

    it('is well again with the first that arrives', async () => {
      const webhook = await failing();
      await deliveries.settle(await one(webhook), FAILED, again(0));
      expect(await webhooks.states()).toEqual({ enabled: 0, failing: 1, disabled: 0 });
      await deliveries.settle(await one(webhook), ARRIVED, { kind: 'delivered' });
      expect(await stateOf(webhook)).toEqual({ isFailing: false, reason: undefined });
    });

    it('is disabled at once when it is gone', async () => {
      const webhook = await failing();
      const gone = { statusCode: 410, error: 'http_410', duration: 1 };
      expect(await deliveries.settle(await one(webhook), gone, { kind: 'gone' })).toBe('gone');
      expect(await stateOf(webhook)).toEqual({ isFailing: true, reason: 'gone' });
    });

    it('gets what waited when it is enabled again', async () => {
      const webhook = await failing();
      await deliveries.settle(await one(webhook), FAILED, again(DAY));
      await webhooks.change(webhook.id, { enabled: false });
      expect(await stateOf(webhook)).toEqual({ isFailing: true, reason: 'operator' });
      await webhooks.change(webhook.id, { enabled: true });
      expect(await stateOf(webhook)).toEqual({ isFailing: false, reason: undefined });
      expect(await one(webhook)).toMatchObject({ attempts: 1 });
    });
  });

  describe('the register', () => {
    it('lists the oldest first, changes and removes', async () => {
      const made = [await add(), await add(['grant.linked']), await add()];
      await database.write('UPDATE webhooks SET created_at = 7 RETURNING id');
      const ids: string[] = [];
      let after: Page<Webhook>['next'];
      do {
        const page = await webhooks.list({ limit: 2, after });
        ids.push(...page.items.map(({ id }) => id));
        after = page.next;
      } while (after !== undefined);
      expect(ids).toEqual(made.map(({ id }) => id).sort());

      const [first, second] = made;
      expect(await webhooks.change(first!.id, { events: ['grant.expiring'], description: 'x' })).toMatchObject({
        ...{ events: ['grant.expiring'], description: 'x', url: first!.url },
      });
      expect(await webhooks.change(second!.id, { events: 'all', url: 'https://other.example/' })).toMatchObject({
        ...{ events: undefined, url: 'https://other.example/' },
      });
      await tell('g1');
      expect(await webhooks.remove(second!.id)).toBe(true);
      expect(await webhooks.remove(second!.id)).toBe(false);
      expect(await webhooks.find(second!.id)).toBeUndefined();
      expect(await logOf(second!)).toEqual([]);
    });

    it('has two secrets sign for a while after a rotation, sealed for their places', async () => {
      const webhook = await add();
      const secrets = async () => webhooks.open((await webhooks.target(webhook.id))!);
      expect(await secrets()).toEqual([SECRET]);
      const until = await webhooks.rotate(webhook.id, 'whsec_dHdv', 60_000);
      expect(until! - (await nowOf(database))).toBeGreaterThan(50_000);
      expect(await secrets()).toEqual(['whsec_dHdv', SECRET]);
      const rows = await database.read('SELECT * FROM webhooks');
      expect(JSON.stringify(rows)).not.toMatch(/whsec_|b25l|dHdv/);
      await database.write('UPDATE webhooks SET previous_until = previous_until - 60001 RETURNING id');
      expect(await secrets()).toEqual(['whsec_dHdv']);
      expect(await webhooks.rotate('none', 'whsec_dHdv', 1)).toBeUndefined();
    });
  });

  describe('the log of deliveries', () => {
    it('is told a page at a time, the newest first', async () => {
      const webhook = await add();
      const ids = [await tell('g1'), await tell('g2'), await tell('g3')];
      for (const [i, id] of ids.entries()) {
        await database.write('UPDATE webhook_deliveries SET occurred_at = $1 WHERE event_id = $2 RETURNING event_id', [
          ...[i + 1, id!],
        ]);
      }
      const page = await deliveries.list(webhook.id, { limit: 2, after: undefined });
      const rest = await deliveries.list(webhook.id, { limit: 2, after: page.next });
      expect([...page.items, ...rest.items].map(({ eventId }) => eventId)).toEqual(ids.reverse());
      expect(rest.next).toBeUndefined();
    });

    it('sends an event anew, behind what waits already, but never while it is being sent', async () => {
      const webhook = await add();
      const [old, newer] = [await tell('g1'), await tell('g1')];
      const claimed = await one(webhook);
      expect(await deliveries.redeliver(webhook.id, old!)).toBeUndefined();
      await deliveries.settle(claimed, ARRIVED, { kind: 'delivered' });
      await database.write('UPDATE webhook_deliveries SET position = position - 1000 RETURNING event_id');
      expect(await deliveries.redeliver(webhook.id, old!)).toMatchObject({ status: 'pending', attempts: 0 });
      const next = await one(webhook);
      expect(next.eventId).toBe(newer);
      await deliveries.settle(next, FAILED, again(DAY));
      expect(await deliveries.dueWebhooks()).toEqual([]);
      await deliveries.redeliver(webhook.id, newer!);
      expect((await one(webhook)).eventId).toBe(newer);
    });

    it('forgets what is old, and counts what waits', async () => {
      const webhook = await add();
      const [old] = [await tell('g1'), await tell('g2')];
      expect(await deliveries.backlog()).toBe(2);
      await database.write(
        'UPDATE webhook_deliveries SET occurred_at = occurred_at - $1 WHERE event_id = $2 RETURNING 1 AS one',
        [...[31 * DAY, old!]],
      );
      expect(await deliveries.prune(30 * DAY, 10)).toBe(1);
      expect(await deliveries.prune(30 * DAY, 10)).toBe(0);
      expect(await deliveries.backlog()).toBe(1);
      expect(await logOf(webhook)).toHaveLength(1);
    });
  });

  describe('outages of providers', () => {
    const outages = (on: Database) => new ProviderOutages(on, new Outbox(on));
    const typesOf = async (webhook: Webhook) => (await logOf(webhook)).map(({ type }) => type).sort();

    it('are told once, whatever the number of replicas', async () => {
      const webhook = await add();
      await outages(database).end('idp1');
      expect(await typesOf(webhook)).toEqual([]);
      await Promise.all([database, replica, database].map((on) => outages(on).begin('idp1')));
      expect(await typesOf(webhook)).toEqual(['provider.failing']);
      await Promise.all([database, replica, database].map((on) => outages(on).end('idp1')));
      expect(await typesOf(webhook)).toEqual(['provider.failing', 'provider.recovered']);
      await outages(replica).begin('idp1');
      expect(await typesOf(webhook)).toHaveLength(3);
    });

    it('leave nothing behind while nobody is to be told', async () => {
      await outages(database).begin('idp1');
      expect(await database.read('SELECT provider FROM provider_outages')).toEqual([]);
    });
  });
});

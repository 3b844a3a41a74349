import { newWebhook, renderDelivery, renderWebhook, toNewWebhook } from '../api/v2/webhooks.ts';
import { ManageWebhooks } from '../grants/notifications/manage-webhooks.ts';
import type { Webhook } from '../webhooks/webhook.ts';
import { withApplication } from './application.ts';
import { checked } from './checked.ts';
import { confirm } from './confirm.ts';
import { allOf } from './every.ts';
import { say, sayBeside, sayJson } from './say.ts';
import { minuteOf, tableOf } from './table.ts';

export interface NewWebhookFlags {
  /** `--event`, none: all. */
  event?: string[];
  description?: string;
}

/** `tokenstore webhooks list`: the oldest first. */
export async function listWebhooks({ json }: { json?: true }): Promise<void> {
  await withWebhooks(async (webhooks) => {
    const all = await allOf((wish) => webhooks.list(undefined, wish));
    if (json === true) sayJson(all.map(renderWebhook));
    else for (const line of tableOf(all.map(cellsOf))) say(line);
  });
}

/** `tokenstore webhooks add`: its secret alone on standard output. @throws UsageError, Problem */
export async function addWebhook(url: string, { event: events, description }: NewWebhookFlags): Promise<void> {
  const body = checked(newWebhook, { url, description, events });
  await withWebhooks(async (webhooks) => {
    const { webhook, secret } = await webhooks.add(undefined, toNewWebhook(body));
    sayBeside(`${webhook.id} is told of events from now on.`);
    tellSecret(secret);
  });
}

/** `tokenstore webhooks rotate`: a new secret, alone on standard output. @throws Problem */
export async function rotateWebhook(id: string): Promise<void> {
  await withWebhooks(async (webhooks) => {
    const { secret, previousUntil } = await webhooks.rotate(undefined, id);
    sayBeside(`Until ${minuteOf(previousUntil)} UTC the old one signs as well.`);
    tellSecret(secret);
  });
}

/** `tokenstore webhooks deliveries`: the newest first. @throws Problem */
export async function listDeliveries(id: string, { json }: { json?: true }): Promise<void> {
  await withWebhooks(async (webhooks) => {
    const all = await allOf((wish) => webhooks.deliveries(undefined, id, wish));
    if (json === true) {
      sayJson(all.map(renderDelivery));
      return;
    }
    const cells = all.map(({ eventId, type, occurredAt, status, attempts, nextAttemptAt, error }) => [
      ...[minuteOf(occurredAt), eventId, type, status, `${attempts}×`, error ?? ''],
      nextAttemptAt === undefined || attempts === 0 ? '' : `again at ${minuteOf(nextAttemptAt)}`,
    ]);
    for (const line of tableOf(cells)) say(line);
  });
}

/** `tokenstore webhooks remove`: with all that waits for it. @throws Problem */
export async function removeWebhook(id: string, { yes }: { yes?: true }): Promise<void> {
  await withWebhooks(async (webhooks) => {
    const { url, waiting } = await webhooks.get(undefined, id);
    await confirm(`Remove ${id} (${url}), and the ${waiting} events that wait for it?`, yes === true);
    await webhooks.remove(undefined, id);
    say(`${id} is removed.`);
  });
}

function cellsOf({ id, url, events, disabled, failingSince, waiting }: Webhook): string[] {
  const failing = failingSince === null ? 'enabled' : `failing since ${minuteOf(failingSince)}`;
  const state = disabled === undefined ? failing : `disabled (${disabled.reason}) ${minuteOf(disabled.at)}`;
  return [id, state, `${waiting} waiting`, events === undefined ? 'all events' : events.join(','), url];
}

function tellSecret(secret: string): void {
  sayBeside('The secret that signs, which is shown now and never again:');
  say(secret);
}

async function withWebhooks(work: (webhooks: ManageWebhooks) => Promise<void>): Promise<void> {
  await withApplication((app) => work(app.get(ManageWebhooks, { strict: false })));
}

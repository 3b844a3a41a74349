import { z } from 'zod';
import { EVENT_TYPES } from '../../webhooks/webhook-event.ts';
import type { Delivery, NewWebhook, Webhook, WebhookChange } from '../../webhooks/webhook.ts';
import { pageOf } from './page.ts';

const url = z
  .string()
  .min(1)
  .max(2000)
  .meta({ description: '`https`, and of a public address: see docs/webhooks.md.' });

const description = z
  .string()
  .min(1)
  .max(255)
  .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text), 'has control characters in it');

const events = z
  .union([z.literal('*'), z.array(z.enum(EVENT_TYPES)).min(1).max(100)])
  .meta({ description: '`*`: all, also those of later releases.' });

export const newWebhook = z.strictObject({
  url,
  events: events.default('*'),
  description: description.optional().meta({ description: 'For people: whose it is.' }),
});

export const webhookChange = z.strictObject({
  url: url.optional(),
  events: events.optional(),
  description: description.nullable().optional(),
  enabled: z.boolean().optional().meta({
    description: 'false: it is told of nothing, and what waits for it waits on; true: what waits is sent at once.',
  }),
});

const seconds = z.int().meta({ description: 'Seconds since the epoch.' });

const shownWebhook = {
  id: z.string(),
  url: z.string(),
  description: z.string().nullable(),
  events,
  enabled: z.boolean(),
  disabled: z
    .object({
      at: seconds,
      reason: z.enum(['operator', 'gone', 'failing']).meta({
        description: 'Somebody said so; it answered 410; nothing reached it for three days.',
      }),
    })
    .nullable(),
  failing_since: seconds.nullable().meta({ description: 'Nothing has reached it since; null: the last attempt did.' }),
  waiting: z.int().meta({ description: 'Events that it was not told of yet.' }),
  previous_secret_until: seconds.nullable().meta({ description: 'Until then two secrets sign.' }),
  created_at: seconds,
};

export const webhookBody = z
  .object(shownWebhook)
  .meta({ id: 'Webhook', description: 'An address that is told of events.' });
export const webhookList = pageOf(webhookBody);

const SECRET = { description: '`whsec_…`, as Standard Webhooks have it. It is shown here, and never again.' };

export const addedWebhook = z
  .object({ ...shownWebhook, secret: z.string().meta(SECRET) })
  .meta({ id: 'AddedWebhook', description: 'A webhook that was just added.' });

export const rotatedSecret = z.object({
  secret: z.string().meta(SECRET),
  previous_secret_until: seconds.meta({ description: 'Until then the old one signs as well.' }),
});

export const testedWebhook = z.object({
  event_id: z.string().meta({ description: 'What became of it stands among the deliveries.' }),
});

export const deliveryBody = z
  .object({
    event_id: z.string().meta({ description: 'Its `webhook-id`.' }),
    type: z.string(),
    occurred_at: seconds,
    status: z.enum(['pending', 'delivered', 'failed']),
    attempts: z.int(),
    next_attempt_at: seconds.nullable().meta({ description: 'null: there will be none.' }),
    last_attempt_at: seconds.nullable(),
    status_code: z.int().nullable().meta({ description: 'What the receiver answered last; null: nothing.' }),
    duration: z.int().nullable().meta({ description: 'How long the last attempt took, in milliseconds.' }),
    error: z
      .string()
      .nullable()
      .meta({
        description:
          'What went wrong last: `http_<status>`, `redirect`, `timeout`, `unreachable`, `unknown_host`, `tls`, ' +
          '`address_not_allowed`, `no_answer`, `secret_unreadable`.',
      }),
  })
  .meta({ id: 'WebhookDelivery', description: 'An event on its way to a webhook.' });
export const deliveryList = pageOf(deliveryBody);

export function toNewWebhook({ events: wanted, ...body }: z.output<typeof newWebhook>): NewWebhook {
  return { url: body.url, description: body.description, events: wanted === '*' ? undefined : wanted };
}

export function toWebhookChange({ events: wanted, ...change }: z.output<typeof webhookChange>): WebhookChange {
  return { ...change, events: wanted === '*' ? 'all' : wanted };
}

export function renderWebhook(webhook: Webhook): z.input<typeof webhookBody> {
  const { id, description: about, disabled, failingSince, waiting, previousSecretUntil, createdAt } = webhook;
  return {
    ...{ id, url: webhook.url, description: about, waiting, enabled: disabled === undefined },
    events: webhook.events === undefined ? '*' : [...webhook.events],
    disabled: disabled === undefined ? null : { at: toSeconds(disabled.at), reason: disabled.reason },
    failing_since: failingSince === null ? null : toSeconds(failingSince),
    previous_secret_until: previousSecretUntil === null ? null : toSeconds(previousSecretUntil),
    created_at: toSeconds(createdAt),
  };
}

export function renderDelivery(delivery: Delivery): z.input<typeof deliveryBody> {
  const { eventId, type, status, attempts, nextAttemptAt, lastAttemptAt, statusCode, duration, error } = delivery;
  return {
    ...{ event_id: eventId, type, occurred_at: toSeconds(delivery.occurredAt), status, attempts },
    next_attempt_at: nextAttemptAt === undefined ? null : toSeconds(nextAttemptAt),
    last_attempt_at: lastAttemptAt === null ? null : toSeconds(lastAttemptAt),
    ...{ status_code: statusCode, duration, error },
  };
}

export function toSeconds(instant: number): number {
  return Math.floor(instant / 1000);
}

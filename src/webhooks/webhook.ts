import type { DisabledReason } from './webhook.entity.ts';
import type { DeliveryStatus } from './delivery.entity.ts';
import type { EventType } from './webhook-event.ts';

/** An address that is told of events, without its secret. Instants in milliseconds since the epoch. */
export interface Webhook {
  id: string;
  url: string;
  description: string | null;
  /** `undefined`: all that there are, and that there will be. */
  events: readonly EventType[] | undefined;
  disabled: { at: number; reason: DisabledReason } | undefined;
  /** Nothing has reached it since. */
  failingSince: number | null;
  /** Until then the secret before the present one signs as well. */
  previousSecretUntil: number | null;
  /** Events that it has not been told of yet. */
  waiting: number;
  createdAt: number;
}

export interface NewWebhook {
  url: string;
  description: string | undefined;
  events: readonly EventType[] | undefined;
}

export interface WebhookChange {
  url?: string | undefined;
  description?: string | null | undefined;
  events?: readonly EventType[] | 'all' | undefined;
  enabled?: boolean | undefined;
}

/** An event on its way to a webhook, and how the last attempt went. Instants and spans in milliseconds. */
export interface Delivery {
  eventId: string;
  type: string;
  occurredAt: number;
  status: DeliveryStatus;
  attempts: number;
  /** `undefined`: there will be none. */
  nextAttemptAt: number | undefined;
  lastAttemptAt: number | null;
  statusCode: number | null;
  duration: number | null;
  error: string | null;
}

/** What webhooks are told of: docs/webhooks.md says when. */
export const EVENT_TYPES = [
  'grant.linked',
  'grant.reauth_required',
  'grant.recovered',
  'grant.expiring',
  'grant.revoked',
  'provider.failing',
  'provider.recovered',
] as const;

export type EventType = (typeof EVENT_TYPES)[number];

/** What an operator has sent to see whether it arrives. */
export const TEST_EVENT = 'webhook.test';

/** Something that happened. */
export interface WebhookEvent {
  type: EventType | typeof TEST_EVENT;
  /** What it is about: events of one subject reach a webhook in their order. */
  subject: string;
  /** The payload's `data`: ids, reasons, and times in seconds since the epoch. Never a token. */
  data: Readonly<Record<string, string | number | null>>;
}

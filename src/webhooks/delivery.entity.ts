import { Entity, Index } from 'typeorm';
import { Col, instant, integer, key, optional, span, text } from '../database/columns.ts';

export type DeliveryStatus = 'pending' | 'delivered' | 'failed';

/**
 * An event that one webhook is to be told of, or was. Written with what it tells of, so it refers to no other table: a lock
 * on a webhook must not hold up a grant.
 */
@Entity('webhook_deliveries')
@Index('webhook_deliveries_due', ['webhook_id', 'next_attempt_at'], { where: "status = 'pending'" })
@Index('webhook_deliveries_subject', ['webhook_id', 'subject', 'position'], { where: "status = 'pending'" })
@Index('webhook_deliveries_log', ['webhook_id', 'occurred_at'])
@Index('webhook_deliveries_age', ['occurred_at'])
export class DeliveryEntity {
  @Col(key()) webhook_id!: string;
  /** The same for every webhook that is told of it: its `webhook-id`. */
  @Col(key()) event_id!: string;
  @Col(text()) type!: string;
  /** What it is about. Events of one subject are delivered one after the other … */
  @Col(text()) subject!: string;
  /** … in this order: the instant at which it was written, moved on where two fall together. */
  @Col(instant()) position!: number;
  /** The payload's `data`, as JSON. */
  @Col(text()) data!: string;
  @Col(instant()) occurred_at!: number;
  @Col(text()) status!: DeliveryStatus;
  /** Attempts that were made. */
  @Col(integer()) attempts!: number;
  @Col(instant()) next_attempt_at!: number;
  /** Until then it is nobody else's to send. */
  @Col(optional(instant())) claimed_until!: number | null;
  @Col(optional(instant())) last_attempt_at!: number | null;
  /** Of the last attempt: its HTTP status, how long it took, and what went wrong. */
  @Col(optional(integer())) status_code!: number | null;
  @Col(optional(span())) duration!: number | null;
  @Col(optional(text())) error!: string | null;
}

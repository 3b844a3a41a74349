import { Entity, Index } from 'typeorm';
import { Sealed } from '../crypto/sealed-column.ts';
import { Col, instant, key, optional, text } from '../database/columns.ts';

/** Why a webhook is told of nothing: an operator said so; it answered 410; nothing reached it for days. */
export type DisabledReason = 'operator' | 'gone' | 'failing';

/** An address that is told of events. */
@Entity('webhooks')
@Index('webhooks_created_at', ['created_at'])
export class WebhookEntity {
  @Col(key()) id!: string;
  @Col(text()) url!: string;
  @Col(optional(text())) description!: string | null;
  /** `*`, or types of events with a space before and behind each. */
  @Col(text()) events!: string;
  /** Sealed. What it is signed with. */
  @Sealed({ row: ['id'] })
  @Col(text())
  secret!: string;
  /** Sealed. The one before, which signs as well until it ends. */
  @Sealed({ row: ['id'] })
  @Col(optional(text()))
  previous_secret!: string | null;
  @Col(optional(instant())) previous_until!: number | null;
  /** Nothing has reached it since; NULL: the last attempt did. */
  @Col(optional(instant())) failing_since!: number | null;
  @Col(optional(instant())) disabled_at!: number | null;
  @Col(optional(text())) disabled_reason!: DisabledReason | null;
  @Col(instant()) created_at!: number;
}

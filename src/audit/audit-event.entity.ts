import { Entity, Index } from 'typeorm';
import { Col, instant, key, optional, text } from '../database/columns.ts';

/** What was done, by whom, for whom. Appended and, after `AUDIT_RETENTION`, removed; never changed. Survives its user. */
@Entity('audit_events')
@Index('audit_events_user', ['user_id', 'at', 'id'])
@Index('audit_events_actor', ['actor_id', 'at', 'id'])
@Index('audit_events_at', ['at', 'id'])
@Index('audit_events_grant', ['grant_id', 'at'])
export class AuditEventEntity {
  @Col(key()) id!: string;
  @Col(instant()) at!: number;
  @Col(text()) action!: string;
  @Col(text()) outcome!: string;
  /** `anonymous`: somebody who was not recognised; `store`: nobody asked for it. */
  @Col(text()) actor_kind!: 'user' | 'client' | 'anonymous' | 'store';
  @Col(optional(text())) actor_id!: string | null;
  @Col(optional(text())) via!: string | null;
  /** The API key that was shown. */
  @Col(optional(text())) key_id!: string | null;
  /** Whose grant, key or consent. */
  @Col(optional(text())) user_id!: string | null;
  @Col(optional(text())) provider!: string | null;
  @Col(optional(text())) grant_id!: string | null;
  /** The key, client, rule or consent that it was done to. */
  @Col(optional(text())) subject!: string | null;
  @Col(optional(text())) scope!: string | null;
  @Col(optional(text())) request_id!: string | null;
  @Col(optional(text())) address!: string | null;
}

import { Entity, ForeignKey, Index } from 'typeorm';
import { Col, instant, key, optional, text } from '../database/columns.ts';

/** A credential that a program shows (`tsk_…`): of a user, or of a client. */
@Entity('api_keys')
export class ApiKeyEntity {
  /** The id inside the key. */
  @Col(key()) id!: string;
  /** SHA-256 of the secret inside the key. */
  @Col(text()) secret_hash!: string;
  @Index('api_keys_user')
  @ForeignKey('UserEntity', 'id', { name: 'api_keys_user_id', onDelete: 'CASCADE' })
  @Col(optional(text()))
  user_id!: string | null;
  /** A client's id; set when `user_id` is not. */
  @Index('api_keys_client')
  @Col(optional(text()))
  client_id!: string | null;
  @Col(text()) name!: string;
  /** JSON array of scopes. */
  @Col(text()) scopes!: string;
  /** JSON array of provider ids; NULL: all. */
  @Col(optional(text())) providers!: string | null;
  @Col(instant()) created_at!: number;
  /** NULL: never. */
  @Col(optional(instant())) expires_at!: number | null;
  /** To the minute. */
  @Col(optional(instant())) last_used_at!: number | null;
}

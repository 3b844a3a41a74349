import { Entity, Unique } from 'typeorm';
import { Col, flag, instant, key, optional, text, withDefault } from '../database/columns.ts';

/** A person known to the store, by (issuer, subject). */
@Entity('users')
@Unique('users_issuer_subject', ['issuer', 'subject'])
export class UserEntity {
  @Col(key()) id!: string;
  @Col(text()) issuer!: string;
  @Col(text()) subject!: string;
  @Col(optional(text())) name!: string | null;
  @Col(optional(text())) email!: string | null;
  @Col(optional(flag())) email_verified!: boolean | null;
  /** JSON array of strings, as the login issuer last said. */
  @Col(withDefault(text(), '[]')) roles!: string;
  @Col(instant()) created_at!: number;
  @Col(instant()) seen_at!: number;
  /** Set: sessions, keys, refreshes and hand-outs of this user have ended. */
  @Col(optional(instant())) disabled_at!: number | null;
}

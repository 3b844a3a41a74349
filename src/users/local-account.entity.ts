import { Entity } from 'typeorm';
import { Col, instant, key, optional, text } from '../database/columns.ts';

/** Somebody who signs in here, with a name and a password, rather than at an identity provider. */
@Entity('local_accounts')
export class LocalAccountEntity {
  @Col(key()) name!: string;
  /** bcrypt or Argon2id, in its usual text form. */
  @Col(text()) password_hash!: string;
  @Col(optional(text())) full_name!: string | null;
  @Col(optional(text())) email!: string | null;
  /** JSON array of strings. */
  @Col(text()) roles!: string;
  @Col(instant()) created_at!: number;
  @Col(optional(instant())) disabled_at!: number | null;
}

import { Entity } from 'typeorm';
import { Col, instant, key, text } from '../database/columns.ts';

/** One row per key that values here may be sealed with. */
@Entity('key_rings')
export class KeyRingEntity {
  /** Derived from the key, see {@link SealingKey.id}. */
  @Col(key()) key_id!: string;
  /** A known text, sealed with the key: whoever opens it holds the right key. */
  @Col(text()) canary!: string;
  @Col(instant()) created_at!: number;
}

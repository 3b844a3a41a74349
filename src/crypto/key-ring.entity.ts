import { Entity } from 'typeorm';
import { Col, instant, key, text } from '../database/columns.ts';
import { Sealed } from './sealed-column.ts';

/** One row per key that values here may be sealed with: every live replica holds it. */
@Entity('key_rings')
export class KeyRingEntity {
  /** Derived from the key, see {@link SealingKey.id}. */
  @Col(key()) key_id!: string;
  /** A known text, sealed with the key: whoever opens it holds the right key. */
  @Sealed({ row: ['key_id'], staysWithKey: true })
  @Col(text())
  canary!: string;
  @Col(instant()) created_at!: number;
}

import { Entity } from 'typeorm';
import { Col, instant, key, text, withDefault } from '../database/columns.ts';

/** The key ring of a process that lives: no key seals unless all of them hold it. */
@Entity('live_rings')
export class LiveRingEntity {
  /** Of the process, made anew at each start. */
  @Col(key()) id!: string;
  /** As operators find it: host and process id. */
  @Col(text()) name!: string;
  /** The ids of its keys in the order of `CRYPTOKEY`, comma-separated. */
  @Col(text()) key_ids!: string;
  /** The key that it seals with. */
  @Col(text()) sealing_key_id!: string;
  /** Since when. */
  @Col(instant()) sealing_since!: number;
  /** The ids of keys that files in its spool are sealed with, comma-separated. */
  @Col(withDefault(text(), '')) spooled_key_ids!: string;
  /** Its last sign of life. */
  @Col(instant()) seen_at!: number;
}

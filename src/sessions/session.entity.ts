import { Entity, Index } from 'typeorm';
import { Sealed } from '../crypto/sealed-column.ts';
import { Col, instant, key, optional, text } from '../database/columns.ts';

/** A signed-in browser. The cookie's session id is not here: only its digest. */
@Entity('sessions')
export class SessionEntity {
  /** SHA-256 of the session id. */
  @Col(key()) id!: string;
  /** JSON, sealed: it may hold the verifier of a login under way. */
  @Sealed({ row: ['id'] })
  @Col(text())
  data!: string;
  /** NULL: nobody has signed in yet. */
  @Index('sessions_user')
  @Col(optional(text()))
  user_id!: string | null;
  @Col(instant()) created_at!: number;
  @Index('sessions_expires_at')
  @Col(instant())
  expires_at!: number;
}

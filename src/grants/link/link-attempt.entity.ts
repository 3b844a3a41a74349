import { Entity, ForeignKey, Index } from 'typeorm';
import { Sealed } from '../../crypto/sealed-column.ts';
import { Col, instant, key, optional, text } from '../../database/columns.ts';
import { UserEntity } from '../../users/user.entity.ts';

/**
 * A link that was begun: a `ticket`, which a browser has yet to take up, or a `state`, with which a browser went to the
 * provider. Consumed once.
 */
@Entity('link_attempts')
export class LinkAttemptEntity {
  /** Digest of the ticket or state. */
  @Col(key()) id!: string;
  @Col(text()) kind!: 'ticket' | 'state';
  @ForeignKey(() => UserEntity, 'id', { name: 'link_attempts_user', onDelete: 'CASCADE' })
  @Col(text())
  user_id!: string;
  @Col(text()) provider!: string;
  /** Digest of the session that the state is bound to; NULL for a ticket. */
  @Col(optional(text())) session!: string | null;
  /** The API version whose redirect URI was sent. */
  @Col(text()) api_version!: string;
  @Col(text()) return_url!: string;
  @Col(text()) scope!: string;
  /** The grant that is linked anew: no other account will do. NULL: any account. */
  @Col(optional(text())) grant_id!: string | null;
  /** What its user will call it. */
  @Col(optional(text())) own_label!: string | null;
  /** Verifier, nonce and the key that the tokens will be bound to, sealed; NULL for a ticket. */
  @Sealed({ row: ['id'], owner: 'user_id', provider: 'provider' })
  @Col(optional(text()))
  secrets!: string | null;
  @Index('link_attempts_expires_at')
  @Col(instant())
  expires_at!: number;
}

import { Entity, ForeignKey, Index } from 'typeorm';
import { Sealed } from '../../crypto/sealed-column.ts';
import { Col, instant, integer, key, optional, text } from '../../database/columns.ts';
import { UserEntity } from '../../users/user.entity.ts';

export type DeviceLinkStatus = 'pending' | 'linked' | 'denied' | 'expired' | 'failed';

/** A link that its user finishes on another device, by a code (RFC 8628). */
@Entity('device_links')
@Index('device_links_due', ['next_poll_at'], { where: "status = 'pending'" })
export class DeviceLinkEntity {
  @Col(key()) id!: string;
  @Index('device_links_user_id')
  @ForeignKey(() => UserEntity, 'id', { name: 'device_links_user', onDelete: 'CASCADE' })
  @Col(text())
  user_id!: string;
  @Col(text()) provider!: string;
  @Col(text()) scope!: string;
  /** What its user will call it. */
  @Col(optional(text())) own_label!: string | null;
  /** Sealed; NULL when it is of no more use. */
  @Sealed({ row: ['id'], owner: 'user_id', provider: 'provider' })
  @Col(optional(text()))
  device_code!: string | null;
  @Col(text()) status!: DeviceLinkStatus;
  /** What it was linked as; NULL until then. */
  @Col(optional(text())) grant_id!: string | null;
  /** Milliseconds between two questions. */
  @Col(integer()) poll_interval!: number;
  /** Nobody asks before. */
  @Col(instant()) next_poll_at!: number;
  @Index('device_links_expires_at')
  @Col(instant())
  expires_at!: number;
}

import { Entity, ForeignKey, Index, Unique } from 'typeorm';
import { Sealed } from '../../crypto/sealed-column.ts';
import { Col, instant, key, optional, text } from '../../database/columns.ts';
import { LocalAccountEntity } from '../local-account.entity.ts';
import { WorkshopEntity } from './workshop.entity.ts';

/** A place of a workshop that somebody took. Ends with the local account. */
@Entity('workshop_registrations')
@Unique('workshop_registrations_email', ['workshop', 'email'])
@Index('workshop_registrations_order', ['workshop', 'created_at', 'name'])
export class WorkshopRegistrationEntity {
  /** The name of the local account. */
  @ForeignKey(() => LocalAccountEntity, 'name', { name: 'workshop_registrations_account', onDelete: 'CASCADE' })
  @Col(key())
  name!: string;
  @ForeignKey(() => WorkshopEntity, 'code', { name: 'workshop_registrations_workshop' })
  @Col(text())
  workshop!: string;
  @Col(text()) first_name!: string;
  @Col(text()) last_name!: string;
  /** In lower case. */
  @Col(text()) email!: string;
  /** bcrypt, for htpasswd files; the account has its own, by which people sign in here. */
  @Col(text()) htpasswd_hash!: string;
  /** Sealed; NULL where the workshop keeps none, and when it is over. */
  @Sealed({ row: ['name'] })
  @Col(optional(text()))
  password!: string | null;
  @Col(instant()) created_at!: number;
}

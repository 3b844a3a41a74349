import { Entity, ForeignKey, Unique } from 'typeorm';
import { Col, instant, key, optional, text } from '../database/columns.ts';

/** A user allows a client to obtain tokens of a provider. */
@Entity('consents')
@Unique('consents_user_client_provider', ['user_id', 'client_id', 'provider'])
export class ConsentEntity {
  @Col(key()) id!: string;
  @ForeignKey('UserEntity', 'id', { name: 'consents_user', onDelete: 'CASCADE' })
  @Col(text())
  user_id!: string;
  /** Of a row, or of the settings. */
  @Col(text()) client_id!: string;
  @Col(text()) provider!: string;
  /** JSON array of the provider's scopes; NULL: whatever was granted. */
  @Col(optional(text())) scopes!: string | null;
  @Col(instant()) created_at!: number;
}

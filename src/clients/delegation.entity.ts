import { Entity, ForeignKey, Index } from 'typeorm';
import { Col, flag, instant, key, optional, text } from '../database/columns.ts';
import { ClientEntity } from './client.entity.ts';

/** A rule: a client may obtain tokens of these providers, with these scopes, for these users. */
@Entity('delegations')
export class DelegationEntity {
  @Col(key()) id!: string;
  @Index('delegations_client')
  @ForeignKey(() => ClientEntity, 'id', { name: 'delegations_client_id', onDelete: 'CASCADE' })
  @Col(text())
  client_id!: string;
  /** JSON array of provider ids; `["*"]`: all. */
  @Col(text()) providers!: string;
  /** JSON array of the provider's scopes; NULL: whatever was granted. */
  @Col(optional(text())) scopes!: string | null;
  @Col(text()) users_kind!: 'all' | 'role' | 'listed';
  /** JSON array: of one role, or of user ids and subjects. */
  @Col(text()) users!: string;
  @Col(flag()) needs_consent!: boolean;
  @Col(instant()) created_at!: number;
}

import { Entity, ForeignKey } from 'typeorm';
import { Sealed } from '../crypto/sealed-column.ts';
import { Col, instant, integer, key, optional, text } from '../database/columns.ts';
import { GrantEntity } from './grant.entity.ts';

/** An access token of a grant, one per variant of scope and resource. */
@Entity('grant_tokens')
export class GrantTokenEntity {
  @ForeignKey(() => GrantEntity, 'id', { name: 'grant_tokens_grant', onDelete: 'CASCADE' })
  @Col(key())
  grant_id!: string;
  /** Canonical scope and resource; `''` for the plain one. */
  @Col(key()) variant!: string;
  /** Sealed. */
  @Sealed({
    row: ['grant_id', 'variant'],
    ...{ owner: 'user_id', provider: 'provider', parent: { table: 'grants', by: 'grant_id' } },
  })
  @Col(text())
  access_token!: string;
  @Col(text()) token_type!: string;
  @Col(text()) scope!: string;
  /** When the request that brought it was sent. */
  @Col(instant()) issued_at!: number;
  /** NULL: no expiry known. */
  @Col(optional(instant())) expires_at!: number | null;
  /** The grant's generation that brought it. */
  @Col(integer()) generation!: number;
}

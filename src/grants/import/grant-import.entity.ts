import { Entity, ForeignKey, Index } from 'typeorm';
import { Col, instant, key, optional, text } from '../../database/columns.ts';
import { GrantEntity } from '../grant.entity.ts';

/** A refresh token that was obtained elsewhere and brought here: it is taken once, whatever it was rotated into since. */
@Entity('grant_imports')
export class GrantImportEntity {
  /** Digest of provider and refresh token, as they came. */
  @Col(key()) id!: string;
  /** What it became, or the better grant of the same account that was there. */
  @Index('grant_imports_grant_id')
  @ForeignKey(() => GrantEntity, 'id', { name: 'grant_imports_grant', onDelete: 'CASCADE' })
  @Col(text())
  grant_id!: string;
  /** NULL: the provider has yet to be asked whether it takes the token, and whose it is. */
  @Col(optional(instant())) settled_at!: number | null;
  @Col(instant()) created_at!: number;
}

import { Col, instant, key, optional, text } from 'tokenstore/plugin';
import { Entity, Index } from 'typeorm';

/** Something that a user has, open from one instant to another. A removed one keeps its id, so that it can be told apart. */
@Entity('resource_api_resources')
@Index('resource_api_resources_name', ['owner_id', 'name'], { unique: true, where: 'removed_at IS NULL' })
@Index('resource_api_resources_created_at', ['owner_id', 'created_at', 'id'])
export class ResourceEntity {
  @Col(key()) id!: string;
  /** The id of a user. */
  @Col(text()) owner_id!: string;
  @Col(text()) name!: string;
  @Col(optional(instant())) opens_at!: number | null;
  @Col(optional(instant())) closes_at!: number | null;
  @Col(instant()) created_at!: number;
  @Col(optional(instant())) removed_at!: number | null;
}

import { Entity, Unique } from 'typeorm';
import { Col, instant, key, optional, text } from '../database/columns.ts';

/** A registered service that may ask for users' tokens. */
@Entity('clients')
@Unique('clients_issuer_subject', ['issuer', 'subject'])
export class ClientEntity {
  /** As its operator named it; also its `client_id` at the token endpoint. */
  @Col(key()) id!: string;
  @Col(text()) name!: string;
  /** SHA-256 of its client secret. */
  @Col(optional(text())) secret_hash!: string | null;
  /** It proves itself by a JWT of this trusted issuer … */
  @Col(optional(text())) issuer!: string | null;
  /** … for this subject. */
  @Col(optional(text())) subject!: string | null;
  /** Its own client id at the login issuer, whose ID tokens it may exchange. */
  @Col(optional(text())) login_client!: string | null;
  @Col(instant()) created_at!: number;
  @Col(optional(instant())) disabled_at!: number | null;
}

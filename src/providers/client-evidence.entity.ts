import { Entity } from 'typeorm';
import { Col, instant, key } from '../database/columns.ts';

/** When a provider last took our client credentials: what a refusal without a name is judged by. */
@Entity('client_evidence')
export class ClientEvidenceEntity {
  @Col(key()) provider!: string;
  /** Digest of client id and secret. */
  @Col(key()) credentials!: string;
  @Col(instant()) taken_at!: number;
}

import { Entity } from 'typeorm';
import { Col, instant, key } from '../database/columns.ts';

/** A provider that fails, as webhooks were told: once, whatever the number of replicas. */
@Entity('provider_outages')
export class ProviderOutageEntity {
  @Col(key()) provider!: string;
  @Col(instant()) since!: number;
}

import { Entity } from 'typeorm';
import { Col, flag, instant, integer, key, optional, text } from '../../database/columns.ts';

/** An event at which people register themselves for local accounts. Gone when it was ended. */
@Entity('workshops')
export class WorkshopEntity {
  /** What people are told, and what stands in the address of its page. */
  @Col(key()) code!: string;
  @Col(text()) name!: string;
  @Col(integer()) places!: number;
  /** Nobody registers before. */
  @Col(instant()) starts_at!: number;
  /** Nor from then on; kept passwords are gone then. */
  @Col(instant()) ends_at!: number;
  /** Whether passwords are kept, sealed, until `ends_at`. */
  @Col(flag()) keeps_passwords!: boolean;
  /** Set: the operator closed it; nobody registers until it is opened again. */
  @Col(optional(instant())) closed_at!: number | null;
  /** Set: its accounts are being removed. It never goes back. */
  @Col(optional(instant())) ending_at!: number | null;
  @Col(instant()) created_at!: number;
}

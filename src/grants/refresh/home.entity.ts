import { Entity } from 'typeorm';
import { Col, instant, key, text } from '../../database/columns.ts';

/** The one row that says which service this database belongs to. */
@Entity('home')
export class HomeEntity {
  /** Always {@link HOME}. */
  @Col(key()) id!: string;
  @Col(text()) base_url!: string;
  @Col(instant()) since!: number;
}

export const HOME = 'home';

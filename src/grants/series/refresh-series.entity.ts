import { Entity } from 'typeorm';
import { Col, instant, integer, key, span, withDefault } from '../../database/columns.ts';

/** What became of the refreshes at one provider within five minutes, of all replicas together. */
@Entity('refresh_series')
export class RefreshSeriesEntity {
  /** When the five minutes began. */
  @Col({ ...instant(), isPrimary: true }) at!: number;
  @Col(key()) provider!: string;
  /** New tokens came, and were kept. */
  @Col(withDefault(integer(), 0)) kept!: number;
  /** The provider ended the grant. */
  @Col(withDefault(integer(), 0)) dead!: number;
  /** The provider refused the store itself. */
  @Col(withDefault(integer(), 0)) ours!: number;
  /** No answer, or one that may be another in a while. */
  @Col(withDefault(integer(), 0)) transient!: number;
  /** A token of fewer scopes was refused. */
  @Col(withDefault(integer(), 0)) narrowing_refused!: number;
  /** Of all of these, how long the provider took to answer. */
  @Col(withDefault(span(), 0)) latency_sum!: number;
  @Col(withDefault(span(), 0)) latency_max!: number;
}

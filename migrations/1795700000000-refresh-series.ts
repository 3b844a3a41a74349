import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { columns, instant, integer, key, span, withDefault } from '../src/database/columns.ts';

/** How refreshes went over time. */
export class RefreshSeries1795700000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'refresh_series',
        columns: columns({
          at: { ...instant(), isPrimary: true },
          provider: key(),
          kept: withDefault(integer(), 0),
          dead: withDefault(integer(), 0),
          ours: withDefault(integer(), 0),
          transient: withDefault(integer(), 0),
          narrowing_refused: withDefault(integer(), 0),
          latency_sum: withDefault(span(), 0),
          latency_max: withDefault(span(), 0),
        }),
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('refresh_series');
  }
}

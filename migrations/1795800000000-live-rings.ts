import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { columns, instant, key, text, withDefault } from '../src/database/columns.ts';

/** Which keys the processes that live have. */
export class LiveRings1795800000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'live_rings',
        columns: columns({
          id: key(),
          name: text(),
          key_ids: text(),
          sealing_key_id: text(),
          sealing_since: instant(),
          spooled_key_ids: withDefault(text(), ''),
          seen_at: instant(),
        }),
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('live_rings');
  }
}

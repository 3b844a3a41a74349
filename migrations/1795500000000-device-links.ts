import { type MigrationInterface, type QueryRunner, Table, TableForeignKey, TableIndex } from 'typeorm';
import { columns, instant, integer, key, optional, text } from '../src/database/columns.ts';

/** Links that are finished on another device, and refresh tokens that were obtained elsewhere. */
export class DeviceLinks1795500000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'device_links',
        columns: columns({
          id: key(),
          user_id: text(),
          provider: text(),
          scope: text(),
          own_label: optional(text()),
          device_code: optional(text()),
          status: text(),
          grant_id: optional(text()),
          poll_interval: integer(),
          next_poll_at: instant(),
          expires_at: instant(),
        }),
        foreignKeys: [
          new TableForeignKey({
            name: 'device_links_user',
            columnNames: ['user_id'],
            referencedTableName: 'users',
            referencedColumnNames: ['id'],
            onDelete: 'CASCADE',
          }),
        ],
        indices: [
          new TableIndex({ name: 'device_links_due', columnNames: ['next_poll_at'], where: "status = 'pending'" }),
          new TableIndex({ name: 'device_links_expires_at', columnNames: ['expires_at'] }),
          new TableIndex({ name: 'device_links_user_id', columnNames: ['user_id'] }),
        ],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'grant_imports',
        columns: columns({
          id: key(),
          grant_id: text(),
          settled_at: optional(instant()),
          created_at: instant(),
        }),
        foreignKeys: [
          new TableForeignKey({
            name: 'grant_imports_grant',
            columnNames: ['grant_id'],
            referencedTableName: 'grants',
            referencedColumnNames: ['id'],
            onDelete: 'CASCADE',
          }),
        ],
        indices: [new TableIndex({ name: 'grant_imports_grant_id', columnNames: ['grant_id'] })],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('grant_imports');
    await runner.dropTable('device_links');
  }
}

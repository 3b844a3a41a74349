import { type MigrationInterface, type QueryRunner, Table, TableForeignKey, TableIndex, TableUnique } from 'typeorm';
import { columns, flag, instant, integer, key, optional, text } from '../src/database/columns.ts';

/** Events, and who registered for them. */
export class Workshops1796200000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'workshops',
        columns: columns({
          code: key(),
          name: text(),
          places: integer(),
          starts_at: instant(),
          ends_at: instant(),
          keeps_passwords: flag(),
          closed_at: optional(instant()),
          ending_at: optional(instant()),
          created_at: instant(),
        }),
      }),
    );
    await runner.createTable(
      new Table({
        name: 'workshop_registrations',
        columns: columns({
          name: key(),
          workshop: text(),
          first_name: text(),
          last_name: text(),
          email: text(),
          htpasswd_hash: text(),
          password: optional(text()),
          created_at: instant(),
        }),
        foreignKeys: [
          new TableForeignKey({
            name: 'workshop_registrations_account',
            columnNames: ['name'],
            referencedTableName: 'local_accounts',
            referencedColumnNames: ['name'],
            onDelete: 'CASCADE',
          }),
          new TableForeignKey({
            name: 'workshop_registrations_workshop',
            columnNames: ['workshop'],
            referencedTableName: 'workshops',
            referencedColumnNames: ['code'],
          }),
        ],
        uniques: [new TableUnique({ name: 'workshop_registrations_email', columnNames: ['workshop', 'email'] })],
        indices: [
          new TableIndex({
            name: 'workshop_registrations_order',
            columnNames: ['workshop', 'created_at', 'name'],
          }),
        ],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('workshop_registrations');
    await runner.dropTable('workshops');
  }
}

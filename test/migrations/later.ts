import { type MigrationInterface, type QueryRunner, TableColumn } from 'typeorm';
import { columns, text, withDefault } from '../../src/database/columns.ts';

/** As a later release might: columns that come and go in tables that others refer to. */
export class AlterParents1999000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of ['users', 'grants']) await runner.addColumns(table, colour());
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['users', 'grants']) await runner.dropColumns(table, colour());
  }
}

const colour = (): TableColumn[] =>
  columns({ colour: withDefault(text(), 'blue') }).map((column) => new TableColumn(column));

export class Failing1999000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.dropTable('sessions');
    throw new Error('a mistake in a migration');
  }

  down(): Promise<void> {
    return Promise.resolve();
  }
}

export class FailingStatement1999000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('SELEC 1');
  }

  down(): Promise<void> {
    return Promise.resolve();
  }
}

export class FailingTable1999000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.dropTable('losers');
  }

  down(): Promise<void> {
    return Promise.resolve();
  }
}

import { columns, instant, key, optional, text } from 'tokenstore/plugin';
import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';

const TABLE = 'resource_api_resources';

export class Resources1796300000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: TABLE,
        columns: columns({
          id: key(),
          owner_id: text(),
          name: text(),
          opens_at: optional(instant()),
          closes_at: optional(instant()),
          created_at: instant(),
          removed_at: optional(instant()),
        }),
        indices: [
          {
            name: 'resource_api_resources_name',
            columnNames: ['owner_id', 'name'],
            isUnique: true,
            where: 'removed_at IS NULL',
          },
          { name: 'resource_api_resources_created_at', columnNames: ['owner_id', 'created_at', 'id'] },
        ],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(TABLE);
  }
}

import { type MigrationInterface, type QueryRunner, TableColumn } from 'typeorm';
import { columns, optional, text } from '../src/database/columns.ts';

/** What a grant has besides its tokens: what its provider said of it, the host that it is at, the key that it is bound to. */
export class ProviderMetadata1795400000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.addColumns(
      'grants',
      columns({ metadata: optional(text()), token_host: optional(text()), dpop_key: optional(text()) }).map(
        (column) => new TableColumn(column),
      ),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumns('grants', ['metadata', 'token_host', 'dpop_key']);
  }
}

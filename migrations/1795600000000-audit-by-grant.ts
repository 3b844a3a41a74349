import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

/** What was done with one grant is found without looking through all that its user did. */
export class AuditByGrant1795600000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createIndex(
      'audit_events',
      new TableIndex({ name: 'audit_events_grant', columnNames: ['grant_id', 'at'] }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('audit_events', 'audit_events_grant');
  }
}

import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';
import { columns, instant, integer, key, optional, span, text } from '../src/database/columns.ts';

const PENDING = "status = 'pending'";

/** Who is told of events, what waits for them, and how telling them went. */
export class Webhooks1796000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'webhooks',
        columns: columns({
          id: key(),
          url: text(),
          description: optional(text()),
          events: text(),
          secret: text(),
          previous_secret: optional(text()),
          previous_until: optional(instant()),
          failing_since: optional(instant()),
          disabled_at: optional(instant()),
          disabled_reason: optional(text()),
          created_at: instant(),
        }),
        indices: [new TableIndex({ name: 'webhooks_created_at', columnNames: ['created_at'] })],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'webhook_deliveries',
        columns: columns({
          webhook_id: key(),
          event_id: key(),
          type: text(),
          subject: text(),
          position: instant(),
          data: text(),
          occurred_at: instant(),
          status: text(),
          attempts: integer(),
          next_attempt_at: instant(),
          claimed_until: optional(instant()),
          last_attempt_at: optional(instant()),
          status_code: optional(integer()),
          duration: optional(span()),
          error: optional(text()),
        }),
        indices: [
          new TableIndex({
            name: 'webhook_deliveries_due',
            columnNames: ['webhook_id', 'next_attempt_at'],
            where: PENDING,
          }),
          new TableIndex({
            name: 'webhook_deliveries_subject',
            columnNames: ['webhook_id', 'subject', 'position'],
            where: PENDING,
          }),
          new TableIndex({ name: 'webhook_deliveries_log', columnNames: ['webhook_id', 'occurred_at'] }),
          new TableIndex({ name: 'webhook_deliveries_age', columnNames: ['occurred_at'] }),
        ],
      }),
    );
    await runner.createTable(
      new Table({ name: 'provider_outages', columns: columns({ provider: key(), since: instant() }) }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['provider_outages', 'webhook_deliveries', 'webhooks']) await runner.dropTable(table);
  }
}

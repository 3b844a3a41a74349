import {
  type MigrationInterface,
  type QueryRunner,
  Table,
  TableColumn,
  TableForeignKey,
  TableIndex,
  TableUnique,
} from 'typeorm';
import { columns, flag, instant, key, optional, text } from '../src/database/columns.ts';

/** API keys, clients with their rules and consents, the audit, local accounts; labels and last use of grants; whose a session is. */
export class Callers1795313437000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'api_keys',
        columns: columns({
          id: key(),
          secret_hash: text(),
          user_id: optional(text()),
          client_id: optional(text()),
          name: text(),
          scopes: text(),
          providers: optional(text()),
          created_at: instant(),
          expires_at: optional(instant()),
          last_used_at: optional(instant()),
        }),
        foreignKeys: [
          new TableForeignKey({
            name: 'api_keys_user_id',
            columnNames: ['user_id'],
            referencedTableName: 'users',
            referencedColumnNames: ['id'],
            onDelete: 'CASCADE',
          }),
        ],
        indices: [
          new TableIndex({ name: 'api_keys_client', columnNames: ['client_id'] }),
          new TableIndex({ name: 'api_keys_user', columnNames: ['user_id'] }),
        ],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'audit_events',
        columns: columns({
          id: key(),
          at: instant(),
          action: text(),
          outcome: text(),
          actor_kind: text(),
          actor_id: optional(text()),
          via: optional(text()),
          key_id: optional(text()),
          user_id: optional(text()),
          provider: optional(text()),
          grant_id: optional(text()),
          subject: optional(text()),
          scope: optional(text()),
          request_id: optional(text()),
          address: optional(text()),
        }),
        indices: [
          new TableIndex({ name: 'audit_events_actor', columnNames: ['actor_id', 'at', 'id'] }),
          new TableIndex({ name: 'audit_events_at', columnNames: ['at', 'id'] }),
          new TableIndex({ name: 'audit_events_user', columnNames: ['user_id', 'at', 'id'] }),
        ],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'clients',
        columns: columns({
          id: key(),
          name: text(),
          secret_hash: optional(text()),
          issuer: optional(text()),
          subject: optional(text()),
          login_client: optional(text()),
          created_at: instant(),
          disabled_at: optional(instant()),
        }),
        uniques: [new TableUnique({ name: 'clients_issuer_subject', columnNames: ['issuer', 'subject'] })],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'consents',
        columns: columns({
          id: key(),
          user_id: text(),
          client_id: text(),
          provider: text(),
          scopes: optional(text()),
          created_at: instant(),
        }),
        uniques: [
          new TableUnique({ name: 'consents_user_client_provider', columnNames: ['user_id', 'client_id', 'provider'] }),
        ],
        foreignKeys: [
          new TableForeignKey({
            name: 'consents_user',
            columnNames: ['user_id'],
            referencedTableName: 'users',
            referencedColumnNames: ['id'],
            onDelete: 'CASCADE',
          }),
        ],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'delegations',
        columns: columns({
          id: key(),
          client_id: text(),
          providers: text(),
          scopes: optional(text()),
          users_kind: text(),
          users: text(),
          needs_consent: flag(),
          created_at: instant(),
        }),
        foreignKeys: [
          new TableForeignKey({
            name: 'delegations_client_id',
            columnNames: ['client_id'],
            referencedTableName: 'clients',
            referencedColumnNames: ['id'],
            onDelete: 'CASCADE',
          }),
        ],
        indices: [new TableIndex({ name: 'delegations_client', columnNames: ['client_id'] })],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'local_accounts',
        columns: columns({
          name: key(),
          password_hash: text(),
          full_name: optional(text()),
          email: optional(text()),
          roles: text(),
          created_at: instant(),
          disabled_at: optional(instant()),
        }),
      }),
    );
    await runner.addColumns(
      'grants',
      columns({ own_label: optional(text()), last_used_at: optional(instant()) }).map(
        (column) => new TableColumn(column),
      ),
    );
    await runner.createIndex(
      'grants',
      new TableIndex({
        name: 'grants_unsettled',
        columnNames: ['provider'],
        where: 'attempt_started_at IS NOT NULL OR unknown_since IS NOT NULL',
      }),
    );
    await runner.addColumns(
      'link_attempts',
      columns({ grant_id: optional(text()), own_label: optional(text()) }).map((column) => new TableColumn(column)),
    );
    await runner.addColumns(
      'sessions',
      columns({ user_id: optional(text()) }).map((column) => new TableColumn(column)),
    );
    await runner.createIndex('sessions', new TableIndex({ name: 'sessions_user', columnNames: ['user_id'] }));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('sessions', 'sessions_user');
    await runner.dropColumns('sessions', ['user_id']);
    await runner.dropColumns('link_attempts', ['grant_id', 'own_label']);
    await runner.dropIndex('grants', 'grants_unsettled');
    await runner.dropColumns('grants', ['own_label', 'last_used_at']);
    await runner.dropTable('local_accounts');
    await runner.dropTable('delegations');
    await runner.dropTable('consents');
    await runner.dropTable('clients');
    await runner.dropTable('audit_events');
    await runner.dropTable('api_keys');
  }
}

import { type MigrationInterface, type QueryRunner, Table, TableForeignKey, TableIndex, TableUnique } from 'typeorm';
import { columns, flag, instant, integer, key, optional, text, withDefault } from '../src/database/columns.ts';

/** Users, grants and their access tokens, links under way, sessions, keys, evidence. */
export class FirstTables1795000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'users',
        columns: columns({
          id: key(),
          issuer: text(),
          subject: text(),
          name: optional(text()),
          email: optional(text()),
          email_verified: optional(flag()),
          roles: withDefault(text(), '[]'),
          created_at: instant(),
          seen_at: instant(),
          disabled_at: optional(instant()),
        }),
        uniques: [new TableUnique({ name: 'users_issuer_subject', columnNames: ['issuer', 'subject'] })],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'grants',
        columns: columns({
          id: key(),
          user_id: text(),
          provider: text(),
          account: withDefault(text(), ''),
          label: optional(text()),
          is_default: withDefault(flag(), false),
          status: text(),
          reason: optional(text()),
          scope_requested: withDefault(text(), ''),
          scope_granted: withDefault(text(), ''),
          refresh_token: optional(text()),
          refresh_expires_at: optional(instant()),
          refresh_never_expires: withDefault(flag(), false),
          previous_refresh_token: optional(text()),
          previous_until: optional(instant()),
          generation: withDefault(integer(), 0),
          fence: withDefault(integer(), 0),
          lease_owner: optional(text()),
          lease_expires_at: optional(instant()),
          attempt_started_at: optional(instant()),
          unknown_since: optional(instant()),
          retry_at: optional(instant()),
          failures: withDefault(integer(), 0),
          refusals: withDefault(integer(), 0),
          next_refresh_at: optional(instant()),
          last_error: optional(text()),
          last_error_at: optional(instant()),
          last_refreshed_at: optional(instant()),
          refreshes: withDefault(integer(), 0),
          linked_at: instant(),
          created_at: instant(),
        }),
        uniques: [
          new TableUnique({ name: 'grants_user_provider_account', columnNames: ['user_id', 'provider', 'account'] }),
        ],
        foreignKeys: [foreignKey('grants_user', 'user_id', 'users')],
        indices: [
          new TableIndex({
            name: 'grants_default',
            columnNames: ['user_id', 'provider'],
            isUnique: true,
            where: 'is_default = true',
          }),
          new TableIndex({ name: 'grants_due', columnNames: ['provider', 'next_refresh_at'] }),
        ],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'grant_tokens',
        columns: columns({
          grant_id: key(),
          variant: key(),
          access_token: text(),
          token_type: text(),
          scope: text(),
          issued_at: instant(),
          expires_at: optional(instant()),
          generation: integer(),
        }),
        foreignKeys: [foreignKey('grant_tokens_grant', 'grant_id', 'grants')],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'link_attempts',
        columns: columns({
          id: key(),
          kind: text(),
          user_id: text(),
          provider: text(),
          session: optional(text()),
          api_version: text(),
          return_url: text(),
          scope: text(),
          secrets: optional(text()),
          expires_at: instant(),
        }),
        foreignKeys: [foreignKey('link_attempts_user', 'user_id', 'users')],
        indices: [new TableIndex({ name: 'link_attempts_expires_at', columnNames: ['expires_at'] })],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'sessions',
        columns: columns({ id: key(), data: text(), created_at: instant(), expires_at: instant() }),
        indices: [new TableIndex({ name: 'sessions_expires_at', columnNames: ['expires_at'] })],
      }),
    );
    await runner.createTable(
      new Table({ name: 'key_rings', columns: columns({ key_id: key(), canary: text(), created_at: instant() }) }),
    );
    await runner.createTable(
      new Table({
        name: 'client_evidence',
        columns: columns({ provider: key(), credentials: key(), taken_at: instant() }),
      }),
    );
    await runner.createTable(
      new Table({ name: 'home', columns: columns({ id: key(), base_url: text(), since: instant() }) }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [
      'home',
      'client_evidence',
      'key_rings',
      'sessions',
      'link_attempts',
      'grant_tokens',
      'grants',
      'users',
    ]) {
      await runner.dropTable(table);
    }
  }
}

function foreignKey(name: string, column: string, table: string): TableForeignKey {
  return new TableForeignKey({
    name,
    columnNames: [column],
    referencedTableName: table,
    referencedColumnNames: ['id'],
    onDelete: 'CASCADE',
  });
}

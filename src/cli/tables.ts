import { Clock } from '../database/clock.ts';
import { connect } from '../database/connect.ts';
import { Database, type DatabaseCheck } from '../database/database.ts';
import type { DatabaseUnavailable } from '../problem/problem.ts';
import { schemaWith } from '../schema.ts';
import { loadSettings } from '../settings/load.ts';
import type { Settings } from '../settings/settings.ts';
import { requireTables } from './require-tables.ts';

export interface Tables {
  database: Database;
  clock: Clock;
  settings: Settings;
}

/**
 * Does one command's work with the tables alone, beside the service or without it. They are left as they are: neither
 * migrated nor unlocked. @throws StartupError, SettingsError, DatabaseUnavailable
 */
export async function withTables<T>(work: (tables: Tables) => Promise<T>): Promise<T> {
  const { settings } = await loadSettings({ env: process.env });
  const clock = new Clock();
  const tables = schemaWith(settings.plugins);
  const options = { connect: () => connect(settings, tables, clock), schema: settings.DATABASE_SCHEMA, migrate: false };
  const database = new Database(options, clock);
  try {
    await openNow(database, { beforeMigrations: requireTables, afterMigrations: () => Promise.resolve() });
    return await work({ database, clock, settings });
  } finally {
    await database.close();
  }
}

/** Opens a database at once or not at all: whoever waits at a terminal wants to know. @throws DatabaseUnavailable */
export async function openNow(
  database: Database,
  checks: { beforeMigrations: DatabaseCheck; afterMigrations: DatabaseCheck },
): Promise<void> {
  const away: DatabaseUnavailable[] = [];
  await database.open({
    ...checks,
    onMigrated: () => undefined,
    onAway: (error) => void away.push(error),
    onRefused: () => undefined,
  });
  const [first] = away;
  if (first !== undefined) throw first;
}

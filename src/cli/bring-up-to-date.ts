import { hasCanaries } from '../crypto/canaries.ts';
import { lockedRing, unlock } from '../crypto/unlock.ts';
import type { Connection } from '../database/connection.ts';
import { migrate, pendingMigrations } from '../database/migrate.ts';
import type { Settings } from '../settings/settings.ts';
import { requireTables } from './require-tables.ts';

/**
 * Makes the tables or brings them up to date, as the service does at its start: where `DATABASE_MIGRATE` lets it, and
 * with the key that the database is sealed with. What else a first start leaves behind (key, home) is the service's.
 * @throws StartupError for a wrong key, and while the tables are not up to date
 */
export async function bringUpToDate(connection: Connection, settings: Settings): Promise<void> {
  if (settings.DATABASE_MIGRATE) await upgrade(connection, settings);
  await requireTables(connection);
}

/** Runs what has yet to be migrated. @returns the names of what ran  @throws StartupError for a wrong key */
export async function upgrade(connection: Connection, settings: Settings): Promise<string[]> {
  if ((await pendingMigrations(connection)).length === 0) return [];
  await requireKeys(connection, settings);
  return migrate(connection, settings.DATABASE_SCHEMA);
}

/** Makes sure that what is sealed in the database can be opened here. Changes nothing. @throws StartupError */
export async function requireKeys(connection: Connection, settings: Settings): Promise<void> {
  if (await hasCanaries(connection)) await unlock(connection, lockedRing(settings), settings);
}

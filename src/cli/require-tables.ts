import type { Connection } from '../database/connection.ts';
import { pendingMigrations } from '../database/migrate.ts';
import { StartupError } from '../problem/problem.ts';

/** @throws StartupError while the tables are not up to date */
export async function requireTables(connection: Connection): Promise<void> {
  if ((await pendingMigrations(connection)).length === 0) return;
  throw new StartupError('The tables are not up to date: tokenstore database upgrade, then try again.');
}

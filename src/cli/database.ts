import { Clock } from '../database/clock.ts';
import { connect } from '../database/connect.ts';
import type { Connection } from '../database/connection.ts';
import { pendingMigrations } from '../database/migrate.ts';
import { Home } from '../grants/refresh/home.ts';
import { StartupError } from '../problem/problem.ts';
import { schema } from '../schema.ts';
import { loadSettings } from '../settings/load.ts';
import type { Settings } from '../settings/settings.ts';

/** `tokenstore database status`: what has yet to be migrated, and whose the database is. */
export async function databaseStatus(): Promise<void> {
  await withDatabase(async (connection, settings) => {
    const pending = await pendingMigrations(connection);
    say(pending.length === 0 ? 'The tables are up to date.' : `To be migrated: ${pending.join(', ')}`);
    if (!(await connection.hasTable('home'))) return;
    const home = new Home(settings.BASE_URL, settings.REFRESH);
    await home.look(connection);
    say(home.hindrance ?? `It belongs to this service, ${settings.BASE_URL}.`);
  });
}

/** `tokenstore database adopt`: the database has moved here, and refresh tokens may be spent here. */
export async function adoptDatabase(): Promise<void> {
  await withDatabase(async (connection, settings) => {
    await requireTables(connection);
    const before = await new Home(settings.BASE_URL, settings.REFRESH).adopt(connection);
    say(
      before === settings.BASE_URL
        ? `The database belongs to ${before} already.`
        : `The database belonged to ${before ?? 'nobody'}, and belongs to ${settings.BASE_URL} now. Restart the service here.`,
    );
  });
}

/** @throws StartupError while the tables are not up to date */
export async function requireTables(connection: Connection): Promise<void> {
  if ((await pendingMigrations(connection)).length === 0) return;
  throw new StartupError(
    'The tables are not up to date: start the service once (a copy refreshes nothing), then try again.',
  );
}

/** Opens the database that the settings name, for one command. */
export async function withDatabase(work: (connection: Connection, settings: Settings) => Promise<void>): Promise<void> {
  const { settings } = await loadSettings({ env: process.env });
  const connection = await connect(settings, schema, new Clock());
  try {
    await work(connection, settings);
  } finally {
    await connection.close();
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

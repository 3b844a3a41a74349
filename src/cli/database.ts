import { Clock } from '../database/clock.ts';
import { connect } from '../database/connect.ts';
import type { Connection } from '../database/connection.ts';
import { knownMigrations, pendingMigrations, revertLast, revision } from '../database/migrate.ts';
import { pluginOf } from '../database/plugin-migrations.ts';
import { Home } from '../grants/refresh/home.ts';
import { StartupError } from '../problem/problem.ts';
import { schemaWith } from '../schema.ts';
import { loadSettings } from '../settings/load.ts';
import type { Settings } from '../settings/settings.ts';
import { requireKeys, upgrade } from './bring-up-to-date.ts';
import { confirm } from './confirm.ts';
import { requireTables } from './require-tables.ts';
import { say, sayJson } from './say.ts';

/** `tokenstore database status`: what has yet to be migrated, and whose the database is. */
export async function databaseStatus({ json }: { json?: true }): Promise<void> {
  await withDatabase(async (connection, settings) => {
    const pending = await pendingMigrations(connection);
    const home = new Home(settings.BASE_URL, settings.REFRESH);
    const hasHome = await connection.hasTable('home');
    if (hasHome) await home.look(connection);
    const hindrance = hasHome ? home.hindrance : undefined;
    if (json === true) {
      sayJson({ revision: (await revision(connection)) ?? null, pending, refreshes: home.mayRefresh });
      return;
    }
    say(pending.length === 0 ? 'The tables are up to date.' : ['To be migrated:', ...pending].join('\n  '));
    if (hasHome) say(hindrance ?? `It belongs to this service, ${settings.BASE_URL}.`);
  });
}

/** `tokenstore database upgrade`: runs what has yet to be migrated, whatever `DATABASE_MIGRATE` says. */
export async function upgradeDatabase(): Promise<void> {
  await withDatabase(async (connection, settings) => {
    const names = await upgrade(connection, settings);
    for (const name of names) say(name);
    if (names.length === 0) say('The tables are up to date.');
  });
}

/** `tokenstore database downgrade`: undoes the newest migration, and what stood in its columns and tables is gone. */
export async function downgradeDatabase({ yes }: { yes?: true }): Promise<void> {
  await withDatabase(async (connection, { DATABASE_SCHEMA }) => {
    const newest = await revision(connection);
    if (newest === undefined) throw new StartupError('There is nothing to undo: no migration has run.');
    if (!knownMigrations(connection).includes(newest)) throw new StartupError(whyUnknown(newest));
    await confirm(`Undo ${newest}, with all that it keeps?`, yes === true);
    say((await revertLast(connection, DATABASE_SCHEMA)) ?? newest);
  });
}

function whyUnknown(migration: string): string {
  const plugin = pluginOf(migration);
  return plugin === undefined
    ? `${migration} is of a newer release: undo it with that one, then start this one.`
    : `${migration} is of the plugin ${plugin}: undo it with the plugin (PLUGINS) that has it.`;
}

/** `tokenstore database revision`: the newest migration that has run. */
export async function databaseRevision(): Promise<void> {
  await withDatabase(async (connection) => say((await revision(connection)) ?? 'none'));
}

/** `tokenstore database adopt`: the database has moved here, and refresh tokens may be spent here. */
export async function adoptDatabase(): Promise<void> {
  await withDatabase(async (connection, settings) => {
    await requireTables(connection);
    await requireKeys(connection, settings);
    const before = await new Home(settings.BASE_URL, settings.REFRESH).adopt(connection);
    say(
      before === settings.BASE_URL
        ? `The database belongs to ${before} already.`
        : `The database belonged to ${before ?? 'nobody'}, and belongs to ${settings.BASE_URL} now. Restart the service here.`,
    );
  });
}

/** Opens the database that the settings name, for one command, in whatever state it is. */
export async function withDatabase(work: (connection: Connection, settings: Settings) => Promise<void>): Promise<void> {
  // SQLite makes its file where there is none: for its owner's eyes, as the service's are.
  process.umask(0o077);
  const { settings } = await loadSettings({ env: process.env });
  const connection = await connect(settings, schemaWith(settings.plugins), new Clock());
  try {
    await work(connection, settings);
  } finally {
    await connection.close();
  }
}

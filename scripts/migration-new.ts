import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Clock } from '../src/database/clock.ts';
import type { Connection } from '../src/database/connection.ts';
import { migrate } from '../src/database/migrate.ts';
import { PostgresConnection } from '../src/database/postgres-connection.ts';
import { SqliteConnection } from '../src/database/sqlite-connection.ts';
import { schema } from '../src/schema.ts';
import { freshPostgres } from '../test/support/databases.ts';
import { findPostgres } from '../test/support/postgres.ts';
import { draftMigration, isName, type Draft } from './migration/draft.ts';

const directory = fileURLToPath(new URL('../migrations', import.meta.url));

const [name = '', ...others] = process.argv.slice(2);
if (isName(name) && others.length === 0) {
  await draft(name);
} else {
  console.error('usage: npm run migration:new -- <name>, in small letters with hyphens between: more-tables');
  process.exitCode = 2;
}

async function draft(what: string): Promise<void> {
  const drafted = await withPostgres(async (postgres) => {
    const sqlite = await SqliteConnection.open(':memory:', schema, new Clock());
    await migrate(sqlite, 'public');
    const migrated = [sqlite, ...(postgres ? [postgres] : [])] as const;
    return draftMigration({
      name: what,
      timestamp: nextTimestamp(),
      migrated,
      directory,
      vocabulary: '../src/database/columns.ts',
    });
  });
  if (drafted === undefined) {
    console.log('Nothing to do: entities and migrations say the same.');
    return;
  }
  await writeFile(`${directory}/${drafted.fileName}`, drafted.source, { flag: 'wx' });
  report(drafted);
}

function report({ fileName, className, unexpressed, warnings }: Draft): void {
  console.log(`migrations/${fileName} is drafted. Read it, then add ${className} to the migrations in src/schema.ts.`);
  for (const warning of warnings) console.log(`Mind: ${warning}`);
  for (const one of unexpressed) console.log(`To do by hand: ${one}`);
}

/** Later than all that are listed, whatever the clock says. */
function nextTimestamp(): number {
  const listed = schema.migrations.map((migration) => Number(/\d+$/.exec(migration.name)?.[0] ?? 0));
  return Math.max(Date.now(), ...listed.map((timestamp) => timestamp + 1));
}

/** With a migrated PostgreSQL, where there is one to be had; what is drafted is tried on it. */
async function withPostgres<T>(work: (connection: Connection | undefined) => Promise<T>): Promise<T> {
  const server = await findPostgres().catch((error: unknown) => {
    console.warn(`Not tried on PostgreSQL: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  });
  if (server === undefined) return work(undefined);
  process.env['TEST_POSTGRES_URL'] = server.url;
  try {
    const { url, drop } = await freshPostgres();
    try {
      const connection = await PostgresConnection.open({ url, schema: 'public', poolSize: 2 }, schema);
      try {
        await migrate(connection, 'public');
        return await work(connection);
      } finally {
        await connection.close();
      }
    } finally {
      await drop();
    }
  } finally {
    await server.stop();
  }
}

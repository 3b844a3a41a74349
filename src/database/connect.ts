import type { Settings } from '../settings/settings.ts';
import { sqlitePath } from '../settings/types/database-url.ts';
import type { Clock } from './clock.ts';
import type { Connection, Schema } from './connection.ts';
import { PostgresConnection } from './postgres-connection.ts';
import { SqliteConnection } from './sqlite-connection.ts';

/** Opens the database that `DATABASE_URL` names. @throws DatabaseUnavailable, StartupError */
export async function connect(settings: Settings, schema: Schema, clock: Clock): Promise<Connection> {
  const url = settings.DATABASE_URL;
  const path = sqlitePath(url);
  if (path !== undefined) return SqliteConnection.open(path, schema, clock);
  return PostgresConnection.open(
    { url, schema: settings.DATABASE_SCHEMA, poolSize: settings.DATABASE_POOL_SIZE },
    schema,
  );
}

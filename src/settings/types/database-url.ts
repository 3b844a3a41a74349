import { z } from 'zod';
import { reading } from './text.ts';

const MEMORY = 'sqlite://:memory:';
const WRONG =
  'is not sqlite:///relative/path, sqlite:////absolute/path, sqlite://:memory: or ' +
  'postgresql://user:password@host:5432/database (special characters in the password percent-encoded)';

/**
 * The URL of a database, normalised: `sqlite://:memory:`, `sqlite:///<path>` or `postgresql://…`. The spellings of
 * SQLAlchemy (`postgresql+psycopg2://`, `sqlite://` for memory) are understood.
 */
export const databaseUrl = z.string(WRONG).transform(reading(normalise, WRONG)).describe('URL');

export function isPostgres(databaseUrl: string): boolean {
  return databaseUrl.startsWith('postgresql:');
}

/** The URL of an SQLite file at an absolute path. */
export function sqliteUrl(path: string): string {
  return `sqlite:///${path.replaceAll('\\', '/')}`;
}

function normalise(text: string): string | undefined {
  if (['sqlite://', 'sqlite:///:memory:', MEMORY].includes(text)) return MEMORY;
  if (/^sqlite:\/\/\/./.test(text)) return text;
  const postgres = /^(?:postgresql|postgres)(?:\+[a-z0-9]+)?:\/\/(.+)$/.exec(text);
  if (!postgres) return undefined;
  const url = `postgresql://${postgres[1] ?? ''}`;
  return URL.canParse(url) ? url : undefined;
}

/** The path of an SQLite file, or `:memory:`; `undefined` for PostgreSQL. */
export function sqlitePath(databaseUrl: string): string | undefined {
  if (databaseUrl === MEMORY) return ':memory:';
  const prefix = 'sqlite:///';
  return databaseUrl.startsWith(prefix) ? databaseUrl.slice(prefix.length) : undefined;
}

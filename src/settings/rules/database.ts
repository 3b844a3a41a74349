import { join } from 'node:path';
import type { Checked } from '../check.ts';
import type { CommonValues } from '../schema.ts';
import { isPostgres, sqlitePath, sqliteUrl } from '../types/database-url.ts';
import { isWrapped } from '../types/key.ts';
import { checkKms } from './kms.ts';

/** What follows for the database, the keys and the sessions. */
export function completeDatabase(checked: Checked<CommonValues>) {
  const { CRYPTOKEY, INSTANCE_PATH, SESSION_LIFETIME, SESSION_MAX_LIFETIME, SESSION_TYPE, WORKERS } = checked.values;
  const DATABASE_URL = checked.values.DATABASE_URL ?? sqliteUrl(join(INSTANCE_PATH, 'tokenstore.db'));
  if (CRYPTOKEY === undefined && isPostgres(DATABASE_URL)) {
    checked.fault(['CRYPTOKEY', 'DATABASE_URL'], 'is required with PostgreSQL; openssl rand -hex 32 makes one');
  }
  checkKms(checked, new Set((CRYPTOKEY ?? []).filter(isWrapped).map(({ kms }) => kms)));
  if (WORKERS > 1 && sqlitePath(DATABASE_URL) === ':memory:') {
    checked.fault(
      ['DATABASE_URL', 'WORKERS'],
      `is in memory, and each of ${WORKERS} workers would have its own: name a file`,
    );
  }
  if (WORKERS > 1 && SESSION_TYPE === 'memory') {
    checked.fault(
      ['SESSION_TYPE', 'WORKERS'],
      `is memory, and each of ${WORKERS} workers would have its own: use database`,
    );
  } else if (SESSION_TYPE === 'memory') {
    checked.warn('SESSION_TYPE', 'sessions are kept in memory: for a single process only, and gone when it ends');
  }
  if (SESSION_LIFETIME > SESSION_MAX_LIFETIME) {
    checked.warn('SESSION_LIFETIME', 'is longer than SESSION_MAX_LIFETIME, which ends sessions before');
  }
  return { DATABASE_URL };
}

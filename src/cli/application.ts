import type { INestApplicationContext } from '@nestjs/common';
import { AuditWriter } from '../audit/audit-writer.ts';
import { KeyRing } from '../crypto/key-ring.ts';
import { unlock } from '../crypto/unlock.ts';
import { Database } from '../database/database.ts';
import { Home } from '../grants/refresh/home.ts';
import { AnswerKeeper } from '../grants/refresh/keep-answer.ts';
import { Refresher } from '../grants/refresh/refresher.ts';
import { RingWatch } from '../keys/ring-watch.ts';
import { createLog } from '../log/logger.ts';
import { Outbound } from '../providers/outbound.ts';
import { createApp } from '../server/create-app.ts';
import { loadSettings } from '../settings/load.ts';
import type { Settings } from '../settings/settings.ts';
import { requireTables } from './require-tables.ts';
import { openNow } from './tables.ts';

/**
 * Does one command's work with all that the service is made of, beside the service or without it: nobody is listened to,
 * nothing is kept alive, and the tables are left as they are. Ends as the service does, with every answer kept.
 * @throws StartupError, SettingsError, DatabaseUnavailable
 */
export async function withApplication<T>(work: (app: INestApplicationContext) => Promise<T>): Promise<T> {
  const { settings } = await loadSettings({ env: process.env });
  // What is audited is written to the table; standard output belongs to the command.
  const app = await createApp({ ...settings, DATABASE_MIGRATE: false }, createLog({ level: 'silent', format: 'json' }));
  try {
    await open(app, settings);
    // What an earlier process left in the spool is newer than what the database has.
    await app.get(AnswerKeeper, { strict: false }).deliverSpooled();
    return await work(app);
  } finally {
    await app.get(Refresher, { strict: false }).drain();
    await app.get(Outbound, { strict: false }).close();
    await app.get(AuditWriter, { strict: false }).drain(settings.SHUTDOWN_TIMEOUT);
    await app.get(RingWatch, { strict: false }).stop();
    await app.get(Database, { strict: false }).close();
  }
}

async function open(app: INestApplicationContext, settings: Settings): Promise<void> {
  await openNow(app.get(Database, { strict: false }), {
    beforeMigrations: async (connection) => {
      await requireTables(connection);
      await unlock(connection, app.get(KeyRing, { strict: false }), settings);
    },
    afterMigrations: async (connection) => {
      await app.get(RingWatch, { strict: false }).join(connection);
      await app.get(Home, { strict: false }).look(connection);
    },
  });
  app.get(RingWatch, { strict: false }).start(() => undefined);
}

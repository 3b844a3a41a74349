import { randomBytes } from 'node:crypto';
import { findPostgres } from './postgres.ts';
import { running } from './running-postgres.ts';

/** Run by Jest once, before all workers, which inherit the environment. */
export default async function setUp(): Promise<void> {
  try {
    const server = await findPostgres();
    const prefix = `tokenstore_test_${randomBytes(3).toString('hex')}`;
    process.env['TEST_POSTGRES_URL'] = server.url;
    process.env['TEST_POSTGRES_PREFIX'] = prefix;
    running.now = { server, prefix };
  } catch (error) {
    if (process.env['CI'] || process.env['TEST_POSTGRES_URL']) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    console.warn(`\nPostgreSQL tests are skipped, there is no server to be had: ${reason}\n`);
  }
}

import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { buildPages } from '../../demo/build.ts';
import { findPostgres } from './postgres.ts';
import { findRedis } from './redis.ts';
import { running } from './running-postgres.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Run by Jest once, before all workers, which inherit the environment. */
export default async function setUp(): Promise<void> {
  await setUpPostgres();
  await setUpRedis();
  await buildPages(ROOT, new AbortController().signal).catch((error: unknown) => {
    if (process.env['CI']) throw error;
    console.warn(`\nThe pages in tests are old: ${error instanceof Error ? error.message : String(error)}\n`);
  });
}

async function setUpRedis(): Promise<void> {
  const url = await findRedis();
  if (url !== undefined) process.env['TEST_REDIS_URL'] = url;
  else if (process.env['CI'] || process.env['TEST_REDIS_URL'])
    throw new Error('there is no Redis: see test/support/redis.ts');
  else console.warn('\nRedis tests are skipped: no server answers on 127.0.0.1:6379\n');
}

async function setUpPostgres(): Promise<void> {
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

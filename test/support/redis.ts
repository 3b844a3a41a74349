import { createClient } from '@redis/client';

const local = 'redis://127.0.0.1:6379';

/** Of the Redis server that tests use, TEST_REDIS_URL or else the one on the usual port; `undefined`: none answers. */
export async function findRedis(env: NodeJS.ProcessEnv = process.env): Promise<string | undefined> {
  const url = env['TEST_REDIS_URL'] ?? local;
  const client = createClient({ url, socket: { connectTimeout: 2_000, reconnectStrategy: false } });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.ping();
    return url;
  } catch {
    return undefined;
  } finally {
    if (client.isOpen) client.destroy();
  }
}

/** Tests side by side share it: each store counts under its own `BASE_URL`. */
export const redisUrl = process.env['TEST_REDIS_URL'];

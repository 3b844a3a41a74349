import { dropLeftovers } from './databases.ts';
import { running } from './running-postgres.ts';

/** Run by Jest once, after all workers. */
export default async function tearDown(): Promise<void> {
  if (!running.now) return;
  const { server, prefix } = running.now;
  if (server.kind === 'embedded') await server.stop();
  else await dropLeftovers(server.url, prefix);
  // In watch mode the next run looks for a server anew.
  if (server.kind !== 'named') delete process.env['TEST_POSTGRES_URL'];
}

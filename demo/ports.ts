import { once } from 'node:events';
import { createServer } from 'node:net';
import { codeOf } from './trouble.ts';

/** A port of 127.0.0.1 that nobody listens on: the preferred one, else any. */
export async function availablePort(preferred: number): Promise<number> {
  return orAnyPort(preferred, probe);
}

/** Opens at the preferred port; where that is taken, at 0, which is any. */
export async function orAnyPort<T>(preferred: number, open: (port: number) => Promise<T>): Promise<T> {
  try {
    return await open(preferred);
  } catch (error) {
    if (!['EADDRINUSE', 'EACCES'].includes(codeOf(error) ?? '')) throw error;
    return open(0);
  }
}

async function probe(port: number): Promise<number> {
  const server = createServer();
  await once(server.listen(port, '127.0.0.1'), 'listening');
  const address = server.address();
  await once(server.close(), 'close');
  return typeof address === 'object' && address !== null ? address.port : port;
}

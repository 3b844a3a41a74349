import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the range from which the system takes ports for connections: what is free now may be bound seconds later. */
const FIRST = 20_000;
const COUNT = 12_000;
const TRIES = 100;

/** A port of the loopback address that nobody listens on now. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const port = FIRST + Math.floor(Math.random() * COUNT);
    const server = createServer();
    const isFree = await once(server.listen(port, '127.0.0.1'), 'listening').then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    await once(server.close(), 'close');
    return port;
  }
  throw new Error('no port is free');
}

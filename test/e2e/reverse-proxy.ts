import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A reverse proxy before the store, as operators put one before a service under a path prefix. */
export interface ReverseProxy {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  /** Where the store listens; of several, each in turn. */
  aim: (...ports: readonly number[]) => void;
  close: () => Promise<void>;
}

/** @param strip this prefix of the path is taken away; without it the path goes on as it came */
export async function startReverseProxy(strip = ''): Promise<ReverseProxy> {
  let targets: readonly number[] = [];
  let turn = 0;
  const server = createServer((inbound, answer) => {
    const url = inbound.url ?? '/';
    const path = strip !== '' && url.startsWith(`${strip}/`) ? url.slice(strip.length) : url;
    const { method, headers } = inbound;
    turn += 1;
    const port = targets[turn % targets.length];
    const outbound = request({ host: '127.0.0.1', port, method, headers, path, agent: false }, (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(answer);
    });
    outbound.on('error', () => answer.writeHead(502).end());
    inbound.pipe(outbound);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    aim: (...to) => void (targets = to),
    async close() {
      const closed = once(server.close(), 'close');
      server.closeAllConnections();
      await closed;
    },
  };
}

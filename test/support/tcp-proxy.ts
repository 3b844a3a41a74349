import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** A door before a TCP server, which a test can shut and open again without touching the server. */
export interface TcpProxy {
  readonly port: number;
  /** How many connections go through it now. */
  readonly connections: number;
  /** The same URL, by way of the proxy. */
  through: (url: string) => string;
  /** Cuts all connections and refuses new ones. */
  pause: () => Promise<void>;
  resume: () => Promise<void>;
  /** The connections of now stay, and nothing more comes through them; later ones work. */
  freeze: () => void;
  close: () => Promise<void>;
}

export async function startProxy(targetPort: number, targetHost = '127.0.0.1'): Promise<TcpProxy> {
  const open = new Set<Socket>();
  const server = createServer((inbound) => {
    const outbound = connect(targetPort, targetHost);
    for (const [one, other] of [
      [inbound, outbound],
      [outbound, inbound],
    ] as const) {
      open.add(one);
      one.pipe(other);
      // An error is followed by 'close', which is all that there is to do about it.
      one.on('error', () => undefined);
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
    }
  });
  const listen = async (port: number): Promise<number> => {
    await once(server.listen(port, '127.0.0.1'), 'listening');
    return (server.address() as AddressInfo).port;
  };
  const port = await listen(0);

  const pause = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server.close(), 'close');
    for (const socket of open) socket.destroy();
    await closed;
  };

  return {
    port,
    get connections() {
      return Math.ceil(open.size / 2);
    },
    through(url) {
      const changed = new URL(url);
      changed.hostname = '127.0.0.1';
      changed.port = String(port);
      return changed.href;
    },
    pause,
    freeze() {
      for (const socket of open) socket.unpipe().pause();
    },
    async resume() {
      if (!server.listening) await listen(port);
    },
    close: pause,
  };
}

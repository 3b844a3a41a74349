import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * The connections of an HTTP server, so that it can end and fail nobody. Whoever keeps a connection open may have sent a
 * request just when it is cut, and would never know whether it was heard: so each is told to be closed with its next answer.
 */
export class OpenConnections {
  private readonly server: Server;
  /** Of each connection the answer to its latest request. */
  private readonly latest = new Map<Socket, ServerResponse | undefined>();
  private isLeaving = false;

  /** @param server not yet listening */
  constructor(server: Server) {
    this.server = server;
    server.on('connection', (socket) => {
      this.latest.set(socket, undefined);
      socket.once('close', () => this.latest.delete(socket));
    });
    server.prependListener('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
      this.latest.set(socket, response);
      if (this.isLeaving) response.setHeader('connection', 'close');
    });
  }

  /**
   * Takes no new connections, and has those that are there close of themselves.
   * @param patience milliseconds; resolves when none is left, or then
   */
  async leave(patience: number): Promise<void> {
    if (!this.server.listening) return;
    this.isLeaving = true;
    for (const response of this.latest.values()) {
      if (response?.headersSent === false) response.setHeader('connection', 'close');
    }
    const { promise: closed, resolve } = Promise.withResolvers<undefined>();
    // Not as an HTTP server closes, which cuts connections that are idle at once.
    NetServer.prototype.close.call(this.server, () => resolve(undefined));
    await Promise.race([closed, pause(patience, undefined, { ref: false })]);
    // A browser opens some in advance. Node.js would take them for busy.
    for (const socket of this.latest.keys()) if (socket.bytesRead === 0) socket.destroy();
  }
}

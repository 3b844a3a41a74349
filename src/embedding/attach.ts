import { Server as HttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Server as HttpsServer } from 'node:https';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { TokenStore } from './token-store.ts';
import { visitOf } from './visit.ts';

type AnyFunction = (...args: never[]) => unknown;

/** What a store can be attached to: a Fastify instance, an Express application, a server of `node:http` or `node:https`. */
export type Attachable = { addHook: AnyFunction } | { use: AnyFunction } | HttpServer | HttpsServer;

interface Hooked {
  addHook(name: 'onRequest', hook: (request: FastifyRequest, reply: FastifyReply) => Promise<void>): unknown;
}
interface Used {
  use(handler: TokenStore['handle']): unknown;
}

/**
 * How to put a store in front of all that a server answers from then on.
 * @throws TypeError for what is none of these
 */
export function attachmentTo(server: Attachable): (store: TokenStore) => void {
  if (server instanceof HttpServer || server instanceof HttpsServer) return (store) => attachToServer(server, store);
  if ('addHook' in server) return (store) => attachToFastify(server, store);
  if ('use' in server) return (store) => attachToExpress(server, store);
  throw new TypeError('server is neither an application of Fastify or Express nor a server of node:http');
}

/** Before the body is read. */
function attachToFastify(fastify: Hooked, store: TokenStore): void {
  fastify.addHook('onRequest', async (request, reply) => {
    await store.take(visitOf(request, reply), () => void reply.hijack());
  });
}

function attachToExpress(app: Used, store: TokenStore): void {
  app.use(store.handle);
}

/** Whoever listens so far gets what is left, also of requests that ask first whether to send their body. */
function attachToServer(server: HttpServer | HttpsServer, store: TokenStore): void {
  for (const event of ['request', 'checkContinue'] as const) {
    const others = server.rawListeners(event);
    if (event === 'checkContinue' && others.length === 0) continue;
    server.removeAllListeners(event);
    server.on(event, (request: IncomingMessage, response: ServerResponse) => {
      const next = (): void => {
        for (const listener of others) Reflect.apply(listener, server, [request, response]);
      };
      const hijack = event === 'request' ? undefined : () => response.writeContinue();
      store.answer(visitOf(request, response), others.length === 0 ? undefined : next, hijack);
    });
  }
}

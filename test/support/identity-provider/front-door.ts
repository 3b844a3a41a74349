import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { TLSSocket } from 'node:tls';
import { Pool } from 'undici';
import { Dropped } from '../faults.ts';
import { jsonOf } from './answers.ts';
import type { Answer } from './answers.ts';
import { Calls, endpointOf } from './calls.ts';
import type { Call, TokenRequest } from './calls.ts';
import { certificateHeader } from './certificates.ts';
import type { Authority } from './certificates.ts';
import { Interceptors } from './interceptors.ts';

/** Headers that belong to one connection, or that go wrong once a body is replaced. */
const perConnection = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'expect', 'date']);

/** A server that never closes an idle connection: a caller would now and then send its request into the closing. */
const patient = { keepAliveTimeout: 0 };

type Handler = (req: IncomingMessage, res: ServerResponse) => void;

/**
 * The HTTP server that callers see. It counts requests, lets faults happen, and passes the rest on to the provider behind
 * it over HTTP, so that an answer can be lost or changed after the provider has truly processed the request.
 */
export class FrontDoor {
  readonly calls = new Calls();
  readonly intercept = new Interceptors();
  readonly #server: Server;
  readonly #shape: (call: Call, answer: Answer) => Answer;
  #behind: { server: Server; pool: Pool } | undefined;
  #port = 0;
  #tls: { server: Server; port: number } | undefined;

  constructor(shape: (call: Call, answer: Answer) => Answer) {
    this.#shape = shape;
    this.#server = createServer(patient, (req, res) => void this.#serve(req, res));
  }

  get port(): number {
    return this.#port;
  }

  async open(port: number): Promise<void> {
    this.#port = await listen(this.#server, port);
  }

  /** A second door, over TLS, which asks callers for a certificate and takes them without one. Answers its port. */
  async openTls(authority: Authority): Promise<number> {
    const { key, cert } = authority.issue('127.0.0.1');
    const options = { ...patient, key, cert, ca: authority.cert, requestCert: true, rejectUnauthorized: false };
    const server = createTlsServer(options, (req, res) => void this.#serve(req, res));
    this.#tls = { server, port: await listen(server, 0) };
    return this.#tls.port;
  }

  async putBehind(handler: Handler): Promise<void> {
    const server = createServer(patient, handler);
    const port = await listen(server, 0);
    this.#behind = { server, pool: new Pool(`http://127.0.0.1:${port}`) };
  }

  /** Refuses connections and cuts those that are open; requests that reached the provider are still processed. */
  async goDown(): Promise<void> {
    if (this.#server.listening) await close(this.#server);
    if (this.#tls?.server.listening) await close(this.#tls.server);
  }

  async comeUp(): Promise<void> {
    if (!this.#server.listening) await listen(this.#server, this.#port);
    if (this.#tls?.server.listening === false) await listen(this.#tls.server, this.#tls.port);
  }

  async close(): Promise<void> {
    await this.goDown();
    await this.#behind?.pool.destroy();
    if (this.#behind) await close(this.#behind.server);
  }

  async #serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    try {
      const call = await read(req);
      const request = this.calls.arrived(call);
      const answer = await this.#answer(call, request);
      if (answer) send(res, answer);
      else res.destroy();
    } catch (error) {
      // A fault with a bug of its own has to be seen in the test that laid it.
      const reason = error instanceof Error ? error.stack : String(error);
      send(res, { status: 500, headers: { 'content-type': 'text/plain' }, body: `test support failed: ${reason}` });
    }
  }

  /** What the caller is to get; nothing when the connection is to be cut. */
  async #answer(call: Call, request: TokenRequest | undefined): Promise<Answer | undefined> {
    let processed: Answer | undefined;
    const forward = async (): Promise<Answer> => {
      processed = this.#shape(call, await this.#forward(call));
      if (request) request.outcome = outcomeOf(processed);
      return processed;
    };
    try {
      const answer = await this.intercept.run(call, forward);
      if (request) request.delivered = answer === processed ? 'as is' : 'altered';
      return answer;
    } catch (error) {
      if (request) request.delivered = 'dropped';
      if (error instanceof Dropped) return undefined;
      throw error;
    }
  }

  async #forward({ method, url, headers, body }: Call): Promise<Answer> {
    if (!this.#behind) throw new Error('no provider behind the front door yet');
    const kept = withoutConnection(headers);
    const response = await this.#behind.pool.request({ path: url, method, headers: kept, body });
    return {
      status: response.statusCode,
      headers: withoutConnection(response.headers),
      body: Buffer.from(await response.body.arrayBuffer()),
    };
  }
}

async function read(req: IncomingMessage): Promise<Call> {
  const body = await buffer(req);
  const isForm = req.headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
  const form = new URLSearchParams(isForm ? body.toString() : '');
  const url = req.url ?? '/';
  const headers = { ...req.headers, [certificateHeader]: certificateOf(req) };
  return { endpoint: endpointOf(url, form), method: req.method ?? 'GET', url, headers, body, form };
}

function certificateOf({ socket }: IncomingMessage): string | undefined {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined;
  return socket.getPeerCertificate().raw.toString('base64');
}

function send(res: ServerResponse, { status, headers, body }: Answer): void {
  res.statusCode = status;
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) res.setHeader(name, value);
  res.end(body);
}

function outcomeOf(answer: Answer): string {
  if (answer.status < 300) return 'ok';
  const error = jsonOf(answer)?.['error'];
  return typeof error === 'string' ? error : `http ${answer.status}`;
}

function withoutConnection(headers: Answer['headers']): Record<string, string | string[]> {
  const kept: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !perConnection.has(name)) kept[name] = value;
  }
  return kept;
}

async function listen(server: Server, port: number): Promise<number> {
  await once(server.listen(port, '127.0.0.1'), 'listening');
  return (server.address() as AddressInfo).port;
}

async function close(server: Server): Promise<void> {
  const closed = once(server.close(), 'close');
  server.closeAllConnections();
  await closed;
}

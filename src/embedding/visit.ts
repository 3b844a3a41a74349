import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request to the application that the store is embedded in, whatever framework brings it. */
export interface Visit {
  raw: IncomingMessage;
  response: ServerResponse;
  /** Path and query as the application was asked for them. */
  url: string;
  /** The caller's address, as the application reckons it. */
  ip: string;
}

/** A request as Fastify (`raw`), Express (`originalUrl`, `ip`) or Node alone has it. */
export type HostRequest = (IncomingMessage | { raw: IncomingMessage }) & {
  ip?: string | undefined;
  originalUrl?: string | undefined;
};
export type HostResponse = ServerResponse | { raw: ServerResponse };

export function visitOf(request: HostRequest, response: HostResponse): Visit {
  const raw = rawOf(request);
  return {
    raw,
    response: 'raw' in response ? response.raw : response,
    url: ('raw' in request ? undefined : request.originalUrl) ?? raw.url ?? '/',
    ip: request.ip ?? raw.socket.remoteAddress ?? '',
  };
}

/** The path of a request's target, which may be a whole URL (RFC 9112 section 3.2.2): with `http://host` in front and a query. */
export function pathOf(target: string): string {
  return target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').split(/[?#]/, 1)[0] ?? '';
}

export function rawOf(request: HostRequest): IncomingMessage {
  return 'raw' in request ? request.raw : request;
}

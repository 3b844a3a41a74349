import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { newId } from '../crypto/random.ts';
import type { ActivityReport } from '../jupyterhub/activity-report.ts';
import type { Log } from '../log/logger.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { PROBLEM_TYPE, problemBody } from '../problem/problem.filter.ts';
import { Problem } from '../problem/problem.ts';
import type { PublicUrls } from '../settings/public-urls.ts';
import { traceOf } from '../tracing/request-trace.ts';
import { addRequestSpans } from './request-spans.ts';

type Fastify = ReturnType<ReturnType<NestFastifyApplication['getHttpAdapter']>['getInstance']>;

const HEADERS = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};
const HSTS = { 'strict-transport-security': 'max-age=31536000' };

const requestIds = new WeakMap<IncomingMessage, string>();

const latestResponses = new WeakMap<Socket, ServerResponse>();

/** Whether the request that is still coming in on a connection has its answer: one more would be taken for the next one's. */
export function isAnswered(socket: Socket): boolean {
  const latest = latestResponses.get(socket);
  return latest !== undefined && !latest.req.complete && latest.headersSent;
}

/** What stays one word wherever it is written: a log, a table, a page, a cell of a spreadsheet. */
const REQUEST_ID = /^[A-Za-z0-9][\w-]{0,63}$/;

/** The id by which log and caller speak of a request: the caller's own (`X-Request-Id`), if it is one, else a new one. */
export function requestId(request: IncomingMessage): string {
  const id = requestIds.get(request) ?? idGiven(request) ?? newId();
  requestIds.set(request, id);
  return id;
}

function idGiven({ headers }: IncomingMessage): string | undefined {
  const id = headers['x-request-id'];
  return typeof id === 'string' && REQUEST_ID.test(id) ? id : undefined;
}

/** On every answer, broken ones included. */
export function securityHeaders({ isHttps }: PublicUrls): [name: string, value: string][] {
  return Object.entries(isHttps ? { ...HEADERS, ...HSTS } : HEADERS);
}

/** PostgreSQL knows no text with a NUL in it, SQLite does: where one is asked for, the two would differ. */
function unacceptable(): Problem {
  return new Problem('invalid_request', 'An address with a NUL in it leads nowhere.');
}

/** What every request meets, on the adapter's own hooks: on the read path a Nest interceptor would cost half the throughput. */
export function addHooks(fastify: Fastify, urls: PublicUrls, log: Log, metrics: Metrics): void {
  const always = securityHeaders(urls);
  // Earlier than any hook, for malformed requests never meet one.
  fastify.server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    for (const [name, value] of always) response.setHeader(name, value);
    response.setHeader('x-request-id', requestId(request));
    latestResponses.set(request.socket, response);
  });
  fastify.server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    const problem = new Problem('invalid_request', 'The expectation of this request cannot be met.');
    const body = problemBody(problem, { id: requestId(request), url: request.url ?? '/' });
    response.writeHead(problem.status, { 'content-type': PROBLEM_TYPE, 'cache-control': 'no-store' }).end(body);
  });
  addRequestSpans(fastify, urls);
  fastify.addHook('onRequest', (request: FastifyRequest, _reply: FastifyReply, done: (error?: Error) => void) => {
    // A body of nothing has no type: some clients announce JSON for it all the same.
    const { 'content-length': length = '0', 'transfer-encoding': coding } = request.headers;
    if (length === '0' && coding === undefined) delete request.headers['content-type'];
    done(request.url.includes('%00') ? unacceptable() : undefined);
  });
  fastify.addHook('onResponse', (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
    // The route's pattern, never the URL: a query may hold a code or a ticket.
    const route = request.routeOptions.url ?? 'unknown';
    const { method } = request;
    const status = `${Math.floor(reply.statusCode / 100)}xx`;
    metrics.requestSeconds.observe({ method, route, status }, reply.elapsedTime / 1000);
    log.debug(
      {
        request: request.id,
        ...traceOf(request.raw),
        method,
        route,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
      },
      'request',
    );
    done();
  });
}

/** Requests of whoever was recognised are use; probes, and what was refused, are none. */
export function addActivityHook(fastify: Fastify, activity: ActivityReport): void {
  fastify.addHook('onResponse', (request: FastifyRequest, _reply: FastifyReply, done: () => void) => {
    if (request.principal !== undefined) activity.note();
    done();
  });
}

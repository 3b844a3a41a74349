import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PublicUrls } from '../settings/public-urls.ts';
import { methodOf } from '../tracing/call-span.ts';
import { nameSpanOf } from '../tracing/request-trace.ts';
import { QuietSpan, tracerInUse } from '../tracing/span.ts';
import { readTraceParent } from '../tracing/trace-parent.ts';

type Fastify = ReturnType<ReturnType<NestFastifyApplication['getHttpAdapter']>['getInstance']>;

/**
 * A server span for each request (semantic conventions, HTTP server), where an SDK is loaded; without one there is not
 * even a hook. It has the route's pattern, and never the path, the query or a header.
 */
export function addRequestSpans(fastify: Fastify, { isHttps }: PublicUrls): void {
  if (tracerInUse() === undefined) return;
  fastify.addHook('onRequest', (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
    const span = begin(request, isHttps ? 'https' : 'http');
    if (span === undefined) {
      done();
      return;
    }
    nameSpanOf(request.raw, span.ids);
    // Also of a request whose caller went away, which no hook hears of.
    reply.raw.once('close', () => end(span, reply));
    span.around(done);
  });
}

function begin(request: FastifyRequest, scheme: string): QuietSpan | undefined {
  const { url: route } = request.routeOptions;
  const { method, title } = methodOf(request.method);
  const attributes = {
    ...{ 'http.request.method': method, 'url.scheme': scheme, 'tokenstore.request.id': request.id },
    ...(route !== undefined && { 'http.route': route }),
  };
  const caller = readTraceParent(request.headers['traceparent']);
  const parent = caller === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, caller);
  const name = route === undefined ? title : `${title} ${route}`;
  return QuietSpan.begin(name, { kind: SpanKind.SERVER, attributes }, parent);
}

function end(span: QuietSpan, { raw }: FastifyReply): void {
  if (raw.writableFinished) {
    span.note({ 'http.response.status_code': raw.statusCode });
    if (raw.statusCode >= 500) span.broke(String(raw.statusCode));
  } else {
    span.note({ 'error.type': 'aborted' });
  }
  span.end();
}

import { context, createContextKey, SpanKind, type Attributes } from '@opentelemetry/api';
import { QuietSpan } from './span.ts';
import { writeTraceParent } from './trace-parent.ts';

const METHODS = new Set(['CONNECT', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'TRACE']);

// By this key of the context SDKs know where they are to keep silent.
const SILENT = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

/** The method as the semantic conventions have it, and what a span is called that knows no more. */
export function methodOf(method: string): { method: string; title: string } {
  return METHODS.has(method) ? { method, title: method } : { method: '_OTHER', title: 'HTTP' };
}

export interface Call {
  method: string;
  url: string;
  /** Whether the server is told of the span. */
  propagates: boolean;
}

/**
 * Makes an HTTP call in a client span (semantic conventions, HTTP client). The span has the server's name, never the URL:
 * paths and queries at some servers hold codes, tokens and people's ids. For the same reason instrumentations of HTTP
 * clients, which would write the URL down and send `traceparent` anywhere, are told to keep silent.
 *
 * @param exchange gets the headers that tell the server of the span
 */
export function inCallSpan<T extends { status: number }>(
  call: Call,
  exchange: (headers: Record<string, string>) => Promise<T>,
): Promise<T> {
  const { method, title } = methodOf(call.method);
  const attributes = { 'http.request.method': method, ...serverOf(call.url) };
  const span = QuietSpan.begin(title, { kind: SpanKind.CLIENT, attributes });
  if (span === undefined) return exchange({});
  const headers = call.propagates ? { traceparent: writeTraceParent(span.ids) } : {};
  return span.around(async () => {
    try {
      const answer = await context.with(context.active().setValue(SILENT, true), () => exchange(headers));
      span.note({ 'http.response.status_code': answer.status });
      if (answer.status >= 400) span.broke(String(answer.status));
      return answer;
    } catch (error) {
      span.failed(error);
      throw error;
    } finally {
      span.end();
    }
  });
}

function serverOf(url: string): Attributes {
  if (!URL.canParse(url)) return {};
  const { protocol, hostname, port } = new URL(url);
  const usual = protocol === 'https:' ? 443 : 80;
  return {
    'url.scheme': protocol.slice(0, -1),
    'server.address': hostname,
    'server.port': port === '' ? usual : Number(port),
  };
}

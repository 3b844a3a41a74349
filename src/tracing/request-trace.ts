import type { IncomingMessage } from 'node:http';
import { isSpanContextValid, trace, type SpanContext } from '@opentelemetry/api';
import { readTraceParent } from './trace-parent.ts';

/** Where a line of the log belongs to, in OpenTelemetry's words. */
export interface TraceIds {
  trace_id: string;
  span_id: string;
}

const spans = new WeakMap<IncomingMessage, SpanContext>();

/** Says which span stands for a request. */
export function nameSpanOf(request: IncomingMessage, span: SpanContext): void {
  spans.set(request, span);
}

/** The trace of a request: our span where there is one, else the caller's, if the request names it. */
export function traceOf(request: IncomingMessage): TraceIds | undefined {
  const span = spans.get(request) ?? readTraceParent(request.headers['traceparent']);
  return span === undefined ? undefined : idsOf(span);
}

/** The trace of what is being done just now; nothing without an SDK. */
export function presentTrace(): TraceIds | undefined {
  const span = trace.getActiveSpan()?.spanContext();
  return span !== undefined && isSpanContextValid(span) ? idsOf(span) : undefined;
}

function idsOf({ traceId, spanId }: SpanContext): TraceIds {
  return { trace_id: traceId, span_id: spanId };
}

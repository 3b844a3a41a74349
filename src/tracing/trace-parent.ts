import { INVALID_SPANID, INVALID_TRACEID, TraceFlags, type SpanContext } from '@opentelemetry/api';

const FIELDS = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/**
 * The caller's span as the header `traceparent` names it (W3C Trace Context, section 3.2); `undefined` where it is absent
 * or not exactly of that form. `tracestate` is not taken: whoever may call could fill our traces with it.
 */
export function readTraceParent(header: string | readonly string[] | undefined): SpanContext | undefined {
  if (typeof header !== 'string') return undefined;
  const [, version, traceId = '', spanId = '', flags = '', more] = FIELDS.exec(header) ?? [];
  if (version === undefined || version === 'ff') return undefined;
  // Later versions may add fields; this one has none.
  if (version === '00' && more !== undefined) return undefined;
  if (traceId === INVALID_TRACEID || spanId === INVALID_SPANID) return undefined;
  // Of the flags one bit has a meaning that every version keeps.
  return { traceId, spanId, traceFlags: parseInt(flags, 16) & TraceFlags.SAMPLED, isRemote: true };
}

/** The header that makes a span the parent of what its receiver does. */
export function writeTraceParent({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-0${traceFlags & TraceFlags.SAMPLED}`;
}

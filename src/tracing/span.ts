import {
  context,
  ROOT_CONTEXT,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Span,
  type SpanContext,
  type SpanOptions,
  type Tracer,
} from '@opentelemetry/api';
import { errorCode, isError } from '../problem/errors.ts';
import { Problem } from '../problem/problem.ts';

const NAME = 'tokenstore';

let known: { tracer: Tracer | undefined } | undefined;

/** The tracer of the SDK that was loaded before the store (docs/observability.md); `undefined` without one. */
export function tracerInUse(): Tracer | undefined {
  return (known ??= { tracer: find() }).tracer;
}

function find(): Tracer | undefined {
  const tracer = trace.getTracer(NAME);
  // Without an SDK every span is the invalid one. This one is never ended, and so never exported.
  const { traceId } = tracer.startSpan('probe', { root: true }, ROOT_CONTEXT).spanContext();
  return /[^0]/.test(traceId) ? tracer : undefined;
}

/**
 * A span that cannot disturb what it is about. The SDK is the operator's, with processors and samplers of their own: what
 * these throw between a provider's answer and its row would cost a refresh token.
 */
export class QuietSpan {
  private readonly span: Span;
  private readonly context: Context;

  private constructor(span: Span, its: Context) {
    this.span = span;
    this.context = its;
  }

  /** `undefined` without an SDK. */
  static begin(name: string, options: SpanOptions, parent = context.active()): QuietSpan | undefined {
    const tracer = tracerInUse();
    if (tracer === undefined) return undefined;
    return quietly(() => {
      const span = tracer.startSpan(name, options, parent);
      return new QuietSpan(span, trace.setSpan(parent, span));
    });
  }

  get ids(): SpanContext {
    return this.span.spanContext();
  }

  /** Ids, counts and stable codes: never a token, a code, a person's address or a URL. */
  note(attributes: Attributes): void {
    quietly(() => this.span.setAttributes(attributes));
  }

  /** What went wrong, by its stable code: a message may quote what no trace should hold. */
  failed(error: unknown): void {
    if (!(error instanceof Problem)) this.broke(typeOf(error));
    else if (error.status >= 500) this.broke(error.code);
    else this.note({ 'error.type': error.code });
  }

  /** @param type a stable code, or the status of an answer */
  broke(type: string): void {
    this.note({ 'error.type': type });
    quietly(() => this.span.setStatus({ code: SpanStatusCode.ERROR }));
  }

  end(): void {
    quietly(() => this.span.end());
  }

  /** Does something inside: spans that begin meanwhile are its children. */
  around<T>(work: () => T): T {
    return context.with(this.context, work);
  }
}

/** Adds attributes to the span that work is done in; without one it does nothing. */
export type Note = (attributes: Attributes) => void;

/** Does some work in a span of its own, a child of the one that is active. Without an SDK it costs a call. */
export function inSpan<T>(name: string, attributes: Attributes, work: (note: Note) => Promise<T>): Promise<T> {
  const span = QuietSpan.begin(name, { attributes });
  if (span === undefined) return work(nothing);
  return span.around(async () => {
    try {
      return await work((more) => span.note(more));
    } catch (error) {
      span.failed(error);
      throw error;
    } finally {
      span.end();
    }
  });
}

function nothing(): void {
  // There is no span.
}

function quietly<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}

/** The system's code of the first cause that has one (`ECONNREFUSED`), else the error's class. */
function typeOf(error: unknown): string {
  for (let cause = error; isError(cause); cause = cause.cause) {
    const code = errorCode(cause);
    if (code !== undefined) return code;
  }
  return isError(error) ? error.name : typeof error;
}

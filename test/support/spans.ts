import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { TracerProvider, type ReadableSpan } from '@opentelemetry/sdk-trace';

/** Spans that ended, as an exporter would get them. */
export class RecordedSpans {
  readonly all: ReadableSpan[] = [];
  /** The operator's processor fails from now on. */
  fails = false;
  /** What was held back was asked for. */
  flushed = false;
  private readonly waiting = new Set<() => void>();

  add(span: ReadableSpan): void {
    this.all.push(span);
    for (const look of this.waiting) look();
    if (this.fails) throw new Error('this processor is broken');
  }

  /** The newest span of this name that has ended; waits for one. */
  async named(name: string, fits: (span: ReadableSpan) => boolean = () => true): Promise<ReadableSpan> {
    const { promise, resolve } = Promise.withResolvers<ReadableSpan>();
    const look = (): void => {
      const found = this.all.findLast((span) => span.name === name && fits(span));
      if (found !== undefined) resolve(found);
    };
    this.waiting.add(look);
    look();
    try {
      return await promise;
    } finally {
      this.waiting.delete(look);
    }
  }

  flush(): Promise<void> {
    this.flushed = true;
    return Promise.resolve();
  }

  childrenOf(parent: ReadableSpan): ReadableSpan[] {
    return this.all.filter(({ parentSpanContext }) => parentSpanContext?.spanId === parent.spanContext().spanId);
  }

  /** All that an exporter may write down. */
  text(): string {
    return JSON.stringify(
      this.all.map(({ name, attributes, events, links, status }) => ({ name, attributes, events, links, status })),
    );
  }

  clear(): void {
    this.all.length = 0;
  }
}

/** Loads an SDK as an operator does, before the store; once in a test file. */
export function loadTracing(): RecordedSpans {
  const spans = new RecordedSpans();
  const nothing = (): Promise<void> => Promise.resolve();
  const provider = new TracerProvider({
    spanProcessors: [
      {
        onStart: () => undefined,
        onEnd: (span) => spans.add(span),
        shutdown: nothing,
        forceFlush: () => spans.flush(),
      },
    ],
  });
  trace.setGlobalTracerProvider(provider);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  return spans;
}

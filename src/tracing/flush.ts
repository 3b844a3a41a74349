import { setTimeout as pause } from 'node:timers/promises';
import { trace } from '@opentelemetry/api';

const PATIENCE = 2_000;

/** Before the process ends: has the SDK export what it still holds. Its API knows no such thing, its providers do. */
export async function flushSpans(): Promise<void> {
  const provider: unknown = trace.getTracerProvider();
  const flushed = [provider, delegateOf(provider)].map((one) => callOf(one, 'forceFlush'));
  const late = pause(PATIENCE, undefined, { ref: false });
  // A collector that is away is no reason to stay.
  await Promise.race([Promise.allSettled(flushed), late]);
}

/** What stands behind the API's own provider. */
function delegateOf(provider: unknown): unknown {
  return callOf(provider, 'getDelegate');
}

function callOf(object: unknown, name: string): unknown {
  if (typeof object !== 'object' || object === null) return undefined;
  const method: unknown = Reflect.get(object, name);
  return typeof method === 'function' ? Reflect.apply(method, object, []) : undefined;
}

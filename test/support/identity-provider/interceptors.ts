import type { Fault } from '../faults.ts';
import type { Answer } from './answers.ts';
import type { Call, Endpoint } from './calls.ts';

/** `token` is any request to the token endpoint, whatever its grant type. */
export type Target = Endpoint | 'token';

export interface Interception {
  /** Requests that met the fault so far. */
  readonly hits: number;
  /** Resolves when the first request meets the fault. */
  readonly reached: Promise<void>;
  remove: () => void;
}

interface Entry {
  target: Target;
  fault: Fault;
  /** How many more requests it takes; Infinity for a standing one. */
  left: number;
  hits: number;
  onReached: () => void;
}

/** Faults waiting for requests. Counted ones come first, in the order given; then the newest standing one. */
export class Interceptors {
  #entries: Entry[] = [];

  /** The next request meets the fault. */
  once(target: Target, fault: Fault): Interception {
    return this.times(1, target, fault);
  }

  /** The next `count` requests meet the fault. */
  times(count: number, target: Target, fault: Fault): Interception {
    const entry: Entry = { target, fault, left: count, hits: 0, onReached: () => undefined };
    const reached = new Promise<void>((resolve) => (entry.onReached = resolve));
    this.#entries.push(entry);
    return {
      get hits() {
        return entry.hits;
      },
      reached,
      remove: () => {
        this.#entries = this.#entries.filter((other) => other !== entry);
      },
    };
  }

  /** Every request meets the fault, until it is removed. */
  always(target: Target, fault: Fault): Interception {
    return this.times(Infinity, target, fault);
  }

  clear(): void {
    this.#entries = [];
  }

  async run(call: Call, forward: () => Promise<Answer>): Promise<Answer> {
    const entry = this.#next(call.endpoint);
    if (!entry) return forward();
    entry.left -= 1;
    entry.hits += 1;
    entry.onReached();
    return entry.fault(call, forward);
  }

  #next(endpoint: Endpoint): Entry | undefined {
    const isToken = ['code', 'refresh', 'otherGrant'].includes(endpoint);
    const waiting = this.#entries.filter(
      ({ target, left }) => left > 0 && (target === endpoint || (isToken && target === 'token')),
    );
    return waiting.find(({ left }) => left !== Infinity) ?? waiting.at(-1);
  }
}

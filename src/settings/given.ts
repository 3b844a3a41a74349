import type { Place } from './fault.ts';

/** A value as a source gives it, before anything is checked. */
export interface Given extends Place {
  /** Without prefix and `_FILE`, but not yet canonical: it may be unknown, or a name of the first edition. */
  readonly name: string;
  /** Trimmed when it is text. Where `inFile` is set: the path of the file that holds the value. */
  readonly value: unknown;
  readonly inFile?: true;
}

/** All that one source gives. */
export type Layer = readonly Given[];

/** Text without white space around it; anything else as it is. */
export function trimmed(value: unknown): unknown {
  return typeof value === 'string' ? value.trim() : value;
}

/** The values that count, by canonical name: of each setting the one from the last source that gives it. */
export class GivenValues {
  readonly #values = new Map<string, Given>();
  readonly #failed = new Set<string>();
  readonly #prefix: string;
  readonly #complete: boolean;

  /**
   * @param prefix stands in front of the names of values that nobody gives, when they are spoken of
   * @param complete false when a source could not be read, so that nobody knows which values are missing
   */
  constructor(prefix: string, complete: boolean) {
    this.#prefix = prefix;
    this.#complete = complete;
  }

  get(name: string): Given | undefined {
    return this.#values.get(name);
  }

  set(name: string, given: Given): void {
    this.#values.set(name, given);
  }

  /** Drops a value that cannot be had; that it is missing is then no fault of its own. */
  fail(name: string): void {
    this.#values.delete(name);
    this.#failed.add(name);
  }

  /** Drops a value, as if nobody had given it. */
  forget(name: string): void {
    this.#values.delete(name);
  }

  /** Whether there is, or may be, a value that cannot be had. */
  hasFailed(name: string): boolean {
    return this.#failed.has(name) || (!this.#complete && !this.#values.has(name));
  }

  entries(): [string, Given][] {
    return [...this.#values];
  }

  place(name: string): Place {
    return this.#values.get(name) ?? { label: this.#prefix + name, origin: 'default' };
  }
}

import type { Clock } from '../database/clock.ts';

export interface RememberedOptions {
  /** Milliseconds. */
  lifetime: number;
  /** More than these are forgotten, the longest unused first. */
  most: number;
}

/** Answers that count for a while, and are fetched once for all who ask at the same time. An error is not remembered. */
export class Remembered<T> {
  private readonly clock: Clock;
  private readonly options: RememberedOptions;
  private readonly kept = new Map<string, { until: number; answer: Promise<T> }>();

  constructor(clock: Clock, options: RememberedOptions) {
    this.clock = clock;
    this.options = options;
  }

  /**
   * @param key tells one question from another; a digest where the question is a secret
   * @param isKept whether an answer is remembered once it is there
   */
  get(key: string, ask: () => Promise<T>, isKept: (answer: T) => boolean = () => true): Promise<T> {
    const now = this.clock.monotonic();
    const known = this.kept.get(key);
    this.kept.delete(key);
    if (known !== undefined && now < known.until) {
      this.kept.set(key, known);
      return known.answer;
    }
    const asked = { until: now + this.options.lifetime, answer: ask() };
    this.kept.set(key, asked);
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= this.options.most) break;
      this.kept.delete(oldest);
    }
    const forget = (): void => {
      if (this.kept.get(key) === asked) this.kept.delete(key);
    };
    asked.answer.then((answer) => isKept(answer) || forget(), forget);
    return asked.answer;
  }
}

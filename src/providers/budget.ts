import type { Clock } from '../database/clock.ts';
import type { Rate } from '../settings/types/rate.ts';

/**
 * How many calls a provider may still get. Callers' refreshes are counted and never held back, so that they go first; the
 * keeper takes what they leave. Filled continuously, up to one interval's worth.
 */
export class Budget {
  private readonly rate: Rate;
  private readonly clock: Clock;
  private left: number;
  private filledAt: number;

  constructor(rate: Rate, clock: Clock) {
    this.rate = rate;
    this.clock = clock;
    this.left = rate.calls;
    this.filledAt = clock.monotonic();
  }

  /** Whole calls that are left now. */
  get available(): number {
    const { calls, per } = this.rate;
    const now = this.clock.monotonic();
    this.left = Math.min(calls, this.left + ((now - this.filledAt) * calls) / per);
    this.filledAt = now;
    return Math.max(0, Math.floor(this.left));
  }

  /** A call is made, whatever is left: a debt of at most one interval's worth. */
  spend(): void {
    this.left = Math.max(-this.rate.calls, Math.min(this.rate.calls, this.left) - 1);
  }
}

import type { Clock } from '../database/clock.ts';

/** Milliseconds. */
const WINDOW = 30_000;
const FAILURES_TO_OPEN = 5;
const FIRST_PAUSE = 10_000;
const LONGEST_PAUSE = 5 * 60_000;

/** Told whether it is open. */
export type BreakerWatcher = (isOpen: boolean) => void;

export type BreakerState = 'closed' | 'open' | 'half-open';

/** What a failure says: of the provider; or of one grant only, until another grant says the same (a 429). */
export interface BreakerFailure {
  grantId: string;
  mayBeTheGrants: boolean;
}

/**
 * Spares a provider that does not answer, and its callers the wait: after five failures in half a minute nothing is sent
 * but a single probe, ten seconds later, then at doubling distances up to five minutes. Per provider and process.
 */
export class Breaker {
  private readonly clock: Clock;
  private failures: { at: number; about: BreakerFailure }[] = [];
  private openUntil: number | undefined;
  private pause = FIRST_PAUSE;
  private probing = false;
  private watcher: BreakerWatcher | undefined;
  private told: boolean | undefined;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  get state(): BreakerState {
    if (this.openUntil === undefined) return 'closed';
    return this.clock.monotonic() < this.openUntil ? 'open' : 'half-open';
  }

  /**
   * Tells when it opens, of each probe that fails, and of the first success after that; also of the very first, for another
   * process may have found the provider failing.
   */
  watch(watcher: BreakerWatcher): void {
    this.watcher = watcher;
  }

  /** Milliseconds until a probe may be sent; 0 when one may be sent now, or anything may. */
  get restsFor(): number {
    if (this.openUntil === undefined) return 0;
    const left = this.openUntil - this.clock.monotonic();
    return left > 0 ? left : this.probing ? FIRST_PAUSE : 0;
  }

  /** Whether a request may be sent now. In the half-open state the first who asks is the probe, and must report. */
  mayPass(): boolean {
    if (this.openUntil === undefined) return true;
    if (this.restsFor > 0) return false;
    this.probing = true;
    return true;
  }

  succeeded(): void {
    this.failures = [];
    this.openUntil = undefined;
    this.pause = FIRST_PAUSE;
    this.probing = false;
    if (this.told !== false) this.tell(false);
  }

  failed(about: BreakerFailure): void {
    const now = this.clock.monotonic();
    if (this.openUntil !== undefined) {
      if (this.probing) this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
      this.probing = false;
      this.openUntil = now + this.pause;
      this.tell(true);
      return;
    }
    this.failures = [...this.failures.filter(({ at }) => now - at < WINDOW), { at: now, about }];
    if (this.speaking() >= FAILURES_TO_OPEN) {
      this.openUntil = now + this.pause;
      this.failures = [];
      this.tell(true);
    }
  }

  /** The attempt ended without a word about the provider (nothing was sent, the grant was refused). */
  passed(): void {
    this.probing = false;
  }

  private tell(isOpen: boolean): void {
    this.told = isOpen;
    this.watcher?.(isOpen);
  }

  private speaking(): number {
    const unsure = this.failures.filter(({ about }) => about.mayBeTheGrants);
    const severalGrants = new Set(unsure.map(({ about }) => about.grantId)).size > 1;
    return severalGrants ? this.failures.length : this.failures.length - unsure.length;
  }
}

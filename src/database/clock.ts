/** The process's clock, in milliseconds: wall time since the epoch, and a monotonic time that only measures spans. */
export class Clock {
  now(): number {
    return Date.now();
  }

  monotonic(): number {
    return performance.now();
  }
}

/** Step 1: within a process, all who want the same thing share one flight; one who goes away cancels nothing. */
export class Flights<T> {
  private readonly aloft = new Map<string, Promise<T>>();

  join(key: string, begin: () => Promise<T>): Promise<T> {
    const known = this.aloft.get(key);
    if (known !== undefined) return known;
    const flight = begin().finally(() => this.aloft.delete(key));
    this.aloft.set(key, flight);
    return flight;
  }

  /** Resolves when all that are aloft have landed, well or not. */
  async landed(): Promise<void> {
    await Promise.allSettled(this.aloft.values());
  }
}

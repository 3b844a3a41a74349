import { AggregatorRegistry } from 'prom-client';
import type { MetricValues } from './metrics.ts';

/**
 * The metrics of several processes as one. A process that ends leaves its counts behind: Prometheus would take a sum that
 * falls for one that began anew, and show a burst of calls that nobody made.
 */
export class MetricsSum {
  private readonly latest = new Map<number, MetricValues>();
  private left: MetricValues = [];
  private leaving: Promise<void> = Promise.resolve();

  /** @param process any number that is its own */
  take(process: number, values: MetricValues): void {
    this.latest.set(process, values);
  }

  /** It will say nothing more. */
  async ended(process: number): Promise<void> {
    this.leaving = this.leaving.then(() => this.inherit(process));
    await this.leaving;
  }

  /** The text exposition format. */
  async exposition(): Promise<string> {
    return AggregatorRegistry.aggregate([this.left, ...this.latest.values()]).metrics();
  }

  private async inherit(process: number): Promise<void> {
    const counts = this.latest.get(process)?.filter(isCount) ?? [];
    const left = await AggregatorRegistry.aggregate([this.left, counts]).getMetricsAsJSON();
    // Both at once, so that whoever looks in between counts nothing twice and misses nothing.
    this.left = left;
    this.latest.delete(process);
  }
}

/** Neither of these ever falls; a gauge speaks of the moment. */
function isCount({ type }: MetricValues[number]): boolean {
  return ['counter', 'histogram'].includes(String(type));
}

import cluster from 'node:cluster';
import type { Metrics } from '../../metrics/metrics.ts';
import type { Order, Report } from './messages.ts';

/** Milliseconds until the primary is taken for stuck. */
const PATIENCE = 5_000;

/** A worker's line to its primary. */
export class PrimaryLine {
  private readonly asked = new Map<number, (text: string) => void>();
  private metrics: Metrics | undefined;
  private questions = 0;

  /** @param onLost the primary is gone: nobody looks after this worker any more */
  constructor(onLost: () => void) {
    const { worker } = cluster;
    worker?.once('disconnect', () => {
      // Otherwise Node.js would end the process at once, whatever is under way.
      worker.exitedAfterDisconnect = true;
      onLost();
    });
    process.on('message', (order: Order) => void this.heed(order));
  }

  /** Resolves when it is said, or nobody is there to hear it. */
  async tell(report: Report): Promise<void> {
    if (!process.connected) return;
    await new Promise<void>((resolve) => process.send?.(report, undefined, {}, () => resolve()));
  }

  /** From now on the primary gets these metrics when it asks, and whoever asks for them here gets the sum over all workers. */
  share(metrics: Metrics): void {
    this.metrics = metrics;
    metrics.showInstead(() => this.sum());
  }

  /** The last word of a worker that ends: its counts go on in the sum. */
  async leaveMetrics(): Promise<void> {
    if (this.metrics !== undefined) await this.tell({ kind: 'metrics', values: await this.metrics.values() });
  }

  private async sum(): Promise<string> {
    const id = (this.questions += 1);
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const late = setTimeout(() => reject(new Error('the primary does not say what the workers count')), PATIENCE);
    this.asked.set(id, resolve);
    try {
      await this.tell({ kind: 'sum?', id });
      return await promise;
    } finally {
      clearTimeout(late);
      this.asked.delete(id);
    }
  }

  private async heed(order: Order): Promise<void> {
    switch (order.kind) {
      case 'metrics?':
        await this.leaveMetrics();
        break;
      case 'sum':
        this.asked.get(order.id)?.(order.text);
    }
  }
}

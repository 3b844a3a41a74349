import cluster from 'node:cluster';
import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../../log/logger.ts';
import { MetricsSum } from '../../metrics/metrics-sum.ts';
import type { WorkerSettings } from './messages.ts';
import { ClusterWorker } from './worker-process.ts';
import { Workers } from './workers.ts';

/** Milliseconds for a worker to tell its metrics. Of one that is busy counts what it told last. */
const METRICS_WITHIN = 1_000;

/**
 * The workers of this process, which becomes their primary: it serves nobody, holds the port and adds up what they count.
 * @param say tells the operator on standard error what a worker says of its end
 */
export function workersOf(settings: WorkerSettings, log: Log, say: (text: string) => void): Workers {
  // The system hands out connections. Node.js’s own way, each worker in its turn, loses the one that is on its way to a
  // worker just when that is killed: whoever called would wait for ever. An operator may want it all the same.
  if (process.env['NODE_CLUSTER_SCHED_POLICY'] !== 'rr') cluster.schedulingPolicy = cluster.SCHED_NONE;
  const sum = new MetricsSum();
  const living = new Set<ClusterWorker>();

  const answer = async (asker: ClusterWorker, id: number): Promise<void> => {
    const told = Promise.all([...living].map((worker) => worker.askMetrics()));
    await Promise.race([told, pause(METRICS_WITHIN, undefined, { ref: false })]);
    asker.tell({ kind: 'sum', id, text: await sum.exposition() });
  };

  const fork = (): ClusterWorker => {
    const worker = ClusterWorker.fork({
      onRefused: (text) => workers.heardRefusal(text),
      onMetrics: ({ id }, values) => sum.take(id, values),
      onSum: (asker, id) => void answer(asker, id),
    });
    living.add(worker);
    void worker.ended.then(() => {
      living.delete(worker);
      void sum.ended(worker.id);
    });
    return worker;
  };

  const workers = new Workers({ fork, settings, log, say });
  return workers;
}

import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { Pool } from 'undici';

/** Callers that ask again as soon as they are answered, from a thread of their own. */
export interface Load {
  origin: string;
  path: string;
  bearers: readonly string[];
  /** How many ask at a time. */
  callers: number;
  milliseconds: number;
}

export interface Loaded {
  perSecond: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
  /** Answers other than 200. */
  failed: number;
}

export async function putLoadOn(load: Load): Promise<Loaded> {
  const { promise, resolve, reject } = Promise.withResolvers<Loaded>();
  const worker = new Worker(new URL(import.meta.url), { workerData: load });
  worker.once('message', resolve).once('error', reject);
  try {
    return await promise;
  } finally {
    await worker.terminate();
  }
}

async function ask({ origin, path, bearers, callers, milliseconds }: Load): Promise<Loaded> {
  const pool = new Pool(origin, { connections: callers, pipelining: 1 });
  const waits: number[] = [];
  let failed = 0;
  const begun = performance.now();
  const end = begun + milliseconds;
  const one = async (first: number): Promise<void> => {
    for (let i = first; performance.now() < end; i += callers) {
      const sent = performance.now();
      const { statusCode, body } = await pool.request({
        path,
        method: 'GET',
        headers: { authorization: `Bearer ${bearers[i % bearers.length]}` },
      });
      await body.dump();
      waits.push(performance.now() - sent);
      if (statusCode !== 200) failed += 1;
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, i) => one(i)));
  const seconds = (performance.now() - begun) / 1000;
  await pool.close();
  waits.sort((a, b) => a - b);
  const at = (share: number): number => waits[Math.min(waits.length - 1, Math.floor(waits.length * share))] ?? 0;
  return { perSecond: waits.length / seconds, p50: at(0.5), p99: at(0.99), failed };
}

if (!isMainThread) parentPort?.postMessage(await ask(workerData as Load));

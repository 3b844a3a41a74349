import { setTimeout as pause } from 'node:timers/promises';
import { DatabaseUnavailable } from '../problem/problem.ts';

const AGAIN_AFTER = 500;

export interface Persistence {
  /** How often; for as long as the process lives when absent. */
  tries?: number;
  /** Ends it early. */
  signal?: AbortSignal;
}

/**
 * Does what must not be lost to a database that is away: again and again, less than a second apart.
 * @throws DatabaseUnavailable after the last try, AbortError; any other error at once
 */
export async function persistently<T>(
  task: () => Promise<T>,
  { tries = Infinity, signal }: Persistence = {},
): Promise<T> {
  for (let left = tries; ; left -= 1) {
    try {
      return await task();
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable) || left <= 1) throw error;
    }
    await pause(AGAIN_AFTER * (0.8 + Math.random()), undefined, { signal });
  }
}

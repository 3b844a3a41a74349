import { setTimeout as pause } from 'node:timers/promises';
import { Agent } from 'undici';

/** What callers saw in all. */
export interface Seen {
  given: number;
  /** What went wrong, in words. */
  failed: string[];
}

/** Between an answer and the same caller's next question: others need the processor, too. Milliseconds. */
const REST = 10;

/** Callers who ask, each again soon after it was answered, until they are told to stop. */
export interface Load {
  /** Resolves when so many more were answered. */
  answered(more: number): Promise<void>;
  stop(): Promise<Seen>;
}

/** What a caller does once. @throws whatever it did not expect */
export type Ask = (agent: Agent, turn: number) => Promise<void>;

/** Each caller has a connection of its own, and keeps it as long as it may. */
export function startLoad(callers: number, ask: Ask): Load {
  const agents = Array.from({ length: callers }, () => new Agent({ connections: 1, pipelining: 1 }));
  const seen: Seen = { given: 0, failed: [] };
  const waiting = new Set<{ until: number; resolve: () => void }>();
  let isStopping = false;
  const call = async (agent: Agent, caller: number): Promise<void> => {
    for (let turn = caller; !isStopping; turn += callers) {
      try {
        await ask(agent, turn);
        seen.given += 1;
      } catch (error) {
        seen.failed.push(String(error));
      }
      await pause(REST);
      for (const one of waiting) if (one.until <= seen.given + seen.failed.length) one.resolve();
    }
  };
  const calling = agents.map(call);
  let ended: Promise<unknown> | undefined;
  return {
    async answered(more) {
      const { promise, resolve } = Promise.withResolvers<undefined>();
      const one = { until: seen.given + seen.failed.length + more, resolve: () => resolve(undefined) };
      waiting.add(one);
      await promise;
      waiting.delete(one);
    },
    async stop() {
      isStopping = true;
      ended ??= Promise.all(calling).then(() => Promise.all(agents.map((agent) => agent.close())));
      await ended;
      return seen;
    },
  };
}

import { beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import type { WorkerSettings } from './messages.ts';
import type { Ending, WorkerProcess } from './worker-process.ts';
import { Workers } from './workers.ts';

/** A process that does what the test says. */
class Puppet implements WorkerProcess {
  readonly pid = 1;
  private readonly told = Promise.withResolvers<WorkerSettings | undefined>();
  private readonly opened = Promise.withResolvers<WorkerSettings | undefined>();
  private readonly over = Promise.withResolvers<Ending>();
  readonly listening = this.told.promise;
  readonly ready = this.opened.promise;
  readonly ended = this.over.promise;
  asked: ('stop' | 'kill')[] = [];

  serve(workers: number): void {
    const settings = { workers, shutdownTimeout: 1_000, warnings: [] };
    this.told.resolve(settings);
    this.opened.resolve(settings);
  }

  end(status: number | null, signal: NodeJS.Signals | null = null): void {
    this.told.resolve(undefined);
    this.opened.resolve(undefined);
    this.over.resolve({ status, signal });
  }

  stop(): void {
    this.asked.push('stop');
  }

  kill(): void {
    this.asked.push('kill');
  }
}

/** Lets all that was decided happen. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('the workers', () => {
  let forked: Puppet[];
  let waits: { for: number; isOver: () => void }[];
  let now: number;
  let workers: Workers;
  let status: number | undefined;
  let said: string[];

  beforeEach(() => {
    [forked, waits, now, status, said] = [[], [], 0, undefined, []];
    workers = new Workers({
      fork: () => {
        const puppet = new Puppet();
        forked.push(puppet);
        return puppet;
      },
      settings: { workers: 2, shutdownTimeout: 1_000, warnings: [] },
      log: pino({ level: 'silent' }),
      say: (text) => said.push(text),
      time: {
        now: () => now,
        pause: (milliseconds) => new Promise((resolve) => waits.push({ for: milliseconds, isOver: () => resolve(0) })),
      },
    });
    void workers.ended.then((its) => (status = its));
  });

  /** Those that are replaced wait for so long; the wait is over at once. */
  const delayed = async (): Promise<number> => {
    await settled();
    const wait = waits.shift();
    wait?.isOver();
    await settled();
    return wait?.for ?? Number.NaN;
  };

  const begin = async (): Promise<boolean> => {
    const started = workers.start();
    forked[0]!.serve(2);
    await settled();
    forked[1]!.serve(2);
    return started;
  };

  it('begin with one, and with the others once it listens', async () => {
    void workers.start();
    await settled();
    expect(forked).toHaveLength(1);
    forked[0]!.serve(2);
    await settled();
    expect(forked).toHaveLength(2);
  });

  it.each([78, 1])('end with the status of the first where it does not start: %i', async (its) => {
    const started = workers.start();
    forked[0]!.end(its);
    expect(await started).toBe(false);
    await settled();
    expect([status, forked.length]).toEqual([its, 1]);
  });

  it('replace one that dies at once', async () => {
    expect(await begin()).toBe(true);
    now += 60_000;
    forked[0]!.end(null, 'SIGKILL');
    expect(await delayed()).toBe(0);
    expect([forked.length, status]).toEqual([3, undefined]);
  });

  it('take longer each time while those that take the place die at once, and go on as long as one serves', async () => {
    await begin();
    const delays: number[] = [];
    for (let i = 1; i <= 12; i += 1) {
      forked.at(-1)!.end(i % 2 === 0 ? 78 : 1);
      delays.push(await delayed());
    }
    expect(delays.slice(0, 3)).toEqual([200, 400, 800]);
    expect(delays.at(-1)).toBe(30_000);
    expect(status).toBeUndefined();
  });

  it('give up when none is left and the operator has to act', async () => {
    await begin();
    for (const worker of [...forked]) worker.end(78);
    await delayed();
    await settled();
    expect(status).toBe(78);
  });

  it('give up when none is left and five in a row died at once', async () => {
    await begin();
    forked[0]!.end(1);
    forked[1]!.end(1);
    for (let i = 0; i < 5 && status === undefined; i += 1) {
      while (waits.length > 0) await delayed();
      forked.at(-1)!.end(1);
      forked.at(-2)!.end(1);
      await settled();
    }
    expect(status).toBe(1);
  });

  it('say a reason once that all have, and again at a restart', async () => {
    await begin();
    for (const text of ['this', 'this', 'that']) workers.heardRefusal(text);
    expect(said).toEqual(['this', 'that']);
    void workers.restart();
    workers.heardRefusal('that');
    expect(said).toEqual(['this', 'that', 'that']);
  });

  it('stop all of them, and end with 0', async () => {
    await begin();
    workers.stop();
    expect(forked.map(({ asked }) => asked)).toEqual([['stop'], ['stop']]);
    forked[0]!.end(0);
    await settled();
    expect(status).toBeUndefined();
    // A signal may come before the worker listens to any.
    forked[1]!.end(null, 'SIGTERM');
    await settled();
    expect([status, forked.length]).toEqual([0, 2]);
  });

  it('stop while none is there', async () => {
    await begin();
    forked[0]!.end(1);
    forked[1]!.end(1);
    await settled();
    workers.stop();
    await settled();
    expect(status).toBe(0);
  });

  it('kill one that does not end', async () => {
    await begin();
    workers.stop();
    expect(waits.map((wait) => wait.for)).toEqual([96_000, 96_000]);
    forked[0]!.end(0);
    await settled();
    for (const wait of waits) wait.isOver();
    await settled();
    expect(forked.map(({ asked }) => asked)).toEqual([['stop'], ['stop', 'kill']]);
    forked[1]!.end(null, 'SIGKILL');
    await settled();
    expect(status).toBe(1);
  });

  describe('at a restart', () => {
    /** Those that were asked to stop. */
    const leaving = () => forked.flatMap(({ asked }, i) => (asked.length > 0 ? [i] : []));

    it('are replaced one after another, a new one ready before an old one goes', async () => {
      await begin();
      const done = workers.restart();
      await settled();
      expect([forked.length, leaving()]).toEqual([3, []]);
      forked[2]!.serve(2);
      await settled();
      expect([forked.length, leaving()]).toEqual([3, [0]]);
      forked[0]!.end(0);
      await settled();
      forked[3]!.serve(2);
      await settled();
      expect(leaving()).toEqual([0, 1]);
      forked[1]!.end(0);
      await done;
      expect([forked.length, status]).toEqual([4, undefined]);
    });

    it('all go on where a new one does not start, and the next restart may do better', async () => {
      await begin();
      const done = workers.restart();
      forked[2]!.end(78);
      await done;
      expect([forked.length, leaving(), status]).toEqual([3, [], undefined]);
      void workers.restart();
      await settled();
      expect(forked).toHaveLength(4);
    });

    it('all go on where a new one does not reach its database', async () => {
      await begin();
      const done = workers.restart();
      await delayed();
      await done;
      expect(forked.map(({ asked }) => asked)).toEqual([[], [], ['kill']]);
    });

    it('are as many as the new settings say', async () => {
      await begin();
      const fewer = workers.restart();
      forked[2]!.serve(1);
      await settled();
      forked[0]!.end(0);
      await settled();
      forked[1]!.end(0);
      await fewer;
      expect(forked).toHaveLength(3);
      const more = workers.restart();
      forked[3]!.serve(3);
      await settled();
      forked[2]!.end(0);
      await more;
      expect(forked).toHaveLength(6);
    });

    it('are replaced once more when it is asked for in the midst of it', async () => {
      await begin();
      const done = workers.restart();
      void workers.restart();
      for (const old of [0, 1, 2, 3]) {
        await settled();
        forked.at(-1)!.serve(2);
        await settled();
        forked[old]!.end(0);
      }
      await done;
      expect([forked.length, leaving()]).toEqual([6, [0, 1, 2, 3]]);
    });

    it('stop as well', async () => {
      await begin();
      void workers.restart();
      await settled();
      workers.stop();
      expect(leaving()).toEqual([0, 1, 2]);
      for (const worker of forked) worker.end(0);
      await settled();
      expect(status).toBe(0);
    });
  });
});

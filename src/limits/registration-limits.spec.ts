import { describe, expect, it } from '@jest/globals';
import { Clock } from '../database/clock.ts';
import { MemoryCounter } from './counter.ts';
import { Limit } from './limit.ts';
import { RegistrationLimits } from './registration-limits.ts';

class StoppedClock extends Clock {
  at = 0;
  override monotonic(): number {
    return this.at;
  }
}

const ROOM = '192.0.2.1';
const CODE = 'spring';

function doorkeeper(visits = 1000) {
  const clock = new StoppedClock();
  const limit = (name: string, calls: number, per: number): Limit =>
    new Limit(name, { calls, per }, new MemoryCounter(clock, per), undefined);
  const limits = new RegistrationLimits({
    visits: limit('visits', visits, 60_000),
    wrongCodes: limit('codes', 5, 600_000),
  });
  let looks = 0;
  const visit = async (code: string, address = ROOM): Promise<string | undefined> =>
    limits.visit(code, address, async () => {
      looks += 1;
      await Promise.resolve();
      return code === CODE ? code : undefined;
    });
  return { clock, visit, looked: () => looks };
}

/** How each ended: `found`, `unknown` or `refused`. */
async function endings(visits: readonly Promise<string | undefined>[]): Promise<Record<string, number>> {
  const settled = await Promise.allSettled(visits);
  const words = settled.map((one) =>
    one.status === 'rejected' ? 'refused' : one.value === CODE ? 'found' : 'unknown',
  );
  return Object.fromEntries(
    Object.entries(Object.groupBy(words, (word) => word)).map(([word, all]) => [word, all.length]),
  );
}

const guesses = (count: number): string[] => Array.from({ length: count }, (_, i) => `guess-${i}`);

describe('the page of a workshop', () => {
  it('lets a class room in that comes all at once from one address, and no more than the rate', async () => {
    const { visit } = doorkeeper(400);
    const all = Array.from({ length: 450 }, () => visit(CODE));
    expect(await endings(all)).toEqual({ found: 400, refused: 50 });
    expect(await endings([visit(CODE, '192.0.2.2')])).toEqual({ found: 1 });
  });

  it('stops who guesses codes, also a thousand at once, from whom then no code is looked at', async () => {
    const { visit, looked, clock } = doorkeeper();
    expect(await endings(guesses(1000).map((code) => visit(code)))).toEqual({ unknown: 5, refused: 995 });
    expect(looked()).toBe(5);
    expect(await endings([visit(CODE)])).toEqual({ refused: 1 });
    expect(looked()).toBe(5);
    expect(await endings([visit(CODE, '192.0.2.2')])).toEqual({ found: 1 });
    clock.at = 600_000;
    expect(await endings([visit(CODE)])).toEqual({ found: 1 });
  });

  it('is not kept from a class room by one who guesses there', async () => {
    const { visit } = doorkeeper();
    await visit(CODE);
    await endings(guesses(50).map((code) => visit(code)));
    expect(await endings([visit(CODE), visit(CODE)])).toEqual({ found: 2 });
  });

  it('counts no right code as a guess, nor one that could not be looked for', async () => {
    const { visit, clock } = doorkeeper();
    for (let i = 0; i < 20; i += 1) {
      clock.at += 60_000;
      expect(await visit(CODE)).toBe(CODE);
    }
    const limit = new Limit('codes', { calls: 1, per: 600_000 }, new MemoryCounter(clock, 600_000), undefined);
    const limits = new RegistrationLimits({ visits: limit, wrongCodes: limit });
    for (let i = 0; i < 3; i += 1) {
      await expect(limits.visit('x', ROOM, () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    }
  });
});

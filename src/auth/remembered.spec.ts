import { beforeEach, describe, expect, it } from '@jest/globals';
import { Clock } from '../database/clock.ts';
import { Remembered } from './remembered.ts';

class SetClock extends Clock {
  at = 0;

  override monotonic(): number {
    return this.at;
  }
}

describe('Remembered', () => {
  let clock: SetClock;
  let remembered: Remembered<number>;
  let asked: number;

  beforeEach(() => {
    clock = new SetClock();
    remembered = new Remembered<number>(clock, { lifetime: 1000, most: 3 });
    asked = 0;
  });

  const ask = () => Promise.resolve((asked += 1));

  it('asks once for all who ask at once, and for a while after', async () => {
    expect(await Promise.all([remembered.get('a', ask), remembered.get('a', ask)])).toEqual([1, 1]);
    clock.at = 999;
    expect(await remembered.get('a', ask)).toBe(1);
    clock.at = 1000;
    expect(await remembered.get('a', ask)).toBe(2);
  });

  it('counts the while from the asking, however often it is used', async () => {
    await remembered.get('a', ask);
    for (clock.at = 100; clock.at < 1000; clock.at += 300) await remembered.get('a', ask);
    expect(asked).toBe(1);
    clock.at = 1000;
    await remembered.get('a', ask);
    expect(asked).toBe(2);
  });

  it('tells questions apart', async () => {
    expect([await remembered.get('a', ask), await remembered.get('b', ask)]).toEqual([1, 2]);
  });

  it('forgets the longest unused of too many, however many come', async () => {
    await remembered.get('a', ask);
    await remembered.get('b', ask);
    await remembered.get('c', ask);
    await remembered.get('a', ask);
    await remembered.get('d', ask);
    expect(asked).toBe(4);
    await remembered.get('a', ask);
    expect(asked).toBe(4);
    await remembered.get('b', ask);
    expect(asked).toBe(5);
  });

  it('does not remember what went wrong, but tells all who asked at once', async () => {
    const fail = () => {
      asked += 1;
      return Promise.reject(new Error('away'));
    };
    const together = await Promise.allSettled([remembered.get('a', fail), remembered.get('a', fail)]);
    expect(together.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(asked).toBe(1);
    expect(await remembered.get('a', ask)).toBe(2);
  });

  it('does not remember what is not to be kept', async () => {
    const isKept = (answer: number) => answer > 1;
    expect(await remembered.get('a', ask, isKept)).toBe(1);
    expect(await remembered.get('a', ask, isKept)).toBe(2);
    expect(await remembered.get('a', ask, isKept)).toBe(2);
  });
});

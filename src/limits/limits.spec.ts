import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pino } from 'pino';
import { Clock } from '../database/clock.ts';
import { networkOf } from './address.ts';
import { MemoryCounter } from './counter.ts';
import { Limit } from './limit.ts';
import { Limits } from './limits.ts';

class StoppedClock extends Clock {
  at = 0;
  override monotonic(): number {
    return this.at;
  }
}

const WINDOW = 60_000;

describe('an address', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:db8::5:6:7:8:9', '2001:db8:0:5::/64'],
    ['::1', '0:0:0:0::/64'],
    ['::', '0:0:0:0::/64'],
    ['2001:db8:1:2:3:4:5::', '2001:db8:1:2::/64'],
    ['64:ff9b:1:2::192.0.2.1', '64:ff9b:1:2::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['not an address', 'not an address'],
    ['', ''],
  ])('%s is counted as %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  it('of IPv6 is counted by its first four groups, however it is written', () =>
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        const groups = new URL(`http://[${address}]`).hostname.slice(1, -1);
        expect(networkOf(groups)).toBe(networkOf(address));
      }),
    ));
});

describe('a limit', () => {
  const rate = Object.freeze({ calls: 3, per: WINDOW });
  function limited() {
    const clock = new StoppedClock();
    const memory = new MemoryCounter(clock, WINDOW, 100);
    return { clock, memory, limit: new Limit('test', rate, memory, undefined) };
  }

  it('counts each key for itself, and begins anew when the window is over', () => {
    const { clock, limit } = limited();
    expect([1, 2, 3, 4].map(() => limit.take('a'))).toMatchObject([{ used: 1 }, { used: 2 }, { used: 3 }, { used: 4 }]);
    expect(limit.take('b')).toMatchObject({ used: 1, resetIn: WINDOW });
    clock.at = WINDOW - 1;
    expect(limit.take('a')).toMatchObject({ used: 5, resetIn: 1 });
    clock.at = WINDOW;
    expect(limit.take('a')).toMatchObject({ used: 1, resetIn: WINDOW });
  });

  it('remembers only so many keys, the newest', async () => {
    const { memory, limit, clock } = limited();
    for (let i = 0; i < 1_000; i += 1) await limit.take(`key ${i}`);
    expect(memory.size).toBeLessThanOrEqual(100);
    expect(limit.take('key 999')).toMatchObject({ used: 2 });
    clock.at = WINDOW;
    await limit.take('another');
    expect(memory.size).toBe(1);
  });

  it('takes names that every object has', () => {
    const { limit } = limited();
    for (const key of ['__proto__', 'constructor', 'toString', '']) expect(limit.take(key)).toMatchObject({ used: 1 });
  });
});

describe('guessing a password', () => {
  function guesser(calls: number) {
    const limit = new Limit(
      'guesses',
      { calls, per: WINDOW },
      new MemoryCounter(new StoppedClock(), WINDOW),
      undefined,
    );
    const parts = { principals: undefined, anonymous: undefined, failures: undefined, guesses: limit };
    return new Limits(parts, pino({ level: 'silent' }));
  }

  it('stops after so many wrong ones, also when they come all at once', async () => {
    const limits = guesser(5);
    let judged = 0;
    const guesses = Array.from({ length: 100 }, () =>
      limits.guess('ann', () => {
        judged += 1;
        return Promise.resolve(undefined);
      }),
    );
    const results = await Promise.allSettled(guesses);
    expect(judged).toBe(5);
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(95);
    await expect(limits.guess('ann', () => Promise.resolve('right'))).rejects.toMatchObject({
      code: 'rate_limited',
      retryAfter: 60,
    });
    expect(await limits.guess('bob', () => Promise.resolve('right'))).toBe('right');
  });

  it('is not counted when it was right, or could not be judged', async () => {
    const limits = guesser(2);
    for (let i = 0; i < 10; i += 1) expect(await limits.guess('ann', () => Promise.resolve(i))).toBe(i);
    for (let i = 0; i < 10; i += 1) {
      await expect(limits.guess('ann', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    }
    await expect(limits.guess('ann', () => Promise.resolve(undefined))).resolves.toBeUndefined();
  });
});

import { beforeEach, describe, expect, it } from '@jest/globals';
import { Clock } from '../database/clock.ts';
import { Breaker } from './breaker.ts';

let now = 0;

class SetClock extends Clock {
  override monotonic(): number {
    return now;
  }
}

describe('the breaker', () => {
  let breaker: Breaker;
  const fail = (times: number, grantId = 'g', mayBeTheGrants = false) => {
    for (let i = 0; i < times; i += 1) breaker.failed({ grantId, mayBeTheGrants });
  };

  beforeEach(() => {
    now = 0;
    breaker = new Breaker(new SetClock());
  });

  it('opens at the fifth failure in half a minute', () => {
    fail(4);
    expect(breaker.mayPass()).toBe(true);
    fail(1);
    expect(breaker.state).toBe('open');
    expect(breaker.mayPass()).toBe(false);
    expect(breaker.restsFor).toBe(10_000);
  });

  it('forgets failures that are older', () => {
    fail(4);
    now = 30_000;
    fail(4);
    expect(breaker.state).toBe('closed');
  });

  it('does not open for one grant’s 429s, and does for those of two', () => {
    fail(20, 'a', true);
    expect(breaker.state).toBe('closed');
    fail(1, 'b', true);
    expect(breaker.state).toBe('open');
  });

  it('lets a single probe through, and closes when it succeeds', () => {
    fail(5);
    now = 10_000;
    expect(breaker.state).toBe('half-open');
    expect([breaker.mayPass(), breaker.mayPass()]).toEqual([true, false]);
    breaker.succeeded();
    expect([breaker.mayPass(), breaker.mayPass()]).toEqual([true, true]);
  });

  it('doubles the pause after each probe that fails, up to five minutes', () => {
    fail(5);
    const pauses = Array.from({ length: 7 }, () => {
      const { restsFor } = breaker;
      now += restsFor;
      breaker.mayPass();
      fail(1);
      return restsFor;
    });
    expect(pauses).toEqual([10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000]);
  });

  it('tells of openings, of probes that fail, and of the first success after them, or at all', () => {
    const told: boolean[] = [];
    breaker.watch((isOpen) => void told.push(isOpen));
    breaker.succeeded();
    breaker.succeeded();
    expect(told).toEqual([false]);
    fail(5);
    now = 10_000;
    breaker.mayPass();
    fail(1);
    expect(told).toEqual([false, true, true]);
    breaker.succeeded();
    breaker.succeeded();
    expect(told).toEqual([false, true, true, false]);
  });

  it('lets the next probe through when one ended without a word', () => {
    fail(5);
    now = 10_000;
    breaker.mayPass();
    breaker.passed();
    expect(breaker.mayPass()).toBe(true);
  });
});

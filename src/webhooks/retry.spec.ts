import { describe, expect, it } from '@jest/globals';
import { judge, type Attempted } from './retry.ts';

const failed = (changes: Partial<Attempted> = {}): Attempted => ({
  ...{ statusCode: 500, error: 'http_500', duration: 1, ...changes },
});
const HOUR = 3_600_000;

describe('what follows from an attempt', () => {
  it('is nothing when it arrived', () => {
    expect(judge({ statusCode: 204, error: null, duration: 1 }, 3, 0)).toEqual({ kind: 'delivered' });
  });

  it('is another, later and later, for three days', () => {
    let total = 0;
    let last = 0;
    for (let made = 1; ; made += 1) {
      const verdict = judge(failed(), made, 0);
      if (verdict.kind !== 'failed' || verdict.retryIn === undefined) break;
      expect(verdict.retryIn).toBeGreaterThan(last);
      last = verdict.retryIn;
      total += last;
    }
    expect(total / HOUR).toBeGreaterThan(72);
    expect(total / HOUR).toBeLessThan(80);
    expect(judge(failed(), 99, 0)).toEqual({ kind: 'failed', retryIn: undefined });
  });

  it('is not the same instant for all that failed together, and never earlier', () => {
    expect(judge(failed(), 1, 0)).toEqual({ kind: 'failed', retryIn: 5_000 });
    expect(judge(failed(), 1, 1)).toEqual({ kind: 'failed', retryIn: 6_000 });
  });

  it('waits as long as the receiver asked, within a day', () => {
    const asked = (retryAfter: number) => judge(failed({ statusCode: 429, error: 'http_429', retryAfter }), 1, 0);
    expect(asked(1_000)).toEqual({ kind: 'failed', retryIn: 5_000 });
    expect(asked(90_000)).toEqual({ kind: 'failed', retryIn: 90_000 });
    expect(asked(900 * HOUR)).toEqual({ kind: 'failed', retryIn: 24 * HOUR });
  });

  it('is the end of the webhook when it is gone', () => {
    expect(judge(failed({ statusCode: 410, error: 'http_410' }), 1, 0)).toEqual({ kind: 'gone' });
  });
});

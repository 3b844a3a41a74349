import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { weigh, type Choice, type Margins } from './freshness.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const usual: Margins = { minTtl: 0, floor: MINUTE, margin: 5 * MINUTE, refreshKillsAccess: false };

describe('weighing a stored token', () => {
  it.each<[string, number | null, number, Partial<Margins>, Choice]>([
    ['no expiry known', null, 0, {}, 'serve'],
    ['young', 30 * MINUTE, HOUR, {}, 'serve'],
    ['at the soft margin', 5 * MINUTE, HOUR, {}, 'serve'],
    ['below the soft margin', 5 * MINUTE - 1, HOUR, {}, 'renew'],
    ['at the floor', MINUTE, HOUR, {}, 'renew'],
    ['below the floor', MINUTE - 1, HOUR, {}, 'wait'],
    ['over', -1, HOUR, {}, 'wait'],
    ['over, with a lifetime of nothing', 0, 0, {}, 'wait'],
    ['short-lived: the margin is a fifth of the lifetime', 61_000, 5 * MINUTE, {}, 'serve'],
    ['shorter than the floor: the floor is half the lifetime', 6_000, 10_000, {}, 'serve'],
    ['the same, in its second half', 4_000, 10_000, {}, 'wait'],
    ['a caller who wants more', 9 * MINUTE, HOUR, { minTtl: 10 * MINUTE }, 'wait'],
    ['a caller who wants more than half', 31 * MINUTE, HOUR, { minTtl: 2 * HOUR }, 'serve'],
    ['v1, first half', 31 * MINUTE, HOUR, { minTtl: 'half-life' }, 'serve'],
    ['v1, second half', 29 * MINUTE, HOUR, { minTtl: 'half-life' }, 'wait'],
    ['a refresh that kills: never in the background', 2 * MINUTE, HOUR, { refreshKillsAccess: true }, 'serve'],
  ])('%s', (_, remaining, lifetime, margins, choice) => {
    expect(weigh({ remaining, lifetime }, { ...usual, ...margins })).toBe(choice);
  });

  it('always serves a token newly obtained, whatever is asked for: there is no loop', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e9 }),
        fc.nat(1e9),
        fc.nat(1e9),
        fc.nat(1e9),
        (lifetime, minTtl, floor, margin) => {
          const fresh = weigh({ remaining: lifetime, lifetime }, { minTtl, floor, margin, refreshKillsAccess: false });
          expect(fresh).toBe('serve');
        },
      ),
    );
  });

  it('never serves a token that is over', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 0 }), fc.nat(1e9), fc.nat(1e9), (remaining, lifetime, minTtl) => {
        expect(weigh({ remaining, lifetime }, { ...usual, minTtl })).toBe('wait');
      }),
    );
  });
});

import { afterAll, describe, expect, it } from '@jest/globals';
import { explore } from './explorer.ts';
import { stopped, usual, windowed } from './limits.ts';
import { realRules, type Limits, type Rules } from './world.ts';

/**
 * refresh.md, every interleaving of two holders within limits. What holds (properties.ts, holder.ts):
 * (a) nothing is lost while nothing is lost on the wire or in a crash; (b) else only what was in that answer, with a provider
 * that rotates strictly, and it is called `lost_rotation`; (c) who may send; (d) an answer is stored; (e) revoked stays
 * revoked, and a re-link is not overwritten; (f) everything ends.
 */

const visited: string[] = [];

function check(limits: Limits, rules: Partial<Rules> = {}) {
  const begun = performance.now();
  const { violation, states, transitions, ends } = explore(limits, { ...realRules, ...rules });
  const took = ((performance.now() - begun) / 1000).toFixed(1);
  visited.push(`${String(states).padStart(8)} states, ${transitions} moves, ${ends} ends, ${took} s`);
  return { states, broken: violation && `${violation.property}\n${violation.story}` };
}

/** Nothing is broken, and the explorer did walk. */
function expectAllToHold(limits: Limits, floor: number, rules: Partial<Rules> = {}): void {
  const { states, broken } = check(limits, rules);
  if (broken !== undefined) throw new Error(broken);
  expect(states).toBeGreaterThan(floor);
}

afterAll(() => {
  process.stdout.write(`the protocol’s model visited\n${visited.join('\n')}\n`);
});

describe('the refresh protocol, every interleaving of two holders', () => {
  it('with a provider that rotates strictly and detects reuse', () => {
    expectAllToHold(usual, 80_000);
  });

  it('the same, with a process that is stopped for up to 60 s', () => {
    expectAllToHold({ ...stopped, wants: 2 }, 10_000);
  });

  it('the same, with an answer that takes up to 90 s', () => {
    expectAllToHold({ ...usual, wants: 2, slowestAnswer: 90_000 }, 15_000);
  });

  it('with a provider that only refuses what was spent', () => {
    expectAllToHold({ ...usual, provider: 'refusing', wants: 2 }, 10_000);
  });

  it('with a reuse window: never is anything lost', () => {
    expectAllToHold({ ...usual, ...windowed, wants: 2 }, 10_000);
  });

  it('with a reuse window of 80 s, and one mishap at a time', () => {
    expectAllToHold({ ...usual, provider: 'window', reuseWindow: 80_000, atMost: 1 }, 15_000);
  });

  it('with a provider that never rotates', () => {
    expectAllToHold({ ...usual, provider: 'constant', wants: 2 }, 10_000);
  });

  it('with three mishaps, none of which takes an answer: nothing is lost at all', () => {
    const mishaps = { 'word lost': 2, 'database away': 1, 'not sent': 1, invalid_client: 1 };
    expectAllToHold({ ...usual, mishaps, atMost: 3 }, 20_000);
  });
});

/** Each was found by the explorer, and broke what it tells of until it was mended. */
describe('what once lost a grant', () => {
  const lateRenewal: Limits = { ...usual, wants: 2, mishaps: { 'late renewal': 1, crash: 1, 'connection breaks': 1 } };
  it('a renewal that runs after the answer was stored leases nothing', () => {
    expectAllToHold(lateRenewal, 1_000);
  });

  const linkedWithout: Limits = {
    ...usual,
    wants: 2,
    mishaps: { 're-link without refresh token': 1, crash: 1, 'connection breaks': 1, 'word lost': 1 },
  };
  it('a re-link without refresh token in the middle of a refresh', () => {
    expectAllToHold(linkedWithout, 2_000);
  });

  const singly: Limits = { ...usual, provider: 'constant', wants: 2, revokesSingly: true };
  it('an access token whose storing was not confirmed is not revoked', () => {
    expectAllToHold(singly, 10_000);
  });

  const stoppedAtTheEnd: Limits = {
    ...stopped,
    ...{ wants: 2, slowestAnswer: 90_000, mishaps: { stall: 1, crash: 1, 'connection breaks': 1 } },
  };
  it('an answer that lies in the socket of a process that was stopped', () => {
    expectAllToHold({ ...stoppedAtTheEnd, longestStall: 15_000 }, 9_000);
  });

  it('a slow answer whose process is stopped for 60 s', () => {
    expectAllToHold(stoppedAtTheEnd, 10_000);
  });
});

describe('what no order of steps can save', () => {
  it('a reuse window too short for a request that was still on its way in a crash', () => {
    expect(check({ ...usual, provider: 'window', reuseWindow: 60_000, atMost: 1 }).broken).toContain('is killed');
  });

  it('an answer kept by a process that is stopped just as the database comes back', () => {
    const mishaps = { 'database away': 1, stall: 1 };
    expect(check({ ...usual, wants: 2, mishaps }).broken).toContain('is stopped');
  });
});

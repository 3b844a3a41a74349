import { describe, expect, it } from '@jest/globals';
import { judge, nextStep } from '../../src/grants/refresh/decisions.ts';
import { LEASE_TIME } from '../../src/grants/refresh/sql-refresh.store.ts';
import { explore } from './explorer.ts';
import { stopped, usual } from './limits.ts';
import * as memory from './memory-refresh.store.ts';
import { realRules, type Limits, type Rules } from './world.ts';

/** A process is stopped for longer than anybody waits, at a provider that only refuses what was spent: nothing need be lost. */
const longStopped: Limits = {
  ...{ ...stopped, provider: 'refusing', longestStall: 150_000, wants: 2, atMost: 1 },
};

/** Each breaks one thing on purpose, and names the property that gives it away. */
const breakages: [string, Partial<Rules>, Limits, string][] = [
  [
    'answers are stored on the fence instead of the generation',
    {
      store: (row, lease, tokens) =>
        memory.store(row, { ...lease, generation: row.fence === lease.fence ? row.generation : -1 }, tokens),
    },
    longStopped,
    '(d) an answer was not stored',
  ],
  [
    'losers refresh',
    {
      nextStep: (grant, seen, around) => {
        const step = nextStep(grant, seen, around);
        return step.kind === 'wait' ? { kind: 'lease', refreshToken: grant.refreshToken! } : step;
      },
      lease: (row, seen, owner, now) => memory.lease({ ...row, leaseExpiresAt: null }, seen, owner, now),
    },
    usual,
    '(c) a send under an old fence',
  ],
  [
    'losers try to lease, and only the statement holds them back',
    {
      nextStep: (grant, seen, around) => {
        const step = nextStep(grant, seen, around);
        const isHeld = step.kind === 'wait' && grant.leaseExpiresAt! > grant.now;
        return isHeld ? { kind: 'lease', refreshToken: grant.refreshToken! } : step;
      },
    },
    { ...usual, atMost: 1, wants: 2 },
    '(f) this goes on for ever',
  ],
  [
    'invalid_client counts as the grant’s death',
    {
      judge: (answer, at) =>
        answer.kind === 'error' && answer.error === 'invalid_client'
          ? { kind: 'dead', reason: 'refused' }
          : judge(answer, at),
    },
    usual,
    '(b) a grant that works is called dead',
  ],
  [
    'a lease overwrites the mark of the attempt before',
    {
      lease: (row, seen, owner, now) => memory.lease({ ...row, attemptStartedAt: null }, seen, owner, now),
    },
    usual,
    '(b) the grant is lost, and ends reauth_required, refused',
  ],
  [
    'an answer that took longer than 10 s is dropped',
    { keepsAnswerAfter: (elapsed) => elapsed <= 10_000 },
    usual,
    '(a), (b) the grant is lost',
  ],
  [
    'a strict provider is replayed to at once after a crash',
    {
      nextStep: (grant, seen, around) => nextStep(grant, seen, { ...around, reuseWindow: Infinity }),
    },
    usual,
    '(a), (b) the grant is lost',
  ],
  [
    'a grant is marked dead whatever its generation',
    {
      markDead: (row, lease, reason) => memory.markDead(row, { ...lease, generation: row.generation }, reason),
    },
    longStopped,
    '(b) a grant that works is called dead',
  ],
  [
    'a lease is released whoever has it by now',
    { release: (row, lease, how, now) => memory.release(row, { ...lease, fence: row.fence }, how, now) },
    longStopped,
    '(c) a send under an old fence',
  ],
  [
    'a stalled holder sends all the same',
    { sendDeadline: Infinity },
    { ...stopped, atMost: 1 },
    '(c) a send after the send deadline',
  ],
  [
    'a lease asks for the generation as read, and not for the fence',
    { lease: (row, { generation }, owner, now) => memory.lease(row, { generation, fence: row.fence }, owner, now) },
    { ...stopped, mishaps: { stall: 1, crash: 1 } },
    '(a), (b) the grant is lost',
  ],
  [
    'a holder that waits for its answer does not renew its lease',
    { renew: (row) => ({ row, renewed: false }) },
    { ...stopped, slowestAnswer: 90_000, longestStall: LEASE_TIME, mishaps: { stall: 1 } },
    '(a), (b) the grant is lost',
  ],
];

describe('the explorer', () => {
  it.each(breakages)('finds the loss when %s', (_, broken, limits, property) => {
    const { violation } = explore(limits, { ...realRules, ...broken });
    expect(violation?.property ?? 'nothing').toContain(property);
  });

  it.each([
    ['as they are, in these limits', { ...usual, atMost: 1 }, {}],
    ['as they are, where a process is stopped for very long', longStopped, {}],
  ])('finds nothing in the rules %s', (_, limits: Limits, rules: Partial<Rules>) => {
    const { violation, states } = explore(limits, { ...realRules, ...rules });
    expect(violation?.story).toBeUndefined();
    expect(states).toBeGreaterThan(3_000);
  });
});

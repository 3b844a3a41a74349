import { describe, expect, it } from '@jest/globals';
import { Clock } from '../../database/clock.ts';
import { isWithin, limit, RefusedNarrowings } from './narrowing.ts';

const GRANTED = 'openid write read';

describe('the limit of a token', () => {
  it.each<[string, string[] | undefined, string[] | undefined, ReturnType<typeof limit>]>([
    ['nothing asked, nothing withheld', undefined, undefined, undefined],
    ['fewer asked', ['write', 'read'], undefined, { scopes: ['write', 'read'], variant: 'read write' }],
    ['all asked', ['read', 'write', 'openid'], undefined, { scopes: ['read', 'write', 'openid'], variant: '' }],
    ['a rule for fewer', undefined, ['read', 'admin'], { scopes: ['read'], variant: 'read' }],
    ['a rule for all', undefined, ['read', 'write', 'openid'], { scopes: ['openid', 'write', 'read'], variant: '' }],
    ['less than the rule', ['read'], ['read', 'write'], { scopes: ['read'], variant: 'read' }],
  ])('%s', (_, wanted, allowed, expected) => {
    expect(limit(GRANTED, wanted, allowed)).toEqual(expected);
  });

  it.each<[string, string[] | undefined, string[] | undefined]>([
    ['what was not granted', ['admin'], undefined],
    ['what a rule withholds', ['write'], ['read']],
    ['something granted, and something not', ['read', 'admin'], undefined],
    ['what a rule gives and nobody granted', ['admin'], ['admin']],
    ['nothing', [], undefined],
    ['a rule that gives nothing', undefined, []],
    ['a rule that gives nothing that was granted', undefined, ['admin']],
  ])('refuses %s, in the same words', (_, wanted, allowed) => {
    expect(() => limit(GRANTED, wanted, allowed)).toThrow('These scopes are not to be had from this account.');
  });

  it('refuses what would not fit the database, and what is no scope', () => {
    const many = Array.from({ length: 200 }, (_, i) => `scope-${i}`);
    expect(() => limit(`${many.join(' ')} other`, many, undefined)).toThrow('So many scopes');
    expect(() => limit('ä read', undefined, ['ä'])).toThrow('These scopes');
  });
});

describe('a token', () => {
  it.each([
    ['read', true],
    ['read write', true],
    ['write,read', true],
    ['read admin', false],
    ['', false],
    [' ', false],
  ])('of scope “%s” is within its limit: %s', (scope, expected) => {
    expect(isWithin({ scope }, { scopes: ['read', 'write'], variant: 'read write' })).toBe(expected);
  });
});

describe('narrowings that were refused', () => {
  it('are remembered for a minute, and no more than a thousand', () => {
    const clock = new Clock();
    let now = 0;
    clock.monotonic = () => now;
    const refused = new RefusedNarrowings(clock);
    refused.add('grant', 'read');
    expect([refused.has('grant', 'read'), refused.has('grant', 'write'), refused.has('other', 'read')]).toEqual([
      ...[true, false, false],
    ]);
    now = 60_000;
    expect(refused.has('grant', 'read')).toBe(false);
    refused.add('grant', 'read');
    for (let i = 0; i < 1_000; i += 1) refused.add(`grant-${i}`, 'read');
    expect([refused.has('grant', 'read'), refused.has('grant-0', 'read')]).toEqual([false, true]);
  });
});

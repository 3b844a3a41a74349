import { describe, expect, it } from '@jest/globals';
import { meetsRules } from './claim-rules.ts';

const claims = {
  sub: 'system:serviceaccount:jobs:runner',
  groups: ['ops', 'dev'],
  verified: true,
  level: 3,
  empty: '',
  nothing: null,
  list: [],
  'kubernetes.io': { namespace: 'jobs', 'pod.name': 'x', pod: { name: 'y' } },
  'https://example.org/team': 'blue',
  kubernetes: { io: { namespace: 'elsewhere' } },
};

describe('claim rules', () => {
  it.each<Record<string, string>>([
    {},
    { sub: 'system:serviceaccount:jobs:runner' },
    { sub: 'system:serviceaccount:*' },
    { sub: '*:jobs:*' },
    { sub: '*runner' },
    { sub: 'system:*:jobs:*er' },
    { sub: '*' },
    { groups: 'dev' },
    { groups: 'o*' },
    { verified: 'true', level: '3' },
    { empty: '' },
    { 'kubernetes.io.namespace': 'jobs' },
    { 'kubernetes.io.pod.name': 'x' },
    { 'https://example.org/team': 'blue' },
  ])('are met: %j', (rules) => {
    expect(meetsRules(claims, rules)).toBe(true);
  });

  it.each<Record<string, string>>([
    { sub: 'runner' },
    { sub: 'system:serviceaccount:jobs:runner2' },
    { sub: 'SYSTEM:*' },
    { sub: '*:jobs' },
    { sub: 'system:serviceaccount:jobs:runner*runner' },
    { sub: '.*' },
    { groups: 'admin' },
    { groups: 'ops,dev' },
    { missing: '*' },
    { nothing: '*' },
    { list: '*' },
    { 'kubernetes.io': '*' },
    { 'kubernetes.io.namespace': 'elsewhere' },
    { constructor: '*' },
    { '__proto__.constructor.name': 'Object' },
    { 'sub.length': '33' },
    { 'groups.0': 'ops' },
    { 'groups.length': '2' },
    { sub: '*', groups: 'admin' },
  ])('are not met: %j', (rules) => {
    expect(meetsRules(claims, rules)).toBe(false);
  });

  it('take no longer for a claim that is made to take long', () => {
    const begun = performance.now();
    expect(meetsRules({ sub: 'a'.repeat(60_000) }, { sub: `${'*a'.repeat(20)}*b` })).toBe(false);
    expect(performance.now() - begun).toBeLessThan(200);
  });
});

import { describe, expect, it } from '@jest/globals';
import { isHubs } from './hub-authenticator.ts';
import { isCovered } from './hub-people.ts';

const JWT = 'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwczovL2xvZ2luLmV4YW1wbGUifQ.c2ln';

describe('a credential is the Hub’s by its form', () => {
  it.each<[string | undefined, { alone: boolean; beside: boolean }]>([
    ['token 0123abcd', { alone: true, beside: true }],
    ['TOKEN 0123abcd', { alone: true, beside: true }],
    // Nobody else's, and bad: the Hub's judge says so.
    ['token', { alone: true, beside: true }],
    ['Bearer 0123abcd', { alone: true, beside: false }],
    ['bearer 0123abcd', { alone: true, beside: false }],
    [`Bearer ${JWT}`, { alone: false, beside: false }],
    ['Bearer tsk_a_b_c', { alone: false, beside: false }],
    ['Bearer', { alone: false, beside: false }],
    ['Basic dG9rZW46eA==', { alone: false, beside: false }],
    ['tokens x', { alone: false, beside: false }],
    [undefined, { alone: false, beside: false }],
  ])('%s', (authorization, { alone, beside }) => {
    expect(isHubs(authorization, true)).toBe(alone);
    // An issuer that introspects judges opaque bearers.
    expect(isHubs(authorization, false)).toBe(beside);
  });
});

describe('a scope of the Hub', () => {
  it.each([
    ['access:services!service=tokenstore', ['access:services!service=tokenstore'], true],
    ['access:services!service=tokenstore', ['access:services'], true],
    ['access:services!service=tokenstore', ['access:services!service=tokenstore2', 'self', 'access'], false],
    ['access:services', ['access:services!service=tokenstore'], false],
    ['access:servers!server=alice/', ['access:servers!server=alice/other', 'access:servers!user=bob'], false],
    ['access:servers!server=alice/', [], false],
  ])('%s is covered by %j: %s', (needed, held, expected) => {
    expect(isCovered(needed, held)).toBe(expected);
  });
});

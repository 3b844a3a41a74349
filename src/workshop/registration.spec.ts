import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isAccountName } from '../users/local-account.store.ts';
import { isUserName } from '../users/workshops/user-name.ts';
import { isWorkshopCode } from '../users/workshops/workshop.ts';
import { newPassword } from './new-password.ts';
import { FIELD_FAULTS, registrationForm } from './registration.ts';

const ann = { first_name: 'Ann', last_name: 'Example', email: 'ann@example.org', username: 'ann' };

/** The fault that the form finds in a field, the first. */
function faultOf(field: string, value: unknown): string | undefined {
  const read = registrationForm.safeParse({ ...ann, [field]: value });
  return read.success ? undefined : read.error.issues.find(({ path }) => path[0] === field)?.message;
}

describe('registering', () => {
  it('takes what people and their telephones write', () => {
    const typed = {
      first_name: ' Zoe\u0308  ',
      last_name: 'van  der Berg',
      email: ' Ann@Example.ORG ',
      username: ' Ann ',
    };
    expect(registrationForm.parse(typed)).toEqual({
      ...{ first_name: 'Zo\u00eb', last_name: 'van der Berg', email: 'ann@example.org', username: 'ann' },
    });
  });

  it.each<[string, unknown, string]>([
    ['first_name', '', 'missing'],
    ['first_name', '   ', 'missing'],
    ['first_name', undefined, 'missing'],
    ['first_name', ['Ann'], 'missing'],
    ['first_name', 'x'.repeat(101), 'too long'],
    ['first_name', 'Ann\nroot:x', 'invalid'],
    ['last_name', 'a\0b', 'invalid'],
    ['last_name', 'abc\u202ecba', 'invalid'],
    ['last_name', '\uD800', 'invalid'],
    ['email', '', 'missing'],
    ['email', 'ann', 'invalid'],
    ['email', 'ann@example.org\nBcc: x@y.z', 'invalid'],
    ['email', '=cmd()@example.org\t', 'invalid'],
    ['email', `${'x'.repeat(250)}@example.org`, 'too long'],
    ['username', '', 'missing'],
    ['username', 'a', 'invalid'],
    ['username', 'ann:x', 'invalid'],
    ['username', 'ann\nroot:x', 'invalid'],
    ['username', 'ann\r', ''],
    ['username', '=ann', 'invalid'],
    ['username', '-ann', 'invalid'],
    ['username', '../ann', 'invalid'],
    ['username', 'zoë', 'invalid'],
    ['username', 'x'.repeat(33), 'invalid'],
  ])('%s %j: %s', (field, value, fault) => {
    expect(faultOf(field, value) ?? '').toBe(fault);
  });

  it('finds only faults that the page can tell', () =>
    fc.assert(
      fc.property(fc.record({ first_name: fc.anything(), email: fc.anything(), username: fc.string() }), (form) => {
        const read = registrationForm.safeParse(form);
        for (const { path, message } of read.error?.issues ?? []) {
          expect([path.length, FIELD_FAULTS as readonly string[]]).toEqual([1, expect.arrayContaining([message])]);
        }
      }),
    ));

  it('gives names that an htpasswd file, a shell and a spreadsheet take for nothing else', () =>
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[a-z0-9._-]{1,40}$/)), (name) => {
        if (!isUserName(name)) return;
        expect(isAccountName(name)).toBe(true);
        expect(name).toMatch(/^[a-z][a-z0-9._-]*[a-z0-9]$/);
      }),
    ));

  it.each(['spring-school', '2026', 'abc', 'a'.repeat(64)])('knows %s as a code', (code) => {
    expect(isWorkshopCode(code)).toBe(true);
  });

  it.each(['', 'ab', 'Spring', 'a b', 'a/b', '-abc', 'abc-', 'a--b', 'a.b', 'a'.repeat(66), 'ab\n'])(
    'knows %j as no code',
    (code) => {
      expect(isWorkshopCode(code)).toBe(false);
    },
  );

  it('gives passwords that people can type, each another', () => {
    const some = Array.from({ length: 100 }, newPassword);
    expect(new Set(some).size).toBe(100);
    for (const one of some) expect(one).toMatch(/^[a-hjkmnp-z2-9]{4}(?:-[a-hjkmnp-z2-9]{4}){3}$/);
  });
});

import { describe, expect, it } from '@jest/globals';
import { htpasswdOf, rosterOf } from './roster.ts';

const ann = {
  ...{ name: 'ann', workshop: 'spring', firstName: 'Ann', lastName: 'Example', email: 'ann@example.org' },
  createdAt: Date.UTC(2026, 10, 22, 9, 30),
};

describe('the roster of a workshop', () => {
  it('is a table with a line for each, and a password where there is one', () => {
    expect(rosterOf([ann])).toBe(
      'user_name,first_name,last_name,email,registered_at\r\nann,Ann,Example,ann@example.org,2026-11-22T09:30:00.000Z\r\n',
    );
    const bob = { ...ann, name: 'bob' };
    const [head, first, second] = rosterOf([ann, bob], new Map([['ann', 'a-b']])).split('\r\n');
    expect([head, first, second].map((line) => line?.split(',').at(-1))).toEqual(['password', 'a-b', '']);
  });

  it.each([
    ['=1+1', "'=1+1"],
    ['+49', "'+49"],
    ['-2', "'-2"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\tx', "'\tx"],
    ['\rx', `"'\rx"`],
    ['=HYPERLINK("http://x","y")', `"'=HYPERLINK(""http://x"",""y"")"`],
    ['Example, Ann', '"Example, Ann"'],
    ['two\nlines', '"two\nlines"'],
    ['Zoë "Z"', '"Zoë ""Z"""'],
    ['a=b', 'a=b'],
  ])('writes %j so that it is text, and one cell', (text, cell) => {
    expect(rosterOf([{ ...ann, firstName: text }])).toContain(`\r\nann,${cell},Example,`);
  });

  it('has the lines of an htpasswd file', () => {
    expect(htpasswdOf([{ name: 'ann', hash: '$2y$10$x' }, { name: 'bob', hash: '$2y$10$y' }])).toBe('ann:$2y$10$x\nbob:$2y$10$y\n'); // prettier-ignore
    expect(htpasswdOf([])).toBe('');
  });
});

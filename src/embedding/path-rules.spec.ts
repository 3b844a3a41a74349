import { describe, expect, it } from '@jest/globals';
import { RuleBook } from './path-rules.ts';

const ops = { groups: 'ops' };
const admin = new RuleBook({ '^/admin(/|$)': ops });

describe('rules by path', () => {
  it.each([
    '/admin',
    '/admin/x?y=1',
    '/ADMIN',
    '//admin',
    '/./admin',
    '/x/../admin',
    '/x/%2e%2e/admin',
    '/x%2f..%2fadmin',
    '/%61dmin',
    '/%2561dmin',
    '/admin;v=1/x',
    '/;x/admin',
    '\\admin',
    '/x\\..\\admin',
    '/admin#x',
    'http://any.example/admin',
    'HTTP://any.example//x/..//admin',
    '/../admin',
    // Encoded so often that nobody can tell what it leads to.
    '/%25252525252561dmin',
    // Not UTF-8, so that it is read byte by byte.
    '/%ff/../%61dmin',
  ])('hold for %s', (url) => {
    expect(admin.demandsOf(url)).toEqual([ops]);
  });

  it.each(['/', '', '/administer', '/x/admin', '/x?y=/admin', '/x#/admin', '/%', '*', 'http://admin/'])(
    'leave %s alone',
    (url) => {
      expect(admin.demandsOf(url)).toEqual([]);
    },
  );

  it('add up, and may say which paths are free', () => {
    const book = new RuleBook({ '^/(?!public/)': {}, '/secret': ops });

    expect(book.demandsOf('/public/x')).toEqual([]);
    expect(book.demandsOf('/public/../x')).toEqual([{}]);
    expect(book.demandsOf('/x/secret')).toEqual([{}, ops]);
  });

  it('are refused where they are no regular expression', () => {
    expect(() => new RuleBook({ '^/(': {} })).toThrow('^/( is not a regular expression');
  });

  it('take no time over an address made to take it', () => {
    const began = performance.now();
    admin.demandsOf('/' + '%25'.repeat(5_000) + '61dmin' + '/..'.repeat(300));

    expect(performance.now() - began).toBeLessThan(200);
  });
});

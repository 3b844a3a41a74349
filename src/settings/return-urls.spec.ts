import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ReturnUrls } from './return-urls.ts';

const BASE = 'https://tokens.example/store';
const urls = new ReturnUrls(['https://tokens.example', 'https://a.example/app', 'http://localhost:3000/'], BASE);

describe('ReturnUrls', () => {
  it.each([
    ['https://tokens.example', 'https://tokens.example/'],
    ['https://tokens.example/store/accounts?x=1#y', 'https://tokens.example/store/accounts?x=1#y'],
    ['HTTPS://Tokens.Example:443/x', 'https://tokens.example/x'],
    ['/accounts?x=1', 'https://tokens.example/accounts?x=1'],
    ['/', 'https://tokens.example/'],
    ['/login?next=https://evil.example', 'https://tokens.example/login?next=https://evil.example'],
    ['/@evil.example', 'https://tokens.example/@evil.example'],
    ['https://a.example/app', 'https://a.example/app'],
    ['https://a.example/app/', 'https://a.example/app/'],
    ['https://a.example/app?x', 'https://a.example/app?x'],
    ['https://a.example/app#x', 'https://a.example/app#x'],
    ['https://a.example/app/x/../y', 'https://a.example/app/y'],
    ['https://a.example/app/a%2fb', 'https://a.example/app/a%2fb'],
    ['https://a.example/app/..x', 'https://a.example/app/..x'],
    ['http://localhost:3000/lab', 'http://localhost:3000/lab'],
  ])('allows %s', (candidate, resolved) => {
    expect(urls.resolve(candidate)).toBe(resolved);
    expect(urls.allows(candidate)).toBe(true);
  });

  it.each([
    // another place, in the guise of ours
    '//evil.example',
    '///evil.example',
    '////evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/%09/evil.example/..//\\evil.example',
    'https:\\\\evil.example',
    'https:/evil.example',
    'https:///evil.example',
    'https:evil.example',
    'https://tokens.example@evil.example',
    'https://tokens.example:password@evil.example',
    'https://tokens.example\\@evil.example',
    'https://tokens.example%2f@evil.example',
    'https://user@tokens.example',
    'https://@tokens.example',
    'https://tokens.example.evil.example',
    'https://tokens.example.',
    'https://eviltokens.example',
    'https://tokens.example:444',
    'http://tokens.example',
    'https://evil.example/https://tokens.example',
    'https://evil.example#https://tokens.example',
    'https://evil.example?https://tokens.example',
    'https://localhost:3000',
    'http://localhost:3001',
    // other schemes
    'javascript:alert(1)',
    'JavaScript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,x',
    'ftp://tokens.example',
    'blob:https://tokens.example/x',
    'view-source:https://tokens.example',
    // characters that parsers drop
    ' https://tokens.example',
    'https://tokens.example ',
    'https://tokens.example/\r\nSet-Cookie: a=b',
    'https://tokens\t.example',
    '\u0000https://tokens.example',
    '\u00a0https://tokens.example',
    'https://tokens.example/\u202e',
    '\ufeffhttps://tokens.example',
    // no place at all
    '',
    'accounts',
    './accounts',
    '../accounts',
    '?x=1',
    '#x',
    'https://',
    'https://[::1',
    `/${'x'.repeat(2048)}`,
    // out of the path
    'https://a.example',
    'https://a.example/',
    'https://a.example/apple',
    'https://a.example/App',
    'https://a.example/app%2fx',
    'https://a.example/app/../x',
    'https://a.example/app/..',
    'https://a.example/app/%2e%2e/x',
    'https://a.example/app/.%2E/x',
    'https://a.example/app/..%2fx',
    'https://a.example/app/..%5cx',
    'https://a.example/app/%252e%252e/x',
    'https://a.example/app/%25252e%25252e%25252fx',
    'https://a.example/app/..;/x',
    'https://a.example//app',
  ])('refuses %j', (candidate) => {
    expect(urls.resolve(candidate)).toBeUndefined();
    expect(urls.allows(candidate)).toBe(false);
  });

  it('takes a path from the origin of the service, and only if that is allowed', () => {
    expect(new ReturnUrls(['https://app.example'], BASE).allows('/accounts')).toBe(false);
    expect(new ReturnUrls([BASE], BASE).resolve('/store/accounts')).toBe('https://tokens.example/store/accounts');
    expect(new ReturnUrls([BASE], BASE).allows('/accounts')).toBe(false);
    expect(new ReturnUrls([], BASE).allows('/')).toBe(false);
  });

  const ORIGINS = ['https://tokens.example', 'https://a.example', 'http://localhost:3000'];
  const pieces = fc.constantFrom(
    ...['https:', 'http:', '//', '/', '\\', '@', ':', '.', '..', '?', '#', '%2e', '%2f', '%5c', '%09', '\t', '\n', ' '],
    ...['tokens.example', 'a.example', 'evil.example', 'app', 'localhost', '3000', '443', ';', '。', '／', '＠'],
  );
  const hostile = fc.oneof(
    fc.array(pieces, { maxLength: 10 }).map((parts) => parts.join('')),
    fc.webUrl(),
    fc.string(),
  );

  it('leads nowhere but to allowed places, whatever is asked for', () => {
    fc.assert(
      fc.property(hostile, (candidate) => {
        const resolved = urls.resolve(candidate);
        if (resolved === undefined) return;
        const { origin, pathname, username, password } = new URL(resolved);
        expect(ORIGINS).toContain(origin);
        expect(username + password).toBe('');
        if (origin === 'https://a.example') expect(`${pathname}/`).toMatch(/^\/app\//);
        // A browser that is handed the candidate itself would end at the same place.
        expect(new URL(candidate, BASE).href).toBe(resolved);
      }),
      { numRuns: 3000 },
    );
  });

  it('gives an answer that is allowed again', () => {
    fc.assert(
      fc.property(fc.webPath(), fc.webQueryParameters(), (path, query) => {
        const resolved = urls.resolve(`https://tokens.example${path}?${query}`);
        if (resolved !== undefined) expect(urls.resolve(resolved)).toBe(resolved);
      }),
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import { Mount } from './mount.ts';

describe('what is mounted', () => {
  const store = new Mount('/store');

  it.each([
    ['/store', '/'],
    ['/store/', '/'],
    ['/store?x=1', '/?x=1'],
    ['/store/api/whoami?x=/store', '/api/whoami?x=/store'],
    ['/store/store/api', '/store/api'],
    ['/store//api', '//api'],
  ])('answers %s as %s', (url, below) => {
    expect(store.below(url)).toBe(below);
  });

  it.each([
    '/',
    '/api/whoami',
    '/storefront',
    '/STORE/',
    '//store/',
    '/%73tore/',
    '/x/../store/',
    'http://x/store/',
    '',
  ])('leaves %s to the application', (url) => {
    expect(store.below(url)).toBeUndefined();
  });

  it('answers all at the root', () => {
    expect(new Mount('').below('/api?x')).toBe('/api?x');
    expect(new Mount('').below('*')).toBeUndefined();
  });

  it('knows the address of the application', () => {
    expect(store.baseOf('https://example.org/app/store')).toBe('https://example.org/app');
  });
});

import { describe, expect, it } from '@jest/globals';
import { atHost, ForeignHost, hostNamedBy } from './token-host.ts';

const knobs = { TOKEN_HOST_FROM: 'server', TOKEN_HOSTS: ['accounts.idp.eu', 'accounts.idp.in:8443'] };
const named = (query: string) => hostNamedBy(new URLSearchParams(query), knobs);

describe('the host that a callback names', () => {
  it.each([
    ['server=https://accounts.idp.eu', 'accounts.idp.eu'],
    ['server=https%3A%2F%2Faccounts.idp.in%3A8443%2Fanywhere', 'accounts.idp.in:8443'],
    ['server=accounts.idp.eu', 'accounts.idp.eu'],
    ['other=https://accounts.idp.eu', undefined],
  ])('in %s is %s', (query, host) => {
    expect(named(query)).toBe(host);
  });

  it.each([
    'server=https://evil.example',
    'server=https://accounts.idp.eu.evil.example',
    'server=https://accounts.idp.eu@evil.example',
    'server=https://evil.example/accounts.idp.eu',
    'server=https://accounts.idp.eu:1',
    'server=accounts.idp.eu%23@evil.example',
    'server=',
    'server=accounts.idp.eu&server=accounts.idp.eu',
  ])('in %s is refused', (query) => {
    expect(() => named(query)).toThrow(ForeignHost);
  });

  it('is not looked for unless a knob says where', () => {
    expect(hostNamedBy(new URLSearchParams('server=https://evil.example'), { TOKEN_HOSTS: [] })).toBeUndefined();
  });
});

it('takes the place of the token endpoint’s host, and of no other', () => {
  const usual = 'https://accounts.idp.com/oauth/token';
  expect(atHost('https://accounts.idp.com/oauth/revoke?a=b', usual, 'accounts.idp.eu')).toBe(
    'https://accounts.idp.eu/oauth/revoke?a=b',
  );
  expect(atHost('https://api.idp.com/me', usual, 'accounts.idp.eu')).toBe('https://api.idp.com/me');
  expect(atHost(usual, usual, undefined)).toBe(usual);
});

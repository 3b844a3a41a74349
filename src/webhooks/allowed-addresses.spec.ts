import { describe, expect, it } from '@jest/globals';
import { AllowedAddresses } from './allowed-addresses.ts';
import { faultOfTarget } from './target-url.ts';

const nothingNamed = new AllowedAddresses([]);

describe('where webhooks may lead to', () => {
  it.each(['8.8.8.8', '1.1.1.1', '100.63.255.255', '172.32.0.1', '2606:4700:4700::1111', '2a00:1450:4001::1'])(
    'is %s',
    (address) => expect(nothingNamed.allows(address)).toBe(true),
  );

  it.each([
    ...['127.0.0.1', '127.8.9.10', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
    ...['169.254.169.254', '100.64.0.1', '100.100.100.200', '192.0.0.192', '168.63.129.16', '198.18.0.1'],
    ...['224.0.0.1', '255.255.255.255', '203.0.113.1'],
    ...['::', '::1', 'fe80::1', 'fe80::1%eth0', 'fc00::1', 'fd00:ec2::254', 'ff02::1', '2001:db8::1'],
    ...['::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:8.8.8.8', '::127.0.0.1', '64:ff9b::a9fe:a9fe'],
    ...['2002:7f00:1::', '2001:0:7f00:1::', '3fff::1', 'localhost', '127.1', ''],
  ])('is never %s', (address) => expect(nothingNamed.allows(address)).toBe(false));

  it('is what the operator names, and no more', () => {
    const named = new AllowedAddresses(['10.20.0.0/16', '::1', 'fd00::/8']);
    const allowed = ['10.20.3.4', '::ffff:10.20.3.4', '::1', 'fd12::1', '8.8.8.8'];
    expect(allowed.filter((address) => !named.allows(address))).toEqual([]);
    expect(['10.21.0.1', '127.0.0.1', 'fe80::1'].filter((address) => named.allows(address))).toEqual([]);
  });
});

describe('an address for a webhook', () => {
  const here = new AllowedAddresses(['127.0.0.0/8']);

  it.each([
    'https://receiver.example/',
    'https://receiver.example:8443/a?b=c',
    'https://8.8.8.8/',
    'HTTPS://X.example',
  ])('may be %s', (url) => expect(faultOfTarget(url, nothingNamed)).toBeUndefined());

  it.each([
    ...['http://receiver.example/', 'ftp://receiver.example/', 'receiver.example', 'https:///x', 'https://x y/', ''],
    ...['https://user:pass@receiver.example/', 'https://receiver.example/#x', 'https://receiver.example/\\x'],
    ...['https://127.0.0.1/', 'https://127.1/', 'https://2130706433/', 'https://0x7f.1/', 'https://[::1]/'],
    ...[
      'https://[::ffff:169.254.169.254]/',
      'https://169.254.169.254/latest',
      'http://127.0.0.1/',
      'http://localhost/',
      'https://10.0.0.1./',
    ],
    `https://receiver.example/${'x'.repeat(2000)}`,
  ])('is not %s', (url) => expect(faultOfTarget(url, nothingNamed)).toMatch(/^(is|must|leads) /));

  it('may be http on this machine alone, where that is allowed', () => {
    expect(faultOfTarget('http://127.0.0.1:3000/x', here)).toBeUndefined();
    expect(faultOfTarget('http://localhost:3000/x', here)).toBeUndefined();
    expect(faultOfTarget('http://[::1]:3000/x', here)).toMatch(/^leads/);
    expect(faultOfTarget('http://8.8.8.8/x', here)).toMatch(/^is http/);
  });
});

import { describe, expect, it } from '@jest/globals';
import { hkdfSync, randomBytes } from 'node:crypto';
import { digest, sameSecret } from './hashing.ts';
import { newId, newSecret } from './random.ts';
import { SealingKey } from './sealing-key.ts';

/** Made once by an independent HKDF (Python's hmac): 32 zero bytes, no salt, "tokenstore key id". */
const ID_OF_ZEROS = '6f1e9a007016';

describe('a sealing key', () => {
  it('has an id of its own making, the same wherever and whenever it is made', () => {
    const [secret, other] = [randomBytes(32), randomBytes(32)];

    expect(new SealingKey(secret).id).toMatch(/^[0-9a-f]{12}$/);
    expect(new SealingKey(secret).id).toBe(new SealingKey(Uint8Array.from(secret)).id);
    expect(new SealingKey(secret).id).not.toBe(new SealingKey(other).id);
  });

  it('keeps the id that it has in databases since the first release', () => {
    expect(new SealingKey(new Uint8Array(32)).id).toBe(ID_OF_ZEROS);
  });

  it('derives by HKDF-SHA-256: other purposes, salts and keys give other bytes', () => {
    const secret = randomBytes(32);
    const key = new SealingKey(secret);
    const salt = randomBytes(16);
    const expected = Buffer.from(hkdfSync('sha256', secret, salt, 'tokenstore value', 32));

    expect(key.derive('value', salt, 32)).toEqual(expected);
    const others = [
      key.derive('cookie', salt, 32),
      key.derive('value', randomBytes(16), 32),
      new SealingKey(randomBytes(32)).derive('value', salt, 32),
      Buffer.from(secret),
    ];
    for (const one of others) expect(one).not.toEqual(expected);
  });

  it.each([0, 16, 31, 33, 64])('is refused with %d bytes', (bytes) => {
    expect(() => new SealingKey(randomBytes(bytes))).toThrow('a key has 32 bytes');
  });

  it('does not change with the bytes that it was made of', () => {
    const bytes = randomBytes(32);
    const key = new SealingKey(bytes);
    const before = key.derive('value', new Uint8Array(), 32);
    bytes.fill(0);

    expect(key.derive('value', new Uint8Array(), 32)).toEqual(before);
  });
});

describe('sameSecret', () => {
  it('tells the same from others, of any length', () => {
    expect(sameSecret('secret', 'secret')).toBe(true);
    expect(sameSecret('', '')).toBe(true);
    for (const other of ['', 'secre', 'secret ', 'Secret', 'sécret', 'xxxxxx', 's'.repeat(10_000)]) {
      expect(sameSecret('secret', other)).toBe(false);
      expect(sameSecret(other, 'secret')).toBe(false);
    }
  });
});

describe('digest', () => {
  it('is SHA-256 in base64url', () => {
    expect(digest('abc')).toBe('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0');
  });
});

describe('random', () => {
  it('secrets have 256 bits, ids are UUIDs, and none comes twice', () => {
    const secrets = Array.from({ length: 100 }, () => newSecret());
    expect(new Set(secrets).size).toBe(100);
    for (const secret of secrets) expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
    expect(new Set(Array.from({ length: 100 }, () => newId())).size).toBe(100);
    expect(newId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

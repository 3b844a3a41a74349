import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { calculateJwkThumbprint, jwtVerify, SignJWT } from 'jose';
import { importProofKey, newProofKey, thumbprintOf } from './proof-key.ts';
import { readSigningKey, UnusableKey } from './signing-key.ts';

const kinds = {
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ES384: generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  ES512: generateKeyPairSync('ec', { namedCurve: 'P-521' }),
  Ed25519: generateKeyPairSync('ed25519'),
  RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
};

describe.each(Object.entries(kinds))('a key that signs by %s', (expected, { privateKey, publicKey }) => {
  it.each([
    ['PEM', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), undefined],
    ['a JWK', JSON.stringify({ ...privateKey.export({ format: 'jwk' }), kid: 'name' }), 'name'],
  ])('is read from %s', async (_, text, name) => {
    const { key, algorithm, kid } = await readSigningKey(text);
    expect([algorithm, kid]).toEqual([expected, name]);
    const jwt = await new SignJWT({}).setProtectedHeader({ alg: algorithm }).sign(key);
    expect((await jwtVerify(jwt, publicKey)).protectedHeader.alg).toBe(expected);
  });
});

describe('an RSA key, which fits several algorithms', () => {
  const pem = kinds.RS256.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const jwk = kinds.RS256.privateKey.export({ format: 'jwk' });

  it('signs by one that the reader takes', async () => {
    expect((await readSigningKey(pem, ['ES256', 'PS512'])).algorithm).toBe('PS512');
    expect((await readSigningKey(pem, ['ES256'])).algorithm).toBe('RS256');
  });

  it('signs by the one that its JWK names', async () => {
    expect((await readSigningKey(JSON.stringify({ ...jwk, alg: 'PS384' }), ['RS256'])).algorithm).toBe('PS384');
  });
});

it('refuses what signs nothing', async () => {
  await expect(readSigningKey('not a key')).rejects.toThrow();
  const { privateKey } = generateKeyPairSync('x25519');
  await expect(readSigningKey(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())).rejects.toThrow(
    new UnusableKey('a key of the kind X25519 signs nothing here'),
  );
});

it.each([
  [
    'that is for something else',
    { ...kinds.RS256.privateKey.export({ format: 'jwk' }), alg: 'RSA-OAEP' },
    /not for signing/,
  ],
  [
    'of another kind than it says',
    { ...kinds.ES256.privateKey.export({ format: 'jwk' }), alg: 'RS256' },
    /another kind/,
  ],
  [
    'that is too short',
    generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ format: 'jwk' }),
    /2048 bits/,
  ],
])('refuses a key %s', async (_, jwk, words) => {
  await expect(readSigningKey(JSON.stringify(jwk))).rejects.toThrow(words);
});

it('names a key for proofs by its public half', async () => {
  const key = await newProofKey();
  const { publicKey } = await importProofKey(key);
  expect(await thumbprintOf(key)).toBe(await calculateJwkThumbprint(await crypto.subtle.exportKey('jwk', publicKey)));
});

it('makes keys for proofs, of which each is another, and reads them back', async () => {
  const [one, other] = [await newProofKey(), await newProofKey()];
  expect(one).not.toBe(other);
  const { privateKey, publicKey } = await importProofKey(one);
  expect([privateKey.extractable, publicKey.extractable]).toEqual([false, true]);
  const jwt = await new SignJWT({}).setProtectedHeader({ alg: 'ES256' }).sign(privateKey);
  expect((await jwtVerify(jwt, publicKey)).protectedHeader.alg).toBe('ES256');
  await expect(jwtVerify(jwt, (await importProofKey(other)).publicKey)).rejects.toThrow();
});

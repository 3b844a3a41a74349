import type { webcrypto } from 'node:crypto';
import { calculateJwkThumbprint, type JWK } from 'jose';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' } as const;

/** The algorithm of proofs made with these keys, as JOSE calls it. */
export const PROOF_ALGORITHM = 'ES256';

/** A new key for proofs of possession (RFC 9449). @returns a private JWK as JSON text: a secret, to be sealed */
export async function newProofKey(): Promise<string> {
  const { privateKey } = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const { kty, crv, x, y, d } = await crypto.subtle.exportKey('jwk', privateKey);
  return JSON.stringify({ kty, crv, x, y, d });
}

/** What names the public half of a key that {@link newProofKey} made (RFC 7638, SHA-256). */
export async function thumbprintOf(text: string): Promise<string> {
  return calculateJwkThumbprint(JSON.parse(text) as JWK, 'sha256');
}

/** The two halves of a key that {@link newProofKey} made. */
export async function importProofKey(text: string): Promise<webcrypto.CryptoKeyPair> {
  const { d, ...open } = JSON.parse(text) as webcrypto.JsonWebKey;
  const [privateKey, publicKey] = await Promise.all([
    crypto.subtle.importKey('jwk', { ...open, ...(d !== undefined && { d }) }, ALGORITHM, false, ['sign']),
    crypto.subtle.importKey('jwk', open, ALGORITHM, true, ['verify']),
  ]);
  return { privateKey, publicKey };
}

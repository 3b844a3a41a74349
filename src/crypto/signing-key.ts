import { createPrivateKey, type KeyObject, type webcrypto } from 'node:crypto';
import { importJWK, type JWK } from 'jose';

/** A private key that signs, with the name that its JWK gives it. */
export interface SigningKey {
  key: webcrypto.CryptoKey;
  /** As JOSE calls it; taken from the kind of key. */
  algorithm: string;
  kid: string | undefined;
}

const BY_CURVE: Partial<Record<string, string>> = {
  'P-256': 'ES256',
  'P-384': 'ES384',
  'P-521': 'ES512',
  Ed25519: 'Ed25519',
};
const FOR_RSA = ['RS256', 'PS256', 'RS384', 'PS384', 'RS512', 'PS512'];

/**
 * @param text PKCS#8 in PEM form, or a private JWK
 * @param supported the algorithms that the reader takes, where it says so: an RSA key fits several
 * @throws TypeError for a key that signs nothing we know
 */
export async function readSigningKey(text: string, supported?: readonly string[]): Promise<SigningKey> {
  const given = text.trimStart().startsWith('{') ? (JSON.parse(text) as JWK) : undefined;
  const jwk = given ?? exported(createPrivateKey(text));
  const algorithm = given?.alg ?? algorithmOf(jwk, supported);
  const key = await importJWK({ ...jwk, alg: algorithm }, algorithm);
  if (key instanceof Uint8Array) throw new TypeError('a shared secret is no signing key');
  return { key, algorithm, kid: given?.kid };
}

function exported(key: KeyObject): JWK {
  return key.export({ format: 'jwk' });
}

function algorithmOf({ kty, crv }: JWK, supported: readonly string[] = []): string {
  const algorithm = kty === 'RSA' ? (FOR_RSA.find((one) => supported.includes(one)) ?? 'RS256') : BY_CURVE[crv ?? ''];
  if (algorithm === undefined) throw new TypeError(`a key of the kind ${kty ?? 'unknown'} signs nothing here`);
  return algorithm;
}

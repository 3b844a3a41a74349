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

/** What shorter keys of RSA are refused by all readers for (RFC 7518 section 3.3). Bits. */
const SHORTEST_RSA = 2048;

/** A text that is no key which could sign. The message never holds any of it. */
export class UnusableKey extends Error {
  override readonly name = 'UnusableKey';
}

/**
 * @param text PKCS#8 in PEM form, or a private JWK
 * @param supported the algorithms that the reader takes, where it says so: an RSA key fits several
 * @throws UnusableKey
 */
export async function readSigningKey(text: string, supported?: readonly string[]): Promise<SigningKey> {
  const signing = await imported(text, supported);
  const { key, algorithm } = signing;
  if (!key.usages.includes('sign')) throw new UnusableKey(`a key for ${algorithm} is not for signing`);
  if (bitsOf(key) < SHORTEST_RSA) throw new UnusableKey(`a key of RSA must have ${SHORTEST_RSA} bits or more`);
  return signing;
}

async function imported(text: string, supported: readonly string[] | undefined): Promise<SigningKey> {
  try {
    const given = text.trimStart().startsWith('{') ? (JSON.parse(text) as JWK) : undefined;
    const jwk = given ?? exported(createPrivateKey(text));
    const algorithm = given?.alg ?? algorithmOf(jwk, supported);
    const key = await importJWK({ ...jwk, alg: algorithm }, algorithm);
    if (key instanceof Uint8Array) throw new UnusableKey('a shared secret is no signing key');
    return { key, algorithm, kid: given?.kid };
  } catch (cause) {
    if (cause instanceof UnusableKey) throw cause;
    throw new UnusableKey('it is no private key, or of another kind than it says', { cause });
  }
}

function exported(key: KeyObject): JWK {
  return key.export({ format: 'jwk' });
}

/** Of a kind whose size cannot be too small, without end. */
function bitsOf({ algorithm }: webcrypto.CryptoKey): number {
  return 'modulusLength' in algorithm ? Number(algorithm.modulusLength) : Infinity;
}

function algorithmOf({ kty, crv }: JWK, supported: readonly string[] = []): string {
  const algorithm = kty === 'RSA' ? (FOR_RSA.find((one) => supported.includes(one)) ?? 'RS256') : BY_CURVE[crv ?? ''];
  if (algorithm === undefined) throw new UnusableKey(`a key of the kind ${crv ?? kty ?? 'unknown'} signs nothing here`);
  return algorithm;
}

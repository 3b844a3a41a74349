import { createHmac } from 'node:crypto';
import { base64url, calculateJwkThumbprint, exportJWK, exportSPKI, generateKeyPair, SignJWT } from 'jose';
import type { CryptoKey, JWK, JWTPayload } from 'jose';

/** Claims of a token; one that is undefined is left out, though it would have a default. */
export type Claims = Record<string, unknown>;

export interface Header {
  alg?: string;
  typ?: string;
  kid?: string;
}

export interface SignOptions {
  /** `stranger`: signed by a key that the provider does not publish, under the name of its own. */
  signedBy?: 'provider' | 'stranger';
}

export interface Signer {
  privateJwk: JWK;
  publicKey: CryptoKey;
  /**
   * A JWT with any claims and header. `alg: 'none'` makes it unsigned; `alg: 'HS256'` signs with the *public* key's text
   * as the secret, the classic confusion.
   */
  sign(claims: Claims, header: Header, options?: SignOptions): Promise<string>;
}

export async function createSigner(): Promise<Signer> {
  const own = await generateKeyPair('RS256', { extractable: true });
  const jwk = await exportJWK(own.privateKey);
  const kid = await calculateJwkThumbprint(jwk);
  const publicText = await exportSPKI(own.publicKey);

  return {
    privateJwk: { ...jwk, kid, alg: 'RS256', use: 'sig' },
    publicKey: own.publicKey,
    async sign(claims, header, { signedBy = 'provider' } = {}) {
      const full = { alg: 'RS256', kid, ...header };
      const payload: JWTPayload = Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
      if (full.alg === 'none') return `${compact(full)}.${compact(payload)}.`;
      if (full.alg === 'HS256') {
        const signed = `${compact(full)}.${compact(payload)}`;
        return `${signed}.${createHmac('sha256', publicText).update(signed).digest('base64url')}`;
      }
      const key = signedBy === 'provider' ? own.privateKey : (await generateKeyPair(full.alg)).privateKey;
      return new SignJWT(payload).setProtectedHeader(full).sign(key);
    },
  };
}

function compact(part: object): string {
  return base64url.encode(JSON.stringify(part));
}

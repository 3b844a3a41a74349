import { decodeJwt, decodeProtectedHeader } from 'jose';
import type { Claims } from '../claims.ts';

/** What a JWT says of itself. Nothing of it is true before it is verified: good for refusing and for choosing who judges. */
export interface Unverified {
  issuer: string | undefined;
  claims: Claims;
  /** See {@link jwtType}. */
  type: string | undefined;
}

/** A JWT's `typ` in small letters, without `application/` (RFC 7515 section 4.1.9). */
export function jwtType(header: { typ?: string }): string | undefined {
  return header.typ?.toLowerCase().replace(/^application\//, '');
}

/** `undefined` for a token that is no signed JWT: opaque, or encrypted for somebody else. */
export function readUnverified(token: string): Unverified | undefined {
  if (token.split('.').length !== 3) return undefined;
  let type: string | undefined;
  try {
    type = jwtType(decodeProtectedHeader(token));
  } catch {
    return undefined;
  }
  try {
    const claims = decodeJwt(token);
    return { issuer: typeof claims.iss === 'string' ? claims.iss : undefined, claims, type };
  } catch {
    return { issuer: undefined, claims: {}, type };
  }
}

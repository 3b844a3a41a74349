import { decodeJwt, decodeProtectedHeader } from 'jose';
import type { Claims } from '../claims.ts';

/** What a JWT says of itself. Nothing of it is true before it is verified: good for refusing and for choosing who judges. */
export interface Unverified {
  issuer: string | undefined;
  claims: Claims;
  type: string | undefined;
}

/** `undefined` for a token that is no signed JWT: opaque, or encrypted for somebody else. */
export function readUnverified(token: string): Unverified | undefined {
  if (token.split('.').length !== 3) return undefined;
  let type: string | undefined;
  try {
    type = decodeProtectedHeader(token)
      .typ?.toLowerCase()
      .replace(/^application\//, '');
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

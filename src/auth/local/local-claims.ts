import type { Profile } from '../../users/user.store.ts';
import type { Claims } from '../claims.ts';

/** What the store itself says of a local account, as an identity provider would. */
export function claimsOf({ issuer, subject, name, email, roles }: Profile): Claims {
  return { iss: issuer, sub: subject, preferred_username: subject, name, ...(email !== null && { email }), roles };
}

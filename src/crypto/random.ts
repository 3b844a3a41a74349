import { randomBytes, randomUUID } from 'node:crypto';

/** The id of a new row. */
export function newId(): string {
  return randomUUID();
}

/** 256 bits that nobody can guess, in base64url (43 characters). */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

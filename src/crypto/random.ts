import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { BASE62 } from './base62.ts';

/** The id of a new row. */
export function newId(): string {
  return randomUUID();
}

/** Whether a text could be the id of a row: anything else need not be looked for. */
export function isId(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}

/** 256 bits that nobody can guess, in base64url (43 characters). */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Digits and letters that nobody can guess: 43 of them have 256 bits. */
export function randomBase62(length: number): string {
  return Array.from({ length }, () => BASE62.charAt(randomInt(BASE62.length))).join('');
}

/** Small letters and digits that nobody takes for another, read aloud or off a slide: five bits each, a little less. */
const READABLE = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Text for people to read and type that nobody can guess: `groups` of `length` characters with `-` between. */
export function readableSecret(groups: number, length: number): string {
  const character = (): string => READABLE.charAt(randomInt(READABLE.length));
  return Array.from({ length: groups }, () => Array.from({ length }, character).join('')).join('-');
}

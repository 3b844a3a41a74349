import { createHash, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { toBase62 } from './base62.ts';

/** SHA-256 in base64url (43 characters). For what has enough entropy of its own: states, session ids, keys. */
export function digest(value: string): string {
  return createHash('sha256').update(value).digest('base64url');
}

/** Whether two secrets are the same, in a time that does not tell how alike they are. */
export function sameSecret(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
}

/** CRC-32 in six base62 digits. It tells a slip of the pen; it protects from nobody. */
export function checksum(value: string): string {
  return toBase62(crc32(value), 6);
}

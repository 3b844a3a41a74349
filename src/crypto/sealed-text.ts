/** What stands in front of each sealed value: format version(1) and key id(6), see key-ring.ts. Bytes. */
export const VERSION = 1;
export const KEY_ID_BYTES = 6;

/** Characters of base64url that tell version and key id, and a part of the salt. */
export const HEAD_LENGTH = 10;

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** The tenth character has the last two bits of the id, then four of the salt. */
const SALT_VARIANTS = 16;

/** The id of the key that a value was sealed with. @returns `undefined` for what is no sealed value */
export function keyIdOf(sealed: string): string | undefined {
  const bytes = Buffer.from(sealed.slice(0, HEAD_LENGTH), 'base64url');
  if (bytes.length < 1 + KEY_ID_BYTES || bytes[0] !== VERSION) return undefined;
  return bytes.toString('hex', 1, 1 + KEY_ID_BYTES);
}

/** Every head that a value sealed with this key can have: SQL compares them, and knows no base64url. */
export function headsOf(keyId: string): string[] {
  const bytes = Buffer.concat([Buffer.of(VERSION), Buffer.from(keyId, 'hex')]);
  const head = bytes.toString('base64url').padEnd(HEAD_LENGTH, 'A');
  const first = ALPHABET.indexOf(head.charAt(HEAD_LENGTH - 1));
  return Array.from({ length: SALT_VARIANTS }, (_, i) => head.slice(0, -1) + ALPHABET.charAt(first + i));
}

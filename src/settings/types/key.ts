import { z } from 'zod';
import { list, reading } from './text.ts';

const KEY_BYTES = 32;
const NOT_A_KEY =
  `is not a key of ${KEY_BYTES} bytes: 64 hex digits (openssl rand -hex 32 makes one), ` +
  `base64 or base64url of ${KEY_BYTES} bytes, or ${KEY_BYTES} characters as they are`;

function readKey(text: string): Uint8Array | undefined {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex');
  if (/^(?:[A-Za-z0-9+/]{43}|[A-Za-z0-9_-]{43})=?$/.test(text)) return Buffer.from(text, 'base64');
  const raw = Buffer.from(text, 'utf8');
  return raw.length === KEY_BYTES ? raw : undefined;
}

/** Keys of 32 bytes each. Their lengths tell the encodings apart: 64, 43 or 44, and 32. */
export const keys = list('list of keys', z.string().transform(reading(readKey, NOT_A_KEY)), 1);

/** Secrets of any text that is long enough not to be guessed. */
export const longSecrets = list('list of secrets', z.string().min(16, 'is shorter than 16 characters'), 1);

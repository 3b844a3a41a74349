import { z } from 'zod';
import { list, reading } from './text.ts';

const KEY_BYTES = 32;
const NOT_A_KEY =
  `is not a key of ${KEY_BYTES} bytes: 64 hex digits (openssl rand -hex 32 makes one), ` +
  `base64 or base64url of ${KEY_BYTES} bytes, or ${KEY_BYTES} characters as they are`;

/** Who can open a wrapped key. */
export const KMS = ['vault', 'aws'] as const;
export type Kms = (typeof KMS)[number];

/** A key that only a key management service can open. */
export interface WrappedKey {
  readonly kms: Kms;
  /** As it stands in `CRYPTOKEY`, and as it may be shown to anybody. */
  readonly text: string;
}

// A key of 32 bytes with what a cipher adds: nobody's key of 32 characters is as long.
const WRAPPED: Record<Kms, RegExp> = {
  vault: /^vault:v\d{1,9}:[A-Za-z0-9+/]{60,2000}={0,2}$/,
  aws: /^aws-kms:[A-Za-z0-9+/]{60,8000}={0,2}$/,
};

/** A key as `CRYPTOKEY` takes it. */
export type KeyText = Uint8Array | WrappedKey;

function readPlain(text: string): Uint8Array | undefined {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex');
  if (/^(?:[A-Za-z0-9+/]{43}|[A-Za-z0-9_-]{43})=?$/.test(text)) return Buffer.from(text, 'base64');
  const raw = Buffer.from(text, 'utf8');
  return raw.length === KEY_BYTES ? raw : undefined;
}

function readKey(text: string): KeyText | undefined {
  const plain = readPlain(text);
  if (plain !== undefined) return plain;
  const kms = KMS.find((one) => WRAPPED[one].test(text));
  return kms === undefined ? undefined : Object.freeze({ kms, text });
}

/** Keys of 32 bytes each. Their lengths tell the encodings apart: 64, 43 or 44, and 32. */
export const plainKeys = list('list of keys', z.string().transform(reading(readPlain, NOT_A_KEY)), 1);

/** The same, and among them what a key management service wrapped, which is longer. */
export const keys = list(
  'list of keys',
  z.string().transform(reading(readKey, `${NOT_A_KEY}; nor is it a wrapped one (vault:v1:…, aws-kms:…)`)),
  1,
);

/** Whether it has yet to be opened. */
export function isWrapped(key: KeyText): key is WrappedKey {
  return 'kms' in key;
}

/** Secrets of any text that is long enough not to be guessed. */
export const longSecrets = list('list of secrets', z.string().min(16, 'is shorter than 16 characters'), 1);

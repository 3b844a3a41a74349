import { createDecipheriv, createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto';
import { DoesNotOpen } from './key-ring.ts';

/** What a Fernet token held. */
export interface FernetContent {
  text: string;
  /** When it was sealed, in seconds since the epoch: part of what is signed. */
  sealedAt: number;
}

interface Key {
  signs: KeyObject;
  seals: KeyObject;
}

const VERSION = 0x80;
const KEY_BYTES = 32;
const HALF = KEY_BYTES / 2;
const TIME_BYTES = 8;
const IV_BYTES = 16;
const HEADER_BYTES = 1 + TIME_BYTES + IV_BYTES;
const BLOCK_BYTES = 16;
const MAC_BYTES = 32;
const BASE64URL = /^[A-Za-z0-9_-]+={0,2}$/;

/**
 * Opens what Fernet sealed (https://github.com/fernet/spec), with any of several keys: how the first edition kept its tokens.
 * A token is base64url of `0x80 time(8) iv(16) ciphertext mac(32)`: AES-128-CBC by the second half of a key, HMAC-SHA-256 by
 * the first. It has no end here, for a refresh token is kept as long as it lives.
 */
export class Fernet {
  private readonly keys: readonly Key[];

  /** @param keys of 32 bytes each */
  constructor(keys: readonly Uint8Array[]) {
    if (keys.some(({ length }) => length !== KEY_BYTES)) throw new RangeError(`a key has ${KEY_BYTES} bytes`);
    this.keys = keys.map((key) => ({
      signs: createSecretKey(key.subarray(0, HALF)),
      seals: createSecretKey(key.subarray(HALF)),
    }));
  }

  /** Whether this is a Fernet token by its form, whoever sealed it. */
  static isToken(text: string): boolean {
    return readToken(text) !== undefined;
  }

  /** @throws DoesNotOpen when none of the keys sealed it, or something has changed it since */
  open(text: string): FernetContent {
    const bytes = readToken(text);
    const key = bytes && this.keys.find(({ signs }) => isSignedBy(bytes, signs));
    if (bytes === undefined || key === undefined) throw new DoesNotOpen('not sealed with any of these keys');
    const decipher = createDecipheriv('aes-128-cbc', key.seals, bytes.subarray(1 + TIME_BYTES, HEADER_BYTES));
    try {
      const plain = decipher.update(bytes.subarray(HEADER_BYTES, -MAC_BYTES));
      const content = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat([plain, decipher.final()]));
      return { text: content, sealedAt: Number(bytes.readBigUInt64BE(1)) };
    } catch (error) {
      throw new DoesNotOpen('signed, but not text that was sealed', { cause: error });
    }
  }
}

/** `undefined` for what cannot be one. */
function readToken(text: string): Buffer<ArrayBuffer> | undefined {
  if (!BASE64URL.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64url');
  const blocks = (bytes.length - HEADER_BYTES - MAC_BYTES) / BLOCK_BYTES;
  return bytes[0] === VERSION && blocks >= 1 && Number.isInteger(blocks) ? bytes : undefined;
}

/** Before anything is deciphered: what is not signed tells nothing by how it fails. */
function isSignedBy(bytes: Buffer, key: KeyObject): boolean {
  const mac = createHmac('sha256', key).update(bytes.subarray(0, -MAC_BYTES)).digest();
  return timingSafeEqual(mac, bytes.subarray(-MAC_BYTES));
}

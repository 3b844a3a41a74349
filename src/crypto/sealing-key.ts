import { createSecretKey, hkdfSync, randomBytes, type KeyObject } from 'node:crypto';

const NO_SALT = Buffer.alloc(0);
export const KEY_BYTES = 32;

/** A new key as `CRYPTOKEY` takes it: 64 hex digits. */
export function newKeyText(): string {
  return randomBytes(KEY_BYTES).toString('hex');
}

/** A 256-bit key of `CRYPTOKEY`. Its id says which key it is, and nothing of what it is. */
export class SealingKey {
  readonly id: string;
  /** A key object: HKDF takes it at half the cost of bytes, for every value that is sealed or opened. */
  private readonly secret: KeyObject;

  constructor(secret: Uint8Array) {
    if (secret.length !== KEY_BYTES) throw new RangeError(`a key has ${KEY_BYTES} bytes`);
    this.secret = createSecretKey(secret);
    this.id = this.derive('key id', NO_SALT, 6).toString('hex');
  }

  /** HKDF-SHA-256 (RFC 5869). Different purposes and salts give independent keys. */
  derive(purpose: string, salt: Uint8Array, bytes: number): Buffer {
    return Buffer.from(hkdfSync('sha256', this.secret, salt, `tokenstore ${purpose}`, bytes));
  }
}

import { hkdfSync } from 'node:crypto';

const NO_SALT = Buffer.alloc(0);
export const KEY_BYTES = 32;

/** A 256-bit key of `CRYPTOKEY`. Its id says which key it is, and nothing of what it is. */
export class SealingKey {
  readonly id: string;
  private readonly secret: Uint8Array;

  constructor(secret: Uint8Array) {
    if (secret.length !== KEY_BYTES) throw new RangeError(`a key has ${KEY_BYTES} bytes`);
    this.secret = Uint8Array.from(secret);
    this.id = this.derive('key id', NO_SALT, 6).toString('hex');
  }

  /** HKDF-SHA-256 (RFC 5869). Different purposes and salts give independent keys. */
  derive(purpose: string, salt: Uint8Array, bytes: number): Buffer {
    return Buffer.from(hkdfSync('sha256', this.secret, salt, `tokenstore ${purpose}`, bytes));
  }
}

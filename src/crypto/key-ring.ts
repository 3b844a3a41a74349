import { createCipheriv, createDecipheriv, randomFillSync } from 'node:crypto';
import { KeysUnavailable } from '../problem/problem.ts';
import type { SealedPlace } from './sealed-column.ts';
import { KEY_ID_BYTES, keyIdOf, VERSION } from './sealed-text.ts';
import { KEY_BYTES, type SealingKey } from './sealing-key.ts';

/** A value that should open does not. Never a reason to give up a grant: an alarm for the operator. */
export class DoesNotOpen extends Error {
  override readonly name = 'DoesNotOpen';
}

const SALT_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 1 + KEY_ID_BYTES + SALT_BYTES + NONCE_BYTES;
const CIPHER = 'aes-256-gcm';

/**
 * Seals values with one key, the first unless told otherwise, and opens them with any. A sealed value is base64url of
 * `version(1) key-id(6) salt(16) nonce(12) ciphertext tag(16)`: AES-256-GCM under a subkey of its own (HKDF with the
 * salt), so that random nonces stay safe however many values there are; the place is the additional data.
 */
export class KeyRing {
  private held: readonly SealingKey[];
  private chosen: SealingKey | undefined;

  /** @param keys in the order in which they would seal, all open; none yet where they have to be fetched, see unlock.ts */
  constructor(keys: readonly SealingKey[]) {
    this.held = keys;
  }

  get keys(): readonly SealingKey[] {
    return this.held;
  }

  /** Takes keys that had to be fetched into a ring that has none. */
  adopt(keys: readonly SealingKey[]): void {
    if (this.held.length > 0) throw new Error('this key ring has keys already');
    this.held = keys;
  }

  /** The one that seals. @throws KeysUnavailable while they have yet to be fetched */
  get sealing(): SealingKey {
    const key = this.chosen ?? this.held[0];
    if (key === undefined) throw new KeysUnavailable('The keys have yet to be fetched.');
    return key;
  }

  holds(keyId: string): boolean {
    return this.held.some(({ id }) => id === keyId);
  }

  /** From now on this key of the ring seals: the first may have to wait until every replica opens what it seals. */
  sealWith(keyId: string): void {
    const key = this.held.find(({ id }) => id === keyId);
    if (key === undefined) throw new Error(`this key ring has no key ${keyId}`);
    this.chosen = key;
  }

  seal(plain: string, place: SealedPlace, key: SealingKey = this.sealing): string {
    const header = newHeader(key.id);
    const salt = header.subarray(1 + KEY_ID_BYTES, HEADER_BYTES - NONCE_BYTES);
    const nonce = header.subarray(HEADER_BYTES - NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, key.derive('value', salt, KEY_BYTES), nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(additionalData(key.id, place));
    const sealed = Buffer.concat([header, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return sealed.toString('base64url');
  }

  /** @throws DoesNotOpen when it was not sealed by one of our keys for this very place */
  open(sealed: string, place: SealedPlace): string {
    const bytes = Buffer.from(sealed, 'base64url');
    const keyId = keyIdOf(sealed);
    if (bytes.length < HEADER_BYTES + TAG_BYTES || keyId === undefined) throw new DoesNotOpen('not a sealed value');
    const key = this.held.find(({ id }) => id === keyId);
    if (key === undefined) throw new DoesNotOpen(`sealed with key ${keyId}, which CRYPTOKEY lacks`);
    const salt = bytes.subarray(1 + KEY_ID_BYTES, HEADER_BYTES - NONCE_BYTES);
    const nonce = bytes.subarray(HEADER_BYTES - NONCE_BYTES, HEADER_BYTES);
    // Node would accept a tag of four bytes: the length is said, and cut from the end.
    const tag = bytes.subarray(bytes.length - TAG_BYTES);
    const decipher = createDecipheriv(CIPHER, key.derive('value', salt, KEY_BYTES), nonce, {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(additionalData(keyId, place));
    decipher.setAuthTag(tag);
    try {
      const plain = decipher.update(bytes.subarray(HEADER_BYTES, bytes.length - TAG_BYTES));
      return Buffer.concat([plain, decipher.final()]).toString('utf8');
    } catch (error) {
      throw new DoesNotOpen(`${place.table}.${place.column} of row ${place.row} does not open`, { cause: error });
    }
  }
}

const randomness = Buffer.alloc(8_192);
let used = randomness.length;

/** Version, key id, and a salt and a nonce that nobody else gets: random bytes fetched many at a time cost a tenth. */
function newHeader(keyId: string): Buffer {
  const header = Buffer.allocUnsafe(HEADER_BYTES);
  header.writeUInt8(VERSION);
  header.write(keyId, 1, 'hex');
  const wanted = SALT_BYTES + NONCE_BYTES;
  if (used + wanted > randomness.length) {
    randomFillSync(randomness);
    used = 0;
  }
  randomness.copy(header, 1 + KEY_ID_BYTES, used, used + wanted);
  used += wanted;
  return header;
}

/** Each part with its length in front: no two places give the same bytes. */
function additionalData(keyId: string, { table, column, row, owner, provider }: SealedPlace): Buffer {
  const parts = [String(VERSION), keyId, table, column, row, owner, provider];
  const data = Buffer.allocUnsafe(parts.reduce((sum, part) => sum + 4 + Buffer.byteLength(part), 0));
  let at = 0;
  for (const part of parts) {
    const length = data.write(part, at + 4);
    at = data.writeUInt32BE(length, at) + length;
  }
  return data;
}

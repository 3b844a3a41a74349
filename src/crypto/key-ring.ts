import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { KEY_BYTES, type SealingKey } from './sealing-key.ts';

/** Where a sealed value belongs. It opens nowhere else: not in another row, nor after the row changed its owner. */
export interface SealedPlace {
  table: string;
  column: string;
  row: string;
  /** The user's id; `''` for what belongs to nobody. */
  owner: string;
  /** The provider's id; `''` where there is none. */
  provider: string;
}

/** A value that should open does not. Never a reason to give up a grant: an alarm for the operator. */
export class DoesNotOpen extends Error {
  override readonly name = 'DoesNotOpen';
}

const VERSION = 1;
const KEY_ID_BYTES = 6;
const SALT_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 1 + KEY_ID_BYTES + SALT_BYTES + NONCE_BYTES;
const CIPHER = 'aes-256-gcm';

/**
 * Seals values with the first key and opens them with any. A sealed value is base64url of
 * `version(1) key-id(6) salt(16) nonce(12) ciphertext tag(16)`: AES-256-GCM under a subkey of its own (HKDF with the
 * salt), so that random nonces stay safe however many values there are; the place is the additional data.
 */
export class KeyRing {
  private held: readonly SealingKey[];

  /** @param keys the first seals, all open; none yet where the machine's own key is still to be read, see unlock.ts */
  constructor(keys: readonly SealingKey[]) {
    this.held = keys;
  }

  get keys(): readonly SealingKey[] {
    return this.held;
  }

  /** Takes the machine's own key into a ring that has none. */
  adopt(key: SealingKey): void {
    if (this.held.length > 0) throw new Error('this key ring has keys already');
    this.held = [key];
  }

  get sealing(): SealingKey {
    const [first] = this.held;
    if (first === undefined) throw new Error('this key ring has no key yet');
    return first;
  }

  seal(plain: string, place: SealedPlace, key: SealingKey = this.sealing): string {
    const salt = randomBytes(SALT_BYTES);
    const nonce = randomBytes(NONCE_BYTES);
    const header = Buffer.concat([Buffer.of(VERSION), Buffer.from(key.id, 'hex'), salt, nonce]);
    const cipher = createCipheriv(CIPHER, key.derive('value', salt, KEY_BYTES), nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(additionalData(key.id, place));
    const sealed = Buffer.concat([header, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return sealed.toString('base64url');
  }

  /** @throws DoesNotOpen when it was not sealed by one of our keys for this very place */
  open(sealed: string, place: SealedPlace): string {
    const bytes = Buffer.from(sealed, 'base64url');
    if (bytes.length < HEADER_BYTES + TAG_BYTES || bytes[0] !== VERSION) throw new DoesNotOpen('not a sealed value');
    const keyId = bytes.toString('hex', 1, 1 + KEY_ID_BYTES);
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

/** Each part with its length in front: no two places give the same bytes. */
function additionalData(keyId: string, { table, column, row, owner, provider }: SealedPlace): Buffer {
  const parts = [String(VERSION), keyId, table, column, row, owner, provider].map((part) => Buffer.from(part, 'utf8'));
  return Buffer.concat(
    parts.flatMap((part) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(part.length);
      return [length, part];
    }),
  );
}

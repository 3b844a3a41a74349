import { describe, expect, it } from '@jest/globals';
import { createCipheriv, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { Entity } from 'typeorm';
import { KeysUnavailable } from '../problem/problem.ts';
import { DoesNotOpen, KeyRing } from './key-ring.ts';
import { Sealed, sealedColumn, type SealedPlace } from './sealed-column.ts';
import { SealingKey } from './sealing-key.ts';

type Parts = Record<'table' | 'column' | 'row' | 'owner' | 'provider', string>;

const PARTS: Parts = { table: 'grants', column: 'refresh_token', row: 'g1', owner: 'u1', provider: 'idp1' };
const PLACE = placeOf(PARTS);
const HEADER_BYTES = 1 + 6 + 16 + 12;
const SECRET = 'a-refresh-token-of-note';

const newKey = (): SealingKey => new SealingKey(randomBytes(32));
const ringOf = (...keys: SealingKey[]): KeyRing => new KeyRing(keys);

/** Any text without half surrogates, which no token has and UTF-8 cannot say. */
const anyText = fc.string({ unit: 'binary', maxLength: 300 });
const anyPlace: fc.Arbitrary<Parts> = fc.record({
  table: anyText,
  column: anyText,
  row: anyText,
  owner: anyText,
  provider: anyText,
});

/** A place of any name: as an entity of that name and column would give it. */
function placeOf({ table, column, row, owner, provider }: Parts): SealedPlace {
  class Row {
    [column: string]: unknown;
  }
  Entity(table)(Row);
  Sealed({ row: ['row'], owner: 'owner', provider: 'provider' })(Row.prototype, column);
  return sealedColumn(Row, column).at({ row, owner, provider });
}

describe('a sealed value', () => {
  it('opens to what was sealed, whatever it is and wherever it belongs', () => {
    const ring = ringOf(newKey());
    fc.assert(
      fc.property(anyText, anyPlace, (plain, place) => {
        expect(ring.open(ring.seal(plain, placeOf(place)), placeOf(place))).toBe(plain);
      }),
    );
  });

  it('is base64url, and shows nothing of what was sealed', () => {
    const ring = ringOf(newKey());
    const sealed = ring.seal(SECRET, PLACE);

    expect(sealed).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain('of-note');
    expect(Buffer.from(sealed, 'base64url')).toHaveLength(HEADER_BYTES + SECRET.length + 16);
  });

  it('is never the same twice', () => {
    const ring = ringOf(newKey());
    const sealed = Array.from({ length: 200 }, () => Buffer.from(ring.seal(SECRET, PLACE), 'base64url'));
    const cut = (from: number, to: number) => new Set(sealed.map((bytes) => bytes.toString('hex', from, to))).size;

    expect(cut(7, 23)).toBe(200);
    expect(cut(23, 35)).toBe(200);
    expect(cut(35, 35 + SECRET.length)).toBe(200);
  });

  it.each(['table', 'column', 'row', 'owner', 'provider'] as const)('does not open with another %s', (part) => {
    const ring = ringOf(newKey());
    fc.assert(
      fc.property(anyPlace, anyText, (place, other) => {
        fc.pre(place[part] !== other);
        const sealed = ring.seal(SECRET, placeOf(place));
        expect(() => ring.open(sealed, placeOf({ ...place, [part]: other }))).toThrow(DoesNotOpen);
      }),
      { numRuns: 50 },
    );
  });

  it('does not open where the parts of the place are cut otherwise', () => {
    const ring = ringOf(newKey());
    const sealed = ring.seal(SECRET, placeOf({ table: 'ab', column: 'c', row: '', owner: 'd', provider: '' }));

    for (const place of [
      { table: 'a', column: 'bc', row: '', owner: 'd', provider: '' },
      { table: 'ab', column: '', row: 'c', owner: 'd', provider: '' },
      { table: 'ab', column: 'c', row: 'd', owner: '', provider: '' },
      { table: 'ab', column: 'c', row: '', owner: '', provider: 'd' },
    ]) {
      expect(() => ring.open(sealed, placeOf(place))).toThrow(DoesNotOpen);
    }
  });

  it('does not open with any byte changed', () => {
    const ring = ringOf(newKey(), newKey());
    const bytes = Buffer.from(ring.seal(SECRET, PLACE), 'base64url');
    for (let at = 0; at < bytes.length; at += 1) {
      for (const flip of [0x01, 0x80, 0xff]) {
        const changed = Buffer.from(bytes);
        changed[at]! ^= flip;
        expect(() => ring.open(changed.toString('base64url'), PLACE)).toThrow(DoesNotOpen);
      }
    }
  });

  it('does not open with bytes cut off or added, at either end', () => {
    const ring = ringOf(newKey());
    const bytes = Buffer.from(ring.seal(SECRET, PLACE), 'base64url');
    const altered = [Buffer.concat([bytes, Buffer.of(0)]), Buffer.concat([Buffer.of(0), bytes]), bytes.subarray(1)];
    for (let length = 0; length < bytes.length; length += 1) altered.push(bytes.subarray(0, length));

    for (const one of altered) expect(() => ring.open(one.toString('base64url'), PLACE)).toThrow(DoesNotOpen);
  });

  it.each([4, 8, 12, 13, 14, 15])('with a tag of %d bytes, as Node would take it, does not open', (tagBytes) => {
    const key = newKey();
    const [salt, nonce] = [randomBytes(16), randomBytes(12)];
    const header = Buffer.concat([Buffer.of(1), Buffer.from(key.id, 'hex'), salt, nonce]);
    // All but the tag's length as KeyRing does it.
    const cipher = createCipheriv('aes-256-gcm', key.derive('value', salt, 32), nonce, { authTagLength: tagBytes });
    const parts = ['1', key.id, ...Object.values(PARTS)].map((part) => Buffer.from(part));
    cipher.setAAD(Buffer.concat(parts.flatMap((part) => [Buffer.of(0, 0, 0, part.length), part])));
    const sealed = Buffer.concat([header, cipher.update(SECRET, 'utf8'), cipher.final(), cipher.getAuthTag()]);

    expect(() => ringOf(key).open(sealed.toString('base64url'), PLACE)).toThrow(DoesNotOpen);
  });

  it('made by hand with a whole tag does open: the tests of short tags speak of the tag', () => {
    const key = newKey();
    const [salt, nonce] = [randomBytes(16), randomBytes(12)];
    const cipher = createCipheriv('aes-256-gcm', key.derive('value', salt, 32), nonce, { authTagLength: 16 });
    const parts = ['1', key.id, ...Object.values(PARTS)].map((part) => Buffer.from(part));
    cipher.setAAD(Buffer.concat(parts.flatMap((part) => [Buffer.of(0, 0, 0, part.length), part])));
    const body = Buffer.concat([cipher.update(SECRET, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    const sealed = Buffer.concat([Buffer.of(1), Buffer.from(key.id, 'hex'), salt, nonce, body]);

    expect(ringOf(key).open(sealed.toString('base64url'), PLACE)).toBe(SECRET);
  });

  it.each(['', 'AQ', 'not sealed at all', SECRET, '!'.repeat(200)])('that is none (%s) does not open', (sealed) => {
    expect(() => ringOf(newKey()).open(sealed, PLACE)).toThrow(DoesNotOpen);
  });

  it('says nothing secret when it does not open', () => {
    const [key, other] = [newKey(), newKey()];
    const sealed = ringOf(key).seal(SECRET, PLACE);
    const attempts = [
      () => ringOf(key).open(sealed, placeOf({ ...PARTS, owner: 'u2' })),
      () => ringOf(other).open(sealed, PLACE),
      () => ringOf(key).open(SECRET, PLACE),
    ];
    for (const attempt of attempts) {
      const error = thrownBy(attempt);
      const told = [error, error.cause].map((one) => `${String(one)} ${JSON.stringify(one)}`).join(' ');
      expect(told).not.toContain('of-note');
      expect(told).not.toContain(sealed);
      expect(error.message).not.toContain('\n');
    }
  });
});

describe('a ring', () => {
  it('seals with its first key, and opens what any of its keys sealed', () => {
    const [first, second, third] = [newKey(), newKey(), newKey()];
    const old = ringOf(third).seal(SECRET, PLACE);
    const ring = ringOf(first, second, third);
    const fresh = ring.seal(SECRET, PLACE);

    expect(ring.open(old, PLACE)).toBe(SECRET);
    expect(ringOf(first).open(fresh, PLACE)).toBe(SECRET);
    expect(() => ringOf(second, third).open(fresh, PLACE)).toThrow(DoesNotOpen);
    expect(ringOf(second).open(ring.seal(SECRET, PLACE, second), PLACE)).toBe(SECRET);
  });

  it('opens with its keys in any order', () => {
    const [one, other] = [newKey(), newKey()];
    const sealed = [ringOf(one, other).seal(SECRET, PLACE), ringOf(other, one).seal(SECRET, PLACE)];

    for (const value of sealed) {
      expect([ringOf(one, other).open(value, PLACE), ringOf(other, one).open(value, PLACE)]).toEqual([SECRET, SECRET]);
    }
  });

  it('names the key that it lacks', () => {
    const [key, other] = [newKey(), newKey()];
    const sealed = ringOf(key).seal(SECRET, PLACE);

    expect(() => ringOf(other).open(sealed, PLACE)).toThrow(key.id);
  });

  it('does not let the id of one key open with another', () => {
    const [key, other] = [newKey(), newKey()];
    const bytes = Buffer.from(ringOf(key).seal(SECRET, PLACE), 'base64url');
    Buffer.from(other.id, 'hex').copy(bytes, 1);

    expect(() => ringOf(key, other).open(bytes.toString('base64url'), PLACE)).toThrow(DoesNotOpen);
  });

  it('without a key seals and opens nothing, until it adopts one, once', () => {
    const ring = new KeyRing([]);
    const key = newKey();
    expect(() => ring.seal(SECRET, PLACE)).toThrow(KeysUnavailable);
    expect(() => ring.open(ringOf(key).seal(SECRET, PLACE), PLACE)).toThrow(DoesNotOpen);
    ring.adopt([key]);

    expect(ringOf(key).open(ring.seal(SECRET, PLACE), PLACE)).toBe(SECRET);
    expect(() => ring.adopt([newKey()])).toThrow('keys already');
  });
});

function thrownBy(task: () => unknown): Error {
  try {
    task();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('nothing was thrown');
}

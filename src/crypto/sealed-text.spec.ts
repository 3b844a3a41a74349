import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { Entity } from 'typeorm';
import { KeyRing } from './key-ring.ts';
import { Sealed, sealedColumn } from './sealed-column.ts';
import { HEAD_LENGTH, headsOf, keyIdOf } from './sealed-text.ts';
import { SealingKey } from './sealing-key.ts';

@Entity('things')
class Thing {
  @Sealed({ row: ['id'], owner: 'user_id' })
  value!: string;
  plain!: string;
}

const newKey = (): SealingKey => new SealingKey(randomBytes(32));

describe('the head of a sealed value', () => {
  it('tells the key, whatever the salt, and no other key has it', () => {
    const place = sealedColumn(Thing, 'value').at({ id: '1', user_id: 'u' });
    for (let i = 0; i < 200; i += 1) {
      const [key, other] = [newKey(), newKey()];
      const sealed = new KeyRing([key]).seal('x', place);
      expect(keyIdOf(sealed)).toBe(key.id);
      expect(headsOf(key.id)).toContain(sealed.slice(0, HEAD_LENGTH));
      expect(headsOf(other.id)).not.toContain(sealed.slice(0, HEAD_LENGTH));
    }
  });

  it('has sixteen forms, all of one key', () => {
    for (const id of ['000000000000', 'ffffffffffff', '0123456789ab', '3'.repeat(12)]) {
      const heads = headsOf(id);
      expect(new Set(heads).size).toBe(16);
      expect(heads.map(keyIdOf)).toEqual(Array<string>(16).fill(id));
    }
  });

  it.each(['', 'sealed', 'AQ', 'Ag'.padEnd(40, 'A'), '!'.repeat(40)])(
    'of what is not sealed (%s) tells none',
    (text) => {
      expect(keyIdOf(text)).toBeUndefined();
    },
  );
});

describe('a sealed column', () => {
  it('is one that is declared', () => {
    expect(() => sealedColumn(Thing, 'plain')).toThrow('not declared');
  });

  it('places no value whose owner is not known', () => {
    expect(() => sealedColumn(Thing, 'value').at({ id: '1' })).toThrow('user_id');
  });
});

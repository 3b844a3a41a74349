import { describe, expect, it } from '@jest/globals';
import { crc32 } from 'node:zlib';
import { BASE62, toBase62 } from '../crypto/base62.ts';
import { newKeyText, readKey, writeKey } from './key-text.ts';

describe('the text of a key', () => {
  it('is read as it was written', () => {
    const key = newKeyText();
    const text = writeKey(key);

    expect(text).toMatch(/^tsk_[0-9A-Za-z]{12}_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}$/);
    expect(readKey(text)).toEqual(key);
  });

  it('is the one that docs/api-keys.md shows', () => {
    const key = { id: '0123456789Ab', secret: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopq' };

    expect(writeKey(key)).toBe('tsk_0123456789Ab_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopq_3hBoDt');
  });

  it('is another each time', () => {
    const all = Array.from({ length: 1000 }, () => newKeyText());

    expect(new Set(all.map(({ id }) => id)).size).toBe(1000);
    expect(new Set(all.map(({ secret }) => secret)).size).toBe(1000);
    // Every digit comes up at every place, so that no place says less than it could.
    const seen = all.map(({ secret }) => secret[42]);
    expect(new Set(seen).size).toBeGreaterThan(55);
  });

  it('is no key with any one character changed to any other', () => {
    const text = writeKey(newKeyText());
    const taken: string[] = [];
    for (let at = 0; at < text.length; at += 1) {
      for (const other of `${BASE62}_-. :é\0\n`) {
        const changed = text.slice(0, at) + other + text.slice(at + 1);
        if (changed !== text && readKey(changed) !== undefined) taken.push(changed);
      }
    }
    expect(taken).toEqual([]);
  });

  it('is no key with two neighbours swapped, one lost or one more', () => {
    const text = writeKey({ id: '0123456789Ab', secret: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopq' });
    for (let at = 0; at < text.length; at += 1) {
      const [one = '', two = ''] = text.slice(at, at + 2);
      if (one !== two && two !== '') {
        expect(readKey(text.slice(0, at) + two + one + text.slice(at + 2))).toBeUndefined();
      }
      expect(readKey(text.slice(0, at) + text.slice(at + 1))).toBeUndefined();
      expect(readKey(`${text.slice(0, at)}0${text.slice(at)}`)).toBeUndefined();
    }
  });

  it.each(['', 'tsk_', 'tsk___', 'tsk_'.repeat(5000), 'x'.repeat(16_000), 'tsk_0123456789Ab'])('is not %#', (text) => {
    expect(readKey(text)).toBeUndefined();
  });

  it('keeps neither line ends nor blanks around it', () => {
    const text = writeKey(newKeyText());
    for (const around of [`${text}\n`, ` ${text}`, `${text} `, `\n${text}`]) expect(readKey(around)).toBeUndefined();
  });
});

describe('base62', () => {
  it.each([
    [0, '000000'],
    [61, '00000z'],
    [62, '000010'],
    [0xffffffff, '4gfFC3'],
  ])('writes %d as %s', (value, text) => {
    expect(toBase62(value, 6)).toBe(text);
  });

  it('holds every CRC-32', () => {
    const sum = crc32('tsk_0123456789Ab');
    const read = Array.from(toBase62(sum, 6)).reduce((value, digit) => value * 62 + BASE62.indexOf(digit), 0);

    expect(read).toBe(sum);
  });
});

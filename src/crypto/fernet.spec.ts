import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { sealFernet } from '../../test/support/fernet.ts';
import { Fernet } from './fernet.ts';
import { DoesNotOpen } from './key-ring.ts';

const key = randomBytes(32);
const fernet = new Fernet([key]);

/** A token with one byte of it changed, counted from its end where negative. */
function changed(token: string, at: number): string {
  const bytes = Buffer.from(token, 'base64url');
  const index = at < 0 ? bytes.length + at : at;
  bytes[index] = (bytes[index] ?? 0) ^ 1;
  return bytes.toString('base64url');
}

describe('Fernet', () => {
  it('opens the token that its specification publishes', () => {
    const published = new Fernet([Buffer.from('cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=', 'base64url')]);
    const token =
      'gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==';
    expect(published.open(token)).toEqual({
      text: 'hello',
      sealedAt: Date.parse('1985-10-26T01:20:00-07:00') / 1000,
    });
  });

  it('opens what Python’s cryptography sealed, as the first edition had it do', () => {
    const token =
      'gAAAAABlU_EAOQtuKKcuwSzzBXk1KkIMLsBj3wuF5_BlNpiOUxxVlPT4IhKdwS7zgWX1509825UnxPOPmyuVJKOkArv6g_cRo8Ulmj0GBXjObY9Rx-0D9kE=';
    const opened = new Fernet([Buffer.from('1'.repeat(32))]).open(token);
    expect(opened).toEqual({ text: 'refresh token ☂', sealedAt: 1_700_000_000 });
  });

  it('is sealed by tests as the specification says', () => {
    const secret = Buffer.from('cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=', 'base64url');
    const iv = Uint8Array.from({ length: 16 }, (_, i) => i);
    expect(sealFernet('hello', secret, { sealedAt: 499_162_800, iv })).toBe(
      'gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==',
    );
  });

  it.each(['', 'a', 'x'.repeat(15), 'x'.repeat(16), 'y'.repeat(5_000), 'ünï ☂'])(
    'opens what was sealed: %#',
    (text) => {
      const token = sealFernet(text, key);
      expect(fernet.open(token).text).toBe(text);
      expect(fernet.open(token.replaceAll('=', '')).text).toBe(text);
    },
  );

  it('opens with any of several keys, and with none of others', () => {
    const others = [randomBytes(32), randomBytes(32)];
    const token = sealFernet('secret', key);
    expect(new Fernet([...others, key]).open(token).text).toBe('secret');
    expect(() => new Fernet(others).open(token)).toThrow(DoesNotOpen);
    expect(() => new Fernet([]).open(token)).toThrow(DoesNotOpen);
    expect(Fernet.isToken(token)).toBe(true);
  });

  it.each([
    ['the version', 0],
    ['the time', 4],
    ['the initialization vector', 12],
    ['the ciphertext', 25],
    ['the signature', -1],
  ])('does not open once %s has changed', (_, at) => {
    expect(() => fernet.open(changed(sealFernet('secret', key), at))).toThrow(DoesNotOpen);
  });

  it.each([
    ['nothing', ''],
    ['no base64url', '%%%%'],
    ['a token in the clear', 'eyJhbGciOiJIUzI1NiJ9.e30.c2ln'],
    ['one that was cut', sealFernet('secret', key).slice(0, 60)],
    ['one without ciphertext', Buffer.concat([Buffer.of(0x80), Buffer.alloc(56)]).toString('base64url')],
    ['one of no whole blocks', Buffer.concat([Buffer.of(0x80), Buffer.alloc(75)]).toString('base64url')],
  ])('takes %s for no token at all', (_, text) => {
    expect(Fernet.isToken(text)).toBe(false);
    expect(() => fernet.open(text)).toThrow(DoesNotOpen);
  });

  it('takes keys of 32 bytes only', () => {
    expect(() => new Fernet([randomBytes(16)])).toThrow(RangeError);
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readTokenAnswer } from './token-answer.ts';

const read = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  readTokenAnswer({
    status,
    headers: new Headers(headers),
    text: typeof body === 'string' ? body : JSON.stringify(body),
  });

const plain = { access_token: 'at', token_type: 'Bearer', expires_in: 60, refresh_token: 'rt' };

describe('reading a token endpoint’s answer', () => {
  it.each([
    ['as the RFC has it', 200, plain, { expiresIn: 60, refreshToken: 'rt', tokenType: 'Bearer' }],
    ['created', 201, plain, { accessToken: 'at' }],
    ['digits', 200, { ...plain, expires_in: '60' }, { expiresIn: 60 }],
    ['a fraction', 200, { ...plain, expires_in: 59.9 }, { expiresIn: 59 }],
    ['no expiry', 200, { ...plain, expires_in: undefined }, { expiresIn: undefined }],
    ['null expiry', 200, { ...plain, expires_in: null }, { expiresIn: undefined }],
    ['a negative expiry', 200, { ...plain, expires_in: -5 }, { expiresIn: 0 }],
    ['nonsense for an expiry', 200, { ...plain, expires_in: 'soon' }, { expiresIn: undefined }],
    ['a huge expiry', 200, { ...plain, expires_in: 1e300 }, { expiresIn: 10 * 365 * 24 * 3600 }],
    ['no token type', 200, { ...plain, token_type: undefined }, { tokenType: 'Bearer' }],
    ['an empty refresh token', 200, { ...plain, refresh_token: '' }, { refreshToken: undefined }],
    ['no refresh token', 200, { ...plain, refresh_token: null }, { refreshToken: undefined }],
    ['a list of scopes', 200, { ...plain, scope: ['a', 'b'] }, { scope: 'a b' }],
    ['an end of the refresh token', 200, { ...plain, refresh_expires_in: 0 }, { refreshExpiresIn: 0 }],
    ['the same by another name', 200, { ...plain, refresh_token_expires_in: 9 }, { refreshExpiresIn: 9 }],
  ])('%s', (_, status, body, tokens) => {
    expect(read(status, body)).toMatchObject({ kind: 'tokens', tokens });
  });

  it.each([
    ['an OAuth error', 400, { error: 'invalid_grant' }, { error: 'invalid_grant', body: 'json' }],
    ['an error with status 200', 200, { ...plain, error: 'bad_refresh_token' }, { error: 'bad_refresh_token' }],
    ['an empty body', 400, '', { error: undefined, body: 'empty' }],
    ['a page', 403, '<html>', { error: undefined, body: 'other' }],
    ['success without a token', 200, {}, { error: undefined, body: 'json' }],
    ['a token with a line break', 200, { ...plain, access_token: 'a\r\nb' }, { body: 'json' }],
    ['tokens with an error status', 500, plain, { status: 500 }],
  ])('%s is an error', (_, status, body, expected) => {
    expect(read(status, body)).toMatchObject({ kind: 'error', ...expected });
  });

  it('reads Retry-After as seconds or as a date', () => {
    expect(read(429, '', { 'retry-after': '7' })).toMatchObject({ retryAfter: 7 });
    expect(read(429, '', { 'retry-after': new Date(Date.now() + 90_000).toUTCString() })).toMatchObject({
      retryAfter: expect.closeTo(90, -1),
    });
    expect(read(429, '', { 'retry-after': 'later' })).toMatchObject({ retryAfter: undefined });
  });

  it('takes any JSON without throwing', () => {
    fc.assert(fc.property(fc.nat(599), fc.json(), (status, text) => void read(status, text)));
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readTokenAnswer, type AnswerKnobs } from './token-answer.ts';

const read = (status: number, body: unknown, headers: Record<string, string> = {}, knobs: Partial<AnswerKnobs> = {}) =>
  readTokenAnswer(
    { status, headers: new Headers(headers), text: typeof body === 'string' ? body : JSON.stringify(body) },
    { RESPONSE_PATHS: {}, CLIENT_ERRORS: [], TOKEN_METADATA: [], ...knobs },
  );

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

  it.each<[string, AnswerKnobs['RESPONSE_PATHS'], unknown, object]>([
    [
      'in an object of its own',
      { tokens: 'data.user' },
      { data: { user: plain } },
      { refreshToken: 'rt', expiresIn: 60 },
    ],
    ['in a list', { tokens: 'data.0' }, { data: [plain] }, { accessToken: 'at' }],
    ['at the top where the object is missing', { tokens: 'user' }, plain, { accessToken: 'at', refreshToken: 'rt' }],
    ['at the top where the object has none', { tokens: 'user' }, { ...plain, user: { id: 1 } }, { refreshToken: 'rt' }],
    [
      'by another name',
      { access_token: 'jwt', scope: 'scopes' },
      { jwt: 'x', scopes: 'a b' },
      { accessToken: 'x', scope: 'a b' },
    ],
    ['with another lifetime', { refresh_expires_in: 'x_expires' }, { ...plain, x_expires: 9 }, { refreshExpiresIn: 9 }],
    [
      'beside a code that means nothing',
      { error: 'error.code' },
      { ...plain, error: { code: 0 } },
      { accessToken: 'at' },
    ],
    ['beside what says yes', { ok: 'ok' }, { ...plain, ok: true }, { accessToken: 'at' }],
  ])('finds tokens %s', (_, RESPONSE_PATHS, body, tokens) => {
    expect(read(200, body, {}, { RESPONSE_PATHS })).toMatchObject({ kind: 'tokens', tokens });
  });

  it.each<[string, Partial<AnswerKnobs>, number, unknown, object]>([
    ['a code elsewhere', { RESPONSE_PATHS: { error: 'error.code' } }, 400, { error: { code: 190 } }, { error: '190' }],
    [
      'a word that is no code',
      { RESPONSE_PATHS: { error: 'code' } },
      400,
      { error: 'Bad Request' },
      { error: undefined },
    ],
    ['a plain no', { RESPONSE_PATHS: { ok: 'ok' } }, 200, { ...plain, ok: false }, { error: undefined, body: 'json' }],
    ['a no with its reason', { RESPONSE_PATHS: { ok: 'ok' } }, 200, { ok: false, error: 'gone' }, { error: 'gone' }],
    ['a refused client', { CLIENT_ERRORS: ['bad_secret'] }, 200, { error: 'bad_secret' }, { error: 'invalid_client' }],
    ['a prototype’s member', { RESPONSE_PATHS: { error: '__proto__.error' } }, 200, {}, { error: undefined }],
  ])('takes %s for an error', (_, knobs, status, body, expected) => {
    expect(read(status, body, {}, knobs)).toMatchObject({ kind: 'error', ...expected });
  });

  it('picks what is to be kept with the grant: texts and numbers, of a size', () => {
    const TOKEN_METADATA = ['instance_url', 'team.id', 'count', 'missing', 'whole', 'long', '__proto__.x'];
    const body = {
      ...plain,
      instance_url: 'https://i',
      team: { id: 'T1' },
      count: 3,
      whole: {},
      long: 'x'.repeat(5000),
    };
    const answer = read(200, body, {}, { TOKEN_METADATA });
    expect(answer.kind === 'tokens' && answer.tokens.metadata).toEqual({
      instance_url: 'https://i',
      'team.id': 'T1',
      count: '3',
    });
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

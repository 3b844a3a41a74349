import { describe, expect, it } from '@jest/globals';
import type { Token } from '../store-client/client.ts';
import { written } from './token-formats.ts';

const token: Token = {
  ...{ access_token: 'abc.def-_~+/=', token_type: 'bearer', expires_in: 60, expires_at: 1_795_312_800 },
  ...{ scope: 'read', grant_id: 'g', generation: 1 },
};
const place = { provider: 'my-idp', host: 'api.example.org' };

describe('a token, written', () => {
  it.each([
    ['raw', 'abc.def-_~+/=\n'],
    ['header', 'Authorization: Bearer abc.def-_~+/=\n'],
    ['env', 'MY_IDP_TOKEN=abc.def-_~+/=\n'],
    ['netrc', 'machine api.example.org login oauth2 password abc.def-_~+/=\n'],
  ] as const)('as %s', (format, text) => {
    expect(written(token, format, place)).toBe(text);
  });

  it('as JSON is what the store answered', () => {
    expect(JSON.parse(written(token, 'json', place))).toEqual(token);
  });

  it('for Kubernetes says when it ends', () => {
    expect(JSON.parse(written(token, 'exec-credential', place))).toEqual({
      kind: 'ExecCredential',
      apiVersion: 'client.authentication.k8s.io/v1',
      status: { token: 'abc.def-_~+/=', expirationTimestamp: '2026-11-22T02:00:00Z' },
    });
    const endless = { ...token, expires_at: null };
    expect(JSON.parse(written(endless, 'exec-credential', place))).not.toHaveProperty('status.expirationTimestamp');
  });

  it.each([
    ['{"apiVersion":"client.authentication.k8s.io/v1beta1"}', 'client.authentication.k8s.io/v1beta1'],
    ['{"apiVersion":"other/v1"}', 'client.authentication.k8s.io/v1'],
    ['no JSON', 'client.authentication.k8s.io/v1'],
  ])('for Kubernetes speaks the version of the question %s', (execInfo, apiVersion) => {
    expect(JSON.parse(written(token, 'exec-credential', { ...place, execInfo }))).toMatchObject({ apiVersion });
  });

  it.each(['header', 'env', 'netrc'] as const)(
    'as %s carries nothing that would be read as more than a word',
    (format) => {
      const hostile = { ...token, access_token: 'a\nmachine evil login x password y' };
      expect(() => written(hostile, format, place)).toThrow(/--format json/);
      expect(() => written(token, 'netrc', { ...place, host: undefined })).toThrow(/--host/);
    },
  );

  it('that is bound to a key is JSON or nothing', () => {
    const bound = { ...token, token_type: 'DPoP' };
    expect(() => written(bound, 'raw', place)).toThrow(/bound to a key/);
    expect(JSON.parse(written(bound, 'json', place))).toEqual(bound);
  });
});

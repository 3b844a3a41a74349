import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startIdentityProvider, type IdentityProvider } from '../../../test/support/identity-provider.ts';
import { capturingLog } from '../../../test/support/store.ts';
import { Clock } from '../../database/clock.ts';
import { Outbound } from '../../providers/outbound.ts';
import { IdTokens } from './id-tokens.ts';
import { JwtVerifier } from './jwt-verifier.ts';

const now = () => Math.floor(Date.now() / 1000);

describe('IdTokens', () => {
  let idp: IdentityProvider;
  let outbound: Outbound;
  let idTokens: IdTokens;

  beforeAll(async () => {
    idp = await startIdentityProvider();
    outbound = new Outbound();
    const describeIssuer = () => Promise.resolve({ issuer: idp.issuer, jwksUri: idp.endpoints.jwks });
    idTokens = new IdTokens(new JwtVerifier(describeIssuer, outbound, new Clock(), capturingLog().log));
  });

  afterAll(async () => {
    await outbound.close();
    await idp.close();
  });

  type Issue = Parameters<IdentityProvider['issueIdToken']>;
  const issue = (claims: Issue[0], header?: Issue[1], signing?: Issue[2]) =>
    idp.issueIdToken({ sub: 'alice', aud: 'notebook', ...claims }, header, signing);

  it.each<[string, Issue[0], Issue[1]?]>([
    ['one audience', {}],
    ['one audience in a list', { aud: ['notebook'] }],
    ['an authorised party', { azp: 'notebook' }],
    ['several audiences and an authorised party', { aud: ['other', 'notebook'], azp: 'notebook' }],
    ['the marks of its flow', { nonce: 'n', at_hash: 'x', c_hash: 'y' }, { typ: 'JWT' }],
    ["Keycloak's type", { typ: 'ID' }],
  ])('takes what was made for that client, with %s', async (_, claims, header = {}) => {
    const verified = await idTokens.verify(await issue(claims, header), 'notebook');
    expect(verified).toMatchObject({ issuer: idp.issuer, claims: { sub: 'alice' } });
  });

  it.each<[string, Issue[0], Issue[1]?]>([
    ['another audience', { aud: 'other' }],
    ['no audience', { aud: undefined }],
    ['several audiences and no authorised party', { aud: ['notebook', 'other'] }],
    ['another authorised party', { aud: ['notebook', 'other'], azp: 'other' }],
    ['another authorised party for the one audience', { azp: 'other' }],
    ['the authorised party alone', { aud: 'other', azp: 'notebook' }],
    ['an authorised party that is a list', { azp: ['notebook'] }],
    ['the header of an access token', {}, { typ: 'at+jwt' }],
    ['the header of a logout token', {}, { typ: 'application/logout+jwt' }],
    ['the events of a logout token', { events: { 'http://schemas.openid.net/event/backchannel-logout': {} } }],
    ["Keycloak's type of an access token", { typ: 'Bearer' }],
    ["Keycloak's type of a refresh token", { typ: 'Refresh' }],
    ['no subject', { sub: undefined }],
    ['an empty subject', { sub: '' }],
    ['another issuer', { iss: 'https://evil.example' }],
    ['an end that is past', { exp: now() - 75 }],
    ['no end', { exp: undefined }],
    ['no signature', {}, { alg: 'none' }],
    ['an HMAC with the public key', {}, { alg: 'HS256' }],
  ])('refuses one with %s', async (_, claims, header = {}) => {
    const token = await issue(claims, header);
    await expect(idTokens.verify(token, 'notebook')).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('refuses what a stranger signed, and a client without a name', async () => {
    const forged = await issue({}, {}, { signedBy: 'stranger' });
    await expect(idTokens.verify(forged, 'notebook')).rejects.toMatchObject({ code: 'unauthenticated' });
    const nameless = await issue({ aud: '' });
    await expect(idTokens.verify(nameless, '')).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('knows none where there is no login issuer', async () => {
    const refused = new IdTokens(undefined).verify(await issue({}), 'notebook');
    await expect(refused).rejects.toMatchObject({ code: 'unauthenticated' });
  });
});

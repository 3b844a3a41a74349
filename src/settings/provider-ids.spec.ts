import { describe, expect, it } from '@jest/globals';
import { Report } from './fault.ts';
import { distinctIds, ISSUERS, providerPrefix, PROVIDERS } from './provider-ids.ts';

const place = { label: 'TOKENSTORE_TOKEN_PROVIDERS', origin: 'environment TOKENSTORE_TOKEN_PROVIDERS' };

function sortOut(listed: string[]) {
  const report = new Report();
  return { ...distinctIds(PROVIDERS, listed, place, report), messages: report.faults.map(({ message }) => message) };
}

describe('distinctIds', () => {
  it('keeps the order', () => {
    expect(sortOut(['b', 'a-1', 'C_2'])).toMatchObject({ ids: ['b', 'a-1', 'C_2'], refused: [], messages: [] });
  });

  it.each([
    [['idp1', 'IDP1'], /"IDP1" .* would be a setting of "idp1" as well/],
    [['a-b', 'a_b'], /"a_b" .* would be a setting of "a-b" as well/],
    [['a', 'a'], /listed twice/],
    [['oidc'], /OIDC_DISCOVERY_URL is a setting of the service/],
    [['session'], /SESSION_TYPE is a setting of the service/],
    [['Database'], /DATABASE_URL is a setting of the service/],
    [['token'], /TOKEN_PROVIDERS is a setting of the service/],
    [['sqlalchemy'], /SQLALCHEMY_DATABASE_URI is a setting of the service/],
    [['service'], /SERVICE_ROLES is a setting of the service/],
    [['port'], /Kubernetes injects/],
  ])('refuses %j', (listed, message) => {
    const { messages, refused } = sortOut(listed);
    expect(messages).toEqual([expect.stringMatching(message)]);
    expect(refused).toEqual(listed.slice(-1));
  });

  it('takes ids of which one begins with the other: their names differ', () => {
    expect(sortOut(['a', 'a_b', 'a-md'])).toMatchObject({ ids: ['a', 'a_b', 'a-md'], messages: [] });
  });

  it('leaves what is no id to the check of the list', () => {
    expect(sortOut(['1x', 'ok'])).toMatchObject({ ids: ['ok'], refused: ['1x'], messages: [] });
  });
});

describe('distinctIds of trusted issuers', () => {
  it.each([
    ['idp1', /"idp1" .* a provider has it already/],
    ['IDP1', /IDP1_… would be a setting of "idp1" as well/],
    ['trusted', /TRUSTED_ISSUERS is a setting of the service/],
    ['oidc', /OIDC_DISCOVERY_URL is a setting of the service/],
  ])('refuses %s beside the provider idp1', (id, message) => {
    const report = new Report();
    const listed = distinctIds(ISSUERS, ['k8s', id], place, report, ['idp1']);
    expect(listed).toMatchObject({ ids: ['k8s'], refused: [id] });
    expect(report.faults).toEqual([expect.objectContaining({ name: 'TRUSTED_ISSUERS' })]);
    expect(report.faults[0]?.message).toMatch(message);
  });
});

describe('providerPrefix', () => {
  it('is upper case with underscores', () => {
    expect(providerPrefix('my-Idp')).toBe('MY_IDP_');
  });
});

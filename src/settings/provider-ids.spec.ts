import { describe, expect, it } from '@jest/globals';
import { Report } from './fault.ts';
import { distinctProviderIds, providerPrefix } from './provider-ids.ts';

const place = { label: 'TOKENSTORE_TOKEN_PROVIDERS', origin: 'environment TOKENSTORE_TOKEN_PROVIDERS' };

function sortOut(listed: string[]) {
  const report = new Report();
  return { ...distinctProviderIds(listed, place, report), messages: report.faults.map(({ message }) => message) };
}

describe('distinctProviderIds', () => {
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

describe('providerPrefix', () => {
  it('is upper case with underscores', () => {
    expect(providerPrefix('my-Idp')).toBe('MY_IDP_');
  });
});

import { describe, expect, it } from '@jest/globals';
import { Names } from './names.ts';
import { ISSUERS, PROVIDERS } from './provider-ids.ts';

const issuers = { family: ISSUERS, ids: ['k8s'], refused: [], certain: true };
const names = new Names([
  { family: PROVIDERS, ids: ['idp1', 'a', 'a-b'], refused: ['session'], certain: true },
  issuers,
]);

describe('Names', () => {
  it.each([
    ['PORT', 'PORT'],
    ['SQLALCHEMY_DATABASE_URI', 'DATABASE_URL'],
    ['IDP1_CLIENT_ID', 'IDP1_CLIENT_ID'],
    ['A_B_CLIENT_ID', 'A_B_CLIENT_ID'],
    ['K8S_ISSUER', 'K8S_ISSUER'],
    ['K8S_CLIENT_ID', undefined],
    ['CLIENT_ID', undefined],
    ['port', undefined],
  ])('%s means %s', (name, canonical) => {
    expect(names.canonical(name)).toBe(canonical);
  });

  it.each([
    ['PROT', 'is not a setting; did you mean X_PORT?'],
    ['IDP1_CLIENT_IDD', 'is not a setting; did you mean X_IDP1_CLIENT_ID?'],
    ['OIDC_CLIENTID', 'is not a setting; did you mean X_OIDC_CLIENT_ID?'],
    [
      'IDP2_CLIENT_SECRET',
      'is a setting of no provider: X_TOKEN_PROVIDERS does not list "idp2"; did you mean X_IDP1_CLIENT_SECRET?',
    ],
    ['OTHER_CLOUD_SCOPE', 'is a setting of no provider: X_TOKEN_PROVIDERS does not list "other_cloud"'],
    ['CI_ISSUER', 'is a setting of no trusted issuer: X_TRUSTED_ISSUERS does not list "ci"'],
    ['COMPLETELY_DIFFERENT_THING', 'is not a setting'],
  ])('explains %s', (name, phrase) => {
    expect(names.explainUnknown(name, 'X_')).toBe(phrase);
  });

  it('excuses what follows from a list of providers that is wrong itself', () => {
    expect(names.isExcused('SESSION_CLIENT_ID')).toBe(true);
    expect(names.isExcused('IDP2_CLIENT_ID')).toBe(false);
    const uncertain = new Names([{ family: PROVIDERS, ids: [], refused: [], certain: false }, issuers]);
    expect(uncertain.isExcused('IDP2_CLIENT_ID')).toBe(true);
    expect(uncertain.isExcused('PROT')).toBe(false);
  });
});

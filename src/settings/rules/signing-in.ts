import type { Checked } from '../check.ts';
import type { CommonValues } from '../schema.ts';
import { warnOfPlainHttp } from './plain-http.ts';

const CLIENT = ['OIDC_DISCOVERY_URL', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'] as const;

/** What follows for signing in. A value that is missing is reported, and empty in the result. */
export function completeSigningIn(checked: Checked<CommonValues>) {
  const { OIDC_DISCOVERY_URL = '', OIDC_CLIENT_ID = '', OIDC_CLIENT_SECRET = '', OIDC_AUDIENCE } = checked.values;
  reportMissing(checked);
  warnOfPlainHttp(checked, ['OIDC_DISCOVERY_URL']);
  if (!checked.values.OIDC_SCOPE.split(' ').includes('openid')) {
    checked.fault(['OIDC_SCOPE'], 'must contain openid: without it nobody is identified');
  }
  return {
    OIDC_DISCOVERY_URL,
    OIDC_CLIENT_ID,
    OIDC_CLIENT_SECRET,
    OIDC_AUDIENCE: OIDC_AUDIENCE ?? Object.freeze([OIDC_CLIENT_ID]),
  };
}

function reportMissing(checked: Checked<CommonValues>): void {
  const missing = CLIENT.filter((name) => !checked.isGiven(name));
  if (missing.length === CLIENT.length && !checked.isGiven('OIDC_CLIENT_SECRETS')) {
    checked.fault(
      ['OIDC_DISCOVERY_URL'],
      'no way to sign in is configured: set OIDC_DISCOVERY_URL, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET; ' +
        'to look around first, run: npm run demo',
    );
    return;
  }
  for (const name of missing) {
    const inFile = name === 'OIDC_DISCOVERY_URL' ? 'issuer' : name.slice('OIDC_'.length).toLowerCase();
    const hint = checked.isGiven('OIDC_CLIENT_SECRETS') ? `: the file of OIDC_CLIENT_SECRETS has no ${inFile}` : '';
    checked.fault([name], `is required${hint}`);
  }
}

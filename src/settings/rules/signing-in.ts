import { readFile } from 'node:fs/promises';
import type { Checked } from '../check.ts';
import { failureCode } from '../reading.ts';
import type { FoundHub } from '../hub.ts';
import type { CommonValues } from '../schema.ts';
import { warnOfPlainHttp } from './plain-http.ts';

const CLIENT = ['OIDC_DISCOVERY_URL', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'] as const;

/** What follows for signing in: at an identity provider, at a JupyterHub, with accounts kept here, or several of them. */
export async function completeSigningIn(checked: Checked<CommonValues>, hub: FoundHub) {
  const { OIDC_CLIENT_ID, OIDC_AUDIENCE } = checked.values;
  reportMissing(checked, hub);
  warnOfPlainHttp(checked, ['OIDC_DISCOVERY_URL']);
  if (!checked.values.OIDC_SCOPE.split(' ').includes('openid')) {
    checked.fault(['OIDC_SCOPE'], 'must contain openid: without it nobody is identified');
  }
  await checkHtpasswd(checked);
  return {
    OIDC_AUDIENCE: OIDC_AUDIENCE ?? Object.freeze(OIDC_CLIENT_ID === undefined ? [] : [OIDC_CLIENT_ID]),
  };
}

function reportMissing(checked: Checked<CommonValues>, hub: FoundHub): void {
  const missing = CLIENT.filter((name) => !checked.isGiven(name));
  if (missing.length === CLIENT.length && !checked.isGiven('OIDC_CLIENT_SECRETS')) {
    if (checked.values.LOCAL_ACCOUNTS || hub.isOn) return;
    checked.fault(
      ['OIDC_DISCOVERY_URL', 'LOCAL_ACCOUNTS'],
      'no way to sign in is configured: set OIDC_DISCOVERY_URL, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET, ' +
        'or LOCAL_ACCOUNTS; to look around first, run: npm run demo',
    );
    return;
  }
  for (const name of missing) {
    const inFile = name === 'OIDC_DISCOVERY_URL' ? 'issuer' : name.slice('OIDC_'.length).toLowerCase();
    const hint = checked.isGiven('OIDC_CLIENT_SECRETS') ? `: the file of OIDC_CLIENT_SECRETS has no ${inFile}` : '';
    checked.fault([name], `is required${hint}`);
  }
}

async function checkHtpasswd(checked: Checked<CommonValues>): Promise<void> {
  const { HTPASSWD_FILE: path, LOCAL_ACCOUNTS } = checked.values;
  if (path === undefined) return;
  if (!LOCAL_ACCOUNTS)
    checked.fault(['HTPASSWD_FILE', 'LOCAL_ACCOUNTS'], 'means nothing unless LOCAL_ACCOUNTS is true');
  try {
    await readFile(path);
  } catch (error) {
    checked.fault(['HTPASSWD_FILE'], `cannot read the file ${path} (${failureCode(error)})`);
  }
}

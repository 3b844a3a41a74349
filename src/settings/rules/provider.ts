import type { Checked } from '../check.ts';
import type { ProviderValues } from '../schema/provider.ts';
import type { ProviderSettings } from '../settings.ts';
import { warnOfPlainHttp } from './plain-http.ts';

const URLS = ['DISCOVERY_URL', 'AUTHORIZE_URL', 'TOKEN_URL', 'REVOKE_URL', 'USERINFO_URL'] as const;

/** What follows for one provider. A client id that is missing is reported, and empty in the result. */
export function completeProvider(id: string, checked: Checked<ProviderValues>): ProviderSettings {
  const { values } = checked;
  reportMissing(checked);
  warnOfPlainHttp(checked, URLS);
  if (values.NEVER_EXPIRES && values.EXPIRES_IN_DEFAULT !== undefined) {
    checked.fault(['NEVER_EXPIRES'], 'contradicts EXPIRES_IN_DEFAULT; keep one of them');
  }
  if (values.SUBJECT_MATCH === 'strict' && values.SUBJECT_FROM === 'none') {
    checked.fault(['SUBJECT_MATCH', 'SUBJECT_FROM'], 'cannot be strict while SUBJECT_FROM is none');
  }
  return Object.freeze({ ...values, id, CLIENT_ID: values.CLIENT_ID ?? '' });
}

function reportMissing(checked: Checked<ProviderValues>): void {
  const { AUTHORIZE_URL, CLIENT_AUTH, CLIENT_ID, CLIENT_SECRET, DISCOVERY_URL, TOKEN_URL } = checked.values;
  if (CLIENT_ID === undefined) {
    checked.fault(['CLIENT_ID'], 'is required, here or by CLIENT_SECRETS');
  }
  if (CLIENT_SECRET === undefined && CLIENT_AUTH !== 'none') {
    checked.fault(['CLIENT_SECRET', 'CLIENT_AUTH'], 'is required unless CLIENT_AUTH is none');
  }
  if (DISCOVERY_URL !== undefined || (AUTHORIZE_URL !== undefined && TOKEN_URL !== undefined)) return;
  if (AUTHORIZE_URL === undefined && TOKEN_URL === undefined) {
    checked.fault(
      ['DISCOVERY_URL', 'AUTHORIZE_URL', 'TOKEN_URL'],
      'is required; for plain OAuth 2.0 without discovery, AUTHORIZE_URL and TOKEN_URL are',
    );
  } else {
    checked.fault(
      [AUTHORIZE_URL === undefined ? 'AUTHORIZE_URL' : 'TOKEN_URL', 'AUTHORIZE_URL', 'TOKEN_URL', 'DISCOVERY_URL'],
      'is required without DISCOVERY_URL',
    );
  }
}

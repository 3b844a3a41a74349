import type { Checked } from '../check.ts';
import type { ProviderValues } from '../schema/provider.ts';
import type { ProviderSettings } from '../settings.ts';
import { warnOfPlainHttp } from './plain-http.ts';

const URLS = [
  ...['SERVER', 'DISCOVERY_URL', 'AUTHORIZE_URL', 'TOKEN_URL', 'REFRESH_URL', 'EXCHANGE_URL', 'REVOKE_URL'],
  ...['USERINFO_URL', 'DEVICE_URL', 'PAR_URL'],
] as const;

type Rule = (checked: Checked<ProviderValues>) => void;

/** What must hold among the settings of one provider; each reports its own faults. */
const RULES: readonly Rule[] = [
  checkClient,
  checkEndpoints,
  checkPkce,
  checkLifetimes,
  checkExchange,
  checkRevocation,
  checkSubject,
  checkUserinfo,
];

/** What follows for one provider. A client id that is missing is reported, and empty in the result. */
export function completeProvider(id: string, checked: Checked<ProviderValues>): ProviderSettings {
  for (const rule of RULES) rule(checked);
  warnOfPlainHttp(checked, URLS);
  return Object.freeze({ ...checked.values, id, CLIENT_ID: checked.values.CLIENT_ID ?? '' });
}

function checkClient(checked: Checked<ProviderValues>): void {
  const { CLIENT_AUTH, CLIENT_ID, CLIENT_SECRET, PRIVATE_KEY, TLS_CERT, TLS_KEY } = checked.values;
  if (CLIENT_ID === undefined) {
    checked.fault(['CLIENT_ID'], 'is required, here or by CLIENT_SECRETS');
  }
  const takesSecret = CLIENT_AUTH === undefined || CLIENT_AUTH === 'basic' || CLIENT_AUTH === 'post';
  if (CLIENT_SECRET === undefined && takesSecret) {
    checked.fault(['CLIENT_SECRET', 'CLIENT_AUTH'], 'is required unless CLIENT_AUTH is none, private_key_jwt or mtls');
  }
  if (CLIENT_AUTH === 'private_key_jwt' && PRIVATE_KEY === undefined) {
    checked.fault(['PRIVATE_KEY', 'CLIENT_AUTH'], 'is required while CLIENT_AUTH is private_key_jwt');
  }
  if (CLIENT_AUTH === 'mtls' && TLS_CERT === undefined && TLS_KEY === undefined) {
    checked.fault(['TLS_CERT', 'TLS_KEY', 'CLIENT_AUTH'], 'and TLS_KEY are required while CLIENT_AUTH is mtls');
  } else if ((TLS_CERT === undefined) !== (TLS_KEY === undefined)) {
    const [missing, given] =
      TLS_CERT === undefined ? (['TLS_CERT', 'TLS_KEY'] as const) : (['TLS_KEY', 'TLS_CERT'] as const);
    checked.fault([missing, given], `is required with ${given}`);
  }
}

function checkEndpoints(checked: Checked<ProviderValues>): void {
  const { AUTHORIZE_URL, DISCOVERY_URL, PAR, PAR_URL, TOKEN_HOST_FROM, TOKEN_HOSTS, TOKEN_URL } = checked.values;
  if (PAR === 'require' && PAR_URL === undefined && DISCOVERY_URL === undefined) {
    checked.fault(['PAR_URL', 'PAR', 'DISCOVERY_URL'], 'is required while PAR is, without DISCOVERY_URL');
  }
  if (TOKEN_HOST_FROM !== undefined && TOKEN_HOSTS.length === 0) {
    checked.fault(
      ['TOKEN_HOST_FROM', 'TOKEN_HOSTS'],
      'needs TOKEN_HOSTS: else the browser could name any host to send the client secret to',
    );
  }
  if (DISCOVERY_URL !== undefined || (AUTHORIZE_URL !== undefined && TOKEN_URL !== undefined)) return;
  if (AUTHORIZE_URL === undefined && TOKEN_URL === undefined) {
    checked.fault(
      ['DISCOVERY_URL', 'AUTHORIZE_URL', 'TOKEN_URL'],
      'is required; for plain OAuth 2.0 without discovery, AUTHORIZE_URL and TOKEN_URL are; or name a PRESET',
    );
  } else {
    checked.fault(
      [AUTHORIZE_URL === undefined ? 'AUTHORIZE_URL' : 'TOKEN_URL', 'AUTHORIZE_URL', 'TOKEN_URL', 'DISCOVERY_URL'],
      'is required without DISCOVERY_URL',
    );
  }
}

/** Whether a server announces S256 is said in its discovery document alone. */
function checkPkce(checked: Checked<ProviderValues>): void {
  if (checked.values.PKCE === 'require' && checked.values.DISCOVERY_URL === undefined) {
    checked.fault(
      ['PKCE', 'DISCOVERY_URL'],
      'cannot be require without DISCOVERY_URL: nothing else says whether the server knows PKCE; auto sends it all the same',
    );
  }
}

function checkLifetimes(checked: Checked<ProviderValues>): void {
  if (checked.values.NEVER_EXPIRES && checked.values.EXPIRES_IN_DEFAULT !== undefined) {
    checked.fault(['NEVER_EXPIRES'], 'contradicts EXPIRES_IN_DEFAULT; keep one of them');
  }
}

function checkExchange(checked: Checked<ProviderValues>): void {
  const { EXCHANGE_AFTER_CODE, REFRESH_STYLE } = checked.values;
  if (REFRESH_STYLE !== 'exchange') {
    if (EXCHANGE_AFTER_CODE) {
      checked.fault(['EXCHANGE_AFTER_CODE', 'REFRESH_STYLE'], 'means nothing unless REFRESH_STYLE is exchange');
    }
    return;
  }
  for (const name of ['REFRESH_GRANT_TYPE', 'REFRESH_TOKEN_PARAM'] as const) {
    if (checked.values[name] === undefined) {
      checked.fault([name, 'REFRESH_STYLE'], 'is required while REFRESH_STYLE is exchange');
    }
  }
}

function checkRevocation(checked: Checked<ProviderValues>): void {
  const { REVOKE_STYLE, REVOKE_URL } = checked.values;
  if (REVOKE_URL === undefined && REVOKE_STYLE !== 'rfc7009' && REVOKE_STYLE !== 'none') {
    checked.fault(['REVOKE_URL', 'REVOKE_STYLE'], `is required while REVOKE_STYLE is ${REVOKE_STYLE}`);
  }
}

function checkSubject(checked: Checked<ProviderValues>): void {
  const { DISCOVERY_URL, SUBJECT_FROM, SUBJECT_MATCH, SUBJECT_PATH, USERINFO_URL } = checked.values;
  if (SUBJECT_MATCH === 'strict' && (SUBJECT_FROM === 'none' || SUBJECT_FROM === 'callback')) {
    const reason = SUBJECT_FROM === 'callback' ? ': a browser may bring any' : '';
    checked.fault(['SUBJECT_MATCH', 'SUBJECT_FROM'], `cannot be strict while SUBJECT_FROM is ${SUBJECT_FROM}${reason}`);
  }
  if ((SUBJECT_FROM === 'answer' || SUBJECT_FROM === 'callback') && SUBJECT_PATH === undefined) {
    checked.fault(['SUBJECT_PATH', 'SUBJECT_FROM'], `is required while SUBJECT_FROM is ${SUBJECT_FROM}`);
  }
  if (DISCOVERY_URL !== undefined) return;
  if (SUBJECT_FROM === 'id_token') {
    checked.fault(
      ['SUBJECT_FROM', 'DISCOVERY_URL'],
      'cannot be id_token without DISCOVERY_URL: ID tokens could not be checked',
    );
  }
  if (USERINFO_URL !== undefined) return;
  if (SUBJECT_FROM === 'userinfo') {
    checked.fault(
      ['USERINFO_URL', 'SUBJECT_FROM', 'DISCOVERY_URL'],
      'is required while SUBJECT_FROM is userinfo, without DISCOVERY_URL',
    );
  }
  if (SUBJECT_FROM === 'auto' && SUBJECT_MATCH === 'strict') {
    checked.fault(
      ['SUBJECT_MATCH', 'SUBJECT_FROM', 'USERINFO_URL', 'DISCOVERY_URL'],
      'cannot be strict without DISCOVERY_URL and USERINFO_URL: nothing says whose account it is',
    );
  }
}

function checkUserinfo(checked: Checked<ProviderValues>): void {
  const { USERINFO_BODY, USERINFO_METHOD } = checked.values;
  if (USERINFO_BODY !== undefined && USERINFO_METHOD !== 'post') {
    checked.fault(['USERINFO_BODY', 'USERINFO_METHOD'], 'means nothing unless USERINFO_METHOD is post');
  }
}

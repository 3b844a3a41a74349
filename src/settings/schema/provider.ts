import { z } from 'zod';
import { setting } from '../setting.ts';
import { duration, MILLISECONDS } from '../types/duration.ts';
import { rate } from '../types/rate.ts';
import { parameters } from '../types/parameters.ts';
import { scope } from '../types/scope.ts';
import { boolean, choice, list, path, pattern, text } from '../types/text.ts';
import { httpUrl } from '../types/url.ts';

const CLIENT_PARAMETERS = ['client_id', 'client_secret', 'client_assertion', 'client_assertion_type'];

const keepAlive = z
  .union(
    [choice(['auto', 'off']), duration({ minimum: 60_000 })],
    'is neither auto, off nor a duration of a minute or more',
  )
  .meta({ description: '`auto`, `off`, duration', unit: MILLISECONDS });

const errorCode = pattern('error code', /^[\x21\x23-\x5b\x5d-\x7e]+$/, 'is not an OAuth error code');

const nullableText = text.nullable().describe('text');

/** The members of the list of providers. */
export const providerId = pattern(
  'provider id',
  /^[A-Za-z][A-Za-z0-9_-]*$/,
  'is not an id of a provider (a letter, then letters, digits, - and _)',
);

/** Which providers there are. */
export const providerList = z.object({
  TOKEN_PROVIDERS: setting(list('list of ids', providerId), {
    default: [],
    doc: 'The ids of the providers, in the order in which they are shown.',
  }),
});

/** The settings of one provider, without its id in front. */
export const provider = z.object({
  DISCOVERY_URL: setting(httpUrl, {
    doc: 'The issuer, or its `.well-known` document. Plain OAuth 2.0 has none: give the endpoints below.',
  }),
  AUTHORIZE_URL: setting(httpUrl, { otherwise: 'discovered', doc: 'Authorization endpoint.' }),
  TOKEN_URL: setting(httpUrl, { otherwise: 'discovered', doc: 'Token endpoint.' }),
  REVOKE_URL: setting(httpUrl, { otherwise: 'discovered', doc: 'Revocation endpoint (RFC 7009).' }),
  USERINFO_URL: setting(httpUrl, { otherwise: 'discovered', doc: 'Userinfo endpoint.' }),
  CLIENT_ID: setting(text, { doc: 'The client id of this service at the provider.' }),
  CLIENT_SECRET: setting(text, {
    secret: true,
    doc: 'Its secret, taken literally, commas and all. Required unless `CLIENT_AUTH` is `none`.',
  }),
  CLIENT_SECRET_NEXT: setting(text, {
    secret: true,
    doc: 'Tried when `CLIENT_SECRET` is refused: a secret is changed without downtime.',
  }),
  CLIENT_SECRETS: setting(path, {
    path: true,
    doc: 'A `client_secrets.json` in place of client id and secret, and of the URLs that are not set.',
  }),
  CLIENT_AUTH: setting(choice(['basic', 'post', 'none']), {
    otherwise: 'from discovery, else `basic`',
    doc: 'How the client proves itself at the token endpoint.',
  }),
  SCOPE: setting(scope, { default: 'openid email offline_access', doc: 'What is asked for.' }),
  MD_NAME: setting(nullableText, { default: null, doc: 'Its name, as the API and the UI show it.' }),
  MD_DESCRIPTION: setting(nullableText, { default: null, doc: 'A sentence about it.' }),
  MD_URL: setting(httpUrl.nullable().describe('URL'), { default: null, doc: 'Its home page.' }),
  MD_ICON: setting(nullableText, { default: null, doc: 'Its icon.' }),
  MD_LOGO: setting(nullableText, { default: null, doc: 'Its logo.' }),
  SUBJECT_MATCH: setting(choice(['off', 'strict']), {
    default: 'off',
    doc: "`strict`: the external account's `sub` must equal the user's.",
  }),
  ACCOUNTS: setting(choice(['many', 'one']), {
    default: 'many',
    doc: '`one`: another external account than the linked one is refused.',
  }),
  MIN_TTL: setting(duration(), {
    default: '60s',
    doc: 'A token with less than this left is refreshed before it is handed out.',
  }),
  REFRESH_MARGIN: setting(duration(), {
    default: '5m',
    doc: 'A token with less than this left is handed out, and refreshed in the background.',
  }),
  KEEP_ALIVE: setting(keepAlive, {
    default: 'auto',
    doc: 'Refresh unused grants before their refresh token dies: as far as its end is known, never, or every so often.',
  }),
  RATE: setting(rate, {
    default: '20/1s',
    doc: 'Calls in a time, of each process. Callers’ refreshes are counted and go first; keeping alive takes what is left.',
  }),
  AUTHORIZE_PARAMS: setting(
    parameters([
      ...CLIENT_PARAMETERS,
      ...['response_type', 'redirect_uri', 'scope', 'state', 'nonce', 'code_challenge', 'code_challenge_method'],
    ]),
    { default: '', doc: 'Further parameters of the authorization request: `access_type=offline&prompt=consent`.' },
  ),
  TOKEN_PARAMS: setting(parameters([...CLIENT_PARAMETERS, 'grant_type', 'code', 'redirect_uri', 'code_verifier']), {
    default: '',
    secret: true,
    doc: 'Further parameters of the request that redeems the code.',
  }),
  REFRESH_PARAMS: setting(parameters([...CLIENT_PARAMETERS, 'grant_type', 'refresh_token']), {
    default: '',
    secret: true,
    doc: 'Further parameters of a refresh.',
  }),
  PKCE: setting(choice(['auto', 'off', 'require']), {
    default: 'auto',
    doc: '`off`: for a server that refuses the parameters; `require`: only with a server that announces S256.',
  }),
  ROTATES: setting(choice(['auto', 'yes', 'no']), {
    default: 'auto',
    doc: 'Whether each refresh brings a new refresh token and spends the old one.',
  }),
  REUSE_WINDOW: setting(duration(), {
    default: '0s',
    doc: 'How long a spent refresh token may be sent again and brings an answer again.',
  }),
  IDLE_LIMIT: setting(duration({ minimum: 1000 }), {
    otherwise: 'unknown',
    doc: 'How long a refresh token lives without being used.',
  }),
  REFRESH_KILLS_ACCESS: setting(boolean, {
    default: false,
    doc: 'A refresh ends the old access token at once, so that none is made in the background.',
  }),
  REVOKES_SINGLY: setting(boolean, {
    default: false,
    doc: 'Revoking a token ends that token alone, not the whole grant.',
  }),
  DEAD_ERRORS: setting(list('list of error codes', errorCode), {
    default: [],
    doc: 'Errors besides `invalid_grant` that mean that the grant is gone.',
  }),
  EXPIRES_IN_DEFAULT: setting(duration({ minimum: 1000 }), {
    otherwise: 'unknown',
    doc: 'The lifetime of an access token whose answer names none.',
  }),
  NEVER_EXPIRES: setting(boolean, {
    default: false,
    doc: 'Access tokens whose answer names no lifetime do not expire.',
  }),
  SUBJECT_FROM: setting(choice(['auto', 'id_token', 'userinfo', 'none']), {
    default: 'auto',
    doc: 'Where the name of the external account is taken from.',
  }),
});

export type ProviderValues = z.output<typeof provider>;

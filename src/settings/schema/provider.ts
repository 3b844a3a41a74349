import { z } from 'zod';
import { setting } from '../setting.ts';
import { duration, MILLISECONDS } from '../types/duration.ts';
import { requestHeaders } from '../types/headers.ts';
import { parameters } from '../types/parameters.ts';
import { dottedPath, parameterNames, responsePaths } from '../types/paths.ts';
import { certificates, signingKey, tlsKey } from '../types/pem.ts';
import { rate } from '../types/rate.ts';
import { scopeOrNone } from '../types/scope.ts';
import { boolean, choice, json, list, path, pattern, text } from '../types/text.ts';
import { httpUrl, urlPrefix } from '../types/url.ts';

const CLIENT_PARAMETERS = ['client_id', 'client_secret', 'client_assertion', 'client_assertion_type'];

const keepAlive = z
  .union(
    [choice(['auto', 'off']), duration({ minimum: 60_000 })],
    'is neither auto, off nor a duration of a minute or more',
  )
  .meta({ description: '`auto`, `off`, duration', unit: MILLISECONDS });

const errorCode = pattern('error code', /^[\x21\x23-\x5b\x5d-\x7e]+$/, 'is not an OAuth error code');

const parameterName = pattern('name', /^[^\s=&,]+$/, 'is not the name of a parameter');

const host = pattern(
  'host',
  /^[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d{1,5})?$/,
  'is not a host in small letters (auth.example.org)',
);

const demand = choice(['off', 'auto', 'require']);

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
  PRESET: setting(pattern('preset', /^[a-z][a-z0-9-]*$/, 'is not the name of a preset (small letters, digits and -)'), {
    doc: 'A provider that is known ([providers.md](providers.md)): fills in all that is not set, but the client.',
  }),
  SERVER: setting(urlPrefix, {
    otherwise: 'the preset’s',
    doc: 'Where one’s own server is, for a preset with a place for it: GitLab, a realm of Keycloak, a domain of Okta.',
  }),
  TENANT: setting(pattern('tenant', /^[\w.-]+$/, 'is not the id or name of a tenant'), {
    otherwise: 'the preset’s',
    doc: 'The tenant’s id or name, likewise: Microsoft Entra ID.',
  }),
  DISCOVERY_URL: setting(httpUrl, {
    doc: 'The issuer, or its `.well-known` document. Plain OAuth 2.0 has none: give the endpoints below.',
  }),
  AUTHORIZE_URL: setting(httpUrl, { otherwise: 'discovered', doc: 'Authorization endpoint.' }),
  TOKEN_URL: setting(httpUrl, { otherwise: 'discovered', doc: 'Token endpoint.' }),
  REFRESH_URL: setting(httpUrl, { otherwise: '`TOKEN_URL`', doc: 'Where refreshes go.' }),
  EXCHANGE_URL: setting(httpUrl, { otherwise: '`REFRESH_URL`', doc: 'Where `EXCHANGE_AFTER_CODE` goes.' }),
  REVOKE_URL: setting(httpUrl, {
    otherwise: 'discovered',
    doc: 'Revocation endpoint (RFC 7009, or as `REVOKE_STYLE` says).',
  }),
  USERINFO_URL: setting(httpUrl, {
    otherwise: 'discovered',
    doc: 'Userinfo endpoint, or any that tells in JSON whose token it is.',
  }),
  DEVICE_URL: setting(httpUrl, { otherwise: 'discovered', doc: 'Device authorization endpoint (RFC 8628).' }),
  PAR_URL: setting(httpUrl, { otherwise: 'discovered', doc: 'Pushed authorization request endpoint (RFC 9126).' }),
  CLIENT_ID: setting(text, { doc: 'The client id of this service at the provider.' }),
  CLIENT_SECRET: setting(text, {
    secret: true,
    doc: 'Its secret, taken literally, commas and all. Required where `CLIENT_AUTH` is `basic` or `post`.',
  }),
  CLIENT_SECRET_NEXT: setting(text, {
    secret: true,
    doc:
      'Tried when `CLIENT_SECRET` is refused: a secret is changed without downtime, ' +
      '[except at some servers](adding-a-provider.md#what-a-wrong-secret-may-cost).',
  }),
  CLIENT_SECRETS: setting(path, {
    path: true,
    doc: 'A `client_secrets.json` in place of client id and secret, and of the URLs that are not set.',
  }),
  CLIENT_AUTH: setting(choice(['basic', 'post', 'private_key_jwt', 'mtls', 'none']), {
    otherwise: 'from discovery, else `basic`',
    doc: 'How the client proves itself at the token endpoint.',
  }),
  PRIVATE_KEY: setting(signingKey, {
    secret: true,
    doc: 'The key that signs for `private_key_jwt`: PKCS#8 in PEM form, or a JWK. `…_FILE` names a file that holds it.',
  }),
  PRIVATE_KEY_ID: setting(text, {
    otherwise: 'the JWK’s `kid`',
    doc: 'The name (`kid`) by which the provider knows it.',
  }),
  TLS_CERT: setting(certificates, {
    doc: 'The certificate that this service shows to the provider, with those that lead to its root.',
  }),
  TLS_KEY: setting(tlsKey, { secret: true, doc: 'Its key.' }),
  SCOPE: setting(scopeOrNone, {
    default: 'openid email offline_access',
    doc: 'What is asked for, with blanks between scopes whatever the provider puts there. None: the parameter is not sent.',
  }),
  SCOPE_SEPARATOR: setting(choice(['space', 'comma']), {
    default: 'space',
    doc: 'What stands between scopes in requests.',
  }),
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
      ...['response_type', 'redirect_uri', 'scope', 'state', 'nonce'],
      ...['code_challenge', 'code_challenge_method', 'dpop_jkt'],
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
  REQUEST_HEADERS: setting(requestHeaders, {
    default: '',
    secret: true,
    doc: 'Further headers of requests to the provider’s endpoints, discovery excepted: `Notion-Version=2025-09-03`.',
  }),
  PROPAGATE_TRACE: setting(boolean, {
    default: false,
    doc:
      'Tell the provider of our traces (`traceparent`) with such requests, where an SDK is loaded ' +
      '([observability.md](observability.md)): for one’s own identity provider, never for strangers.',
  }),
  PARAM_NAMES: setting(parameterNames, {
    default: '',
    doc: 'Other names of parameters in all requests: `client_id=client_key&scope=user_scope`.',
  }),
  BODY_FORMAT: setting(choice(['form', 'json']), {
    default: 'form',
    doc: 'How requests to the token endpoint, and those of `rfc7009`, are written.',
  }),
  ACCEPT: setting(pattern('media type', /^[\w.+*-]+\/[\w.+*-]+$/, 'is not a media type'), {
    default: 'application/json',
    doc: 'The answer that is asked for at the token endpoint.',
  }),
  RESPONSE_PATHS: setting(responsePaths, {
    default: '',
    doc:
      'Where the answer has what the standard has elsewhere: `tokens=authed_user&error=error&ok=ok`. `tokens` is the object ' +
      'with the tokens (where it is missing, the answer itself), and inside of it `access_token`, `refresh_token`, ' +
      '`expires_in`, `refresh_expires_in`, `scope`, `token_type`, `id_token`. `error` is a code in an answer of any ' +
      'status, `ok` what is `false` in one that failed.',
  }),
  PKCE: setting(choice(['auto', 'off', 'require']), {
    default: 'auto',
    doc: '`off`: for a server that refuses the parameters; `require`: only with a server that announces S256.',
  }),
  PAR: setting(demand, {
    default: 'auto',
    doc: 'Pushed authorization requests (RFC 9126). `auto`: where the provider demands them.',
  }),
  DPOP: setting(demand, {
    default: 'off',
    doc:
      'Tokens bound to a key (RFC 9449). `auto`: where the provider knows it; `require`: a token that is not bound is refused. ' +
      'Callers then need a proof for each use.',
  }),
  RESOURCE: setting(list('list of URLs', httpUrl), {
    default: [],
    doc: 'What the tokens are for (RFC 8707).',
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
  REFRESH_EXPIRES_IN_DEFAULT: setting(duration({ minimum: 1000 }), {
    otherwise: 'unknown',
    doc: 'How long a refresh token lives, used or not, where the answer does not say.',
  }),
  REFRESH_STYLE: setting(choice(['standard', 'exchange', 'none']), {
    default: 'standard',
    doc:
      '`exchange`: there is no refresh token, and the access token itself is exchanged for a newer one; `none`: a token is ' +
      'never renewed.',
  }),
  REFRESH_METHOD: setting(choice(['post', 'get']), { default: 'post', doc: 'How an exchange is asked for.' }),
  REFRESH_GRANT_TYPE: setting(parameterName, { doc: 'The `grant_type` of an exchange.' }),
  REFRESH_TOKEN_PARAM: setting(parameterName, { doc: 'The parameter of an exchange that bears the token.' }),
  EXCHANGE_AFTER_CODE: setting(boolean, {
    default: false,
    doc: 'The token that the code brings is short-lived, and exchanged at once.',
  }),
  EXCHANGE_GRANT_TYPE: setting(parameterName, {
    otherwise: '`REFRESH_GRANT_TYPE`',
    doc: 'The `grant_type` of that first exchange.',
  }),
  REFRESH_KILLS_ACCESS: setting(boolean, {
    default: false,
    doc: 'A refresh ends the old access token at once, so that none is made in the background.',
  }),
  REVOKE_STYLE: setting(choice(['rfc7009', 'github', 'bearer', 'query', 'none']), {
    default: 'rfc7009',
    doc:
      'How a token is revoked at `REVOKE_URL`. `github`: `DELETE` with the client’s credentials by Basic, and the token in ' +
      'JSON; `bearer`: `POST` with the access token as its bearer; `query`: with the token in the query; `none`: not at all.',
  }),
  REVOKE_METHOD: setting(choice(['post', 'delete']), { default: 'post', doc: 'The method of `query`.' }),
  REVOKE_TOKEN_PARAM: setting(parameterName, {
    default: 'token',
    doc: 'The parameter of `query` that bears the token.',
  }),
  REVOKE_TOKEN: setting(choice(['auto', 'access']), {
    default: 'auto',
    doc: 'Which token is revoked by `rfc7009` and `query`. `auto`: the refresh token where there is one.',
  }),
  REVOKES_SINGLY: setting(boolean, {
    default: false,
    doc: 'Revoking a token ends that token alone, not the whole grant.',
  }),
  DEAD_ERRORS: setting(list('list of error codes', errorCode), {
    default: [],
    doc: 'Errors besides `invalid_grant` that mean that the grant is gone.',
  }),
  CLIENT_ERRORS: setting(list('list of error codes', errorCode), {
    default: [],
    doc: 'Errors besides `invalid_client` that mean that the client’s own credentials are refused, not the grant.',
  }),
  EXPIRES_IN_DEFAULT: setting(duration({ minimum: 1000 }), {
    otherwise: 'unknown',
    doc: 'The lifetime of an access token whose answer names none.',
  }),
  NEVER_EXPIRES: setting(boolean, {
    default: false,
    doc: 'Access tokens whose answer names no lifetime do not expire.',
  }),
  SUBJECT_FROM: setting(choice(['auto', 'id_token', 'userinfo', 'answer', 'callback', 'none']), {
    default: 'auto',
    doc:
      'Where the name of the external account is taken from: the ID token, userinfo, the token endpoint’s `answer`, a ' +
      'parameter of the `callback` (which the browser could change). `auto`: the ID token, else userinfo.',
  }),
  SUBJECT_PATH: setting(dottedPath, { otherwise: '`sub`', doc: 'Where it lies there; numbers are written as text.' }),
  LABEL_PATH: setting(dottedPath, {
    otherwise: '`email`, `preferred_username` or `name`',
    doc: 'Where lies what people know the account by.',
  }),
  USERINFO_METHOD: setting(choice(['get', 'post']), {
    default: 'get',
    doc: 'How userinfo is asked; `post` has no body unless `USERINFO_BODY` is set.',
  }),
  USERINFO_BODY: setting(json, {
    doc: 'The body of `post`, JSON, where whose token it is must be asked for in words: `{"query": "{ viewer { id } }"}`.',
  }),
  USERINFO_TOKEN_PARAM: setting(parameterName, {
    otherwise: 'in the header `Authorization`',
    doc: 'The parameter of userinfo’s query that bears the access token.',
  }),
  CALLBACK_METADATA: setting(list('list of names', parameterName), {
    default: [],
    doc: 'Parameters of the callback that are kept with the grant and returned with its token: `realmId`.',
  }),
  TOKEN_METADATA: setting(list('list of paths', dottedPath), {
    default: [],
    doc: 'Likewise, from the token endpoint’s answer: `instance_url`.',
  }),
  TOKEN_HOST_FROM: setting(parameterName, {
    doc:
      'A parameter of the callback that names the account’s own host: it takes the place of `TOKEN_URL`’s there, and ' +
      'wherever else that host stands.',
  }),
  TOKEN_HOSTS: setting(list('list of hosts', host), {
    default: [],
    doc: 'The hosts that it may name; any other fails the link.',
  }),
});

/** The settings of one provider as they are written, in a settings file or a preset. */
export type ProviderInput = z.input<typeof provider>;

export type ProviderValues = z.output<typeof provider>;

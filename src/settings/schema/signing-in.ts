import { z } from 'zod';
import { setting } from '../setting.ts';
import { scope } from '../types/scope.ts';
import { boolean, choice, list, path, pattern, text } from '../types/text.ts';
import { httpUrl } from '../types/url.ts';
import { role } from './trusted-issuer.ts';

const claim = pattern('claim', /^[^\s,]+$/, 'is not the name or the dotted path of one claim');

/** The members of the list of trusted issuers. */
const issuerId = pattern(
  'id of a trusted issuer',
  /^[A-Za-z][A-Za-z0-9_-]*$/,
  'is not an id (a letter, then letters, digits, - and _)',
);

/** Who may come in: people by the identity provider or an account here, programs by further issuers too. */
export const signingIn = z.object({
  OIDC_DISCOVERY_URL: setting(httpUrl, {
    doc: 'The issuer that people sign in at, or its `.well-known/openid-configuration` document.',
  }),
  OIDC_CLIENT_ID: setting(text, { doc: 'The client id of this service there.' }),
  OIDC_CLIENT_SECRET: setting(text, { secret: true, doc: 'Its secret, taken literally.' }),
  OIDC_CLIENT_SECRETS: setting(path, {
    path: true,
    flag: 'oidc-secrets',
    doc: 'A `client_secrets.json` (`{"web": {"client_id", "client_secret", "issuer", …}}`) in place of the three above.',
  }),
  OIDC_SCOPE: setting(scope, { default: 'openid profile email', doc: 'What is asked for at sign-in.' }),
  OIDC_USER_ID_CLAIM: setting(claim, {
    default: 'sub',
    doc: 'The claim that identifies a user; the path may be dotted.',
  }),
  OIDC_ROLES_CLAIM: setting(list('list of claims', claim), {
    default: 'roles',
    doc: 'Claims that hold roles; paths may be dotted (`realm_access.roles`).',
  }),
  OIDC_AUDIENCE: setting(list('list of audiences', text, 1), {
    otherwise: '`OIDC_CLIENT_ID`',
    doc: 'Audiences that a bearer access token may bear.',
  }),
  OIDC_INTROSPECTION: setting(choice(['auto', 'always', 'never']), {
    default: 'auto',
    doc: 'Opaque bearer tokens are introspected (RFC 7662) where the issuer can; `always`: signed ones too; `never`.',
  }),
  ADMIN_ROLES: setting(list('list of roles', role), { default: [], doc: 'Roles that may administer the store.' }),
  SERVICE_ROLES: setting(list('list of roles', role), {
    default: [],
    doc: 'Roles that may obtain tokens on behalf of any user whom they name.',
  }),
  TRUSTED_ISSUERS: setting(list('list of ids', issuerId), {
    default: [],
    doc: 'Ids of further issuers of bearer JWTs: Kubernetes, CI systems. Their subjects are clients, never users.',
  }),
  LOCAL_ACCOUNTS: setting(boolean, {
    default: false,
    doc: 'Accounts kept here, for HTTP Basic and a login form; also while the identity provider is down.',
  }),
  HTPASSWD_FILE: setting(path, {
    path: true,
    doc: 'Further local accounts: lines `name:hash` with bcrypt hashes, as `htpasswd -B` writes them. Read anew when it changes.',
  }),
});

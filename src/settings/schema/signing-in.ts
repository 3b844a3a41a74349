import { z } from 'zod';
import { setting } from '../setting.ts';
import { scope } from '../types/scope.ts';
import { list, path, pattern, text } from '../types/text.ts';
import { httpUrl } from '../types/url.ts';

const role = pattern('role', /^[^\s,]+$/, 'is not the name of a role (no white space, no comma)');
const claim = pattern('claim', /^[^\s,]+$/, 'is not the name or the dotted path of one claim');

/** Who may come in: the identity provider that people sign in at. */
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
  ADMIN_ROLES: setting(list('list of roles', role), { default: [], doc: 'Roles that may administer the store.' }),
  SERVICE_ROLES: setting(list('list of roles', role), {
    default: [],
    doc: 'Roles that may obtain tokens on behalf of any user whom they name.',
  }),
});

import { z } from 'zod';
import { setting } from '../setting.ts';
import { parameters } from '../types/parameters.ts';
import { list, pattern, text } from '../types/text.ts';
import { httpUrl } from '../types/url.ts';

/** The name of a role. */
export const role = pattern('role', /^[^\s,]+$/, 'is not the name of a role (no white space, no comma)');

/** The settings of one trusted issuer, without its id in front. */
export const trustedIssuer = z.object({
  ISSUER: setting(httpUrl, { doc: 'Its name, exactly as the `iss` of its tokens has it. Required.' }),
  AUDIENCE: setting(list('list of audiences', text, 1), {
    doc: 'Audiences of which a token must bear one: the name of this service there. Required.',
  }),
  CLAIMS: setting(parameters([]), {
    default: '',
    doc:
      'Claims that a token must have: `sub=system:serviceaccount:jobs:*&kubernetes.io.namespace=jobs`. Names may be ' +
      'dotted, `*` stands for any text; of a list one member must fit.',
  }),
  ROLES: setting(list('list of roles', role), {
    default: [],
    doc: 'Roles that its subjects bear: those of `ADMIN_ROLES` and `SERVICE_ROLES` count.',
  }),
  JWKS_URL: setting(httpUrl, {
    otherwise: 'discovered',
    doc: 'Its keys, where it has no discovery that this service can read.',
  }),
});

export type TrustedIssuerValues = z.output<typeof trustedIssuer>;

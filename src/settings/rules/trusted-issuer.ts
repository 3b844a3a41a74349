import type { Checked } from '../check.ts';
import type { CommonValues } from '../schema.ts';
import type { TrustedIssuerValues } from '../schema/trusted-issuer.ts';
import type { TrustedIssuerSettings } from '../settings.ts';
import { warnOfPlainHttp } from './plain-http.ts';

/** What follows for the trusted issuers: each has a name of its own, and none is the one where people sign in. */
export function completeTrustedIssuers(
  common: Checked<CommonValues>,
  issuers: readonly (readonly [id: string, checked: Checked<TrustedIssuerValues>])[],
): readonly TrustedIssuerSettings[] {
  const { OIDC_DISCOVERY_URL } = common.values;
  const named = new Map<string, string>();
  return Object.freeze(
    issuers.map(([id, checked]) => {
      const { ISSUER = '', AUDIENCE = [] } = checked.values;
      const name = issuerOf(ISSUER);
      const other = named.get(name);
      if (!checked.isGiven('ISSUER')) checked.fault(['ISSUER'], 'is required');
      else if (OIDC_DISCOVERY_URL !== undefined && name === issuerOf(OIDC_DISCOVERY_URL)) {
        checked.fault(['ISSUER'], 'is the issuer that people sign in at: its subjects are users');
      } else if (other !== undefined) checked.fault(['ISSUER'], `is the issuer of "${other}" as well`);
      if (!checked.isGiven('AUDIENCE')) checked.fault(['AUDIENCE'], 'is required: the name of this service there');
      warnOfPlainHttp(checked, ['ISSUER', 'JWKS_URL']);
      named.set(name, id);
      return Object.freeze({ ...checked.values, id, ISSUER, AUDIENCE });
    }),
  );
}

/** As it is compared with others: without its `.well-known` document and a slash at the end. */
function issuerOf(url: string): string {
  return url.replace(/\/\.well-known\/.*$/, '').replace(/\/+$/, '');
}

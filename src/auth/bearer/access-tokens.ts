import { unauthenticated } from '../identity.ts';
import type { Introspection } from './introspection.ts';
import type { SignedTokens } from './signed-tokens.ts';
import { readUnverified } from './token-form.ts';
import type { BearerClaims } from './token-use.ts';

/** How access tokens of the login issuer are judged. */
export interface AccessTokenJudges {
  signed: SignedTokens;
  /** `undefined` for `OIDC_INTROSPECTION=never`. */
  introspection: Introspection | undefined;
  /** `OIDC_INTROSPECTION=always`: signed tokens are introspected too, so that a revoked one is refused. */
  introspectsAll: boolean;
}

/** Access tokens of the login issuer, signed or opaque. */
export class AccessTokens {
  private readonly judges: AccessTokenJudges | undefined;

  /** @param judges `undefined` where no login issuer is configured */
  constructor(judges: AccessTokenJudges | undefined) {
    this.judges = judges;
  }

  /** @throws Problem `unauthenticated`, `provider_unavailable`, `provider_misconfigured` */
  async verify(token: string): Promise<BearerClaims> {
    if (this.judges === undefined) throw unauthenticated('This access token is not accepted.');
    const { signed, introspection, introspectsAll } = this.judges;
    const unverified = readUnverified(token);
    if (unverified !== undefined && !introspectsAll) return signed.verify(token);
    if (introspection === undefined) throw unauthenticated('Opaque access tokens are not accepted.');
    return introspection.verify(token, unverified);
  }
}

import type { Log } from '../../log/logger.ts';
import { providerPrefix } from '../../settings/provider-ids.ts';
import type { TrustedIssuerSettings } from '../../settings/settings.ts';
import type { Claims } from '../claims.ts';
import { unauthenticated } from '../identity.ts';
import { meetsRules } from './claim-rules.ts';
import type { JwtVerifier } from './jwt-verifier.ts';
import { readUnverified } from './token-form.ts';
import { requireAccessToken, requireAudience } from './token-use.ts';

/** Somebody of whom a trusted issuer speaks: a client if it is registered, never a user. */
export interface TrustedSubject {
  issuer: string;
  subject: string;
  claims: Claims;
  /** `{ID}_ROLES`: what this deployment gives to all of that issuer's. Roles that the token names do not count. */
  roles: readonly string[];
}

/** A trusted issuer's settings, with what verifies its tokens. */
export interface TrustedIssuer {
  settings: TrustedIssuerSettings;
  verifier: JwtVerifier;
}

/** The issuers of `TRUSTED_ISSUERS`: a cluster's, a CI system's. */
export class TrustedIssuers {
  private readonly issuers: ReadonlyMap<string, TrustedIssuer>;
  private readonly log: Log;

  constructor(issuers: readonly TrustedIssuer[], log: Log) {
    this.issuers = new Map(issuers.map((one) => [one.settings.ISSUER, one]));
    this.log = log;
  }

  /** @param issuer an `iss` as it came, not yet verified */
  knows(issuer: string | undefined): boolean {
    return issuer !== undefined && this.issuers.has(issuer);
  }

  /** @throws Problem `unauthenticated`, `provider_unavailable` */
  async verify(token: string): Promise<TrustedSubject> {
    const trusted = this.issuers.get(readUnverified(token)?.issuer ?? '');
    if (trusted === undefined) throw unauthenticated('This access token is not accepted.');
    const { id, AUDIENCE, CLAIMS, ROLES } = trusted.settings;
    const { claims, issuer, type } = await trusted.verifier.verify(token);
    requireAccessToken(claims, type);
    const setting = `${providerPrefix(id)}AUDIENCE`;
    requireAudience(claims, { clientId: undefined, audiences: AUDIENCE, setting }, true, this.log);
    const subject = claims['sub'];
    if (typeof subject !== 'string' || subject === '') throw unauthenticated('This access token names nobody.');
    if (!meetsRules(claims, CLAIMS)) {
      this.log.info({ issuer: id, subject }, 'a bearer token that does not meet the claim rules of its issuer');
      throw unauthenticated('This access token is not accepted.');
    }
    return { issuer, subject, claims, roles: ROLES };
  }
}

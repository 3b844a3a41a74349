import type { Log } from '../../log/logger.ts';
import type { JwtVerifier } from './jwt-verifier.ts';
import {
  isProven,
  requireAccessToken,
  requireAudience,
  type AccessTokenRules,
  type BearerClaims,
} from './token-use.ts';

/** JWT access tokens of the login issuer (RFC 9068, and those that came before it), verified here. */
export class SignedTokens {
  private readonly verifier: JwtVerifier;
  private readonly rules: AccessTokenRules;
  private readonly log: Log;

  constructor(verifier: JwtVerifier, rules: AccessTokenRules, log: Log) {
    this.verifier = verifier;
    this.rules = rules;
    this.log = log;
  }

  /** @throws Problem `unauthenticated`, `provider_unavailable` */
  async verify(token: string): Promise<BearerClaims> {
    const { claims, issuer, type } = await this.verifier.verify(token);
    requireAccessToken(claims, type);
    requireAudience(claims, this.rules, isProven(claims, type), this.log);
    return { claims, issuer };
  }
}

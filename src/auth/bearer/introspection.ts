import { digest } from '../../crypto/hashing.ts';
import type { Clock } from '../../database/clock.ts';
import type { Log } from '../../log/logger.ts';
import type { OAuthClient } from '../../providers/oauth-client.ts';
import type { Claims } from '../claims.ts';
import { unauthenticated } from '../identity.ts';
import { Remembered } from '../remembered.ts';
import type { Unverified } from './token-form.ts';
import {
  audiencesOf,
  isProven,
  requireAccessToken,
  requireAudience,
  requireProof,
  typeOf,
  type AccessTokenRules,
  type BearerClaims,
} from './token-use.ts';

/** So long may a token live on that was revoked at the issuer. */
const KEPT = { lifetime: 30_000, most: 1000 };
const SKEW = 60_000;

/** Asks the login issuer of whom a token speaks (RFC 7662); one call for all who ask at once, and few besides. */
export class Introspection {
  private readonly issuer: OAuthClient;
  private readonly rules: AccessTokenRules;
  private readonly clock: Clock;
  private readonly log: Log;
  private readonly answers: Remembered<Claims>;

  constructor(issuer: OAuthClient, rules: AccessTokenRules, clock: Clock, log: Log) {
    this.issuer = issuer;
    this.rules = rules;
    this.clock = clock;
    this.log = log;
    this.answers = new Remembered(clock, KEPT);
  }

  /**
   * @param unverified what a signed token says of itself, by which it may be refused before it is sent anywhere
   * @throws Problem `unauthenticated`, `provider_unavailable`, `provider_misconfigured`
   */
  async verify(token: string, unverified: Unverified | undefined): Promise<BearerClaims> {
    const { issuer } = await this.issuer.server();
    if (unverified !== undefined) {
      // Another issuer's token is none of this one's business.
      if (unverified.issuer !== issuer) throw unauthenticated('This access token is not accepted.');
      this.refuseIdToken(unverified);
    }
    const claims = await this.answers.get(digest(token), () => this.send(token));
    this.check(claims, issuer);
    return { claims, issuer };
  }

  private refuseIdToken({ claims, type }: Unverified): void {
    requireAccessToken(claims, type);
    requireProof(audiencesOf(claims), this.rules.clientId, isProven(claims, type));
  }

  private check(claims: Claims, issuer: string): void {
    if (claims['active'] !== true) throw unauthenticated('This access token is not accepted.');
    requireAccessToken(claims, undefined);
    const [kind, use] = [claims['token_type'], claims['token_use']];
    // A refresh token is active as well; what is one thing only is said in one of these ways.
    const isBearer = typeOf(claims) === 'bearer' || (typeof kind === 'string' && /^bearer$/i.test(kind));
    if (!isBearer || (use !== undefined && use !== 'access_token' && use !== 'access')) {
      throw unauthenticated('This is not an access token.');
    }
    requireAudience(claims, this.rules, isBearer, this.log);
    const isOurs = claims['iss'] === undefined || claims['iss'] === issuer;
    if (!isOurs || this.isPast(claims['exp']) || this.isFuture(claims['nbf'])) {
      throw unauthenticated('This access token is not accepted.');
    }
  }

  private isPast(exp: unknown): boolean {
    return exp !== undefined && !(typeof exp === 'number' && exp * 1000 + SKEW > this.clock.now());
  }

  private isFuture(nbf: unknown): boolean {
    return nbf !== undefined && !(typeof nbf === 'number' && nbf * 1000 - SKEW <= this.clock.now());
  }

  private async send(token: string): Promise<Claims> {
    const claims = await this.issuer.introspect(token);
    if (claims === undefined) throw unauthenticated('Opaque access tokens are not accepted.');
    return claims;
  }
}

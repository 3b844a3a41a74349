import { createRemoteJWKSet, customFetch, errors, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { digest } from '../../crypto/hashing.ts';
import type { Clock } from '../../database/clock.ts';
import type { Log } from '../../log/logger.ts';
import { Problem } from '../../problem/problem.ts';
import type { Outbound } from '../../providers/outbound.ts';
import type { Claims } from '../claims.ts';
import { unauthenticated } from '../identity.ts';
import { Remembered } from '../remembered.ts';
import { jwtType } from './token-form.ts';

/** An issuer by its name, and where its keys are. */
export interface JwtIssuer {
  issuer: string;
  /** `undefined` where it publishes none. */
  jwksUri: string | undefined;
}

/** A JWT whose signature, issuer and times are good. Whom it is for, and what, is the caller's to check. */
export interface VerifiedJwt {
  claims: Claims;
  issuer: string;
  /** See {@link jwtType}. */
  type: string | undefined;
}

/** Asymmetric signatures only: neither `none`, nor HMAC with the public key as its secret. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
const SKEW_SECONDS = 60;
/** A signature is as good a minute later; keys that their issuer withdraws are known here for longer anyway. */
const KEPT = { lifetime: 60_000, most: 5_000 };
const JWKS_TIMEOUT = 10_000;
/** The key set could not be fetched or read: nobody can say whether the token is good. */
const KEYS_MISSING = new Set(['ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID', 'ERR_JOSE_GENERIC']);

/** Verifies the JWTs of one issuer (RFC 7519, RFC 8725), with the keys that its own metadata names. */
export class JwtVerifier {
  private readonly describe: () => Promise<JwtIssuer>;
  private readonly outbound: Outbound;
  private readonly log: Log;
  private readonly verified: Remembered<VerifiedJwt>;
  private keys: { uri: string; find: JWTVerifyGetKey } | undefined;

  /** @param describe asked before each use; throws Problem `provider_unavailable` */
  constructor(describe: () => Promise<JwtIssuer>, outbound: Outbound, clock: Clock, log: Log) {
    this.describe = describe;
    this.outbound = outbound;
    this.log = log;
    this.verified = new Remembered(clock, KEPT);
  }

  /** @throws Problem `unauthenticated`, `provider_unavailable` */
  async verify(token: string): Promise<VerifiedJwt> {
    const { issuer, jwksUri } = await this.describe();
    if (jwksUri === undefined) throw unauthenticated('The issuer of this token publishes no keys.');
    const known = await this.verified.get(digest(`${jwksUri} ${token}`), () => this.judge(token, issuer, jwksUri));
    const { exp } = known.claims;
    if (typeof exp !== 'number' || (exp + SKEW_SECONDS) * 1000 <= Date.now()) {
      throw unauthenticated('This access token is not accepted.');
    }
    return known;
  }

  private async judge(token: string, issuer: string, jwksUri: string): Promise<VerifiedJwt> {
    try {
      const { payload, protectedHeader } = await jwtVerify(token, this.keysAt(jwksUri), {
        issuer,
        algorithms: ALGORITHMS,
        clockTolerance: SKEW_SECONDS,
        requiredClaims: ['exp'],
      });
      return { claims: payload, issuer, type: jwtType(protectedHeader) };
    } catch (error) {
      throw this.refusal(error, issuer);
    }
  }

  /** An unknown `kid` asks again at most twice a minute. */
  private keysAt(uri: string): JWTVerifyGetKey {
    if (this.keys?.uri !== uri) {
      const find = createRemoteJWKSet(new URL(uri), {
        cooldownDuration: 30_000,
        [customFetch]: async (url: string) => {
          const answer = await this.outbound.request(url, {
            method: 'GET',
            headers: { accept: 'application/json, application/jwk-set+json' },
            timeout: JWKS_TIMEOUT,
          });
          return new Response(answer.text, { status: answer.status, headers: answer.headers });
        },
      });
      this.keys = { uri, find };
    }
    return this.keys.find;
  }

  private refusal(error: unknown, issuer: string): Problem {
    if (!(error instanceof errors.JOSEError) || KEYS_MISSING.has(error.code)) {
      return new Problem('provider_unavailable', 'The keys of this token’s issuer cannot be fetched.', {
        retryAfter: 5,
        cause: error,
      });
    }
    this.log.debug({ reason: error.code, issuer }, 'a bearer token was refused');
    return unauthenticated('This access token is not accepted.', error);
  }
}

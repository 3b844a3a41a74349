import {
  createRemoteJWKSet,
  customFetch,
  decodeJwt,
  errors,
  jwtVerify,
  type JWTPayload,
  type JWTVerifyGetKey,
} from 'jose';
import type { Log } from '../../log/logger.ts';
import { Problem } from '../../problem/problem.ts';
import type { OAuthClient } from '../../providers/oauth-client.ts';
import type { Outbound } from '../../providers/outbound.ts';
import type { Claims } from '../claims.ts';
import { unauthenticated } from '../identity.ts';

export interface AccessTokenRules {
  clientId: string;
  /** `OIDC_AUDIENCE`. */
  audiences: readonly string[];
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
const JWKS_TIMEOUT = 10_000;
/** The key set could not be fetched or read: nobody can say whether the token is good. */
const KEYS_MISSING = new Set(['ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID', 'ERR_JOSE_GENERIC']);
/** Keycloak's `typ` claims of tokens that are not for resource servers. */
const NOT_ACCESS = new Set(['id', 'refresh', 'offline', 'logout', 'serialized-id']);

/** Verifies JWT access tokens of the login issuer (RFC 9068, and those that came before it). */
export class AccessTokens {
  private readonly issuer: OAuthClient;
  private readonly rules: AccessTokenRules;
  private readonly outbound: Outbound;
  private readonly log: Log;
  private keys: { uri: string; find: JWTVerifyGetKey } | undefined;

  constructor(issuer: OAuthClient, rules: AccessTokenRules, outbound: Outbound, log: Log) {
    this.issuer = issuer;
    this.rules = rules;
    this.outbound = outbound;
    this.log = log;
  }

  /** @throws Problem `unauthenticated`, `provider_unavailable` */
  async verify(token: string): Promise<{ claims: Claims; issuer: string }> {
    const server = await this.issuer.server();
    if (server.jwks_uri === undefined) throw unauthenticated('The login issuer publishes no keys.');
    try {
      const { payload, protectedHeader } = await jwtVerify(token, this.keysAt(server.jwks_uri), {
        issuer: server.issuer,
        algorithms: ALGORITHMS,
        clockTolerance: SKEW_SECONDS,
        requiredClaims: ['exp'],
      });
      this.checkUse(payload, protectedHeader.typ);
      return { claims: payload, issuer: server.issuer };
    } catch (error) {
      throw this.refusal(error, token);
    }
  }

  /** The issuer's keys, from the address that its own metadata names; an unknown `kid` asks again at most twice a minute. */
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

  private checkUse(payload: JWTPayload, headerType: string | undefined): void {
    const type = typeof payload['typ'] === 'string' ? payload['typ'].toLowerCase() : undefined;
    const header = headerType?.toLowerCase().replace(/^application\//, '');
    if (
      (type !== undefined && NOT_ACCESS.has(type)) ||
      header === 'logout+jwt' ||
      'at_hash' in payload ||
      'c_hash' in payload
    ) {
      throw unauthenticated('This is not an access token.');
    }
    const { clientId, audiences } = this.rules;
    const borne = [payload.aud ?? []].flat().filter((audience) => audiences.includes(audience));
    if (borne.length === 0) throw this.wrongAudience(payload);
    // An ID token bears the client id as its audience too.
    const isProven = header === 'at+jwt' || type === 'bearer';
    if (!isProven && borne.every((audience) => audience === clientId)) {
      throw unauthenticated('Nothing shows that this is an access token: only its client id is its audience.');
    }
  }

  private wrongAudience(payload: JWTPayload): Problem {
    this.log.warn(
      { audience: payload.aud, client: payload['azp'] ?? payload['client_id'], accepted: this.rules.audiences },
      'a bearer token for another audience: add one of the accepted ones at the issuer (Keycloak: an Audience mapper in ' +
        'the client scope of whoever calls), or that audience to OIDC_AUDIENCE',
    );
    return unauthenticated('This access token is not meant for this service.');
  }

  private refusal(error: unknown, token: string): Problem {
    if (error instanceof Problem) return error;
    if (!(error instanceof errors.JOSEError) || KEYS_MISSING.has(error.code)) {
      return new Problem('provider_unavailable', 'The login issuer’s keys cannot be fetched.', {
        retryAfter: 5,
        cause: error,
      });
    }
    this.log.debug({ reason: error.code, issuer: issuerOf(token) }, 'a bearer token was refused');
    return unauthenticated('This access token is not accepted.', error);
  }
}

function issuerOf(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
}

import type { Log } from '../../log/logger.ts';
import type { Claims } from '../claims.ts';
import { unauthenticated } from '../identity.ts';

/** What an issuer says of a bearer, in a form that was checked. */
export interface BearerClaims {
  claims: Claims;
  issuer: string;
}

/** Whom an access token must be for. */
export interface AccessTokenRules {
  /** `undefined`: there is no client id that an ID token could bear as its audience. */
  clientId: string | undefined;
  /** `OIDC_AUDIENCE`, or a trusted issuer's. */
  audiences: readonly string[];
  /** The setting that names them. */
  setting: string;
}

/** Keycloak's `typ` claims of tokens that are not for resource servers. */
const NOT_ACCESS = new Set(['id', 'refresh', 'offline', 'logout', 'serialized-id']);

/**
 * ID, refresh and logout tokens are no access tokens, and one that is bound to a key (RFC 7800) is good only with proof
 * of that key, which a bearer does not bring.
 * @param headerType a JWT's `typ`, as {@link VerifiedJwt} has it
 * @throws Problem `unauthenticated`
 */
export function requireAccessToken(claims: Claims, headerType: string | undefined): void {
  const type = typeOf(claims);
  if (
    (type !== undefined && NOT_ACCESS.has(type)) ||
    headerType === 'logout+jwt' ||
    'at_hash' in claims ||
    'c_hash' in claims
  ) {
    throw unauthenticated('This is not an access token.');
  }
  if ('cnf' in claims) throw unauthenticated('This access token is bound to a key, and a bearer does not prove it.');
}

/** Whether something shows that it is an access token: RFC 9068's header, or Keycloak's claim. */
export function isProven(claims: Claims, headerType: string | undefined): boolean {
  return headerType === 'at+jwt' || typeOf(claims) === 'bearer';
}

/**
 * An ID token bears the client id as its audience, and so may an access token: only proof tells them apart.
 * @throws Problem `unauthenticated`
 */
export function requireProof(audiences: readonly string[], clientId: string | undefined, proven: boolean): void {
  if (!proven && audiences.length > 0 && audiences.every((audience) => audience === clientId)) {
    throw unauthenticated('Nothing shows that this is an access token: only its client id is its audience.');
  }
}

/**
 * @param proven see {@link isProven}
 * @throws Problem `unauthenticated`
 */
export function requireAudience(claims: Claims, rules: AccessTokenRules, proven: boolean, log: Log): void {
  const borne = audiencesOf(claims).filter((audience) => rules.audiences.includes(audience));
  if (borne.length === 0) {
    log.warn(
      { audience: claims['aud'], client: claims['azp'] ?? claims['client_id'], accepted: rules.audiences },
      'a bearer token for another audience: add one of the accepted ones at the issuer (Keycloak: an Audience mapper in ' +
        `the client scope of whoever calls), or that audience to ${rules.setting}`,
    );
    throw unauthenticated('This access token is not meant for this service.');
  }
  requireProof(borne, rules.clientId, proven);
}

/** The claim `typ`, as Keycloak has it, in small letters. */
export function typeOf(claims: Claims): string | undefined {
  return typeof claims['typ'] === 'string' ? claims['typ'].toLowerCase() : undefined;
}

/** `aud`: one, or several. */
export function audiencesOf(claims: Claims): string[] {
  return [claims['aud'] ?? []].flat().filter((audience) => typeof audience === 'string');
}

import { unauthenticated } from '../identity.ts';
import type { JwtVerifier } from './jwt-verifier.ts';
import { audiencesOf, typeOf, type BearerClaims } from './token-use.ts';

/** JWT types (header) and Keycloak's claims `typ` of tokens that are something else. */
const NOT_ID = new Set(['at+jwt', 'logout+jwt', 'token-introspection+jwt', 'secevent+jwt']);

/** ID tokens of the login issuer (OpenID Connect Core section 3.1.3.7), as a client shows those that were made for it. */
export class IdTokens {
  private readonly verifier: JwtVerifier | undefined;

  /** @param verifier `undefined` where no login issuer is configured: then there are none */
  constructor(verifier: JwtVerifier | undefined) {
    this.verifier = verifier;
  }

  /**
   * @param loginClientId the client's own id at the login issuer: the token must have been made for it alone
   * @throws Problem `unauthenticated`, `provider_unavailable`
   */
  async verify(token: string, loginClientId: string): Promise<BearerClaims> {
    if (this.verifier === undefined) throw unauthenticated('No login issuer is configured.');
    const { claims, issuer, type } = await this.verifier.verify(token);
    const stated = typeOf(claims);
    if ((type !== undefined && NOT_ID.has(type)) || (stated !== undefined && stated !== 'id') || 'events' in claims) {
      throw unauthenticated('This is not an ID token.');
    }
    const audiences = audiencesOf(claims);
    const party = claims['azp'] ?? (audiences.length === 1 ? audiences[0] : undefined);
    if (loginClientId === '' || party !== loginClientId || !audiences.includes(loginClientId)) {
      throw unauthenticated('This ID token was made for another client.');
    }
    if (typeof claims['sub'] !== 'string' || claims['sub'] === '') {
      throw unauthenticated('This ID token names nobody.');
    }
    return { claims, issuer };
  }
}

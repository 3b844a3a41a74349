import type { ClientDirectory } from '../../clients/client-directory.ts';
import type { Log } from '../../log/logger.ts';
import type { ClientPrincipal, Principal, RequestOrigin } from '../../principal/principal.ts';
import { originOf, type Asked, type Authenticator } from '../authenticator.ts';
import { unauthenticated, type Identity } from '../identity.ts';
import { shownKey } from '../api-key/shown-key.ts';
import type { AccessTokens } from './access-tokens.ts';
import { readUnverified } from './token-form.ts';
import type { TrustedIssuers } from './trusted-issuers.ts';

const BEARER = /^Bearer +(?<token>[A-Za-z0-9._~+/-]+=*) *$/i;

export interface BearerParts {
  tokens: AccessTokens;
  trusted: TrustedIssuers;
  clients: ClientDirectory;
  identity: Identity;
  log: Log;
}

/** RFC 6750: a user's access token of the login issuer, or a client's JWT of a trusted issuer. */
export class BearerAuthenticator implements Authenticator {
  private readonly parts: BearerParts;

  constructor(parts: BearerParts) {
    this.parts = parts;
  }

  recognises(request: Asked): boolean {
    // API keys are bearers too, and somebody else's.
    const { authorization } = request.headers;
    return /^Bearer\b/i.test(authorization ?? '') && shownKey(authorization) === undefined;
  }

  async authenticate(request: Asked): Promise<Principal> {
    const token = BEARER.exec(request.headers.authorization ?? '')?.groups?.['token'];
    if (token === undefined) throw unauthenticated('The Authorization header does not bear a token.');
    const { tokens, trusted, identity } = this.parts;
    if (trusted.knows(readUnverified(token)?.issuer)) return this.clientOf(token, originOf(request));
    const { claims, issuer } = await tokens.verify(token);
    return identity.recognise(claims, issuer, { via: 'bearer', origin: originOf(request) });
  }

  /**
   * The client that a trusted issuer's JWT speaks of; also where it is shown otherwise than as a bearer.
   * @throws Problem `unauthenticated`, `provider_unavailable`
   */
  async clientOf(token: string, origin: RequestOrigin): Promise<ClientPrincipal> {
    const { trusted, clients, identity, log } = this.parts;
    const { issuer, subject, claims, roles } = await trusted.verify(token);
    const client = await clients.bySubject(issuer, subject);
    if (client === undefined || client.disabled) {
      log.info({ issuer, subject, known: client !== undefined }, 'a bearer token of a trusted issuer for no client');
      throw unauthenticated('This access token is not accepted.');
    }
    const { id: clientId, name } = client;
    const scopes = identity.clientScopes(roles);
    return { kind: 'client', clientId, name, roles, claims, scopes, providers: undefined, via: 'bearer', origin };
  }
}

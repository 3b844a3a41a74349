import type { FastifyRequest } from 'fastify';
import type { Principal } from '../../principal/principal.ts';
import { originOf, type Authenticator } from '../authenticator.ts';
import { unauthenticated, type Identity } from '../identity.ts';
import type { AccessTokens } from './access-tokens.ts';

const BEARER = /^Bearer +(?<token>[A-Za-z0-9._~+/-]+=*) *$/i;

/** RFC 6750: a user's JWT access token of the login issuer. */
export class BearerAuthenticator implements Authenticator {
  private readonly tokens: AccessTokens;
  private readonly identity: Identity;

  constructor(tokens: AccessTokens, identity: Identity) {
    this.tokens = tokens;
    this.identity = identity;
  }

  recognises(request: FastifyRequest): boolean {
    return /^Bearer\b/i.test(request.headers.authorization ?? '');
  }

  async authenticate(request: FastifyRequest): Promise<Principal> {
    const token = BEARER.exec(request.headers.authorization ?? '')?.groups?.['token'];
    if (token === undefined) throw unauthenticated('The Authorization header does not bear a token.');
    const { claims, issuer } = await this.tokens.verify(token);
    return this.identity.recognise(claims, issuer, { via: 'bearer', origin: originOf(request) });
  }
}

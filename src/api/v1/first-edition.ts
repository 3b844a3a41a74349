import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FinishLink } from '../../grants/callback/finish-link.ts';
import type { GrantStore } from '../../grants/grant.store.ts';
import type { BeginLink } from '../../grants/link/begin-link.ts';
import type { RevokeGrant } from '../../grants/revoke/revoke-grant.ts';
import type { GiveToken } from '../../grants/token/give-token.ts';
import { requireScopeAt, type Principal, type UserPrincipal } from '../../principal/principal.ts';
import { Problem } from '../../problem/problem.ts';
import type { ProviderCatalogue } from '../../providers/catalogue.ts';
import type { BrowserSessions } from '../../sessions/browser-sessions.ts';
import type { LinkVersion, PublicUrls } from '../../settings/public-urls.ts';
import type { ReturnUrls } from '../../settings/return-urls.ts';
import { queryOf } from '../../auth/query.ts';
import { returnAddress } from '../return-address.ts';

/** What the first edition's API stands on. */
export interface FirstEditionParts {
  catalogue: ProviderCatalogue;
  grants: GrantStore;
  beginLink: BeginLink;
  finishLink: FinishLink;
  giveToken: GiveToken;
  revokeGrant: RevokeGrant;
  sessions: BrowserSessions;
  urls: PublicUrls;
  returnUrls: ReturnUrls;
}

/** Everything but the wire shapes that its two dialects, v1.0 and v1, have in common. */
export class FirstEdition {
  readonly parts: FirstEditionParts;

  constructor(parts: FirstEditionParts) {
    this.parts = parts;
  }

  /**
   * Where a link begins: for a browser with a session the provider's page, for any other caller an address of ours
   * with a ticket.
   * @param returnUrl as the caller named it
   */
  async begin(
    version: LinkVersion,
    id: string,
    returnUrl: string | undefined,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<string> {
    const { catalogue, beginLink, sessions } = this.parts;
    const principal = signedIn(request.principal, id);
    const wish = { principal, provider: catalogue.get(id), version, returnUrl: this.returnUrl(returnUrl, request) };
    if (principal.via !== 'session') return beginLink.issueTicket(wish);
    return beginLink.toProvider(wish, (await sessions.open(request, reply)).digest);
  }

  /** A browser takes up a ticket, and signs in on the way if it must. */
  async takeUpTicket(
    version: LinkVersion,
    id: string,
    ticket: string,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<string> {
    const { catalogue, beginLink, sessions, urls } = this.parts;
    const { principal } = request;
    if (principal === undefined) return urls.login(urls.authorize(version, id, ticket));
    if (principal.kind !== 'user' || principal.via !== 'session')
      throw new Problem('forbidden', 'A ticket is taken up by a browser.');
    return beginLink.takeUpTicket(ticket, catalogue.get(id), principal, (await sessions.open(request, reply)).digest);
  }

  /** @returns where the browser goes next */
  async callback(version: LinkVersion, id: string, request: FastifyRequest, reply: FastifyReply): Promise<string> {
    const { catalogue, finishLink, sessions } = this.parts;
    const provider = catalogue.get(id);
    const principal = request.principal?.kind === 'user' ? request.principal : undefined;
    const session = principal?.via === 'session' ? (await sessions.open(request, reply)).digest : undefined;
    return finishLink.finish({ provider, version, query: queryOf(request), principal, session });
  }

  /** What the caller named must be allowed; a `Referer` that is not is passed over; with neither, the front page. */
  private returnUrl(named: string | undefined, request: FastifyRequest): string {
    const { returnUrls } = this.parts;
    const { referer } = request.headers;
    const isNamed = named !== undefined && named !== '';
    return returnAddress(isNamed || referer === undefined ? named : returnUrls.resolve(referer), returnUrls);
  }
}

function signedIn(principal: Principal | undefined, provider: string): UserPrincipal {
  if (principal === undefined) throw new Problem('unauthenticated', 'Sign in, or send an access token.');
  if (principal.kind !== 'user') throw new Problem('forbidden', 'Accounts are connected by users.');
  requireScopeAt(principal, 'grants:write', provider);
  return principal;
}

import type { PlainScope, UserPrincipal } from '../principal/principal.ts';
import { Problem } from '../problem/problem.ts';
import type { BrowserSessions } from '../sessions/browser-sessions.ts';
import { originOf, type Answering, type Asked, type Authenticator } from './authenticator.ts';
import type { Identity } from './identity.ts';
import { cameFromUs, type Origins } from './same-origin.ts';

export interface SessionBounds {
  origins: Origins;
  /** What a session is good for at most; `undefined`: all that its user may. */
  scopes: readonly PlainScope[] | undefined;
}

/** A signed-in browser, by its session cookie. */
export class SessionAuthenticator implements Authenticator {
  private readonly sessions: BrowserSessions;
  private readonly identity: Identity;
  private readonly bounds: SessionBounds;

  constructor(sessions: BrowserSessions, identity: Identity, bounds: SessionBounds) {
    this.sessions = sessions;
    this.identity = identity;
    this.bounds = bounds;
  }

  recognises(request: Asked): boolean {
    // Whoever sends an Authorization header is judged by it alone.
    return request.headers.authorization === undefined && this.sessions.hasCookie(request);
  }

  /** @throws Problem `csrf` for a change that a page of another site asks for */
  async authenticate(request: Asked, reply: Answering): Promise<UserPrincipal | undefined> {
    const { data } = await this.sessions.open(request, reply);
    if (data.userId === undefined) return undefined;
    const how = { via: 'session', origin: originOf(request) } as const;
    const principal = await this.identity.recall(data.userId, data.claims ?? {}, how);
    if (principal !== undefined && !cameFromUs(request, this.bounds.origins)) {
      throw new Problem('csrf', 'A browser session may change things only from an origin in CORS_ORIGINS or our own.');
    }
    return principal && this.bounded(principal);
  }

  private bounded(principal: UserPrincipal): UserPrincipal {
    const { scopes: most } = this.bounds;
    if (most === undefined) return principal;
    return { ...principal, scopes: principal.scopes.filter((scope) => most.some((one) => one === scope)) };
  }
}

import type { AccessGuard } from '../auth/access.guard.ts';
import type { Answering, Asked } from '../auth/authenticator.ts';
import { meetsRules, type ClaimRules } from '../auth/bearer/claim-rules.ts';
import { wantsPage } from '../auth/wants-page.ts';
import { newId } from '../crypto/random.ts';
import type { Log } from '../log/logger.ts';
import { toProblem } from '../problem/problem.filter.ts';
import { Problem } from '../problem/problem.ts';
import { securityHeaders } from '../server/hooks.ts';
import type { PublicUrls } from '../settings/public-urls.ts';
import type { ReturnUrls } from '../settings/return-urls.ts';
import type { RuleBook } from './path-rules.ts';
import { Refused } from './refused.ts';
import { rememberUser, SignedInUser } from './signed-in-user.ts';
import { pathOf, type Visit } from './visit.ts';

export interface HostDoorParts {
  guard: AccessGuard;
  urls: PublicUrls;
  returnUrls: ReturnUrls;
  rules: RuleBook;
  log: Log;
}

/** Where the application is. */
export interface HostPlace {
  /** Its public address, without a slash at the end. */
  base: string;
  /** Below which path browsers show the session. */
  cookiePath: string;
}

/** Says who may come to pages that are not the store's: those of the application that it is embedded in. */
export class HostDoor {
  private readonly parts: HostDoorParts;
  private readonly place: HostPlace;

  constructor(parts: HostDoorParts, place: HostPlace) {
    this.parts = parts;
    this.place = place;
  }

  /** Asks what the rules ask of this address; where none fits, nothing is asked. @throws Refused */
  async check(visit: Visit): Promise<void> {
    const demands = this.parts.rules.demandsOf(visit.url);
    if (demands.length > 0) await this.admit(visit, demands);
  }

  /**
   * Lets a signed-in user in, by session first, else by bearer, API key or local account, and remembers them with the request.
   * @param demands what their claims must be; `roles` are the roles of the store
   * @throws Refused
   */
  async admit(visit: Visit, demands: readonly ClaimRules[]): Promise<SignedInUser> {
    const id = newId();
    try {
      const principal = await this.parts.guard.admit({ rule: 'signed-in' }, asked(visit, id), answering(visit));
      if (principal?.kind !== 'user') throw new Problem('forbidden', 'This is for users.');
      const claims = { ...principal.claims, roles: principal.roles };
      if (!demands.every((rules) => meetsRules(claims, rules))) {
        throw new Problem('forbidden', 'This is for others: a claim or a role is missing.');
      }
      const user = new SignedInUser(principal);
      rememberUser(visit.raw, user);
      return user;
    } catch (error) {
      throw this.refused(toProblem(error), visit, id);
    }
  }

  /** @param id of the request, where it has one already */
  refused(problem: Problem, { raw, url }: Pick<Visit, 'raw' | 'url'>, id = newId()): Refused {
    const { urls, log } = this.parts;
    if (problem.status >= 500) log.error({ err: problem.cause ?? problem, request: id }, problem.message);
    const target = url.startsWith('/') ? this.place.base + url : this.place.base;
    const canSignIn = raw.method === 'GET' && wantsPage(raw) && this.seesSession(target);
    return new Refused({
      ...{ problem, id, headers: securityHeaders(urls), path: pathOf(url) || '/' },
      ...(problem.status === 401 && { challenge: `Bearer resource_metadata="${urls.resourceMetadata}"` }),
      ...(problem.code === 'unauthenticated' && canSignIn && { location: urls.login(this.wayBack(target)) }),
    });
  }

  /** Where signing in leads back to: the page that was asked for, if that is one to be led to. */
  private wayBack(target: string): string {
    const { returnUrls, urls } = this.parts;
    return returnUrls.resolve(target) ?? urls.base;
  }

  /** Elsewhere a browser would come back from signing in, and be sent to sign in for ever. */
  private seesSession(target: string): boolean {
    const { cookiePath } = this.place;
    return cookiePath === '/' || (URL.canParse(target) && `${new URL(target).pathname}/`.startsWith(`${cookiePath}/`));
  }
}

function asked({ raw, ip }: Visit, id: string): Asked {
  return { id, ip, raw, method: raw.method ?? 'GET', headers: raw.headers };
}

function answering({ response }: Visit): Answering {
  return { raw: response, header: (name, value) => response.setHeader(name, value) };
}

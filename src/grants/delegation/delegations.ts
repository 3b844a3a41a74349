import type { RuleStore } from '../../clients/rule.store.ts';
import type { Rule } from '../../clients/rule.ts';
import { requireScopeAt, type ClientPrincipal, type Principal, type UserPrincipal } from '../../principal/principal.ts';
import { Problem } from '../../problem/problem.ts';
import type { PublicUrls } from '../../settings/public-urls.ts';
import { extentOf } from './extent.ts';
import type { UserFinder } from './user-finder.ts';

/** What a principal may obtain of one provider's tokens. */
export interface Mandate {
  /** Whose tokens. */
  userId: string;
  /** The provider's scopes that may be handed out at most; `undefined`: all that were granted. */
  scopes: readonly string[] | undefined;
}

/** No rule, or no consent, lets a client have this user's tokens there. */
export class NoMandate extends Problem {
  /** @param consent where the user consents, if a rule asks for that */
  constructor(detail: string, consent?: string) {
    super('forbidden', detail, consent === undefined ? {} : { members: { consent } });
  }
}

/** Nobody has this id: the statement that looks for a consent runs, and costs the same, also where there is no user. */
const NOBODY = '';

/** Says whose tokens a principal may have: its own, or by rule and consent another's. */
export class Delegations {
  private readonly users: UserFinder;
  private readonly rules: RuleStore;
  private readonly urls: PublicUrls;

  constructor(users: UserFinder, rules: RuleStore, urls: PublicUrls) {
    this.users = users;
    this.rules = rules;
    this.urls = urls;
  }

  /**
   * @throws Problem `forbidden`; `not_found` to whoever may act for all; `provider_unavailable`, `database_unavailable`
   */
  async mandate(principal: Principal, provider: string): Promise<Mandate> {
    requireScopeAt(principal, 'token', provider);
    return principal.kind === 'user' ? this.ofUser(principal, provider) : this.ofClient(principal, provider);
  }

  /** A user with a role of `SERVICE_ROLES` acts for any other. */
  private async ofUser(principal: UserPrincipal, provider: string): Promise<Mandate> {
    const { onBehalfOf, userId } = principal;
    if (onBehalfOf === undefined || onBehalfOf === userId) return { userId, scopes: undefined };
    requireScopeAt(principal, 'act-as', provider);
    const user = await this.users.named(onBehalfOf);
    if (user === undefined || user.disabled) throw new Problem('not_found', 'There is no such user.');
    return { userId: user.id, scopes: undefined };
  }

  /** A client acts for those whom its rules reach. */
  private async ofClient(principal: ClientPrincipal, provider: string): Promise<Mandate> {
    const { clientId, onBehalfOf } = principal;
    if (onBehalfOf === undefined) {
      throw new Problem('forbidden', 'A client has no accounts of its own: On-Behalf-Of names the user.');
    }
    requireScopeAt(principal, 'act-as', provider);
    const user = await this.users.named(onBehalfOf);
    const { rules, consent } = await this.rules.standing(clientId, user?.id ?? NOBODY, provider);
    const extent = user === undefined || user.disabled ? undefined : extentOf(rules, user, consent);
    if (user === undefined || extent === undefined) throw this.refusal(clientId, provider, rules);
    return { userId: user.id, scopes: extent.scopes };
  }

  /** The same whoever the user is, and whether there is one: it depends on the client and the provider alone. */
  private refusal(client: string, provider: string, rules: readonly Rule[]): NoMandate {
    if (!rules.some(({ needsConsent }) => needsConsent)) {
      return new NoMandate('No rule allows this.');
    }
    const consent = this.urls.consent(client, provider);
    return new NoMandate('No rule allows this, or the user has not consented: `consent` is where they do.', consent);
  }
}

import type { AuditLog } from '../../audit/audit-log.ts';
import type { ClientDirectory } from '../../clients/client-directory.ts';
import type { Client } from '../../clients/client.ts';
import type { Consent, ConsentStore } from '../../clients/consent.store.ts';
import { reachesUser } from '../../clients/rule.ts';
import type { RuleStore } from '../../clients/rule.store.ts';
import type { Page, PageWish } from '../../database/page.ts';
import { isId } from '../../crypto/random.ts';
import type { UserPrincipal } from '../../principal/principal.ts';
import { invalidRequest, Problem } from '../../problem/problem.ts';
import { wishOf, type Extent } from './extent.ts';
import type { ProviderCatalogue } from '../../providers/catalogue.ts';
import type { Provider } from '../../providers/provider.ts';
import type { UserFinder } from './user-finder.ts';

/** What a client asks a user to allow. */
export interface ConsentWish extends Extent {
  client: Client;
  provider: Provider;
  /** Whether the user allowed all of it already. */
  isGiven: boolean;
}

/** A consent with the name that its reader knows the client by; `null` for one that is gone. */
export interface NamedConsent extends Consent {
  clientName: string | null;
}

/** What a client may obtain of a user who was not asked. */
export interface UnaskedRule extends Extent {
  client: Pick<Client, 'id' | 'name'>;
  /** Where; `undefined`: at all providers. */
  providers: readonly string[] | undefined;
}

export interface ConsentsParts {
  users: UserFinder;
  clients: ClientDirectory;
  rules: RuleStore;
  store: ConsentStore;
  catalogue: ProviderCatalogue;
  audit: AuditLog;
}

/** Users allow clients what a rule offers them to allow, and take it back. */
export class Consents {
  private readonly parts: ConsentsParts;

  constructor(parts: ConsentsParts) {
    this.parts = parts;
  }

  /** @throws Problem `not_found` where no rule asks this user for consent, whatever the reason */
  async wish({ userId }: UserPrincipal, clientId: string, providerId: string): Promise<ConsentWish> {
    const { users, clients, rules, catalogue } = this.parts;
    const provider = catalogue.find(providerId);
    const client = await clients.find(clientId);
    if (provider === undefined || client === undefined || client.disabled) throw nothingAsked();
    const user = await users.byId(userId);
    const { rules: those, consent } = await rules.standing(client.id, userId, provider.id);
    const wish = user && wishOf(those, user);
    if (wish === undefined) throw nothingAsked();
    return { client, provider, ...wish, isGiven: consent !== undefined && covers(consent, wish) };
  }

  /**
   * @param scopes what of it is allowed; `undefined`: all
   * @throws Problem `invalid_request` for scopes that nobody asks for
   */
  async allow(user: UserPrincipal, wish: ConsentWish, scopes: Extent['scopes'] = wish.scopes): Promise<NamedConsent> {
    if (!covers(wish, { scopes })) {
      const detail = 'The client does not ask for these scopes.';
      throw invalidRequest('scopes', 'are more than the client asks for', detail);
    }
    const { client, provider } = wish;
    const about = { userId: user.userId, clientId: client.id, provider: provider.id };
    const consent = await this.parts.store.give({ ...about, scopes });
    this.record(user, consent, 'granted');
    return { ...consent, clientName: client.name };
  }

  /** Also what was allowed earlier ends. */
  async refuse(user: UserPrincipal, { client, provider }: ConsentWish): Promise<void> {
    const about = { userId: user.userId, clientId: client.id, provider: provider.id };
    const withdrawn = await this.parts.store.withdrawFrom(about.userId, about.clientId, about.provider);
    this.record(user, withdrawn ?? { ...about, scopes: undefined }, 'refused');
  }

  /** Newest first. */
  async list({ userId, providers }: UserPrincipal, wish: PageWish): Promise<Page<NamedConsent>> {
    const { items, next } = await this.parts.store.ofUser(userId, wish, providers);
    const ids = [...new Set(items.map(({ clientId }) => clientId))];
    const names = new Map<string, string | undefined>();
    for (const id of ids) names.set(id, (await this.parts.clients.find(id))?.name);
    return { items: items.map((one) => ({ ...one, clientName: names.get(one.clientId) ?? null })), next };
  }

  /** What holds for a user without their consent: the operator's rules that ask for none. */
  async unasked({ userId, providers: visible }: UserPrincipal): Promise<UnaskedRule[]> {
    const { users, clients, rules } = this.parts;
    const user = await users.byId(userId);
    if (user === undefined) return [];
    const found: UnaskedRule[] = [];
    for (const { clientId, providers, scopes, ...rule } of await rules.unasked()) {
      const seen = visible === undefined ? providers : visible.filter((id) => providers?.includes(id) ?? true);
      const client = reachesUser(rule, user) && seen?.length !== 0 ? await clients.find(clientId) : undefined;
      if (client !== undefined) found.push({ client, providers: seen, scopes });
    }
    return found;
  }

  /** Counts at once, on every replica. @throws Problem `not_found` */
  async withdraw(user: UserPrincipal, id: string): Promise<void> {
    const { userId, providers } = user;
    const consent = isId(id) ? await this.parts.store.find(userId, id) : undefined;
    const isVisible = consent !== undefined && (providers === undefined || providers.includes(consent.provider));
    if (!isVisible || (await this.parts.store.withdraw(userId, id)) === undefined) {
      throw new Problem('not_found', 'You gave no such consent.');
    }
    this.record(user, consent, 'withdrawn');
  }

  private record(
    by: UserPrincipal,
    { userId, clientId: subject, provider, scopes }: Pick<Consent, 'userId' | 'clientId' | 'provider' | 'scopes'>,
    outcome: string,
  ): void {
    this.parts.audit.record({ action: 'consent', outcome, by, userId, subject, provider, scope: scopes?.join(' ') });
  }
}

function nothingAsked(): Problem {
  return new Problem('not_found', 'No client asks for this.');
}

function covers(whole: Extent, part: Extent): boolean {
  if (whole.scopes === undefined) return true;
  return part.scopes?.every((scope) => whole.scopes?.includes(scope)) ?? false;
}

import { MOST_KEYS, type ApiKey, type ApiKeyStore, type KeyOwner } from '../../api-keys/api-key.store.ts';
import { covers, isPluginScope, isScope, providerOfScope } from '../../api-keys/key-scopes.ts';
import { newKeyText, writeKey } from '../../api-keys/key-text.ts';
import type { AuditLog } from '../../audit/audit-log.ts';
import type { ClientDirectory } from '../../clients/client-directory.ts';
import { digest } from '../../crypto/hashing.ts';
import type { Page, PageWish } from '../../database/page.ts';
import { hasScope, type Scope, type UserPrincipal } from '../../principal/principal.ts';
import { invalidRequest, Problem } from '../../problem/problem.ts';
import type { ProviderCatalogue } from '../../providers/catalogue.ts';
import { unauthenticated, type Identity } from '../identity.ts';
import { bounded, type KeyRights } from './key-bounds.ts';

/** A key that somebody would like to have. */
export interface KeyWish {
  name: string;
  /** `undefined`: what a client's key usually may; a user's says it. */
  scopes: readonly string[] | undefined;
  /** `undefined`: all that the maker's credential is good for. */
  providers: readonly string[] | undefined;
  /** An instant, or milliseconds from now; `undefined`: never, or with the key that makes it. */
  expires: { at: number } | { in: number } | undefined;
  /** Whose it shall be, where it is not the maker's own. */
  client: string | undefined;
}

export interface ManageKeysParts {
  keys: ApiKeyStore;
  identity: Identity;
  clients: ClientDirectory;
  catalogue: ProviderCatalogue;
  audit: AuditLog;
}

/** People's API keys, and for those who administer everybody's. */
export class ManageKeys {
  private readonly parts: ManageKeysParts;

  constructor(parts: ManageKeysParts) {
    this.parts = parts;
  }

  /** @throws Problem `forbidden` for another's keys */
  async list(by: UserPrincipal, owner: KeyOwner | 'all', wish: PageWish): Promise<Page<ApiKey>> {
    if (owner === 'all' || !('user' in owner) || owner.user !== by.userId) requireAdmin(by);
    return this.parts.keys.list(owner, wish);
  }

  /**
   * @returns the key's text too, which nobody can tell ever after
   * @throws Problem `invalid_request`, `forbidden`
   */
  async make(by: UserPrincipal, wish: KeyWish): Promise<{ key: ApiKey; text: string }> {
    const { client } = wish;
    if (client !== undefined) {
      requireAdmin(by);
      await this.checkClient(client);
    }
    const wished = { scopes: this.scopes(wish), providers: this.providers(wish), expiresAt: await this.expiry(wish) };
    // Who administers decides by rules what a client may obtain.
    const held = client === undefined ? by.scopes : this.clientScopes;
    const rights = bounded(by, held, await this.keyOf(by), wished);
    const owner = client === undefined ? { user: by.userId } : { client };
    return this.create(by, owner, wish.name, rights);
  }

  /**
   * For anybody, as the operator has it at the command line. What its owner may not, the key may not, whatever it says.
   * @returns the key's text too, which nobody can tell ever after
   * @throws Problem `invalid_request`
   */
  async issue(owner: KeyOwner, wish: Omit<KeyWish, 'client'>): Promise<{ key: ApiKey; text: string }> {
    const client = 'client' in owner ? owner.client : undefined;
    if (client !== undefined) await this.checkClient(client);
    const whole = { ...wish, client };
    const rights = {
      scopes: this.scopes(whole),
      providers: this.providers(whole) ?? null,
      expiresAt: (await this.expiry(whole)) ?? null,
    };
    return this.create(undefined, owner, wish.name, rights);
  }

  /** @param by `undefined`: the operator, at the command line  @throws Problem `not_found`, also for another's */
  async delete(by: UserPrincipal | undefined, id: string): Promise<void> {
    const { keys, audit } = this.parts;
    const owner = by === undefined || hasScope(by, 'admin') ? undefined : { user: by.userId };
    const key = await keys.delete(id, owner);
    if (key === undefined) throw new Problem('not_found', 'There is no such key.');
    audit.record({ action: 'api-key', outcome: 'deleted', by, userId: key.userId ?? undefined, subject: id });
  }

  private async create(
    by: UserPrincipal | undefined,
    owner: KeyOwner,
    name: string,
    rights: KeyRights,
  ): Promise<{ key: ApiKey; text: string }> {
    const { keys, audit } = this.parts;
    const shown = newKeyText();
    const key = await keys.create({ id: shown.id, name, secretHash: digest(shown.secret), owner, ...rights });
    if (key === undefined) throw invalidRequest('', `There are ${MOST_KEYS} keys already: delete one first.`);
    audit.record({
      ...{ action: 'api-key', outcome: 'created', by },
      ...{ userId: key.userId ?? undefined, subject: key.id, scope: key.scopes.join(' ') },
    });
    return { key, text: writeKey(shown) };
  }

  private get clientScopes(): readonly Scope[] {
    return this.parts.identity.clientScopes([]);
  }

  private async checkClient(client: string): Promise<void> {
    if ((await this.parts.clients.find(client)) === undefined)
      throw invalidRequest('client', 'there is no such client');
  }

  /** The key that the maker showed; it may be gone by now. */
  private async keyOf({ keyId }: UserPrincipal): Promise<ApiKey | undefined> {
    if (keyId === undefined) return undefined;
    const key = await this.parts.keys.byId(keyId);
    if (key === undefined) throw unauthenticated('This API key is not accepted.');
    return key;
  }

  private scopes({ scopes, client }: KeyWish): Scope[] {
    const wished = scopes ?? (client === undefined ? [] : this.clientScopes);
    if (wished.length === 0) throw invalidRequest('scopes', 'say what the key shall be good for');
    return [...new Set(wished)].map((scope, i) => {
      if (!this.isScope(scope)) throw invalidRequest(`scopes.${i}`, 'there is no such scope');
      if (client !== undefined && !covers(this.clientScopes, scope))
        throw invalidRequest(`scopes.${i}`, 'is not for clients');
      const provider = providerOfScope(scope);
      if (provider !== undefined) this.checkProvider(provider, `scopes.${i}`);
      return scope;
    });
  }

  private isScope(text: string): text is Scope {
    return isScope(text) && (!isPluginScope(text) || this.parts.identity.pluginScopes.includes(text));
  }

  private providers({ providers }: KeyWish): string[] | undefined {
    if (providers === undefined) return undefined;
    for (const [i, provider] of providers.entries()) this.checkProvider(provider, `providers.${i}`);
    return [...new Set(providers)];
  }

  private checkProvider(id: string, path: string): void {
    if (this.parts.catalogue.find(id) === undefined) throw invalidRequest(path, 'there is no such provider');
  }

  private async expiry({ expires }: KeyWish): Promise<number | undefined> {
    if (expires === undefined) return undefined;
    const now = await this.parts.keys.now();
    if ('in' in expires) return now + expires.in;
    if (expires.at <= now) throw invalidRequest('expires_at', 'is in the past');
    return expires.at;
  }
}

function requireAdmin(by: UserPrincipal): void {
  if (!hasScope(by, 'admin')) throw new Problem('forbidden', 'This needs the right admin.');
}

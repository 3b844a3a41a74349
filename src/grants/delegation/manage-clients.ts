import type { AuditLog } from '../../audit/audit-log.ts';
import type { ClientDirectory } from '../../clients/client-directory.ts';
import type { Client } from '../../clients/client.ts';
import type { ClientStore, NewClient } from '../../clients/client.store.ts';
import type { NewRule, RuleStore } from '../../clients/rule.store.ts';
import type { Rule } from '../../clients/rule.ts';
import { newClientSecret } from '../../clients/secret-text.ts';
import { digest } from '../../crypto/hashing.ts';
import { isId } from '../../crypto/random.ts';
import type { Page, PageWish } from '../../database/page.ts';
import type { Principal } from '../../principal/principal.ts';
import { invalidRequest, Problem } from '../../problem/problem.ts';
import type { ProviderCatalogue } from '../../providers/catalogue.ts';

/** A client that an administrator would like to register. */
export interface ClientWish extends Omit<NewClient, 'secretHash'> {
  /** Whether it shall have a secret. */
  secret: boolean;
}

export interface ManageClientsParts {
  directory: ClientDirectory;
  store: ClientStore;
  rules: RuleStore;
  catalogue: ProviderCatalogue;
  audit: AuditLog;
  /** The names of `TRUSTED_ISSUERS`. */
  trustedIssuers: readonly string[];
}

/**
 * What administrators do with clients and their rules, and the operator at the command line, who is no principal. Those of
 * the settings are shown, and changed there.
 */
export class ManageClients {
  private readonly parts: ManageClientsParts;

  constructor(parts: ManageClientsParts) {
    this.parts = parts;
  }

  list(wish: PageWish): Promise<Page<Client>> {
    return this.parts.directory.list(wish);
  }

  /** @throws Problem `not_found` */
  async get(id: string): Promise<Client> {
    const client = await this.parts.directory.find(id);
    if (client === undefined) throw new Problem('not_found', 'There is no such client.');
    return client;
  }

  /**
   * @returns the secret too, which nobody can tell ever after
   * @throws Problem `invalid_request`
   */
  async register(
    by: Principal | undefined,
    { secret: wantsSecret, ...wish }: ClientWish,
  ): Promise<{ client: Client; secret: string | undefined }> {
    const { directory, store, trustedIssuers, audit } = this.parts;
    const { id, issuer, subject } = wish;
    if (issuer !== null && !trustedIssuers.includes(issuer))
      throw invalidRequest('issuer', 'is none of TRUSTED_ISSUERS');
    if ((await directory.find(id)) !== undefined) throw invalidRequest('id', 'is that of another client');
    if (issuer !== null && subject !== null && (await directory.bySubject(issuer, subject)) !== undefined) {
      throw invalidRequest('subject', 'is that of another client');
    }
    const secret = wantsSecret ? newClientSecret() : undefined;
    const added = await store.add({ ...wish, secretHash: secret === undefined ? null : digest(secret) });
    if (typeof added === 'string') {
      throw invalidRequest(added === 'id taken' ? 'id' : 'subject', 'is that of another client');
    }
    audit.record({ action: 'client', outcome: 'created', by, subject: id });
    return { client: added.client, secret };
  }

  /** The old secret ends. @throws Problem `not_found`, `forbidden` */
  async renewSecret(by: Principal | undefined, id: string): Promise<string> {
    const { store, audit } = this.parts;
    await this.ours(id);
    const secret = newClientSecret();
    if (!(await store.setSecret(id, digest(secret)))) throw new Problem('not_found', 'There is no such client.');
    audit.record({ action: 'client', outcome: 'secret renewed', by, subject: id });
    return secret;
  }

  /** A disabled client is let in no more, on any replica; its rules and consents wait. @throws Problem */
  async setDisabled(by: Principal, id: string, disabled: boolean): Promise<Client> {
    const { store, audit } = this.parts;
    await this.ours(id);
    const changed = await store.setDisabled(id, disabled);
    if (changed === undefined) throw new Problem('not_found', 'There is no such client.');
    audit.record({ action: 'client', outcome: disabled ? 'disabled' : 'enabled', by, subject: id });
    return changed.client;
  }

  /** Its rules, the consents to it and its keys end with it. @throws Problem `not_found`, `forbidden` */
  async remove(by: Principal | undefined, id: string): Promise<void> {
    const { store, audit } = this.parts;
    await this.ours(id);
    if (!(await store.remove(id))) throw new Problem('not_found', 'There is no such client.');
    audit.record({ action: 'client', outcome: 'deleted', by, subject: id });
  }

  /** @param clientId `undefined`: of all clients  @throws Problem `not_found` */
  async rules(wish: PageWish, clientId?: string): Promise<Page<Rule>> {
    if (clientId !== undefined) await this.get(clientId);
    return this.parts.rules.list(wish, clientId);
  }

  /** @throws Problem `not_found`, `forbidden`, `invalid_request` */
  async addRule(by: Principal, wish: NewRule): Promise<Rule> {
    const { rules, catalogue, audit } = this.parts;
    await this.ours(wish.clientId);
    const strange = wish.providers?.findIndex((provider) => catalogue.find(provider) === undefined) ?? -1;
    if (strange >= 0) throw invalidRequest(`providers.${strange}`, 'there is no such provider');
    const rule = await rules.add(wish);
    if (rule === undefined) throw new Problem('not_found', 'There is no such client.');
    audit.record({ action: 'delegation', outcome: 'created', by, ...aboutRule(rule) });
    return rule;
  }

  /** @throws Problem `not_found`, `forbidden` */
  async removeRule(by: Principal, clientId: string, id: string): Promise<void> {
    await this.ours(clientId);
    if (!isId(id) || !(await this.parts.rules.remove(clientId, id)))
      throw new Problem('not_found', 'There is no such rule.');
    this.parts.audit.record({ action: 'delegation', outcome: 'deleted', by, subject: `${clientId}/${id}` });
  }

  private async ours(id: string): Promise<void> {
    if ((await this.get(id)).source === 'settings') {
      throw new Problem('forbidden', 'This client is declared by the setting CLIENTS: change it there.');
    }
  }
}

function aboutRule({ clientId, id, scopes }: Rule): { subject: string; scope: string | undefined } {
  return { subject: `${clientId}/${id}`, scope: scopes?.join(' ') };
}

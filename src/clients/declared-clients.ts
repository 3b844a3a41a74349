import { digest } from '../crypto/hashing.ts';
import type { DeclaredClient, DeclaredRule } from '../settings/schema/clients.ts';
import type { SecretiveClient } from './client.ts';
import { readReach, type Rule } from './rule.ts';

interface Declared extends SecretiveClient {
  rules: readonly Rule[];
}

/** The clients of `CLIENTS`: a deployment that says all it needs. */
export class DeclaredClients {
  /** By id, in that order. */
  private readonly byId: ReadonlyMap<string, Declared>;

  constructor(settings: readonly DeclaredClient[]) {
    const clients = settings.map(toDeclared).sort((a, b) => (a.client.id < b.client.id ? -1 : 1));
    this.byId = new Map(clients.map((one) => [one.client.id, one]));
  }

  get all(): readonly SecretiveClient[] {
    return [...this.byId.values()];
  }

  get ids(): readonly string[] {
    return [...this.byId.keys()];
  }

  get rules(): readonly Rule[] {
    return [...this.byId.values()].flatMap(({ rules }) => rules);
  }

  find(id: string): SecretiveClient | undefined {
    return this.byId.get(id);
  }

  bySubject(issuer: string, subject: string): SecretiveClient | undefined {
    return this.all.find(({ client }) => client.issuer === issuer && client.subject === subject);
  }

  /** `undefined`: no declared client. */
  rulesOf(id: string): readonly Rule[] | undefined {
    return this.byId.get(id)?.rules;
  }
}

function toDeclared({ id, name, secret, issuer, subject, login_client: loginClient, rules }: DeclaredClient): Declared {
  return {
    client: {
      id,
      name: name ?? id,
      disabled: false,
      source: 'settings',
      hasSecret: secret !== undefined,
      issuer: issuer ?? null,
      subject: subject ?? null,
      loginClient: loginClient ?? null,
      createdAt: 0,
    },
    secretHash: secret === undefined ? null : digest(secret),
    rules: rules.map((rule, index) => toRule(rule, id, index)),
  };
}

function toRule({ providers, scopes, users, consent }: DeclaredRule, clientId: string, index: number): Rule {
  return {
    id: `${clientId}.${index + 1}`,
    clientId,
    providers: providers === '*' ? undefined : providers,
    scopes,
    users: readReach(users),
    needsConsent: consent,
    source: 'settings',
    createdAt: 0,
  };
}

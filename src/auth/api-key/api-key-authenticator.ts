import type { ApiKeyStore, ShownKey } from '../../api-keys/api-key.store.ts';
import { common } from '../../api-keys/key-scopes.ts';
import { readKey } from '../../api-keys/key-text.ts';
import type { ClientDirectory } from '../../clients/client-directory.ts';
import { digest, sameSecret } from '../../crypto/hashing.ts';
import type { LastUse } from '../../database/last-use.ts';
import type { Principal, RequestOrigin } from '../../principal/principal.ts';
import type { Problem } from '../../problem/problem.ts';
import { originOf, type Asked, type Authenticator } from '../authenticator.ts';
import { unauthenticated, type Identity } from '../identity.ts';
import { shownKey, type ShownText } from './shown-key.ts';

/** Compared with where there is no such key, so that an unknown id costs what a wrong secret does. */
const NOBODYS = digest('');
const PRINTABLE = /^[^\p{Cc}]{1,255}$/u;

export interface ApiKeyParts {
  keys: ApiKeyStore;
  identity: Identity;
  clients: ClientDirectory;
  lastUse: LastUse;
}

/** An API key in any of its header forms: a user's, or a client's. It may what both the key and its owner may. */
export class ApiKeyAuthenticator implements Authenticator {
  private readonly parts: ApiKeyParts;

  constructor(parts: ApiKeyParts) {
    this.parts = parts;
  }

  recognises(request: Asked): boolean {
    return shownKey(request.headers.authorization) !== undefined;
  }

  async authenticate(request: Asked): Promise<Principal> {
    const shown = shownKey(request.headers.authorization);
    if (shown === undefined) throw refused();
    return this.judge(shown, originOf(request));
  }

  /**
   * Judges a key that came elsewhere than in a header of its own.
   * @throws Problem `unauthenticated`
   */
  async ofKey(text: string, origin: RequestOrigin): Promise<Principal> {
    return this.judge({ key: text, user: '' }, origin);
  }

  private async judge({ key: text, user }: ShownText, origin: RequestOrigin): Promise<Principal> {
    const key = readKey(text);
    // A slip or a scanner's guess costs no statement.
    if (key === undefined) throw refused();
    const found = await this.parts.keys.find(key.id);
    if (!sameSecret(digest(key.secret), found?.secretHash ?? NOBODYS) || found === undefined) throw refused();
    const principal = namingUser(await this.principalOf(found, origin), user);
    this.parts.lastUse.touch('api_keys', found.id);
    return principal;
  }

  private async principalOf(key: ShownKey, origin: RequestOrigin): Promise<Principal> {
    const { identity, clients } = this.parts;
    const rights = { via: 'api-key', keyId: key.id, providers: key.providers ?? undefined, origin } as const;
    if (key.user !== undefined) {
      const owner = identity.principalOf(key.user, {}, { via: 'api-key', origin });
      return { ...owner, ...rights, scopes: common(key.scopes, owner.scopes) };
    }
    const client = key.clientId === null ? undefined : await clients.find(key.clientId);
    if (client === undefined || client.disabled) throw refused();
    const { id: clientId, name } = client;
    const scopes = common(key.scopes, identity.clientScopes([]));
    return { kind: 'client', clientId, name, roles: [], claims: {}, ...rights, scopes };
  }
}

/** `ApiKey user:key` means the owner; another user only where the key may act for others. */
function namingUser(principal: Principal, user: string): Principal {
  const own = principal.kind === 'user' ? [principal.userId, principal.subject] : [principal.clientId];
  if (user === '' || own.includes(user)) return principal;
  if (!principal.scopes.includes('act-as') || !PRINTABLE.test(user)) throw refused();
  return { ...principal, onBehalfOf: user };
}

/** The same for every fault, so that nobody learns which ids there are. */
function refused(): Problem {
  return unauthenticated('This API key is not accepted.');
}

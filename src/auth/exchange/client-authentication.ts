import { KEY_PREFIX } from '../../api-keys/key-text.ts';
import type { ClientDirectory } from '../../clients/client-directory.ts';
import type { Client } from '../../clients/client.ts';
import { isExceeded } from '../../limits/limit.ts';
import type { Limits } from '../../limits/limits.ts';
import { rateLimited } from '../../limits/rate-limit-headers.ts';
import type { Log } from '../../log/logger.ts';
import type { ClientPrincipal, Principal, RequestOrigin } from '../../principal/principal.ts';
import { OAuthProblem } from '../../problem/oauth-problem.ts';
import { Problem } from '../../problem/problem.ts';
import type { ApiKeyAuthenticator } from '../api-key/api-key-authenticator.ts';
import type { BearerAuthenticator } from '../bearer/bearer-authenticator.ts';
import type { Identity } from '../identity.ts';

/** What a client shows at the token endpoint. */
export type ClientCredential =
  { clientId: string; secret: string } | { clientId: string | undefined; assertion: string };

export interface ProvenClient {
  client: Client;
  principal: ClientPrincipal;
}

export interface ClientAuthenticationParts {
  clients: ClientDirectory;
  apiKeys: ApiKeyAuthenticator;
  bearers: BearerAuthenticator;
  identity: Identity;
  limits: Limits;
  log: Log;
}

/** Who calls the token endpoint: by client secret, by an API key in its place, or by a JWT of a trusted issuer. */
export class ClientAuthentication {
  private readonly parts: ClientAuthenticationParts;

  constructor(parts: ClientAuthenticationParts) {
    this.parts = parts;
  }

  /** @throws OAuthProblem `invalid_client`; Problem `rate_limited`, `provider_unavailable`, `database_unavailable` */
  async authenticate(shown: ClientCredential, origin: RequestOrigin): Promise<ProvenClient> {
    const { limits, log } = this.parts;
    const refusal = limits.refusal(origin.address);
    if (refusal !== undefined) throw rateLimited(refusal);
    const proven = await this.judge(shown, origin);
    if (proven === undefined) {
      log.info({ request: origin.id, address: origin.address }, 'a client could not be authenticated');
      await limits.failed(origin.address);
      // The same for every fault, so that nobody learns which clients there are.
      throw new OAuthProblem('invalid_client', 'The client could not be authenticated.');
    }
    const standing = await limits.call(proven.principal);
    if (standing !== undefined && isExceeded(standing)) throw rateLimited(standing);
    return proven;
  }

  private async judge(shown: ClientCredential, origin: RequestOrigin): Promise<ProvenClient | undefined> {
    if ('assertion' in shown) {
      const principal = await unlessRefused(this.parts.bearers.clientOf(shown.assertion, origin));
      return this.proven(principal, shown.clientId);
    }
    const { clientId, secret } = shown;
    if (secret.startsWith(KEY_PREFIX)) {
      return this.proven(await unlessRefused(this.parts.apiKeys.ofKey(secret, origin)), clientId);
    }
    const client = await this.parts.clients.bySecret(clientId, secret);
    if (client === undefined) return undefined;
    const { id, name } = client;
    const scopes = this.parts.identity.clientScopes([]);
    return {
      client,
      principal: {
        ...{ kind: 'client', clientId: id, name, roles: [], claims: {}, scopes },
        ...{ providers: undefined, via: 'client', origin },
      },
    };
  }

  /** @param clientId as the request names it, if it does: a credential is good for its own client alone */
  private async proven(
    principal: Principal | undefined,
    clientId: string | undefined,
  ): Promise<ProvenClient | undefined> {
    if (principal?.kind !== 'client' || (clientId !== undefined && clientId !== principal.clientId)) return undefined;
    const client = await this.parts.clients.find(principal.clientId);
    return client && { client, principal };
  }
}

/** A credential that is bad is nobody's; one that cannot be judged just now is an error. */
async function unlessRefused<T>(judged: Promise<T>): Promise<T | undefined> {
  try {
    return await judged;
  } catch (error) {
    if (error instanceof Problem && error.code === 'unauthenticated') return undefined;
    throw error;
  }
}

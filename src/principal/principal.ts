import { Problem } from '../problem/problem.ts';
import type { TraceIds } from '../tracing/request-trace.ts';

/** What a credential may be good for (http-api.md). `token:<provider>` is `token` for one provider. */
export const SCOPES = ['grants:read', 'grants:write', 'token', 'api-keys', 'act-as', 'admin'] as const;
export type PlainScope = (typeof SCOPES)[number];
/** A plugin's own right: to see what it keeps, or to change it. */
export type PluginScope = `${string}-read` | `${string}-write`;
export type Scope = PlainScope | PluginScope | `token:${string}`;

/** What anybody may do for themselves. */
export const OWN_SCOPES: readonly PlainScope[] = ['grants:read', 'grants:write', 'token', 'api-keys'];

/** How a principal was recognised. Only a `session` has a browser that could follow a redirect. */
export type Via = 'session' | 'bearer' | 'api-key' | 'basic' | 'client';

/** The present request, as the audit names it. */
export interface RequestOrigin {
  id: string;
  address: string;
  /** For the log alone. */
  trace?: TraceIds | undefined;
}

interface Caller {
  name: string | null;
  roles: readonly string[];
  scopes: readonly Scope[];
  /** The only providers that the credential is good for; `undefined`: all. */
  providers: readonly string[] | undefined;
  /** The issuer's claims, as they came. */
  claims: Readonly<Record<string, unknown>>;
  via: Via;
  /** The id of the API key that was shown. */
  keyId?: string | undefined;
  /** The user that the request is made for, as the caller named them: an id of the store, or a subject at the login issuer. */
  onBehalfOf?: string | undefined;
  origin: RequestOrigin;
}

export interface UserPrincipal extends Caller {
  kind: 'user';
  userId: string;
  /** The subject at the login issuer. */
  subject: string;
  email: string | null;
  emailVerified: boolean | null;
}

/** A registered service. It has no grants of its own: it acts for users, as far as rules and consent go. */
export interface ClientPrincipal extends Caller {
  kind: 'client';
  clientId: string;
}

/** Who makes the present request. */
export type Principal = UserPrincipal | ClientPrincipal;

/** By what a principal is known: the id of a user, or of a client. */
export function idOf(principal: Principal): string {
  return principal.kind === 'user' ? principal.userId : principal.clientId;
}

/** Whether a credential is good for something; `token` also where it is good for one provider's tokens. */
export function hasScope({ scopes }: Pick<Principal, 'scopes'>, scope: PlainScope | PluginScope): boolean {
  return scopes.includes(scope) || (scope === 'token' && scopes.some((one) => one.startsWith('token:')));
}

/** Whether a credential is good for something at one provider. */
export function hasScopeAt(
  { scopes, providers }: Pick<Principal, 'scopes' | 'providers'>,
  scope: PlainScope,
  provider: string,
): boolean {
  if (providers !== undefined && !providers.includes(provider)) return false;
  return scopes.includes(scope) || (scope === 'token' && scopes.includes(`token:${provider}`));
}

/** @throws Problem `forbidden` */
export function requireScopeAt(principal: Principal, scope: PlainScope, provider: string): void {
  if (!hasScopeAt(principal, scope, provider)) {
    throw new Problem('forbidden', `This credential does not give the right ${scope} at this provider.`);
  }
}

/** What a credential may be good for (http-api.md). A session or a token of the login issuer is good for all of a user's own. */
export const SCOPES = ['grants:read', 'grants:write', 'token', 'api-keys', 'act-as', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

/** What anybody may do for themselves. */
export const OWN_SCOPES: readonly Scope[] = ['grants:read', 'grants:write', 'token', 'api-keys'];

/** Who makes the present request. */
export interface Principal {
  userId: string;
  /** The subject at the login issuer. */
  subject: string;
  name: string | null;
  email: string | null;
  emailVerified: boolean | null;
  roles: readonly string[];
  scopes: readonly Scope[];
  /** The login issuer's claims, as they came. */
  claims: Readonly<Record<string, unknown>>;
  /** How they were recognised. Only a `session` has a browser that could follow a redirect. */
  via: 'session' | 'bearer';
}

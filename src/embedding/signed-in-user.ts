import type { IncomingMessage } from 'node:http';
import { hasScope, type PlainScope, type PluginScope, type UserPrincipal } from '../principal/principal.ts';

/** Who is signed in, as the application sees them. */
export class SignedInUser {
  /** The id at the store; `subject` is that at the login issuer. */
  readonly userId: string;
  readonly subject: string;
  readonly name: string | null;
  readonly email: string | null;
  /** The login issuer's, as they came; none with an API key. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** As `OIDC_ROLES_CLAIM` says; with an API key those of the last sign-in. */
  readonly roles: readonly string[];
  readonly #scopes: UserPrincipal['scopes'];

  constructor({ userId, subject, name, email, claims, roles, scopes }: UserPrincipal) {
    this.userId = userId;
    this.subject = subject;
    this.name = name;
    this.email = email;
    this.claims = claims;
    this.roles = roles;
    this.#scopes = scopes;
  }

  /** Whether the credential is good for something: `token`, `admin`, a right of a plugin. A key has those that it was made with. */
  hasPermission(right: PlainScope | PluginScope): boolean {
    return hasScope({ scopes: this.#scopes }, right);
  }
}

const users = new WeakMap<IncomingMessage, SignedInUser>();

export function rememberUser(request: IncomingMessage, user: SignedInUser): void {
  users.set(request, user);
}

/** The user that was let in with this request; `undefined` where nobody asked. */
export function userOf(request: IncomingMessage): SignedInUser | undefined {
  return users.get(request);
}

import {
  OWN_SCOPES,
  type PlainScope,
  type PluginScope,
  type RequestOrigin,
  type UserPrincipal,
  type Via,
} from '../principal/principal.ts';
import type { User } from '../principal/user.ts';
import { Problem } from '../problem/problem.ts';
import type { Profile, UserStore } from '../users/user.store.ts';
import { toProfile, type ClaimPaths, type Claims } from './claims.ts';
import { UserDisabled } from './user-disabled.ts';

/** By what, and in which request, somebody is recognised. */
export interface Recognition {
  via: Via;
  origin: RequestOrigin;
}

/** The roles that make more of a user than a user. */
export interface RoleRights {
  /** `ADMIN_ROLES`. */
  admin: readonly string[];
  /** `SERVICE_ROLES`. */
  actAs: readonly string[];
}

type UserScope = PlainScope | PluginScope;

/** Turns what the login issuer says into a user of the store, and a user into a principal. */
export class Identity {
  private readonly users: UserStore;
  private readonly paths: ClaimPaths;
  private readonly rights: RoleRights;
  /** The rights that plugins have brought. Every user has them, as they have those of the store for themselves. */
  readonly pluginScopes: readonly PluginScope[];
  private readonly ownScopes: readonly UserScope[];

  constructor(users: UserStore, paths: ClaimPaths, rights: RoleRights, pluginScopes: readonly PluginScope[]) {
    this.users = users;
    this.paths = paths;
    this.rights = rights;
    this.pluginScopes = pluginScopes;
    this.ownScopes = [...OWN_SCOPES, ...pluginScopes];
  }

  /** @throws Problem `unauthenticated` when the claims name nobody, or somebody who was disabled */
  async recognise(claims: Claims, issuer: string, how: Recognition): Promise<UserPrincipal> {
    const profile = toProfile(claims, issuer, this.paths);
    if (profile === undefined)
      throw unauthenticated(`The login issuer names no user: ${this.paths.userId} is missing.`);
    if (how.via === 'session') return this.signIn(profile, claims, how);
    const user = await this.users.meet(profile);
    // A token's roles are those that it names, whatever the sign-in said.
    return this.principalOf({ ...user, roles: profile.roles }, claims, how);
  }

  /** Somebody who proved who they are just now: what is said of them replaces what was. */
  async signIn(profile: Profile, claims: Claims, how: Recognition): Promise<UserPrincipal> {
    return this.principalOf(await this.users.recognise(profile), claims, how);
  }

  /** The user of a session that was opened earlier. @throws UserDisabled */
  async recall(userId: string, claims: Claims, how: Recognition): Promise<UserPrincipal | undefined> {
    const user = await this.users.byId(userId);
    return user && this.principalOf(user, claims, how);
  }

  /** @throws UserDisabled */
  principalOf(user: User, claims: Claims, how: Recognition): UserPrincipal {
    if (user.disabled) throw new UserDisabled();
    const { id, subject, name, email, emailVerified, roles } = user;
    return {
      kind: 'user',
      ...{ userId: id, subject, name, email, emailVerified, roles, claims },
      scopes: this.scopesOf(roles),
      providers: undefined,
      ...how,
    };
  }

  /** What a client that bears these roles may: obtain tokens for others, as far as rules allow. */
  clientScopes(roles: readonly string[]): readonly PlainScope[] {
    const isAdmin = roles.some((role) => this.rights.admin.includes(role));
    return ['token', 'act-as', ...(isAdmin ? (['admin'] as const) : [])];
  }

  private scopesOf(roles: readonly string[]): readonly UserScope[] {
    const { admin, actAs } = this.rights;
    if (admin.length === 0 && actAs.length === 0) return this.ownScopes;
    const has = (those: readonly string[]): boolean => roles.some((role) => those.includes(role));
    return [
      ...this.ownScopes,
      ...(has(actAs) ? (['act-as'] as const) : []),
      ...(has(admin) ? (['admin'] as const) : []),
    ];
  }
}

export function unauthenticated(detail: string, cause?: unknown): Problem {
  return new Problem('unauthenticated', detail, { cause });
}

import { OWN_SCOPES, type Principal } from '../principal/principal.ts';
import { Problem } from '../problem/problem.ts';
import type { User, UserStore } from '../users/user.store.ts';
import { toProfile, type ClaimPaths, type Claims } from './claims.ts';

/** Turns what the login issuer says into a user of the store, and a user into a principal. */
export class Identity {
  private readonly users: UserStore;
  private readonly paths: ClaimPaths;

  constructor(users: UserStore, paths: ClaimPaths) {
    this.users = users;
    this.paths = paths;
  }

  /** @throws Problem `unauthenticated` when the claims name nobody, or somebody who was disabled */
  async recognise(claims: Claims, issuer: string, via: Principal['via']): Promise<Principal> {
    const profile = toProfile(claims, issuer, this.paths);
    if (profile === undefined)
      throw unauthenticated(`The login issuer names no user: ${this.paths.userId} is missing.`);
    if (via === 'session') return toPrincipal(await this.users.recognise(profile), claims, via);
    // A token's roles are those that it names, whatever the sign-in said.
    return { ...toPrincipal(await this.users.meet(profile), claims, via), roles: profile.roles };
  }

  /** The user of a session that was opened earlier. */
  async recall(userId: string, claims: Claims, via: Principal['via']): Promise<Principal | undefined> {
    const user = await this.users.byId(userId);
    return user && toPrincipal(user, claims, via);
  }
}

export function unauthenticated(detail: string, cause?: unknown): Problem {
  return new Problem('unauthenticated', detail, { cause });
}

function toPrincipal(user: User, claims: Claims, via: Principal['via']): Principal {
  if (user.disabled) throw unauthenticated('This user was disabled.');
  const { id, subject, name, email, emailVerified, roles } = user;
  return { userId: id, subject, name, email, emailVerified, roles, scopes: OWN_SCOPES, claims, via };
}

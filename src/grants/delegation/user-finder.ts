import type { Subordinate } from '../../clients/rule.ts';
import { Problem } from '../../problem/problem.ts';
import type { User } from '../../principal/user.ts';
import type { UserStore } from '../../users/user.store.ts';
import type { LoginIssuer } from '../login-issuer.ts';

export interface FoundUser extends Subordinate {
  disabled: boolean;
}

/** Finds the user whom a caller names: by id, or by subject at the login issuer. */
export class UserFinder {
  private readonly users: UserStore;
  private readonly loginIssuer: LoginIssuer;

  constructor(users: UserStore, loginIssuer: LoginIssuer) {
    this.users = users;
    this.loginIssuer = loginIssuer;
  }

  /** @throws Problem `provider_unavailable` for a name that is no id, while the login issuer was never reached */
  async named(name: string): Promise<FoundUser | undefined> {
    const issuer = await this.issuer();
    const user = await this.users.named(name, typeof issuer === 'string' ? issuer : undefined);
    if (user === undefined && typeof issuer !== 'string') throw issuer;
    return user && toFound(user, issuer);
  }

  async byId(id: string): Promise<FoundUser | undefined> {
    const user = await this.users.byId(id);
    return user && toFound(user, await this.issuer());
  }

  /** Ids go on counting while nobody can say what the login issuer is called. */
  private async issuer(): Promise<string | Problem> {
    try {
      return await this.loginIssuer();
    } catch (error) {
      if (error instanceof Problem) return error;
      throw error;
    }
  }
}

function toFound({ id, issuer, subject, roles, disabled }: User, loginIssuer: string | Problem): FoundUser {
  return { id, subject: issuer === loginIssuer ? subject : undefined, roles, disabled };
}

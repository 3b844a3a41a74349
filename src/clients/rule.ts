/** For whom a rule holds: all users, those of a role, or users by their ids or their subjects at the login issuer. */
export type Reach = { kind: 'all' } | { kind: 'role'; role: string } | { kind: 'listed'; names: readonly string[] };

/** The same as settings and requests write it: ids and subjects in a list. */
export type WrittenReach = 'all' | { role: string } | readonly string[];

export function readReach(written: WrittenReach): Reach {
  if (written === 'all') return { kind: 'all' };
  return 'role' in written ? { kind: 'role', role: written.role } : { kind: 'listed', names: [...new Set(written)] };
}

/** A client may obtain tokens of these providers, with these scopes, for these users. */
export interface Rule {
  id: string;
  clientId: string;
  /** `undefined`: all. */
  providers: readonly string[] | undefined;
  /** The provider's scopes; `undefined`: whatever was granted. */
  scopes: readonly string[] | undefined;
  users: Reach;
  needsConsent: boolean;
  source: 'settings' | 'api';
  /** Milliseconds since the epoch; 0 for a declared one. */
  createdAt: number;
}

/** A user, as far as rules ask. */
export interface Subordinate {
  id: string;
  /** At the login issuer; `undefined` for whoever came from elsewhere. */
  subject: string | undefined;
  roles: readonly string[];
}

export function coversProvider({ providers }: Rule, provider: string): boolean {
  return providers === undefined || providers.includes(provider);
}

export function reachesUser({ users }: Pick<Rule, 'users'>, { id, subject, roles }: Subordinate): boolean {
  switch (users.kind) {
    case 'all':
      return true;
    case 'role':
      return roles.includes(users.role);
    case 'listed':
      return users.names.includes(id) || (subject !== undefined && users.names.includes(subject));
  }
}

import type { Profile } from '../users/user.store.ts';

export type Claims = Readonly<Record<string, unknown>>;

/** Where in the claims a user's id and roles stand. */
export interface ClaimPaths {
  /** `OIDC_USER_ID_CLAIM`: dotted. */
  userId: string;
  /** `OIDC_ROLES_CLAIM`: dotted, several are joined. */
  roles: readonly string[];
}

/** Who the claims speak of; `undefined` when they name nobody. */
export function toProfile(claims: Claims, issuer: string, paths: ClaimPaths): Profile | undefined {
  const subject = claimAt(claims, paths.userId);
  if ((typeof subject !== 'string' && typeof subject !== 'number') || subject === '') return undefined;
  const verified = claims['email_verified'];
  return {
    issuer,
    subject: String(subject),
    name: text(claims['name']) ?? text(claims['preferred_username']),
    email: text(claims['email']),
    emailVerified: typeof verified === 'boolean' ? verified : null,
    roles: [...new Set(paths.roles.flatMap((path) => strings(claimAt(claims, path))))].sort(),
  };
}

/** A claim by its dotted path. Names may have dots themselves (`kubernetes.io.namespace`): the longest that is there counts. */
export function claimAt(claims: unknown, path: string): unknown {
  if (typeof claims !== 'object' || claims === null || Array.isArray(claims)) return undefined;
  for (let end = path.length; end > 0; end = path.lastIndexOf('.', end - 1)) {
    const name = path.slice(0, end);
    if (!Object.hasOwn(claims, name)) continue;
    const value = (claims as Claims)[name];
    return end === path.length ? value : claimAt(value, path.slice(end + 1));
  }
  return undefined;
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function strings(value: unknown): string[] {
  if (typeof value === 'string') return value.split(/[\s,]+/).filter((part) => part !== '');
  return Array.isArray(value) ? value.filter((part) => typeof part === 'string') : [];
}

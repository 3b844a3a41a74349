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
  const subject = at(claims, paths.userId);
  if ((typeof subject !== 'string' && typeof subject !== 'number') || subject === '') return undefined;
  const verified = claims['email_verified'];
  return {
    issuer,
    subject: String(subject),
    name: text(claims['name']) ?? text(claims['preferred_username']),
    email: text(claims['email']),
    emailVerified: typeof verified === 'boolean' ? verified : null,
    roles: [...new Set(paths.roles.flatMap((path) => strings(at(claims, path))))].sort(),
  };
}

/** A claim by its name, which may have dots in it, else by its dotted path. */
function at(claims: Claims, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  return path.split('.').reduce<unknown>((value, name) => {
    return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
      ? (value as Record<string, unknown>)[name]
      : undefined;
  }, claims);
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function strings(value: unknown): string[] {
  if (typeof value === 'string') return value.split(/[\s,]+/).filter((part) => part !== '');
  return Array.isArray(value) ? value.filter((part) => typeof part === 'string') : [];
}

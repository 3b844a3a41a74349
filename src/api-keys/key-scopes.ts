import { SCOPES, type Scope } from '../principal/principal.ts';

const PLAIN: readonly string[] = SCOPES;

export function isScope(text: string): text is Scope {
  return PLAIN.includes(text) || providerOfScope(text) !== undefined;
}

/** The provider of `token:<provider>`. */
export function providerOfScope(scope: string): string | undefined {
  return /^token:(?<provider>.+)$/s.exec(scope)?.groups?.['provider'];
}

/** Whether somebody with these scopes has that one too: `token` has `token:<provider>` within. */
export function covers(held: readonly Scope[], wanted: Scope): boolean {
  return held.includes(wanted) || (wanted.startsWith('token:') && held.includes('token'));
}

/** What both have: a key's scopes, of those that its owner has at present. */
export function common(key: readonly Scope[], owner: readonly Scope[]): Scope[] {
  return key.filter((scope) => covers(owner, scope));
}

import { SCOPES, type PluginScope, type Scope } from '../principal/principal.ts';

const PLAIN: readonly string[] = SCOPES;

export function isScope(text: string): text is Scope {
  return PLAIN.includes(text) || providerOfScope(text) !== undefined || isPluginScope(text);
}

/** By its form: whether there is a plugin that has it, the settings know. */
export function isPluginScope(text: string): text is PluginScope {
  return /^[a-z][a-z0-9-]*-(?:read|write)$/.test(text);
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

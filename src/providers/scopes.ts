/** The scopes in a text of a provider's (RFC 6749 section 3.3); some servers put commas between them. Each once. */
export function scopesOf(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter((scope) => scope !== ''))];
}

/** One text for one set of scopes, whatever their order. */
export function canonicalScope(scopes: readonly string[]): string {
  return [...new Set(scopes)].sort().join(' ');
}

/** Whether each of these scopes is among those that are held. */
export function covers(held: readonly string[], wanted: readonly string[]): boolean {
  return wanted.every((scope) => held.includes(scope));
}

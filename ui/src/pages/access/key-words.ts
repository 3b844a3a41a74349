import type { ApiKey } from '../../api/api-keys.ts';
import type { Texts } from '../../texts/en.ts';

/** In the order in which they are offered and told. */
export const RIGHTS = ['token', 'grants:read', 'grants:write', 'api-keys', 'act-as', 'admin'] as const;
export type Right = (typeof RIGHTS)[number];

/** What a scope for one provider's tokens begins with. */
const TOKEN_OF = 'token:';

/** With these a key makes others, or does what concerns others. */
const POWERFUL: readonly Right[] = ['api-keys', 'act-as', 'admin'];

export function isPowerful(right: Right): boolean {
  return POWERFUL.includes(right);
}

/** @param now milliseconds since the epoch */
export function isExpired({ expires_at: at }: Pick<ApiKey, 'expires_at'>, now: number): boolean {
  return at !== null && at * 1000 <= now;
}

/**
 * "May fetch access tokens and see your accounts. Good for GitHub."
 * @param nameOf what a provider is called, by its id
 * @param language for the "and"
 */
export function rightsInWords(
  { scopes, providers }: Pick<ApiKey, 'scopes' | 'providers'>,
  nameOf: (provider: string) => string,
  { access }: Texts,
  language: string,
): string {
  const list = new Intl.ListFormat(language, { type: 'conjunction' });
  const may = access.may(list.format(scopes.map((scope) => rightInWords(scope, nameOf, access))));
  // The rights say it already.
  if (scopes.every(isForOneProvider)) return may;
  return `${may} ${access.goodFor(providers === null ? access.all : list.format(providers.map(nameOf)))}`;
}

function rightInWords(
  scope: string,
  nameOf: (provider: string) => string,
  { rights, tokenOf }: Texts['access'],
): string {
  if (isForOneProvider(scope)) return tokenOf(nameOf(scope.slice(TOKEN_OF.length)));
  const right = RIGHTS.find((one) => one === scope);
  return right === undefined ? scope : rights[right];
}

function isForOneProvider(scope: string): boolean {
  return scope.startsWith(TOKEN_OF);
}

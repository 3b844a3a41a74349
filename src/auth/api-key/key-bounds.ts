import type { ApiKey } from '../../api-keys/api-key.store.ts';
import { covers } from '../../api-keys/key-scopes.ts';
import type { Scope, UserPrincipal } from '../../principal/principal.ts';
import { Problem } from '../../problem/problem.ts';

/** What a new key may be good for. */
export interface KeyRights {
  scopes: readonly Scope[];
  /** `null`: all. */
  providers: readonly string[] | null;
  /** `null`: never. */
  expiresAt: number | null;
}

/** What is wished; `undefined`: as much as the maker has. */
export interface WishedRights {
  scopes: readonly Scope[];
  providers: readonly string[] | undefined;
  expiresAt: number | undefined;
}

/**
 * Nobody makes a key that may more than they may themselves: what is left out is taken from the maker.
 * @param held the scopes that the maker may give away
 * @param shown the key that the maker showed, if it was one
 * @throws Problem `forbidden`
 */
export function bounded(
  maker: Pick<UserPrincipal, 'providers'>,
  held: readonly Scope[],
  shown: Pick<ApiKey, 'expiresAt'> | undefined,
  wished: WishedRights,
): KeyRights {
  const missing = wished.scopes.find((scope) => !covers(held, scope));
  if (missing !== undefined) throw stronger(`the right ${missing}`);
  const providers = wished.providers ?? maker.providers ?? null;
  const foreign = maker.providers && providers?.find((provider) => !maker.providers?.includes(provider));
  if (foreign !== undefined) throw stronger(`the provider ${foreign}`);
  const last = shown?.expiresAt ?? null;
  const expiresAt = wished.expiresAt ?? last;
  if (last !== null && expiresAt !== null && expiresAt > last) throw stronger('such a late end');
  return { scopes: wished.scopes, providers, expiresAt };
}

function stronger(what: string): Problem {
  return new Problem('forbidden', `A key may be no stronger than who makes it, and this credential has not ${what}.`);
}

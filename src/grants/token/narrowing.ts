import type { Clock } from '../../database/clock.ts';
import { Problem } from '../../problem/problem.ts';
import { canonicalScope, covers, scopesOf } from '../../providers/scopes.ts';
import { SCOPE_TOKEN } from '../../settings/types/scope.ts';

/** The plain token: all the granted scopes. */
export const PLAIN = '';

/** What a caller may have of a grant at most. */
export interface Limit {
  scopes: readonly string[];
  /** The token to look for: {@link PLAIN} where the limit takes nothing away. */
  variant: string;
}

/** Part of a key in the database: longer ones do not fit PostgreSQL's indices. Characters. */
const LONGEST_VARIANT = 1_000;

/**
 * The narrowed token that a caller gets, of what was granted.
 * @param scopeGranted as the provider says it
 * @param wanted what the caller asks for; `undefined`: as much as may be
 * @param allowed what a rule lets them have at most; `undefined`: everything
 * @returns `undefined` where nothing limits it
 * @throws Problem `forbidden`, in the same words for what was not granted and what a rule withholds
 */
export function limit(
  scopeGranted: string,
  wanted: readonly string[] | undefined,
  allowed: readonly string[] | undefined,
): Limit | undefined {
  if (wanted === undefined && allowed === undefined) return undefined;
  const granted = scopesOf(scopeGranted);
  const available = granted.filter((scope) => allowed?.includes(scope) ?? true);
  const scopes = wanted ?? available.filter((scope) => SCOPE_TOKEN.test(scope));
  if (scopes.length === 0 || !covers(available, scopes)) {
    throw new Problem('forbidden', 'These scopes are not to be had from this account.');
  }
  const variant = covers(scopes, granted) ? PLAIN : canonicalScope(scopes);
  if (variant.length > LONGEST_VARIANT)
    throw new Problem('forbidden', 'So many scopes cannot be asked for one by one.');
  return { scopes, variant };
}

/**
 * Whether a token is within a limit. A server may give more than it was asked for, or not say what it gave: such a token
 * is kept (the refresh token was spent for it) and never handed out.
 */
export function isWithin({ scope }: { scope: string }, { scopes }: Limit): boolean {
  const given = scopesOf(scope);
  return given.length > 0 && covers(scopes, given);
}

/** Milliseconds. */
const REMEMBERED = 60_000;
const MOST = 1_000;

/** Narrowings that a provider refused lately: asking on costs it a call each time, and would bring the same answer. */
export class RefusedNarrowings {
  private readonly until = new Map<string, number>();
  private readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  has(grantId: string, variant: string): boolean {
    return (this.until.get(`${grantId} ${variant}`) ?? 0) > this.clock.monotonic();
  }

  add(grantId: string, variant: string): void {
    const key = `${grantId} ${variant}`;
    this.until.delete(key);
    this.until.set(key, this.clock.monotonic() + REMEMBERED);
    const [oldest] = this.until.keys();
    if (this.until.size > MOST && oldest !== undefined) this.until.delete(oldest);
  }
}

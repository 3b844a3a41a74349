import { reachesUser, type Rule, type Subordinate } from '../../clients/rule.ts';
import type { GivenConsent } from '../../clients/rule.store.ts';

/** How far something goes, in scopes of the provider: `undefined` is whatever was granted. */
export interface Extent {
  scopes: readonly string[] | undefined;
}

/**
 * What a client may obtain of a user at a provider: the union of what each rule gives, and where a rule wants consent,
 * what both the rule and the consent allow.
 * @param rules the client's at that provider
 * @returns `undefined`: nothing
 */
export function extentOf(
  rules: readonly Rule[],
  user: Subordinate,
  consent: GivenConsent | undefined,
): Extent | undefined {
  return union(
    rules
      .filter((rule) => reachesUser(rule, user))
      .flatMap((rule) => (rule.needsConsent ? within(rule, consent) : [rule])),
  );
}

/** What a user has to consent to before all that the rules say holds. @returns `undefined`: nothing asks for consent */
export function wishOf(rules: readonly Rule[], user: Subordinate): Extent | undefined {
  return union(rules.filter((rule) => rule.needsConsent && reachesUser(rule, user)));
}

/** What is in both; nothing without a consent, or where they have nothing in common. */
function within(rule: Rule, consent: GivenConsent | undefined): Extent[] {
  if (consent === undefined) return [];
  const scopes = intersection(rule.scopes, consent.scopes);
  return scopes?.length === 0 ? [] : [{ scopes }];
}

function intersection(one: Extent['scopes'], other: Extent['scopes']): Extent['scopes'] {
  if (one === undefined) return other;
  return other === undefined ? one : one.filter((scope) => other.includes(scope));
}

function union(extents: readonly Extent[]): Extent | undefined {
  if (extents.length === 0) return undefined;
  const lists = extents.map(({ scopes }) => scopes);
  return { scopes: lists.every((list) => list !== undefined) ? [...new Set(lists.flat())] : undefined };
}

import { Problem } from '../problem/problem.ts';
import type { ReturnUrls } from '../settings/return-urls.ts';

/** @throws Problem `return_url_not_allowed` */
export function returnAddress(named: string | undefined, returnUrls: ReturnUrls): string {
  if (named === undefined || named === '') return returnUrls.fallback;
  const resolved = returnUrls.resolve(named);
  if (resolved === undefined) {
    throw new Problem('return_url_not_allowed', 'The return address is not one that RETURN_URLS allows.');
  }
  return resolved;
}

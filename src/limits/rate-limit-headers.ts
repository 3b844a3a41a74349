import { Problem } from '../problem/problem.ts';
import type { Standing } from './limit.ts';

/** `RateLimit`: what remains, and the seconds until the window ends (draft-ietf-httpapi-ratelimit-headers-10, section 4). */
export function remainderOf({ name, rate, used, resetIn }: Standing): string {
  return `"${name}";r=${Math.max(0, rate.calls - used)};t=${Math.ceil(resetIn / 1000)}`;
}

export function rateLimited({ resetIn }: Standing): Problem {
  return new Problem('rate_limited', 'Too many requests: wait a little.', {
    retryAfter: Math.max(1, Math.ceil(resetIn / 1000)),
  });
}

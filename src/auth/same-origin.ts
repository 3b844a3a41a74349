import type { FastifyRequest } from 'fastify';

export interface Origins {
  own: string;
  /** The exact `CORS_ORIGINS`. */
  allowed: readonly string[];
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Whether a request with a cookie may change something: the browser vouches that our own page sent it
 * (`Sec-Fetch-Site`), or it names an origin that is ours or allowed. No word at all is a no.
 */
export function cameFromUs(request: Pick<FastifyRequest, 'method' | 'headers'>, { own, allowed }: Origins): boolean {
  if (SAFE.has(request.method)) return true;
  if (request.headers['sec-fetch-site'] === 'same-origin') return true;
  const { origin } = request.headers;
  return origin !== undefined && (origin === own || allowed.includes(origin));
}

import type { FastifyRequest } from 'fastify';

/** The query as it came: repeated and empty parameters included. */
export function queryOf(request: Pick<FastifyRequest, 'url'>): URLSearchParams {
  const mark = request.url.indexOf('?');
  return new URLSearchParams(mark === -1 ? '' : request.url.slice(mark + 1));
}

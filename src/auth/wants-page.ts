import type { FastifyRequest } from 'fastify';

/** Whether a person sits at a browser and waits for a page; a program would rather have a document that it can read. */
export function wantsPage({ headers }: Pick<FastifyRequest, 'headers'>): boolean {
  return headers.authorization === undefined && headers.accept?.includes('text/html') === true;
}

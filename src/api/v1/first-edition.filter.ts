import { Catch, type ArgumentsHost } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ProblemCode } from '../../problem/codes.ts';
import type { Problem } from '../../problem/problem.ts';
import { ProblemFilter, toProblem } from '../../problem/problem.filter.ts';

/** The first edition's statuses, where its clients could tell. */
export const FIRST_EDITION_STATUS: Partial<Record<ProblemCode, number>> = {
  unauthenticated: 403,
  not_linked: 400,
  reauth_required: 400,
};

/** Problems as usual, under the statuses that the first edition's clients know. */
@Catch()
export class FirstEditionFilter extends ProblemFilter {
  override catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.render(asFirstEdition(toProblem(error)), http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }
}

function asFirstEdition(problem: Problem): Problem {
  const status = FIRST_EDITION_STATUS[problem.code];
  return status === undefined ? problem : problem.withStatus(status);
}

import { Catch, Inject, type ArgumentsHost } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { wantsPage } from '../../auth/wants-page.ts';
import { LOG, type Log } from '../../log/logger.ts';
import type { ProblemCode } from '../../problem/codes.ts';
import { PROBLEM_PAGES, type ProblemPages } from '../../problem/problem-pages.ts';
import type { Problem } from '../../problem/problem.ts';
import { formOf, ProblemFilter, toProblem } from '../../problem/problem.filter.ts';
import { PublicUrls } from '../../settings/public-urls.ts';

/** The first edition's statuses, where its clients could tell. */
export const FIRST_EDITION_STATUS: Partial<Record<ProblemCode, number>> = {
  unauthenticated: 403,
  not_linked: 400,
  reauth_required: 400,
};

/** Problems as usual, under the statuses that the first edition's clients know; pages for people on their way. */
@Catch()
export class FirstEditionFilter extends ProblemFilter {
  private readonly pages: ProblemPages;

  constructor(@Inject(LOG) log: Log, @Inject(PublicUrls) urls: PublicUrls, @Inject(PROBLEM_PAGES) pages: ProblemPages) {
    super(log, urls);
    this.pages = pages;
  }

  override catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const [request, reply] = [http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>()];
    const problem = asFirstEdition(toProblem(error));
    if (formOf(request) !== 'page' || !wantsPage(request)) {
      this.render(problem, request, reply);
      return;
    }
    this.report(problem, request);
    this.pages.show(problem, request, reply);
  }
}

function asFirstEdition(problem: Problem): Problem {
  const status = FIRST_EDITION_STATUS[problem.code];
  return status === undefined ? problem : problem.withStatus(status);
}

import { Catch, Inject, type ArgumentsHost } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { noticeOf } from '../auth/login/login-notice.ts';
import { UserDisabled } from '../auth/user-disabled.ts';
import { wantsPage } from '../auth/wants-page.ts';
import { LOG, type Log } from '../log/logger.ts';
import { PROBLEM_PAGES, type ProblemPages } from '../problem/problem-pages.ts';
import type { Problem } from '../problem/problem.ts';
import { ProblemFilter, toProblem } from '../problem/problem.filter.ts';
import { PublicUrls } from '../settings/public-urls.ts';

/** What went wrong at a page, people are told by a page; programs get the problem as ever. */
@Catch()
export class PageFilter extends ProblemFilter {
  private readonly pages: ProblemPages;

  constructor(@Inject(LOG) log: Log, @Inject(PublicUrls) urls: PublicUrls, @Inject(PROBLEM_PAGES) pages: ProblemPages) {
    super(log, urls);
    this.pages = pages;
  }

  override catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const [request, reply] = [http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>()];
    const problem = toProblem(error);
    if (!wantsPage(request)) {
      this.render(problem, request, reply);
    } else if (problem.code === 'unauthenticated') {
      this.toSignIn(problem, request, reply);
    } else {
      this.report(problem, request);
      this.pages.show(problem, request, reply);
    }
  }

  private toSignIn(problem: Problem, request: FastifyRequest, reply: FastifyReply): void {
    const notice = problem instanceof UserDisabled ? noticeOf(problem) : 'ended';
    const here = request.method === 'GET' ? this.urls.of(request.url) : this.urls.base;
    const page = this.urls.loginPage(here, notice, request.id);
    void reply.header('cache-control', 'no-store').redirect(page, 303);
  }
}

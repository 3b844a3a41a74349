import { Catch, type ArgumentsHost } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { noticeOf } from '../auth/login/login-notice.ts';
import { UserDisabled } from '../auth/user-disabled.ts';
import { wantsPage } from '../auth/wants-page.ts';
import type { Problem } from '../problem/problem.ts';
import { ProblemFilter, toProblem } from '../problem/problem.filter.ts';
import { NotBuilt } from './built-app.ts';
import { sendPage } from './page.ts';
import { problemPage } from './problem-page.ts';
import { textsFor } from './texts/texts.ts';

/** What went wrong at a page, people are told by a page; programs get the problem as ever. */
@Catch()
export class PageFilter extends ProblemFilter {
  override catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const [request, reply] = [http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>()];
    const problem = toProblem(error);
    if (!wantsPage(request)) this.render(problem, request, reply);
    else if (problem.code === 'unauthenticated') this.toSignIn(problem, request, reply);
    else this.show(problem, request, reply);
  }

  private show(problem: Problem, request: FastifyRequest, reply: FastifyReply): void {
    this.report(problem, request);
    const { prefix } = this.urls;
    const isBuilt = !(problem instanceof NotBuilt);
    const isRepeatable = request.method === 'GET' && (problem.status >= 500 || problem.status === 429);
    const page = problemPage(
      {
        code: isBuilt ? problem.code : 'not_built',
        reference: problem.status >= 500 ? request.id : undefined,
        again: isRepeatable ? prefix + request.url : undefined,
        home: isBuilt ? `${prefix}/ui/` : undefined,
      },
      textsFor(request),
    );
    if (problem.retryAfter !== undefined) void reply.header('retry-after', String(problem.retryAfter));
    sendPage(reply, this.urls, { ...page, status: problem.status });
  }

  private toSignIn(problem: Problem, request: FastifyRequest, reply: FastifyReply): void {
    const notice = problem instanceof UserDisabled ? noticeOf(problem) : 'ended';
    const here = request.method === 'GET' ? this.urls.of(request.url) : this.urls.base;
    const page = this.urls.loginPage(here, notice, request.id);
    void reply.header('cache-control', 'no-store').redirect(page, 303);
  }
}

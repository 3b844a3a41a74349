import { Catch, type ArgumentsHost } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProblemFilter, toProblem } from '../../problem/problem.filter.ts';
import { wantsPage } from '../wants-page.ts';
import { LoginFailed } from './login-failed.ts';
import { noticeOf } from './login-notice.ts';

/** Where signing in fails, people come to the sign-in page, which says why; programs get the problem as ever. */
@Catch()
export class SignInFilter extends ProblemFilter {
  override catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const [request, reply] = [http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>()];
    const { problem, returnUrl } =
      error instanceof LoginFailed ? error : { problem: toProblem(error), returnUrl: this.urls.base };
    if (!wantsPage(request)) {
      this.render(problem, request, reply);
      return;
    }
    this.report(problem, request);
    const page = this.urls.loginPage(returnUrl, noticeOf(problem), request.id);
    void reply.header('cache-control', 'no-store').redirect(page, 303);
  }
}

import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ProblemPages } from '../problem/problem-pages.ts';
import type { Problem } from '../problem/problem.ts';
import { PublicUrls } from '../settings/public-urls.ts';
import { NotBuilt } from './built-app.ts';
import { sendPage } from './page.ts';
import { problemPage } from './problem-page.ts';
import { textsFor } from './texts/texts.ts';

/** Problems as pages, with a way on: once more where that may help, and home. */
@Injectable()
export class PeopleProblems implements ProblemPages {
  private readonly urls: PublicUrls;

  constructor(@Inject(PublicUrls) urls: PublicUrls) {
    this.urls = urls;
  }

  show(problem: Problem, request: FastifyRequest, reply: FastifyReply): void {
    const { prefix } = this.urls;
    const isBuilt = !(problem instanceof NotBuilt);
    const isRepeatable = request.method === 'GET' && (problem.status >= 500 || problem.status === 429);
    const page = problemPage(
      {
        code: isBuilt ? problem.code : 'not_built',
        reference: problem.status >= 500 ? request.id : undefined,
        isRepeatable,
        home: isBuilt ? `${prefix}/ui/` : undefined,
      },
      textsFor(request),
    );
    if (problem.retryAfter !== undefined) void reply.header('retry-after', String(problem.retryAfter));
    sendPage(reply, this.urls, { ...page, status: problem.status });
  }
}

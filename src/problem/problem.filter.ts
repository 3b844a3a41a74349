import { Catch, HttpException, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyContextConfig, FastifyReply, FastifyRequest } from 'fastify';
import { LOG, type Log } from '../log/logger.ts';
import type { StoreProblemCode } from './codes.ts';
import { PublicUrls } from '../settings/public-urls.ts';
import { traceOf } from '../tracing/request-trace.ts';
import { isError } from './errors.ts';
import { oauthDocument, oauthStatus } from './oauth-problem.ts';
import { Problem } from './problem.ts';

/** What Nest and Fastify say by status alone, as a code of ours. */
const BY_STATUS: Partial<Record<number, StoreProblemCode>> = {
  400: 'invalid_request',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  405: 'not_found',
  408: 'invalid_request',
  413: 'body_too_large',
  414: 'invalid_request',
  415: 'invalid_request',
  429: 'rate_limited',
  431: 'body_too_large',
};

const DETAILS: Partial<Record<StoreProblemCode, string>> = {
  not_found: 'There is nothing at this address.',
  body_too_large: 'The request is larger than what is accepted.',
};

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** Any error as a problem. Only our own sentences reach the caller. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const status = statusOf(error);
  const code = status === undefined ? undefined : BY_STATUS[status];
  if (code === undefined) {
    return new Problem('internal', 'Something went wrong here. The log knows this request by its id.', {
      cause: error,
    });
  }
  return new Problem(code, DETAILS[code] ?? 'The request could not be understood.', { cause: error });
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  return isError(error) && 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : undefined;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * The form of a route's errors where it is not RFC 9457's, also of those that come before its handler. `page`: a page
     * for people whom a redirect brought here, a problem for programs.
     */
    errors?: 'oauth' | 'page';
  }
}

/** Renders every error as RFC 9457 says, or where a route wants it as OAuth does, and logs those that are our fault. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly log: Log;
  protected readonly urls: PublicUrls;

  constructor(@Inject(LOG) log: Log, @Inject(PublicUrls) urls: PublicUrls) {
    this.log = log;
    this.urls = urls;
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.render(toProblem(error), http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  render(problem: Problem, request: FastifyRequest, reply: FastifyReply): void {
    this.report(problem, request);
    const isOAuth = speaksOAuth(request);
    const status = isOAuth ? oauthStatus(problem) : problem.status;
    const body = isOAuth ? JSON.stringify(oauthDocument(problem, request.id)) : problemBody(problem, request);
    void reply
      .status(status)
      .headers({
        'content-type': isOAuth ? 'application/json; charset=utf-8' : PROBLEM_TYPE,
        'cache-control': 'no-store',
        ...(problem.retryAfter !== undefined && { 'retry-after': String(problem.retryAfter) }),
        ...(status === 401 && { 'www-authenticate': this.challenge(request) }),
      })
      .send(body);
  }

  /** Logs what is our fault. */
  protected report(problem: Problem, { id, raw }: Pick<FastifyRequest, 'id' | 'raw'>): void {
    if (problem.status < 500) return;
    const level = problem.code === 'internal' ? 'error' : 'warn';
    this.log[level](
      { err: problem.cause ?? problem, code: problem.code, request: id, ...traceOf(raw) },
      problem.message,
    );
  }

  /** RFC 6750 section 3 with RFC 9728 section 5.1; at the token endpoint RFC 6749 section 5.2. */
  private challenge(request: FastifyRequest): string {
    if (speaksOAuth(request)) return 'Basic realm="tokenstore"';
    const isBearer = /^Bearer\b/i.test(request.headers.authorization ?? '');
    return `Bearer resource_metadata="${this.urls.resourceMetadata}"${isBearer ? ', error="invalid_token"' : ''}`;
  }
}

/** The document as text: Fastify's serialisers must not touch its media type. */
export function problemBody(problem: Problem, request: Pick<FastifyRequest, 'id' | 'url'>): string {
  const path = request.url.split('?', 1)[0] ?? '/';
  return JSON.stringify(problem.toDocument({ id: request.id, path }));
}

function speaksOAuth(request: FastifyRequest): boolean {
  return formOf(request) === 'oauth';
}

/** The form of a route's errors, where it is not the usual one. */
export function formOf({
  routeOptions,
}: {
  routeOptions: Partial<FastifyRequest['routeOptions']>;
}): FastifyContextConfig['errors'] {
  // A malformed URL has no route.
  return routeOptions.config?.errors;
}

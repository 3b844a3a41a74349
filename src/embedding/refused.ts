import type { ServerResponse } from 'node:http';
import { HttpException } from '@nestjs/common';
import type { Problem } from '../problem/problem.ts';
import { PROBLEM_TYPE } from '../problem/problem.filter.ts';

export interface Refusal {
  problem: Problem;
  /** The id of the request, for caller and log. */
  id: string;
  path: string;
  /** What every answer of the store has. */
  headers: readonly (readonly [name: string, value: string])[];
  /** `WWW-Authenticate`, with 401. */
  challenge?: string | undefined;
  /** Where a person is sent instead, to sign in. */
  location?: string | undefined;
}

/** A request that the application does not get to see: who sent it must sign in, or may not. */
export class Refused extends HttpException {
  private readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    const { problem, id, path } = refusal;
    super(problem.toDocument({ id, path }), problem.status, { cause: problem });
    this.refusal = refusal;
  }

  /** Answers: a redirect for people who can sign in, a problem document for anybody else. */
  send(response: ServerResponse): void {
    if (response.headersSent || response.writableEnded) return;
    const { problem, id, headers, location, challenge } = this.refusal;
    for (const [name, value] of headers) response.setHeader(name, value);
    response.setHeader('x-request-id', id).setHeader('cache-control', 'no-store');
    if (location !== undefined) {
      response.writeHead(302, { location }).end();
      return;
    }
    if (challenge !== undefined) response.setHeader('www-authenticate', challenge);
    if (problem.retryAfter !== undefined) response.setHeader('retry-after', String(problem.retryAfter));
    const body = JSON.stringify(this.getResponse());
    const length = String(Buffer.byteLength(body));
    response.writeHead(problem.status, { 'content-type': PROBLEM_TYPE, 'content-length': length }).end(body);
  }
}

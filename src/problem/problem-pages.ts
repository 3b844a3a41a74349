import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Problem } from './problem.ts';

/** Tells people at a browser what went wrong: a page, under the problem's status. Provided by the door that has pages. */
export interface ProblemPages {
  show(problem: Problem, request: FastifyRequest, reply: FastifyReply): void;
}

export const PROBLEM_PAGES = Symbol('problem pages');

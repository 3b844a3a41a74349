import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isExceeded, type Standing } from '../limits/limit.ts';
import type { Limits } from '../limits/limits.ts';
import { rateLimited, remainderOf } from '../limits/rate-limit-headers.ts';
import { ADMISSION, type Admission } from '../principal/access.ts';
import { hasScope, type Principal } from '../principal/principal.ts';
import { Problem } from '../problem/problem.ts';
import type { Answering, Asked, Authenticator } from './authenticator.ts';
import { unauthenticated } from './identity.ts';

/**
 * The one guard: asks the authenticators in their order who is calling, counts the call, then asks the route's `@Access`
 * whether they may.
 */
export class AccessGuard implements CanActivate {
  private readonly reflector = new Reflector();
  private readonly authenticators: readonly Authenticator[];
  private readonly limits: Limits;

  constructor(authenticators: readonly Authenticator[], limits: Limits) {
    this.authenticators = authenticators;
    this.limits = limits;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const admission = this.reflector.getAllAndOverride<Admission | undefined>(ADMISSION, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (admission?.unlimited === true) return true;
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const principal = admission?.rule === 'public' ? undefined : await this.whoIsCalling(request, reply);
    await this.count(principal, request, reply);
    if (admission?.rule === 'public') return true;
    request.principal = namingWhom(principal, request);
    check(admission, request.principal);
    return true;
  }

  /**
   * The same for a request to somebody else, beside whom the store is embedded: calls are not counted, failures are.
   * @throws Problem `unauthenticated`, `forbidden`, `csrf`, `rate_limited`
   */
  async admit(admission: Admission, request: Asked, reply: Answering): Promise<Principal | undefined> {
    const principal = namingWhom(await this.whoIsCalling(request, reply), request);
    check(admission, principal);
    return principal;
  }

  /** @throws Problem `rate_limited` */
  private async count(principal: Principal | undefined, { ip }: FastifyRequest, reply: FastifyReply): Promise<void> {
    const counted = principal === undefined ? this.limits.callFrom(ip) : this.limits.call(principal);
    if (counted === undefined) return;
    const standing = counted instanceof Promise ? await counted : counted;
    announce(standing, reply);
    if (isExceeded(standing)) throw rateLimited(standing);
  }

  private async whoIsCalling(request: Asked, reply: Answering): Promise<Principal | undefined> {
    // Before any password is hashed, any issuer asked. A session that is not known is quietly nobody: it guesses nothing.
    if (request.headers.authorization !== undefined) this.refuseWhoFailedTooOften(request, reply);
    try {
      return await this.judge(request, reply);
    } catch (error) {
      if (error instanceof Problem && error.code === 'unauthenticated') await this.limits.failed(request.ip);
      throw error;
    }
  }

  private async judge(request: Asked, reply: Answering): Promise<Principal | undefined> {
    const judge = this.authenticators.find((authenticator) => authenticator.recognises(request));
    if (judge === undefined && request.headers.authorization !== undefined) {
      throw unauthenticated('This form of Authorization is not accepted.');
    }
    return judge?.authenticate(request, reply);
  }

  private refuseWhoFailedTooOften({ ip }: Asked, reply: Answering): void {
    const standing = this.limits.refusal(ip);
    if (standing === undefined) return;
    announce(standing, reply);
    throw rateLimited(standing);
  }
}

function announce(standing: Standing, reply: Answering): void {
  reply.header('ratelimit-policy', standing.policy);
  reply.header('ratelimit', remainderOf(standing));
}

/** `On-Behalf-Of` says whom the request is for. */
function namingWhom(principal: Principal | undefined, { headers }: Asked): Principal | undefined {
  const named = headers['on-behalf-of'];
  if (principal === undefined || named === undefined) return principal;
  if (typeof named !== 'string' || named === '') {
    throw new Problem('invalid_request', 'On-Behalf-Of names one user.');
  }
  if (principal.onBehalfOf !== undefined && principal.onBehalfOf !== named) {
    throw new Problem('invalid_request', 'The credential and On-Behalf-Of name two different users.');
  }
  return { ...principal, onBehalfOf: named };
}

function check(admission: Admission | undefined, principal: Principal | undefined): void {
  if (admission === undefined) throw new Problem('forbidden', 'This address is closed.');
  const { rule, clients, onBehalf } = admission;
  if (principal?.onBehalfOf !== undefined && onBehalf !== true) {
    throw new Problem('forbidden', 'This cannot be done on behalf of another.');
  }
  if (rule === 'public' || rule === 'optional') return;
  if (principal === undefined) throw unauthenticated('Sign in, or send an access token.');
  if (principal.kind === 'client' && clients !== true) {
    throw new Problem('forbidden', 'This is for users; a client asks for tokens on behalf of one.');
  }
  if (rule !== 'signed-in' && !hasScope(principal, rule)) {
    throw new Problem('forbidden', `This needs the right ${rule}.`);
  }
}

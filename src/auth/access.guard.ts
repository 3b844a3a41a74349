import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ACCESS_RULE, type AccessRule } from '../principal/access.ts';
import type { Principal } from '../principal/principal.ts';
import { Problem } from '../problem/problem.ts';
import type { Authenticator } from './authenticator.ts';
import { unauthenticated } from './identity.ts';

/** The one guard: asks the authenticators in their order who is calling, then the route's `@Access` whether they may. */
export class AccessGuard implements CanActivate {
  private readonly reflector = new Reflector();
  private readonly authenticators: readonly Authenticator[];

  constructor(authenticators: readonly Authenticator[]) {
    this.authenticators = authenticators;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const rule = this.reflector.getAllAndOverride<AccessRule | undefined>(ACCESS_RULE, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (rule === 'public') return true;
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    request.principal = await this.whoIsCalling(request, http.getResponse<FastifyReply>());
    check(rule, request.principal);
    return true;
  }

  private async whoIsCalling(request: FastifyRequest, reply: FastifyReply): Promise<Principal | undefined> {
    const judge = this.authenticators.find((authenticator) => authenticator.recognises(request));
    if (judge === undefined && request.headers.authorization !== undefined) {
      throw unauthenticated('This form of Authorization is not accepted.');
    }
    return judge?.authenticate(request, reply);
  }
}

function check(rule: AccessRule | undefined, principal: Principal | undefined): void {
  if (rule === undefined) throw new Problem('forbidden', 'This address is closed.');
  if (rule === 'public' || rule === 'optional') return;
  if (principal === undefined) throw unauthenticated('Sign in, or send an access token.');
  if (rule !== 'signed-in' && !principal.scopes.includes(rule)) {
    throw new Problem('forbidden', `This needs the right ${rule}.`);
  }
}

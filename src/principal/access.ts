import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Principal, Scope } from './principal.ts';

/**
 * Who may call a route. `public`: anybody, the credential is not even looked at; `optional`: anybody, but a credential
 * that is sent must be good; `signed-in`: any principal; a scope: a principal that has it.
 * A route that says nothing is closed to all.
 */
export type AccessRule = 'public' | 'optional' | 'signed-in' | Scope;

export const ACCESS_RULE = 'tokenstore:access';

/** Opens a route, or all routes of a controller. */
export const Access = (rule: AccessRule): ClassDecorator & MethodDecorator => SetMetadata(ACCESS_RULE, rule);

/** The principal of a route that is neither `public` nor `optional`; `undefined` for an anonymous caller of the latter. */
export const CurrentPrincipal = createParamDecorator((_: unknown, context: ExecutionContext): Principal | undefined => {
  return context.switchToHttp().getRequest<FastifyRequest>().principal;
});

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the guard. */
    principal?: Principal | undefined;
  }
}

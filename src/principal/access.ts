import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { PlainScope, PluginScope, Principal, UserPrincipal } from './principal.ts';

/**
 * Who may call a route. `public`: anybody, the credential is not even looked at; `optional`: anybody, but a credential
 * that is sent must be good; `signed-in`: any principal; a scope: a principal that has it.
 * A route that says nothing is closed to all.
 */
export type AccessRule = 'public' | 'optional' | 'signed-in' | PlainScope | PluginScope;

export interface AccessOptions {
  /** Clients may call it too; otherwise users alone. */
  clients?: true;
  /** It can be called on behalf of another user; elsewhere such a request is refused. */
  onBehalf?: true;
  /** A public route that no rate limit counts: probes, and what a page is made of. */
  unlimited?: true;
}

/** What a route says of itself. */
export interface Admission extends AccessOptions {
  rule: AccessRule;
}

export const ADMISSION = 'tokenstore:admission';

/** Opens a route, or all routes of a controller. */
export const Access = (rule: AccessRule, options: AccessOptions = {}): ClassDecorator & MethodDecorator =>
  SetMetadata(ADMISSION, { rule, ...options } satisfies Admission);

/** The principal of a route that is neither `public` nor `optional`; `undefined` for an anonymous caller of the latter. */
export const CurrentPrincipal = createParamDecorator((_: unknown, context: ExecutionContext): Principal | undefined => {
  return context.switchToHttp().getRequest<FastifyRequest>().principal;
});

/** The same where the guard lets users in only. */
export const CurrentUser = createParamDecorator((_: unknown, context: ExecutionContext): UserPrincipal => {
  const { principal } = context.switchToHttp().getRequest<FastifyRequest>();
  if (principal?.kind !== 'user') throw new Error('this route lets others in than users');
  return principal;
});

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the guard. */
    principal?: Principal | undefined;
  }
}

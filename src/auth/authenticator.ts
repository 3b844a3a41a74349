import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Principal, RequestOrigin } from '../principal/principal.ts';
import { traceOf } from '../tracing/request-trace.ts';

/** Judges one form of credential. The form decides who judges; a bad credential never falls through to the next. */
export interface Authenticator {
  /** Whether the request bears a credential of this form, good or bad. Looks at headers only. */
  recognises(request: FastifyRequest): boolean;
  /**
   * @returns `undefined` only where the credential has quietly ended (a session), so that the caller is anonymous
   * @throws Problem `unauthenticated` for a bad one
   */
  authenticate(request: FastifyRequest, reply: FastifyReply): Promise<Principal | undefined>;
}

/** The request as the audit names it. */
export function originOf({ id, ip, raw }: Pick<FastifyRequest, 'id' | 'ip' | 'raw'>): RequestOrigin {
  return { id, address: ip, trace: traceOf(raw) };
}

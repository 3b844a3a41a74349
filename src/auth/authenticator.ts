import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Principal, RequestOrigin } from '../principal/principal.ts';
import { traceOf } from '../tracing/request-trace.ts';

/** What of a request tells who sends it. It need not be one to the store: pages beside an embedded one ask too. */
export type Asked = Pick<FastifyRequest, 'id' | 'ip' | 'method' | 'headers' | 'raw'>;

/** What of a response a credential concerns: a session's cookie, and how many calls are left. */
export interface Answering extends Pick<FastifyReply, 'raw'> {
  header(name: string, value: string): unknown;
}

/** Judges one form of credential. The form decides who judges; a bad credential never falls through to the next. */
export interface Authenticator {
  /** Whether the request bears a credential of this form, good or bad. Looks at headers only. */
  recognises(request: Asked): boolean;
  /**
   * @returns `undefined` only where the credential has quietly ended (a session), so that the caller is anonymous
   * @throws Problem `unauthenticated` for a bad one
   */
  authenticate(request: Asked, reply: Answering): Promise<Principal | undefined>;
}

/** The request as the audit names it. */
export function originOf({ id, ip, raw }: Pick<FastifyRequest, 'id' | 'ip' | 'raw'>): RequestOrigin {
  return { id, address: ip, trace: traceOf(raw) };
}

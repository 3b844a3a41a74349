import * as oauth from 'openid-client';
import { Problem } from '../problem/problem.ts';
import type { TokenAnswer, TokenSet } from './token-answer.ts';

/** The callback did not bring usable tokens. `tokens` is there when some came and then failed a check. */
export class CodeExchangeFailed extends Error {
  override readonly name = 'CodeExchangeFailed';
  readonly reason: ExchangeFailure;
  readonly tokens: TokenSet | undefined;

  constructor(reason: ExchangeFailure, cause: unknown, tokens?: TokenSet) {
    super(`the code exchange failed: ${reason}`, { cause });
    this.reason = reason;
    this.tokens = tokens;
  }
}

export type ExchangeFailure =
  'access_denied' | 'provider_error' | 'link_failed' | 'provider_unavailable' | 'provider_misconfigured';

/** RFC 6749 section 5.2 codes that speak of the store as a client, not of the person's grant. */
const OURS = new Set(['invalid_client', 'unauthorized_client', 'invalid_scope', 'redirect_uri_mismatch']);

/** Names why a callback brought no tokens. `answer` is the token endpoint's, `failure` what the library threw. */
export function describeFailure(answer: TokenAnswer | undefined, failure: unknown): ExchangeFailure {
  if (answer === undefined) return beforeExchange(failure);
  if (answer.kind !== 'error') return 'provider_unavailable';
  if (answer.error !== undefined && OURS.has(answer.error)) return 'provider_misconfigured';
  if (answer.status >= 500 || answer.status === 429 || answer.status === 408) return 'provider_unavailable';
  return 'provider_error';
}

/** @param cause why nothing was sent */
export function notSent(cause: unknown): TokenAnswer & { kind: 'not-sent' } {
  return { kind: 'not-sent', cause, ours: cause instanceof Problem && cause.code === 'provider_misconfigured' };
}

/** The authorization response itself was an error (RFC 6749 section 4.1.2.1), or did not pass a check. */
function beforeExchange(failure: unknown): ExchangeFailure {
  if (failure instanceof Problem) {
    return failure.code === 'provider_misconfigured' ? 'provider_misconfigured' : 'provider_unavailable';
  }
  if (!(failure instanceof oauth.AuthorizationResponseError)) return 'link_failed';
  if (failure.error === 'access_denied') return 'access_denied';
  return OURS.has(failure.error) ? 'provider_misconfigured' : 'provider_error';
}

/** Nobody says whether the token is good: the store itself is refused, or the server is out of order. */
export function describeIntrospectionFailure(error: unknown): Problem {
  const status = error instanceof oauth.ResponseBodyError ? error.status : undefined;
  if (error instanceof oauth.WWWAuthenticateChallengeError || status === 401 || status === 403) {
    return new Problem('provider_misconfigured', 'The login issuer does not let this service introspect tokens.', {
      cause: error,
    });
  }
  return new Problem('provider_unavailable', 'The login issuer does not say whether this token is good.', {
    retryAfter: 5,
    cause: error,
  });
}

/** A pushed authorization request was not taken (RFC 9126 section 2.3): of the store it speaks, or of nothing. */
export function describePushFailure(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const status = error instanceof oauth.ResponseBodyError ? error.status : undefined;
  const isOurs = error instanceof oauth.WWWAuthenticateChallengeError || (status ?? 500) < 500;
  return isOurs && status !== 429 && status !== 408
    ? new Problem('provider_misconfigured', 'The provider refuses what this service asks of it.', { cause: error })
    : new Problem('provider_unavailable', 'The provider does not answer.', { retryAfter: 5, cause: error });
}

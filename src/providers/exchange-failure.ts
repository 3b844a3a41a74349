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

/** The authorization response itself was an error (RFC 6749 section 4.1.2.1), or did not pass a check. */
function beforeExchange(failure: unknown): ExchangeFailure {
  if (failure instanceof Problem) return 'provider_unavailable';
  if (!(failure instanceof oauth.AuthorizationResponseError)) return 'link_failed';
  if (failure.error === 'access_denied') return 'access_denied';
  return OURS.has(failure.error) ? 'provider_misconfigured' : 'provider_error';
}

import type { ProblemCode } from './codes.ts';
import { Problem, type ProblemOptions } from './problem.ts';

/** The error codes of a token endpoint: RFC 6749 section 5.2, RFC 8707 section 2, and RFC 6749 section 4.1.2.1 for our own faults. */
export type OAuthError =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'invalid_scope'
  | 'invalid_target'
  | 'temporarily_unavailable'
  | 'server_error';

/** What any other problem is called there. */
const BY_CODE: Partial<Record<ProblemCode, OAuthError>> = {
  forbidden: 'unauthorized_client',
  unknown_provider: 'invalid_target',
  not_linked: 'invalid_grant',
  reauth_required: 'invalid_grant',
  rate_limited: 'temporarily_unavailable',
  provider_unavailable: 'temporarily_unavailable',
  database_unavailable: 'temporarily_unavailable',
  provider_misconfigured: 'server_error',
  internal: 'server_error',
};

/** A refusal that OAuth has a name of its own for. */
export class OAuthProblem extends Problem {
  readonly error: OAuthError;

  constructor(error: OAuthError, detail: string, options: ProblemOptions = {}) {
    super(error === 'invalid_client' ? 'unauthenticated' : 'invalid_request', detail, options);
    this.error = error;
  }
}

/** The status under which a token endpoint answers: OAuth has 400 for whatever is the request's fault. */
export function oauthStatus(problem: Problem): number {
  if (problem.status >= 500 || problem.code === 'rate_limited' || problem.code === 'body_too_large') {
    return problem.status;
  }
  return problem instanceof OAuthProblem && problem.error === 'invalid_client' ? 401 : 400;
}

/** The error document of RFC 6749 section 5.2. Members that a problem document has besides its own stay. */
export function oauthDocument(problem: Problem, requestId: string): Record<string, unknown> {
  return {
    ...problem.members,
    error: problem instanceof OAuthProblem ? problem.error : (BY_CODE[problem.code] ?? 'invalid_request'),
    error_description: plain(problem.message),
    request_id: requestId,
  };
}

/** The few characters that section 5.2 allows. */
function plain(sentence: string): string {
  return sentence.replaceAll('’', "'").replace(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, ' ');
}

import type { Problem } from '../../problem/problem.ts';
import { CodeExchangeFailed } from '../../providers/exchange-failure.ts';
import { UserDisabled } from '../user-disabled.ts';

/** What the sign-in page may say of what went before: the `notice` in its address. */
export const LOGIN_NOTICES = [
  /** The issuer does not answer. */
  'away',
  /** It refuses the store itself. */
  'misconfigured',
  /** The person said no there, or was told no. */
  'refused',
  /** Whatever else happened there. */
  'failed',
  /** The attempt is not known, or no longer. */
  'lost',
  'disabled',
  'busy',
  /** The store's own database does not answer. */
  'unavailable',
  /** The return address is not allowed. */
  'elsewhere',
  'ended',
  'signed-out',
  /** The issuer could not be told. */
  'signed-out-here',
] as const;

export type LoginNotice = (typeof LOGIN_NOTICES)[number];

/** Why somebody at a browser is not signed in. */
export function noticeOf(problem: Problem): LoginNotice {
  switch (problem.code) {
    case 'provider_unavailable':
      return 'away';
    case 'provider_misconfigured':
      return 'misconfigured';
    case 'forbidden':
      return 'refused';
    case 'state_invalid':
      return 'lost';
    case 'rate_limited':
      return 'busy';
    case 'database_unavailable':
      return 'unavailable';
    case 'return_url_not_allowed':
      return 'elsewhere';
    default:
      if (problem instanceof UserDisabled) return 'disabled';
      return wasDenied(problem.cause) ? 'refused' : 'failed';
  }
}

function wasDenied(cause: unknown): boolean {
  return cause instanceof CodeExchangeFailed && cause.reason === 'access_denied';
}

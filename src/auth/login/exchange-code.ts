import type { Log } from '../../log/logger.ts';
import { Problem } from '../../problem/problem.ts';
import { CodeExchangeFailed } from '../../providers/exchange-failure.ts';
import type { CodeExchange, OAuthClient } from '../../providers/oauth-client.ts';

/**
 * Exchanges the code with which a browser came back from where people sign in.
 * @param request the id by which the log speaks of it
 * @throws Problem `unauthenticated`, `provider_unavailable`, `provider_misconfigured`
 */
export async function exchangeLoginCode(
  client: OAuthClient,
  [callback, sent]: Parameters<OAuthClient['exchangeCode']>,
  { log, request }: { log: Log; request: string },
): Promise<CodeExchange> {
  try {
    return await client.exchangeCode(callback, sent);
  } catch (error) {
    if (!(error instanceof CodeExchangeFailed)) throw error;
    log.warn({ err: error, request }, 'a sign-in failed');
    throw toProblem(error);
  }
}

function toProblem(error: CodeExchangeFailed): Problem {
  switch (error.reason) {
    case 'provider_unavailable':
      return new Problem('provider_unavailable', 'The login issuer does not answer.', { retryAfter: 5, cause: error });
    case 'provider_misconfigured':
      return new Problem('provider_misconfigured', 'The login issuer refuses this service.', { cause: error });
    case 'access_denied':
      return new Problem('unauthenticated', 'The sign-in was refused.', { cause: error });
    case 'provider_error':
    case 'link_failed':
      return new Problem('unauthenticated', 'The login issuer’s answer was not accepted.', { cause: error });
  }
}

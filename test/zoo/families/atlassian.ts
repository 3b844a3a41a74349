import type { Json } from '../../support/identity-provider/answers.ts';
import { json, page, scopesOf } from '../authorization-server.ts';
import type { AuthorizationServer, Family } from '../authorization-server.ts';
import { Refusal } from '../ledger.ts';
import type { Grant } from '../ledger.ts';

const lifetime = 3600;
const ninetyDays = 90 * 24 * 3600;
const tenMinutes = 600;

/**
 * Rotates, with a reuse window of ten minutes; a dead grant is a 403, whose error has changed over the years.
 * Nothing is documented for revoking.
 */
export function atlassian({
  deadError = 'invalid_grant',
}: { deadError?: 'invalid_grant' | 'unauthorized_client' } = {}): Family {
  return {
    name: 'atlassian',
    documentation: [
      'https://developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps/',
      'https://developer.atlassian.com/cloud/oauth/getting-started/refresh-tokens',
    ],
    scopes: ['offline_access', 'read:me', 'read:jira-work'],
    refuse(reason, { endpoint }) {
      if (endpoint === 'userinfo') return json(401, { code: 401, message: 'Unauthorized' });
      if (reason === 'client' || reason === 'secret') {
        return json(401, { error: 'access_denied', error_description: 'Unauthorized' });
      }
      if (reason === 'refresh_token') {
        return json(403, { error: deadError, error_description: 'Unknown or invalid refresh token.' });
      }
      if (reason === 'grant_type') return json(400, { error: 'unsupported_grant_type' });
      return json(403, { error: 'invalid_grant', error_description: 'Invalid authorization code' });
    },
    endpoints: {
      authorize: {
        path: '/authorize',
        handle(asked, server) {
          const { query } = asked;
          if (query.get('audience') !== 'api.atlassian.com') return page(400, 'audience is required');
          if (query.get('prompt') !== 'consent') return page(400, 'prompt=consent is required');
          return server.authorize(asked, {
            scope: scopesOf(query.get('scope')),
            denial: { error_description: 'User did not authorize the request' },
          });
        },
      },
      token: {
        path: '/oauth/token',
        handle(asked, server) {
          server.authenticateEither(asked);
          if (asked.endpoint === 'code') return json(200, answer(server, server.redeem(asked.params)));
          if (asked.endpoint !== 'refresh') throw new Refusal('grant_type');
          const value = asked.params.get('refresh_token');
          const token = server.ledger.refreshToken(value, { reuseWindow: tenMinutes });
          server.ledger.spend(token);
          return json(200, answer(server, token.grant));
        },
      },
      userinfo: {
        path: '/me',
        handle(asked, server) {
          const { person } = server.bearer(asked).grant;
          return json(200, { account_id: `712020:${person.id}`, name: person.name, email: person.email });
        },
      },
    },
  };
}

function answer({ ledger }: AuthorizationServer, grant: Grant): Json {
  const offline = grant.scope.includes('offline_access');
  return {
    access_token: ledger.access(grant, { lifetime }).value,
    scope: grant.scope.join(' '),
    expires_in: lifetime,
    token_type: 'Bearer',
    ...(offline ? { refresh_token: ledger.refresh(grant, { lifetime: ninetyDays }).value } : {}),
  };
}

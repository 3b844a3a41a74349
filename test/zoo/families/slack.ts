import type { Answer, Json } from '../../support/identity-provider/answers.ts';
import { json, scopesOf } from '../authorization-server.ts';
import type { Asked, AuthorizationServer, Family } from '../authorization-server.ts';
import { Refusal } from '../ledger.ts';
import type { Grant, Reason } from '../ledger.ts';

const twelveHours = 43200;

const errors: Partial<Record<Reason, string>> = {
  client: 'invalid_client_id',
  secret: 'bad_client_secret',
  code: 'invalid_code',
  redirect_uri: 'bad_redirect_uri',
  refresh_token: 'invalid_refresh_token',
  grant_type: 'invalid_grant_type',
  token: 'invalid_auth',
};

/**
 * The person's token lies in `authed_user`, by `user_scope`; every status is 200, and `ok` tells. With token rotation a
 * refresh answers the new pair at the top, not in `authed_user`.
 */
export function slack({ rotation = false }: { rotation?: boolean } = {}): Family {
  const team = { id: 'T0001', name: 'Examples' };

  const pair = ({ ledger }: AuthorizationServer, grant: Grant): Json => {
    const scope = grant.scope.join(',');
    if (!rotation) return { scope, access_token: ledger.access(grant, { prefix: 'xoxp-' }).value, token_type: 'user' };
    return {
      scope,
      access_token: ledger.access(grant, { prefix: 'xoxe.xoxp-', lifetime: twelveHours }).value,
      expires_in: twelveHours,
      refresh_token: ledger.refresh(grant, { prefix: 'xoxe-1-' }).value,
      token_type: 'user',
    };
  };

  return {
    name: rotation ? 'slack-rotating' : 'slack',
    documentation: [
      'https://docs.slack.dev/authentication/installing-with-oauth',
      'https://docs.slack.dev/authentication/using-token-rotation',
      'https://docs.slack.dev/reference/methods/oauth.v2.access',
      'https://docs.slack.dev/reference/methods/auth.revoke',
    ],
    scopes: ['channels:read', 'users:read'],
    refuse: (reason) => json(200, { ok: false, error: errors[reason] ?? 'invalid_arguments' }),
    endpoints: {
      authorize: {
        path: '/oauth/v2/authorize',
        handle: (asked, server) => server.authorize(asked, { scope: scopesOf(asked.query.get('user_scope'), ',') }),
      },
      token: {
        path: '/api/oauth.v2.access',
        handle(asked, server) {
          server.authenticateEither(asked);
          const around = { ok: true, app_id: 'A0001', team, enterprise: null, is_enterprise_install: false };
          if (asked.endpoint === 'code') {
            const grant = server.redeem(asked.params);
            return json(200, { ...around, authed_user: { id: `U${grant.person.id}`, ...pair(server, grant) } });
          }
          if (asked.endpoint !== 'refresh' || !rotation) throw new Refusal('grant_type');
          const grant = server.spend(asked.params);
          return json(200, { ...around, ...pair(server, grant), user_id: `U${grant.person.id}` });
        },
      },
      revoke: { path: '/api/auth.revoke', handle: revoke },
      userinfo: {
        path: '/api/auth.test',
        handle(asked, server) {
          const { person } = server.bearer(asked).grant;
          return json(200, {
            ok: true,
            user: person.name,
            user_id: `U${person.id}`,
            team: team.name,
            team_id: team.id,
          });
        },
      },
    },
  };
}

/** The token to end is the one that the call bears. */
function revoke(asked: Asked, server: AuthorizationServer): Answer {
  const token = asked.params.has('token') ? server.ledger.accessToken(asked.params.get('token')) : server.bearer(asked);
  server.ledger.revoke(token.grant);
  return json(200, { ok: true, revoked: true });
}

import type { Json } from '../../support/identity-provider/answers.ts';
import { json, scopesOf } from '../authorization-server.ts';
import type { AuthorizationServer, Family } from '../authorization-server.ts';
import { Refusal } from '../ledger.ts';
import type { Grant, Token } from '../ledger.ts';

const sixHours = 21600;
const oneHour = 3600;

/**
 * A refresh that comes more than an hour before the end brings the same access token again; the refresh token changes with
 * it or stays. The scopes that were granted are in the callback, not in the answer.
 */
export const strava: Family = {
  name: 'strava',
  documentation: ['https://developers.strava.com/docs/authentication/'],
  scopes: ['read', 'activity:read'],
  refuse(reason) {
    const client = reason === 'client' || reason === 'secret';
    const [resource, field] = client ? ['Application', 'client_id'] : ['RefreshToken', reason];
    return json(client || reason === 'token' ? 401 : 400, {
      message: 'Bad Request',
      errors: [{ resource, field, code: 'invalid' }],
    });
  },
  endpoints: {
    authorize: {
      path: '/oauth/authorize',
      handle(asked, server) {
        const scope = scopesOf(asked.query.get('scope'), ',');
        const granted = server.consent.scopes ? scope.filter((one) => server.consent.scopes?.includes(one)) : scope;
        return server.authorize(asked, { scope, callback: { scope: granted.join(',') } });
      },
    },
    token: {
      path: '/oauth/token',
      handle(asked, server) {
        const { params } = asked;
        server.authenticate({ id: params.get('client_id'), secret: params.get('client_secret') });
        if (asked.endpoint === 'code') {
          const grant = server.redeem(params);
          const athlete = { id: Number(grant.person.id), firstname: grant.person.name };
          return json(200, { ...pair(server, grant), athlete });
        }
        if (asked.endpoint !== 'refresh') throw new Refusal('grant_type');
        const refresh = server.ledger.refreshToken(params.get('refresh_token'));
        const access = server.ledger.tokens.findLast((one) => one.kind === 'access' && one.grant === refresh.grant);
        const inAnHour = server.clock.now() + oneHour * 1000;
        if (access && access.expiresAt > inAnHour) return json(200, answer(server, access, refresh));
        server.ledger.spend(refresh);
        return json(200, pair(server, refresh.grant));
      },
    },
    revoke: {
      path: '/oauth/deauthorize',
      handle(asked, server) {
        const value = asked.params.get('access_token') ?? asked.query.get('access_token');
        const token = value === null ? server.bearer(asked) : server.ledger.accessToken(value);
        server.ledger.revoke(token.grant);
        return json(200, { access_token: token.value });
      },
    },
    userinfo: {
      path: '/api/v3/athlete',
      handle(asked, server) {
        const { person } = server.bearer(asked).grant;
        return json(200, { id: Number(person.id), firstname: person.name });
      },
    },
  },
};

function pair(server: AuthorizationServer, grant: Grant): Json {
  return answer(server, server.ledger.access(grant, { lifetime: sixHours }), server.ledger.refresh(grant));
}

function answer({ clock }: AuthorizationServer, access: Token, refresh: Token): Json {
  return {
    token_type: 'Bearer',
    access_token: access.value,
    expires_at: Math.floor(access.expiresAt / 1000),
    expires_in: Math.floor((access.expiresAt - clock.now()) / 1000),
    refresh_token: refresh.value,
  };
}

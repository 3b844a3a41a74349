import type { Json } from '../../support/identity-provider/answers.ts';
import { empty, json, scopesOf } from '../authorization-server.ts';
import type { AuthorizationServer, Family } from '../authorization-server.ts';
import { Refusal } from '../ledger.ts';
import type { Grant, Reason } from '../ledger.ts';

const fourHours = 14124;

const messages: Partial<Record<Reason, [status: number, message: string]>> = {
  client: [400, 'invalid client'],
  secret: [403, 'invalid client secret'],
  code: [400, 'Invalid authorization code'],
  refresh_token: [400, 'Invalid refresh token'],
  token: [400, 'Invalid token'],
};

/** An answer's `scope` is an array; `error` in a refusal is the name of the status, and only `message` says what is wrong. */
export const twitch: Family = {
  name: 'twitch',
  documentation: [
    'https://dev.twitch.tv/docs/authentication/getting-tokens-oauth/',
    'https://dev.twitch.tv/docs/authentication/getting-tokens-oidc/',
    'https://dev.twitch.tv/docs/authentication/refresh-tokens/',
    'https://dev.twitch.tv/docs/authentication/revoke-tokens/',
  ],
  scopes: ['openid', 'user:read:email', 'channel:read:polls'],
  openid: true,
  refuse(reason, { endpoint }) {
    if (endpoint === 'userinfo')
      return json(401, { error: 'Unauthorized', status: 401, message: 'Invalid OAuth token' });
    const [status, message] = messages[reason] ?? [400, 'missing or invalid parameter'];
    return json(status, { error: status === 403 ? 'Forbidden' : 'Bad Request', status, message });
  },
  endpoints: {
    discovery: {
      path: '/oauth2/.well-known/openid-configuration',
      handle: (_asked, { origin }) =>
        json(200, {
          issuer: `${origin}/oauth2`,
          authorization_endpoint: `${origin}/oauth2/authorize`,
          token_endpoint: `${origin}/oauth2/token`,
          userinfo_endpoint: `${origin}/oauth2/userinfo`,
          jwks_uri: `${origin}/oauth2/keys`,
          response_types_supported: ['code'],
          subject_types_supported: ['public'],
          id_token_signing_alg_values_supported: ['RS256'],
          scopes_supported: ['openid'],
          token_endpoint_auth_methods_supported: ['client_secret_post'],
        }),
    },
    jwks: { path: '/oauth2/keys', handle: (_asked, server) => server.publicKeys() },
    authorize: {
      path: '/oauth2/authorize',
      handle(asked, server) {
        const scope = scopesOf(asked.query.get('scope'));
        const denial = { error_description: 'The user denied you access' };
        return server.authorize(asked, { scope, callback: { scope: scope.join(' ') }, denial });
      },
    },
    token: {
      path: '/oauth2/token',
      async handle(asked, server) {
        const { params } = asked;
        server.authenticate({ id: params.get('client_id'), secret: params.get('client_secret') });
        if (asked.endpoint === 'code') {
          const grant = server.redeem(params);
          return json(200, { ...answer(server, grant), ...(await identity(server, grant)) });
        }
        if (asked.endpoint !== 'refresh') throw new Refusal('grant_type');
        return json(200, answer(server, server.spend(params)));
      },
    },
    revoke: {
      path: '/oauth2/revoke',
      handle(asked, server) {
        // The client's id alone; its secret is not asked for.
        if (asked.params.get('client_id') !== server.client.id) throw new Refusal('client');
        const token = server.ledger.find(asked.params.get('token'));
        if (!token) throw new Refusal('token');
        token.state = 'revoked';
        return empty(200);
      },
    },
    userinfo: {
      path: '/oauth2/userinfo',
      handle(asked, server) {
        const { person } = server.bearer(asked).grant;
        return json(200, { sub: person.id, preferred_username: person.name });
      },
    },
  },
};

async function identity(server: AuthorizationServer, grant: Grant): Promise<Json> {
  if (!grant.scope.includes('openid')) return {};
  const { id, name } = grant.person;
  return {
    id_token: await server.idToken(grant, { iss: `${server.origin}/oauth2`, sub: id, preferred_username: name }),
  };
}

function answer({ ledger }: AuthorizationServer, grant: Grant): Json {
  return {
    access_token: ledger.access(grant, { lifetime: fourHours }).value,
    expires_in: fourHours,
    refresh_token: ledger.refresh(grant).value,
    scope: grant.scope,
    token_type: 'bearer',
  };
}

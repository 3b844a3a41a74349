import type { Json } from '../../support/identity-provider/answers.ts';
import { empty, json, scopesOf } from '../authorization-server.ts';
import type { AuthorizationServer, Family } from '../authorization-server.ts';
import { Refusal } from '../ledger.ts';
import type { Grant, Person, Reason } from '../ledger.ts';

const errors: Partial<Record<Reason, [error: string, description: string]>> = {
  client: ['invalid_client_id', 'client identifier invalid'],
  secret: ['invalid_client', 'invalid client credentials'],
  code: ['invalid_grant', 'expired authorization code'],
  verifier: ['invalid_grant', 'invalid code verifier'],
  redirect_uri: ['redirect_uri_mismatch', 'redirect_uri must match configuration'],
  refresh_token: ['invalid_grant', 'expired access/refresh token'],
  grant_type: ['unsupported_grant_type', 'grant type not supported'],
};

/** How many grants of one person and client live at a time; the oldest gives way. */
const mostGrants = 5;
const sessionTimeout = 7200;

/** Answers name no `expires_in`; they say where the API is, in `instance_url`, and when it was, in milliseconds as text. */
export const salesforce: Family = {
  name: 'salesforce',
  documentation: [
    'https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_web_server_flow.htm',
    'https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_refresh_token_flow.htm',
    'https://help.salesforce.com/s/articleView?id=sf.remoteaccess_revoke_token.htm',
    'https://help.salesforce.com/s/articleView?id=sf.remoteaccess_request_manage.htm',
  ],
  scopes: ['api', 'refresh_token', 'openid'],
  openid: true,
  refuse(reason, { endpoint }) {
    if (endpoint === 'revocation')
      return json(400, { error: 'invalid_token', error_description: 'this token is invalid' });
    if (endpoint === 'userinfo')
      return { status: 403, headers: { 'content-type': 'text/plain' }, body: 'Bad_OAuth_Token' };
    const [error, error_description] = errors[reason] ?? ['invalid_request', 'invalid request'];
    return json(400, { error, error_description });
  },
  endpoints: {
    discovery: {
      path: '/.well-known/openid-configuration',
      handle: (_asked, { origin }) =>
        json(200, {
          issuer: origin,
          authorization_endpoint: `${origin}/services/oauth2/authorize`,
          token_endpoint: `${origin}/services/oauth2/token`,
          revocation_endpoint: `${origin}/services/oauth2/revoke`,
          userinfo_endpoint: `${origin}/services/oauth2/userinfo`,
          jwks_uri: `${origin}/id/keys`,
          response_types_supported: ['code'],
          subject_types_supported: ['public'],
          id_token_signing_alg_values_supported: ['RS256'],
          scopes_supported: ['openid', 'api', 'refresh_token'],
          token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic', 'private_key_jwt'],
        }),
    },
    jwks: { path: '/id/keys', handle: (_asked, server) => server.publicKeys() },
    authorize: {
      path: '/services/oauth2/authorize',
      handle: (asked, server) =>
        server.authorize(asked, {
          scope: scopesOf(asked.query.get('scope')),
          denial: { error_description: 'end-user denied authorization' },
        }),
    },
    token: {
      path: '/services/oauth2/token',
      async handle(asked, server) {
        server.authenticateEither(asked);
        if (asked.endpoint === 'code') {
          const grant = server.redeem(asked.params);
          const kept = grant.scope.includes('refresh_token') ? { refresh_token: refreshToken(server, grant) } : {};
          return json(200, { ...answer(server, grant), ...kept, ...(await identity(server, grant)) });
        }
        if (asked.endpoint !== 'refresh') throw new Refusal('grant_type');
        return json(200, answer(server, server.ledger.refreshToken(asked.params.get('refresh_token')).grant));
      },
    },
    revoke: {
      path: '/services/oauth2/revoke',
      handle(asked, server) {
        const token = server.ledger.find(asked.params.get('token') ?? asked.query.get('token'));
        if (!token) throw new Refusal('token');
        if (token.kind === 'refresh') server.ledger.revoke(token.grant);
        else token.state = 'revoked';
        return empty(200);
      },
    },
    userinfo: {
      path: '/services/oauth2/userinfo',
      handle(asked, server) {
        const { person } = server.bearer(asked).grant;
        return json(200, {
          sub: identityUrl(server, person),
          user_id: `005${person.id}`,
          name: person.name,
          email: person.email,
        });
      },
    },
  },
};

function refreshToken({ ledger }: AuthorizationServer, grant: Grant): string {
  const { value } = ledger.refresh(grant, { prefix: '5Aep' });
  const living = ledger.tokens.filter(
    (one) => one.kind === 'refresh' && one.grant.alive && one.grant.person.id === grant.person.id,
  );
  for (const { grant: oldest } of living.slice(0, -mostGrants)) ledger.revoke(oldest);
  return value;
}

const identityUrl = ({ origin }: AuthorizationServer, { id }: Person): string =>
  `${origin}/id/00D000000000001/005${id}`;

async function identity(server: AuthorizationServer, grant: Grant): Promise<Json> {
  if (!grant.scope.includes('openid')) return {};
  return { id_token: await server.idToken(grant, { iss: server.origin, sub: identityUrl(server, grant.person) }) };
}

function answer(server: AuthorizationServer, grant: Grant): Json {
  const { ledger, clock } = server;
  return {
    access_token: ledger.access(grant, { prefix: '00D!', lifetime: sessionTimeout }).value,
    signature: 'c2lnbmF0dXJl',
    scope: grant.scope.join(' '),
    instance_url: 'https://examples.my.salesforce.com',
    id: identityUrl(server, grant.person),
    token_type: 'Bearer',
    issued_at: String(clock.now()),
  };
}

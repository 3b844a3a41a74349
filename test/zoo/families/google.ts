import type { Answer, Json } from '../../support/identity-provider/answers.ts';
import { json, page, scopesOf } from '../authorization-server.ts';
import type { AuthorizationServer, Family } from '../authorization-server.ts';
import { Refusal } from '../ledger.ts';
import type { Grant } from '../ledger.ts';

const lifetime = 3599;

/**
 * A refresh token only with `access_type=offline`, and only the first time or with `prompt=consent`. It never rotates and
 * no later answer repeats it. Revoking any token ends the whole grant.
 */
export const google: Family = {
  name: 'google',
  documentation: [
    'https://developers.google.com/identity/protocols/oauth2/web-server',
    'https://developers.google.com/identity/openid-connect/openid-connect',
    'https://developers.google.com/identity/protocols/oauth2/limited-input-device',
  ],
  scopes: ['openid', 'email', 'https://www.googleapis.com/auth/drive.readonly'],
  openid: true,
  refuse(reason, asked) {
    if (asked.endpoint === 'userinfo')
      return json(401, { error: 'invalid_request', error_description: 'Invalid Credentials' });
    if (asked.endpoint === 'revocation') return refused(400, 'invalid_token', 'Token expired or revoked');
    if (reason === 'client') return refused(401, 'invalid_client', 'The OAuth client was not found.');
    if (reason === 'secret') return refused(401, 'invalid_client', 'Unauthorized');
    if (reason === 'refresh_token') return refused(400, 'invalid_grant', 'Token has been expired or revoked.');
    if (reason === 'pending') return refused(428, 'authorization_pending', 'Precondition Required');
    if (reason === 'slow_down') return refused(403, 'slow_down', 'Forbidden');
    if (reason === 'denied') return refused(403, 'access_denied', 'Forbidden');
    if (reason === 'expired') return refused(400, 'expired_token', 'The device code has expired.');
    if (reason === 'redirect_uri') return refused(400, 'redirect_uri_mismatch', 'Bad Request');
    if (reason === 'grant_type') return refused(400, 'unsupported_grant_type', `Invalid grant_type`);
    return refused(400, 'invalid_grant', 'Bad Request');
  },
  endpoints: {
    discovery: {
      path: '/.well-known/openid-configuration',
      handle: (_asked, { origin }) =>
        json(200, {
          issuer: origin,
          authorization_endpoint: `${origin}/o/oauth2/v2/auth`,
          token_endpoint: `${origin}/token`,
          userinfo_endpoint: `${origin}/v1/userinfo`,
          revocation_endpoint: `${origin}/revoke`,
          device_authorization_endpoint: `${origin}/device/code`,
          jwks_uri: `${origin}/oauth2/v3/certs`,
          response_types_supported: ['code'],
          subject_types_supported: ['public'],
          id_token_signing_alg_values_supported: ['RS256'],
          scopes_supported: ['openid', 'email', 'profile'],
          token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
          code_challenge_methods_supported: ['plain', 'S256'],
          grant_types_supported: ['authorization_code', 'refresh_token'],
        }),
    },
    jwks: { path: '/oauth2/v3/certs', handle: (_asked, server) => server.publicKeys() },
    authorize: {
      path: '/o/oauth2/v2/auth',
      handle(asked, server) {
        // Not a scope here; offline access is asked for by access_type.
        const scope = scopesOf(asked.query.get('scope'));
        if (scope.includes('offline_access')) return page(400, 'Error 400: invalid_scope');
        const first = asked.query.get('prompt') === 'consent' || !server.knows(server.person);
        const offline = first && asked.query.get('access_type') === 'offline';
        return server.authorize(asked, {
          scope,
          offline,
          callback: { scope: scope.join(' '), authuser: '0', prompt: 'consent' },
        });
      },
    },
    token: {
      path: '/token',
      async handle(asked, server) {
        server.authenticateEither(asked);
        const device = asked.params.has('device_code');
        if (asked.endpoint === 'code' || device) {
          const grant = device ? server.poll(asked) : server.redeem(asked.params);
          const kept = grant.offline ? { refresh_token: server.ledger.refresh(grant, { prefix: '1//' }).value } : {};
          return json(200, { ...(await answer(server, grant)), ...kept });
        }
        if (asked.endpoint !== 'refresh') throw new Refusal('grant_type');
        return json(200, await answer(server, server.ledger.refreshToken(asked.params.get('refresh_token')).grant));
      },
    },
    device: {
      path: '/device/code',
      handle(asked, { client, devices, origin }) {
        if (asked.params.get('client_id') !== client.id) throw new Refusal('client');
        const { code, userCode, interval } = devices.begin(scopesOf(asked.params.get('scope')));
        // Older than RFC 8628, and so `verification_url`.
        const verification_url = `${origin}/device`;
        return json(200, { device_code: code, user_code: userCode, verification_url, expires_in: 900, interval });
      },
    },
    revoke: {
      path: '/revoke',
      handle(asked, server) {
        const token = server.ledger.find(asked.query.get('token') ?? asked.params.get('token'));
        if (!token) throw new Refusal('token');
        server.ledger.revoke(token.grant);
        return json(200, {});
      },
    },
    userinfo: {
      path: '/v1/userinfo',
      handle(asked, server) {
        const { person } = server.bearer(asked).grant;
        return json(200, { sub: person.id, name: person.name, email: person.email, email_verified: true });
      },
    },
  },
};

function refused(status: number, error: string, description: string): Answer {
  return json(status, { error, error_description: description });
}

async function answer(server: AuthorizationServer, grant: Grant): Promise<Json> {
  const token = server.ledger.access(grant, { prefix: 'ya29.', lifetime });
  return {
    access_token: token.value,
    expires_in: lifetime,
    scope: grant.scope.join(' '),
    token_type: 'Bearer',
    ...(grant.scope.includes('openid') ? { id_token: await idToken(server, grant) } : {}),
  };
}

function idToken(server: AuthorizationServer, grant: Grant): Promise<string> {
  const { id, email } = grant.person;
  return server.idToken(grant, { iss: server.origin, azp: server.client.id, sub: id, email });
}

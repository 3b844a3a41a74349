import type { Json } from '../../support/identity-provider/answers.ts';
import { empty, json, scopesOf } from '../authorization-server.ts';
import type { AuthorizationServer, Family } from '../authorization-server.ts';
import { Refusal } from '../ledger.ts';
import type { Grant } from '../ledger.ts';

const oneHour = 3600;
const ninetyDays = 7776000;

/**
 * Each shop is a server of its own. Tokens without an end, unless the token request says `expiring=1`; then they rotate, and
 * a new one ends all before it. No answer bears a `token_type`.
 */
export const shopify: Family = {
  name: 'shopify',
  documentation: [
    'https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/authorization-code-grant',
    'https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/offline-access-tokens',
  ],
  scopes: ['read_products', 'read_orders'],
  refuse(reason, { endpoint }) {
    if (endpoint === 'revocation') return json(401, { errors: '[API] Invalid API key or access token' });
    if (reason === 'client' || reason === 'secret') {
      return json(400, { error: 'invalid_client', error_description: 'The client credentials are not right.' });
    }
    const error = reason === 'refresh_token' ? 'invalid_grant' : 'invalid_request';
    return json(400, { error, error_description: `The ${reason} was not found or was already used.` });
  },
  endpoints: {
    authorize: {
      path: '/admin/oauth/authorize',
      handle: (asked, server) =>
        server.authorize(asked, {
          codeOnly: true,
          scope: scopesOf(asked.query.get('scope'), ','),
          callback: {
            shop: new URL(server.origin).host,
            host: 'YWRtaW4',
            timestamp: String(server.seconds),
            hmac: '0'.repeat(64),
          },
        }),
    },
    token: {
      path: '/admin/oauth/access_token',
      handle(asked, server) {
        const { params } = asked;
        server.authenticate({ id: params.get('client_id'), secret: params.get('client_secret') });
        if (asked.endpoint === 'refresh') {
          return json(200, expiring(server, server.ledger.refreshToken(params.get('refresh_token')).grant));
        }
        const grant = server.redeem(params);
        if ((params.get('expiring') ?? String(asked.json?.['expiring'])) === '1')
          return json(200, expiring(server, grant));
        const { value } = server.ledger.access(grant, { prefix: 'shpat_' });
        return json(200, { access_token: value, scope: grant.scope.join(',') });
      },
    },
    revoke: {
      path: '/admin/api_permissions/current.json',
      handle({ method, headers }, server) {
        const value = headers['x-shopify-access-token'];
        if (method !== 'DELETE' || typeof value !== 'string') throw new Refusal('token');
        server.ledger.revoke(server.ledger.accessToken(value).grant);
        return empty(200);
      },
    },
  },
};

function expiring({ ledger }: AuthorizationServer, grant: Grant): Json {
  for (const token of ledger.tokens) if (token.expiresAt !== Infinity) token.state = 'revoked';
  return {
    access_token: ledger.access(grant, { prefix: 'shpat_', lifetime: oneHour }).value,
    scope: grant.scope.join(','),
    expires_in: oneHour,
    refresh_token: ledger.refresh(grant, { prefix: 'shprt_', lifetime: ninetyDays }).value,
    refresh_token_expires_in: ninetyDays,
  };
}

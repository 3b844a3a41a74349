import type { Answer } from '../../support/identity-provider/answers.ts';
import { json, scopesOf } from '../authorization-server.ts';
import type { AuthorizationServer, Family } from '../authorization-server.ts';
import { Refusal } from '../ledger.ts';
import type { Grant } from '../ledger.ts';

const oneHour = 3600;
const sixtyDays = 5183944;
const day = 24 * 3600;

/**
 * The code's token lives for an hour and is exchanged at one address, by GET and with the secret; the long one is renewed
 * at another, without, once it is a day old. An answer to a code is a list of one, and says neither lifetime nor type.
 */
export const instagram: Family = {
  name: 'instagram',
  documentation: [
    'https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/business-login',
    'https://developers.facebook.com/docs/instagram-platform/reference/access_token',
    'https://developers.facebook.com/docs/instagram-platform/reference/refresh_access_token',
  ],
  scopes: ['instagram_business_basic'],
  refuse(reason, { endpoint }) {
    if (endpoint === 'code') {
      return json(400, { error_type: 'OAuthException', code: 400, error_message: `The ${reason} is not right.` });
    }
    const code = reason === 'token' ? 190 : 100;
    return json(400, {
      error: { message: `The ${reason} is not right.`, type: 'OAuthException', code, fbtrace_id: 'A' },
    });
  },
  endpoints: {
    authorize: {
      path: '/oauth/authorize',
      handle: (asked, server) =>
        server.authorize(asked, {
          scope: scopesOf(asked.query.get('scope'), ','),
          denial: { error_reason: 'user_denied', error_description: 'The user denied your request' },
        }),
    },
    token: {
      path: '/oauth/access_token',
      handle(asked, server) {
        const { params } = asked;
        server.authenticate({ id: params.get('client_id'), secret: params.get('client_secret') });
        const grant = server.redeem(params);
        const { value } = server.ledger.access(grant, { prefix: 'IGAA', lifetime: oneHour });
        const first = { access_token: value, user_id: grant.person.id, permissions: grant.scope.join(',') };
        return json(200, { data: [first] });
      },
    },
    exchange: {
      path: '/access_token',
      handle({ query }, server) {
        if (query.get('grant_type') !== 'ig_exchange_token') throw new Refusal('grant_type');
        server.authenticate({ id: server.client.id, secret: query.get('client_secret') });
        return long(server, server.ledger.accessToken(query.get('access_token')).grant);
      },
    },
    refresh: {
      path: '/refresh_access_token',
      handle({ query }, server) {
        if (query.get('grant_type') !== 'ig_refresh_token') throw new Refusal('grant_type');
        const token = server.ledger.accessToken(query.get('access_token'));
        if (server.clock.now() - token.issuedAt < day * 1000) throw new Refusal('request');
        return long(server, token.grant);
      },
    },
    userinfo: {
      path: '/me',
      handle({ query }, server) {
        const { person } = server.ledger.accessToken(query.get('access_token')).grant;
        return json(200, { user_id: person.id, username: person.email.split('@')[0], id: person.id });
      },
    },
  },
};

function long({ ledger }: AuthorizationServer, grant: Grant): Answer {
  const { value } = ledger.access(grant, { prefix: 'IGAA', lifetime: sixtyDays });
  return json(200, { access_token: value, token_type: 'bearer', expires_in: sixtyDays });
}

import type { Json } from '../../support/identity-provider/answers.ts';
import { empty, json, scopesOf } from '../authorization-server.ts';
import type { AuthorizationServer, Family } from '../authorization-server.ts';
import { Refusal } from '../ledger.ts';
import type { Grant, Token } from '../ledger.ts';

const lifetime = 3600;
const hundredDays = 8726400;
const day = 24 * 3600;

/** The company lies in the callback's `realmId`. The refresh token changes once a day; the one before lives a day longer. */
export const quickbooks: Family = {
  name: 'quickbooks',
  documentation: [
    'https://developer.intuit.com/app/developer/qbo/docs/develop/authentication-and-authorization/oauth-2.0',
    'https://developer.intuit.com/app/developer/qbo/docs/develop/authentication-and-authorization/faq',
  ],
  scopes: ['com.intuit.quickbooks.accounting'],
  refuse(reason, { endpoint }) {
    if (reason === 'client' || reason === 'secret') return json(401, { error: 'invalid_client' });
    if (endpoint === 'revocation') return json(400, { error: 'invalid_request' });
    if (endpoint === 'userinfo') return json(401, { error: 'Token invalid' });
    if (reason === 'grant_type') return json(400, { error: 'unsupported_grant_type' });
    return json(400, { error: 'invalid_grant', error_description: 'Incorrect or invalid refresh token' });
  },
  endpoints: {
    authorize: {
      path: '/connect/oauth2',
      handle: (asked, server) =>
        server.authorize(asked, {
          scope: scopesOf(asked.query.get('scope')),
          // One person has one company here.
          callback: { realmId: `913034720881${server.person.id}` },
        }),
    },
    token: {
      path: '/oauth2/v1/tokens/bearer',
      handle(asked, server) {
        server.authenticate(server.basic(asked));
        if (asked.endpoint === 'code') {
          const grant = server.redeem(asked.params);
          return json(200, answer(server, grant, newRefreshToken(server, grant)));
        }
        if (asked.endpoint !== 'refresh') throw new Refusal('grant_type');
        const token = server.ledger.refreshToken(asked.params.get('refresh_token'));
        return json(200, answer(server, token.grant, currentAfter(server, token)));
      },
    },
    revoke: {
      path: '/v2/oauth2/tokens/revoke',
      handle(asked, server) {
        server.authenticate(server.basic(asked));
        const token = server.ledger.find(asked.params.get('token'));
        if (!token) throw new Refusal('token');
        server.ledger.revoke(token.grant);
        return empty(200);
      },
    },
    userinfo: {
      path: '/v1/openid_connect/userinfo',
      handle(asked, server) {
        const { person } = server.bearer(asked).grant;
        return json(200, { sub: person.id, email: person.email, givenName: person.name });
      },
    },
  },
};

function newRefreshToken({ ledger }: AuthorizationServer, grant: Grant): Token {
  return ledger.refresh(grant, { prefix: 'RT1-', lifetime: hundredDays });
}

function currentAfter(server: AuthorizationServer, token: Token): Token {
  const now = server.clock.now();
  if (now - token.issuedAt < day * 1000) {
    token.expiresAt = now + hundredDays * 1000;
    return token;
  }
  token.expiresAt = now + day * 1000;
  return newRefreshToken(server, token.grant);
}

function answer({ ledger, clock }: AuthorizationServer, grant: Grant, refresh: Token): Json {
  return {
    token_type: 'bearer',
    access_token: ledger.access(grant, { lifetime }).value,
    expires_in: lifetime,
    refresh_token: refresh.value,
    x_refresh_token_expires_in: Math.round((refresh.expiresAt - clock.now()) / 1000),
  };
}

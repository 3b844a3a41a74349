import { json, scopesOf } from '../authorization-server.ts';
import type { Asked, AuthorizationServer, Family } from '../authorization-server.ts';
import { Refusal } from '../ledger.ts';
import type { Grant, Reason } from '../ledger.ts';

const lifetime = 3600;
const tenMinutes = 600;

const errors: Partial<Record<Reason, string>> = {
  client: 'invalid_client',
  secret: 'invalid_client_secret',
  redirect_uri: 'invalid_redirect_uri',
  grant_type: 'unsupported_grant_type',
};

/** Token requests bear their parameters in the query or in the body. */
const allOf = ({ query, params }: Asked): URLSearchParams => new URLSearchParams([...query, ...params]);

/**
 * Two data centres. People live in the second: the callback says so in `location` and `accounts-server`, and only there is
 * the code known. Ten access tokens in ten minutes, then it says no. Errors of the OAuth kind come with status 200.
 */
export const zoho: Family = {
  name: 'zoho',
  documentation: [
    'https://www.zoho.com/accounts/protocol/oauth/web-apps/authorization.html',
    'https://www.zoho.com/accounts/protocol/oauth/multi-dc/client-authorization.html',
    'https://www.zoho.com/crm/developer/docs/api/v8/token-validity.html',
    'https://www.zoho.com/crm/developer/docs/api/v8/revoke-tokens.html',
  ],
  scopes: ['AaaServer.profile.Read', 'ZohoCRM.modules.ALL'],
  doors: 2,
  refuse(reason, { endpoint }) {
    if (reason === 'throttled') {
      const error_description = 'You have made too many requests continuously. Please try again after some time.';
      return json(400, { error_description, error: 'Access Denied', status: 'failure' });
    }
    if (endpoint === 'revocation') return json(400, { error: 'invalid_token' });
    if (endpoint === 'userinfo') return json(401, { response: 'error', message: 'INVALID_OAUTHTOKEN' });
    return json(200, { error: errors[reason] ?? 'invalid_code' });
  },
  endpoints: {
    authorize: {
      path: '/oauth/v2/auth',
      handle(asked, server) {
        const first = asked.query.get('prompt') === 'consent' || !server.knows(server.person);
        const offline = first && asked.query.get('access_type') === 'offline';
        const home = server.origins[1] ?? '';
        const callback = { location: 'eu', 'accounts-server': home };
        return server.authorize(asked, { scope: scopesOf(asked.query.get('scope'), ','), offline, callback });
      },
    },
    token: {
      path: '/oauth/v2/token',
      handle(asked, server) {
        const params = allOf(asked);
        server.authenticateEither(asked, params);
        if (asked.origin !== server.origins[1]) throw new Refusal('code');
        if (asked.endpoint === 'code') {
          const grant = server.redeem(params);
          const kept = grant.offline ? { refresh_token: server.ledger.refresh(grant, { prefix: '1000.' }).value } : {};
          return json(200, { ...answer(server, grant), ...kept });
        }
        if (asked.endpoint !== 'refresh') throw new Refusal('grant_type');
        return json(200, answer(server, server.ledger.refreshToken(params.get('refresh_token')).grant));
      },
    },
    revoke: {
      path: '/oauth/v2/token/revoke',
      handle(asked, server) {
        const token = server.ledger.find(allOf(asked).get('token'));
        if (!token || asked.origin !== server.origins[1]) throw new Refusal('token');
        server.ledger.revoke(token.grant);
        return json(200, { status: 'success' });
      },
    },
    userinfo: {
      path: '/oauth/user/info',
      handle(asked, server) {
        const scheme = asked.headers.authorization?.startsWith('Zoho') ? 'Zoho-oauthtoken' : 'Bearer';
        const { person } = server.bearer(asked, scheme).grant;
        if (asked.origin !== server.origins[1]) throw new Refusal('token');
        return json(200, { ZUID: Number(person.id), Display_Name: person.name, Email: person.email });
      },
    },
  },
};

function answer({ ledger, clock }: AuthorizationServer, grant: Grant) {
  const since = clock.now() - tenMinutes * 1000;
  const recent = ledger.tokens.filter((one) => one.kind === 'access' && one.grant === grant && one.issuedAt > since);
  if (recent.length >= 10) throw new Refusal('throttled');
  return {
    access_token: ledger.access(grant, { prefix: '1000.', lifetime }).value,
    scope: grant.scope.join(' '),
    api_domain: 'https://www.zohoapis.eu',
    token_type: 'Bearer',
    expires_in: lifetime,
  };
}

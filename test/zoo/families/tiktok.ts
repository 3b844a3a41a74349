import type { Json } from '../../support/identity-provider/answers.ts';
import { empty, json, scopesOf } from '../authorization-server.ts';
import type { Asked, AuthorizationServer, Family } from '../authorization-server.ts';
import { Refusal, secret } from '../ledger.ts';
import type { Grant } from '../ledger.ts';

const oneDay = 86400;
const oneYear = 31536000;
const logId = '202206221854370101130062072500FFA2';

function authenticate(server: AuthorizationServer, { params }: Asked): void {
  server.authenticate({ id: params.get('client_key'), secret: params.get('client_secret') });
}

/**
 * A client id is a `client_key`, scopes have commas, and codes have characters that a form must encode. The documentation
 * gives no status for errors: here it is 200, the harder of the two.
 */
export const tiktok: Family = {
  name: 'tiktok',
  documentation: [
    'https://developers.tiktok.com/doc/login-kit-web',
    'https://developers.tiktok.com/doc/oauth-user-access-token-management',
    'https://developers.tiktok.com/doc/oauth-error-handling',
    'https://developers.tiktok.com/doc/tiktok-api-v2-get-user-info',
  ],
  scopes: ['user.info.basic', 'video.list'],
  refuse(reason, { endpoint }) {
    if (endpoint === 'userinfo') {
      return json(401, { data: {}, error: { code: 'access_token_invalid', message: 'not valid', log_id: logId } });
    }
    const client = reason === 'client' || reason === 'secret';
    const grant = ['code', 'refresh_token', 'verifier', 'redirect_uri'].includes(reason);
    const error = client ? 'invalid_client' : grant ? 'invalid_grant' : 'invalid_request';
    return json(200, { error, error_description: `The ${reason} is not right.`, log_id: logId });
  },
  endpoints: {
    authorize: {
      path: '/v2/auth/authorize/',
      handle(asked, server) {
        const scope = scopesOf(asked.query.get('scope'), ',');
        const code = `${secret('')}*1!6288.va`;
        return server.authorize(asked, { scope, clientId: 'client_key', code, callback: { scopes: scope.join(',') } });
      },
    },
    token: {
      path: '/v2/oauth/token/',
      handle(asked, server) {
        authenticate(server, asked);
        return json(200, answer(server, server.exchange(asked)));
      },
    },
    revoke: {
      path: '/v2/oauth/revoke/',
      handle(asked, server) {
        authenticate(server, asked);
        server.ledger.revoke(server.ledger.accessToken(asked.params.get('token')).grant);
        return empty(200);
      },
    },
    userinfo: {
      path: '/v2/user/info/',
      handle(asked, server) {
        const { person } = server.bearer(asked).grant;
        if (!asked.query.has('fields')) throw new Refusal('request');
        const user = { open_id: openId(person.id), display_name: person.name };
        return json(200, { data: { user }, error: { code: 'ok', message: '', log_id: logId } });
      },
    },
  },
};

const openId = (person: string): string => `723f24d7-e717-40f8-a2b6-${person}`;

function answer({ ledger }: AuthorizationServer, grant: Grant): Json {
  return {
    access_token: ledger.access(grant, { prefix: 'act.', lifetime: oneDay }).value,
    expires_in: oneDay,
    open_id: openId(grant.person.id),
    refresh_expires_in: oneYear,
    refresh_token: ledger.refresh(grant, { prefix: 'rft.', lifetime: oneYear }).value,
    scope: grant.scope.join(','),
    token_type: 'Bearer',
  };
}

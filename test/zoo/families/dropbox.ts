import type { Answer } from '../../support/identity-provider/answers.ts';
import { json, scopesOf } from '../authorization-server.ts';
import type { Asked, Family } from '../authorization-server.ts';
import { Refusal } from '../ledger.ts';

const fourHours = 14400;

/** Its remote procedures take a POST whose body is JSON or nothing at all. */
function procedure({ method, headers, body }: Asked): void {
  const type = headers['content-type'] ?? '';
  if (method !== 'POST' || (type !== '' && !type.startsWith('application/json'))) throw new Refusal('request');
  if (body.length > 0 && body.toString() !== 'null') throw new Refusal('request');
}

/**
 * A refresh token with `token_access_type=offline`; it never rotates nor ends. Who it is, is asked by POST; a token is ended
 * by a call that bears it, and the grant with it.
 */
export const dropbox: Family = {
  name: 'dropbox',
  documentation: [
    'https://developers.dropbox.com/oauth-guide',
    'https://www.dropbox.com/developers/documentation/http/documentation#auth-token-revoke',
    'https://www.dropbox.com/developers/documentation/http/documentation#users-get_current_account',
  ],
  scopes: ['account_info.read', 'files.metadata.read'],
  refuse(reason, { endpoint }): Answer {
    if (reason === 'token') {
      return json(401, { error_summary: 'invalid_access_token/..', error: { '.tag': 'invalid_access_token' } });
    }
    if (endpoint === 'userinfo' || endpoint === 'revocation') {
      return { status: 400, headers: { 'content-type': 'text/plain' }, body: 'Error in call to API function' };
    }
    if (reason === 'client' || reason === 'secret') {
      return json(401, { error: 'invalid_client', error_description: 'Invalid client_id or client_secret' });
    }
    if (reason === 'grant_type') return json(400, { error: 'unsupported_grant_type' });
    return json(400, { error: 'invalid_grant', error_description: `The ${reason} is invalid or revoked` });
  },
  endpoints: {
    authorize: {
      path: '/oauth2/authorize',
      handle: (asked, server) => server.authorize(asked, { scope: scopesOf(asked.query.get('scope')) }),
    },
    token: {
      path: '/oauth2/token',
      handle(asked, server) {
        server.authenticateEither(asked);
        if (asked.endpoint === 'code') {
          const grant = server.redeem(asked.params);
          const offline = grant.asked.get('token_access_type') === 'offline';
          return json(200, {
            access_token: server.ledger.access(grant, { prefix: 'sl.', lifetime: fourHours }).value,
            token_type: 'bearer',
            expires_in: fourHours,
            ...(offline ? { refresh_token: server.ledger.refresh(grant).value } : {}),
            scope: grant.scope.join(' '),
            uid: grant.person.id,
            account_id: `dbid:${grant.person.id}`,
          });
        }
        if (asked.endpoint !== 'refresh') throw new Refusal('grant_type');
        const { grant } = server.ledger.refreshToken(asked.params.get('refresh_token'));
        const { value } = server.ledger.access(grant, { prefix: 'sl.', lifetime: fourHours });
        return json(200, { access_token: value, token_type: 'bearer', expires_in: fourHours });
      },
    },
    revoke: {
      path: '/2/auth/token/revoke',
      handle(asked, server) {
        procedure(asked);
        server.ledger.revoke(server.bearer(asked).grant);
        return json(200, null);
      },
    },
    userinfo: {
      path: '/2/users/get_current_account',
      handle(asked, server) {
        procedure(asked);
        const { person } = server.bearer(asked).grant;
        return json(200, { account_id: `dbid:${person.id}`, name: { display_name: person.name }, email: person.email });
      },
    },
  },
};

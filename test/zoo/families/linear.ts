import type { Json } from '../../support/identity-provider/answers.ts';
import { empty, json, scopesOf } from '../authorization-server.ts';
import type { AuthorizationServer, Family } from '../authorization-server.ts';
import { Refusal } from '../ledger.ts';
import type { Grant, Reason } from '../ledger.ts';

const lifetime = 86400;

const errors: Partial<Record<Reason, [status: number, error: string]>> = {
  client: [400, 'invalid_client'],
  secret: [400, 'invalid_client'],
  grant_type: [400, 'unsupported_grant_type'],
};

/** Scopes with commas; who somebody is, in GraphQL alone: by POST, with a question in the body. */
export const linear: Family = {
  name: 'linear',
  documentation: [
    'https://linear.app/developers/oauth-2-0-authentication',
    'https://linear.app/developers/graphql#authentication',
  ],
  scopes: ['read', 'write', 'issues:create'],
  refuse(reason, { endpoint }) {
    if (endpoint === 'userinfo') return json(401, { errors: [{ message: 'Authentication required' }] });
    const [status, error] = errors[reason] ?? [400, 'invalid_grant'];
    return json(status, { error, error_description: `The ${reason} is not right.` });
  },
  endpoints: {
    authorize: {
      path: '/oauth/authorize',
      handle: (asked, server) => server.authorize(asked, { scope: scopesOf(asked.query.get('scope'), ',') }),
    },
    token: {
      path: '/oauth/token',
      handle(asked, server) {
        server.authenticateEither(asked);
        return json(200, answer(server, server.exchange(asked)));
      },
    },
    revoke: {
      path: '/oauth/revoke',
      handle(asked, server) {
        const token = server.ledger.find(asked.params.get('token'));
        if (!token) throw new Refusal('request');
        server.ledger.revoke(token.grant);
        return empty(200);
      },
    },
    userinfo: {
      path: '/graphql',
      handle(asked, server) {
        const { person } = server.bearer(asked).grant;
        const query = asked.json?.['query'];
        if (asked.method !== 'POST' || typeof query !== 'string')
          return json(400, { errors: [{ message: 'no query' }] });
        const wanted = /\{\s*viewer\s*\{([^{}]*)\}\s*\}/.exec(query)?.[1]?.trim().split(/\s+/) ?? [];
        const viewer: Json = { id: `u-${person.id}`, email: person.email, name: person.name };
        return json(200, { data: { viewer: Object.fromEntries(wanted.map((name) => [name, viewer[name]])) } });
      },
    },
  },
};

function answer({ ledger }: AuthorizationServer, grant: Grant): Json {
  return {
    access_token: ledger.access(grant, { lifetime }).value,
    token_type: 'Bearer',
    expires_in: lifetime,
    refresh_token: ledger.refresh(grant).value,
    scope: grant.scope.join(' '),
  };
}

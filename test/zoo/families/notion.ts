import { randomUUID } from 'node:crypto';
import type { Json } from '../../support/identity-provider/answers.ts';
import { json, page } from '../authorization-server.ts';
import type { Asked, AuthorizationServer, Family } from '../authorization-server.ts';
import { Refusal } from '../ledger.ts';
import type { Grant, Reason } from '../ledger.ts';

const errors: Partial<Record<Reason, [status: number, error: string]>> = {
  client: [401, 'invalid_client'],
  secret: [401, 'invalid_client'],
  grant_type: [400, 'unsupported_grant_type'],
  request: [400, 'invalid_request'],
  token: [401, 'unauthorized'],
};

/**
 * Basic and a JSON body, nothing else; scopes are none of a request's business. The answer names workspace and owner, no
 * lifetime, and a refresh token that may be null.
 */
export function notion({ refreshTokens = true }: { refreshTokens?: boolean } = {}): Family {
  return {
    name: refreshTokens ? 'notion' : 'notion-static',
    documentation: [
      'https://developers.notion.com/docs/authorization',
      'https://developers.notion.com/reference/create-a-token',
      'https://developers.notion.com/reference/refresh-a-token',
      'https://developers.notion.com/reference/revoke-token',
    ],
    scopes: [],
    refuse(reason) {
      const [status, error] = errors[reason] ?? [400, 'invalid_grant'];
      return json(status, { error, request_id: randomUUID() });
    },
    endpoints: {
      authorize: {
        path: '/v1/oauth/authorize',
        handle: (asked, server) =>
          asked.query.get('owner') === 'user'
            ? server.authorize(asked, { scope: [] })
            : page(400, 'owner=user is required'),
      },
      token: {
        path: '/v1/oauth/token',
        handle(asked, server) {
          jsonOnly(asked);
          server.authenticate(server.basic(asked));
          if (asked.endpoint === 'code') return json(200, answer(server, server.redeem(asked.params), refreshTokens));
          if (asked.endpoint !== 'refresh') throw new Refusal('grant_type');
          const { grant } = server.ledger.refreshToken(asked.params.get('refresh_token'));
          server.ledger.revokeTokens(grant, ['refresh']);
          return json(200, answer(server, grant, refreshTokens));
        },
      },
      revoke: {
        path: '/v1/oauth/revoke',
        handle(asked, server) {
          jsonOnly(asked);
          if (asked.headers['notion-version'] !== '2025-09-03') throw new Refusal('request');
          // Members that it does not know are an error there.
          if (Object.keys(asked.json ?? {}).join() !== 'token') throw new Refusal('request');
          server.authenticate(server.basic(asked));
          const token = server.ledger.find(asked.params.get('token'));
          if (!token) throw new Refusal('request');
          server.ledger.revoke(token.grant);
          return json(200, { request_id: randomUUID() });
        },
      },
      userinfo: {
        path: '/v1/users/me',
        handle(asked, server) {
          const { person } = server.bearer(asked).grant;
          return json(200, { object: 'user', id: botId(person.id), type: 'bot', bot: owner(server) });
        },
      },
    },
  };
}

function jsonOnly({ json: body }: Asked): void {
  if (!body) throw new Refusal('request');
}

const botId = (person: string): string => `00000000-0000-4000-8000-${person.padStart(12, '0')}`;

function owner({ person: { id, name, email } }: AuthorizationServer): Json {
  const user = { object: 'user', id: `u-${id}`, type: 'person', name, avatar_url: null, person: { email } };
  return { owner: { type: 'user', user } };
}

function answer(server: AuthorizationServer, grant: Grant, refreshTokens: boolean): Json {
  return {
    access_token: server.ledger.access(grant, { prefix: 'ntn_' }).value,
    token_type: 'bearer',
    refresh_token: refreshTokens ? server.ledger.refresh(grant, { prefix: 'nrt_' }).value : null,
    bot_id: botId(grant.person.id),
    workspace_id: '11111111-0000-4000-8000-000000000001',
    workspace_name: 'Examples',
    workspace_icon: null,
    ...owner(server),
    duplicated_template_id: null,
    request_id: randomUUID(),
  };
}

import type { Answer, Json } from '../../support/identity-provider/answers.ts';
import { empty, json, scopesOf } from '../authorization-server.ts';
import type { Asked, AuthorizationServer, Family } from '../authorization-server.ts';
import { Refusal } from '../ledger.ts';
import type { Grant, Reason } from '../ledger.ts';

const documentation = [
  'https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps',
  'https://docs.github.com/en/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors',
  'https://docs.github.com/en/rest/apps/oauth-applications',
];

const errors: Partial<Record<Reason, string>> = {
  client: 'incorrect_client_credentials',
  secret: 'incorrect_client_credentials',
  code: 'bad_verification_code',
  redirect_uri: 'redirect_uri_mismatch',
  refresh_token: 'bad_refresh_token',
  grant_type: 'unsupported_grant_type',
  pending: 'authorization_pending',
  slow_down: 'slow_down',
  denied: 'access_denied',
  expired: 'expired_token',
};

/** Form-encoded, unless JSON is accepted. The status is 200 in any case. */
function inKind({ headers }: Asked, members: Json): Answer {
  if (headers.accept?.includes('application/json')) return json(200, members);
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(members)) form.set(name, String(value));
  return { status: 200, headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: form.toString() };
}

function refuse(reason: Reason, asked: Asked): Answer {
  if (asked.endpoint === 'userinfo') return json(401, { message: 'Bad credentials' });
  if (asked.endpoint === 'revocation') return json(reason === 'token' ? 422 : 404, { message: 'Not Found' });
  const error = errors[reason] ?? 'bad_verification_code';
  return inKind(asked, { error, error_description: `The ${reason} is not right.`, error_uri: '/docs' });
}

/** Basic with the client's own credentials; the token to end in a JSON body. */
function revoke(asked: Asked, server: AuthorizationServer): Answer {
  if (asked.method !== 'DELETE') return json(404, { message: 'Not Found' });
  server.authenticate(server.basic(asked));
  const token = server.ledger.accessToken(asked.params.get('access_token'));
  token.state = 'revoked';
  return empty(204);
}

function user(asked: Asked, server: AuthorizationServer): Answer {
  const { person } = server.bearer(asked).grant;
  return json(200, {
    login: person.email.split('@')[0],
    id: Number(person.id),
    name: person.name,
    email: person.email,
  });
}

const authorize = (asked: Asked, server: AuthorizationServer): Answer =>
  server.authorize(asked, {
    scope: scopesOf(asked.query.get('scope'), /[ ,]/),
    denial: { error_description: 'The user has denied your application access.', error_uri: '/docs' },
  });

const paths = {
  authorize: '/login/oauth/authorize',
  token: '/login/oauth/access_token',
  revoke: '/applications/{client_id}/token',
  userinfo: '/user',
};

/** Tokens have no end, there is no refresh, and errors come with status 200. */
export const githubOauthApp: Family = {
  name: 'github',
  documentation,
  scopes: ['repo', 'read:user'],
  refuse,
  endpoints: {
    authorize: { path: paths.authorize, handle: authorize },
    token: {
      path: paths.token,
      handle(asked, server) {
        const grant = isDevice(asked) ? ofDevice(asked, server) : ofCode(asked, server);
        const { value } = server.ledger.access(grant, { prefix: 'gho_' });
        return inKind(asked, { access_token: value, scope: grant.scope.join(','), token_type: 'bearer' });
      },
    },
    revoke: { path: paths.revoke, handle: revoke },
    userinfo: { path: paths.userinfo, handle: user },
    device: {
      path: '/login/device/code',
      handle(asked, server) {
        if (asked.params.get('client_id') !== server.client.id) throw new Refusal('client');
        const { code, userCode, interval } = server.devices.begin(scopesOf(asked.params.get('scope'), /[ ,]/));
        const verification_uri = `${server.origin}/login/device`;
        return inKind(asked, { device_code: code, user_code: userCode, verification_uri, expires_in: 900, interval });
      },
    },
  },
};

const isDevice = ({ params }: Asked): boolean =>
  params.get('grant_type') === 'urn:ietf:params:oauth:grant-type:device_code';

/** A device proves nothing: its client id is enough. */
function ofDevice(asked: Asked, server: AuthorizationServer): Grant {
  if (asked.params.get('client_id') !== server.client.id) throw new Refusal('client');
  return server.poll(asked);
}

function ofCode(asked: Asked, server: AuthorizationServer): Grant {
  server.authenticateEither(asked);
  if (asked.endpoint !== 'code') throw new Refusal('grant_type');
  return server.redeem(asked.params);
}

const eightHours = 8 * 3600;
const sixMonths = 15897600;

/** Tokens of 8 hours; a refresh ends both old tokens at once. Scopes mean nothing to it. */
export const githubApp: Family = {
  name: 'github-app',
  documentation: [
    'https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-user-access-token-for-a-github-app',
    'https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/refreshing-user-access-tokens',
    ...documentation,
  ],
  scopes: [],
  refuse,
  endpoints: {
    authorize: { path: paths.authorize, handle: (asked, server) => server.authorize(asked, { scope: [] }) },
    token: {
      path: paths.token,
      handle(asked, server) {
        server.authenticateEither(asked);
        if (asked.endpoint === 'code') return inKind(asked, pair(server, server.redeem(asked.params)));
        if (asked.endpoint !== 'refresh') throw new Refusal('grant_type');
        const { grant } = server.ledger.refreshToken(asked.params.get('refresh_token'));
        server.ledger.revokeTokens(grant);
        return inKind(asked, pair(server, grant));
      },
    },
    revoke: { path: paths.revoke, handle: revoke },
    userinfo: { path: paths.userinfo, handle: user },
  },
};

function pair({ ledger }: AuthorizationServer, grant: Grant): Json {
  return {
    access_token: ledger.access(grant, { prefix: 'ghu_', lifetime: eightHours }).value,
    expires_in: eightHours,
    refresh_token: ledger.refresh(grant, { prefix: 'ghr_', lifetime: sixMonths }).value,
    refresh_token_expires_in: sixMonths,
    scope: '',
    token_type: 'bearer',
  };
}

import * as oauth from 'openid-client';
import { thumbprintOf } from '../crypto/proof-key.ts';
import { Problem } from '../problem/problem.ts';
import { describePushFailure } from './exchange-failure.ts';
import { renamed, withResources, writeScope } from './request-dialect.ts';
import { scopesOf } from './scopes.ts';
import type { ServerConnection } from './server-connection.ts';

/** What binds an authorization response to the request that asked for it. Kept sealed until the callback. */
export interface AuthorizationSecrets {
  verifier: string;
  nonce: string;
  /** The key that the tokens will be bound to (RFC 9449): a private JWK as text. */
  proofKey?: string | undefined;
}

export interface AuthorizationRequest extends AuthorizationSecrets {
  redirectUri: string;
  scope: string;
  state: string;
}

/**
 * Where the browser is sent (RFC 6749 section 4.1.1, PKCE, nonce with OpenID Connect, RFC 8707, RFC 9449 section 10; RFC 9126
 * where pushed).
 * @throws Problem `provider_unavailable`, `provider_misconfigured`
 */
export async function authorizationUrl(connection: ServerConnection, request: AuthorizationRequest): Promise<string> {
  const { knobs } = connection;
  const server = await connection.server();
  const parameters = await parametersOf(request, connection, server);
  const isPushed =
    knobs.PAR === 'require' || (knobs.PAR === 'auto' && server.require_pushed_authorization_requests === true);
  const url = isPushed
    ? await push(connection, parameters)
    : oauth.buildAuthorizationUrl(await connection.configuration(), parameters);
  url.search = renamed(url.searchParams, knobs).toString();
  return url.href;
}

async function parametersOf(
  request: AuthorizationRequest,
  { knobs }: ServerConnection,
  server: oauth.ServerMetadata,
): Promise<URLSearchParams> {
  const { PKCE, AUTHORIZE_PARAMS } = knobs;
  if (PKCE === 'require' && server.code_challenge_methods_supported?.includes('S256') !== true) {
    throw new Problem('provider_misconfigured', 'This provider does not announce PKCE, which is required of it.');
  }
  const scopes = scopesOf(request.scope);
  return withResources(knobs, {
    redirect_uri: request.redirectUri,
    ...(scopes.length > 0 && { scope: writeScope(request.scope, knobs) }),
    state: request.state,
    ...(scopes.includes('openid') && { nonce: request.nonce }),
    ...(PKCE !== 'off' && {
      code_challenge: await oauth.calculatePKCECodeChallenge(request.verifier),
      code_challenge_method: 'S256',
    }),
    ...(request.proofKey !== undefined && { dpop_jkt: await thumbprintOf(request.proofKey) }),
    // Several servers drop offline_access silently when consent was given before.
    ...(scopes.includes('offline_access') && { prompt: 'consent' }),
    ...AUTHORIZE_PARAMS,
  });
}

async function push(connection: ServerConnection, parameters: URLSearchParams): Promise<URL> {
  for (let { tries } = connection; ; tries -= 1) {
    try {
      return await oauth.buildAuthorizationUrlWithPAR(await connection.configuration(), parameters);
    } catch (error) {
      const isRefused = error instanceof oauth.ResponseBodyError && error.error === 'invalid_client';
      if (!isRefused || tries <= 1) throw describePushFailure(error);
      connection.tryNextSecret();
    }
  }
}

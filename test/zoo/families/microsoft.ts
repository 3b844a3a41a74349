import { randomUUID } from 'node:crypto';
import type { Answer, Json } from '../../support/identity-provider/answers.ts';
import { json, scopesOf } from '../authorization-server.ts';
import type { Asked, AuthorizationServer, Family } from '../authorization-server.ts';
import { Refusal } from '../ledger.ts';
import type { Grant, Reason } from '../ledger.ts';

const graph = 'https://graph.microsoft.com';
const tenantId = '9188040d-6c67-4c5b-b112-36a304b66dad';
const lifetime = 4799;
const ninetyDays = 90 * 24 * 3600;
const identity = ['openid', 'profile', 'email', 'offline_access'];

/** AADSTS numbers and the words around them. */
const errors: Partial<Record<Reason, [status: number, error: string, number: number]>> = {
  client: [400, 'unauthorized_client', 700016],
  secret: [401, 'invalid_client', 7000215],
  code: [400, 'invalid_grant', 54005],
  redirect_uri: [400, 'invalid_grant', 50011],
  verifier: [400, 'invalid_grant', 501481],
  refresh_token: [400, 'invalid_grant', 700082],
  grant_type: [400, 'unsupported_grant_type', 70003],
  request: [400, 'invalid_scope', 28000],
  scope: [400, 'invalid_grant', 65001],
  token: [401, 'InvalidAuthenticationToken', 0],
  throttled: [429, 'temporarily_unavailable', 90033],
};

/** The resource that a scope belongs to: what stands before its last part, Graph for short names. */
const resourceOf = (scope: string): string => (scope.includes('://') ? scope.slice(0, scope.lastIndexOf('/')) : graph);

/**
 * Each answer brings a new refresh token and leaves the old one alive; the scope of a request picks one resource; nothing
 * can be revoked. Discovery of `common` names an issuer with a placeholder, which no ID token bears.
 */
export function microsoft({ tenant = 'common' }: { tenant?: string } = {}): Family {
  const base = `/${tenant}/oauth2/v2.0`;
  const issued = tenant === 'common' ? tenantId : tenant;

  return {
    name: 'microsoft',
    documentation: [
      'https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-auth-code-flow',
      'https://learn.microsoft.com/en-us/entra/identity-platform/v2-protocols-oidc',
      'https://learn.microsoft.com/en-us/entra/identity-platform/refresh-tokens',
      'https://learn.microsoft.com/en-us/entra/identity-platform/reference-error-codes',
    ],
    scopes: ['openid', 'profile', 'offline_access', 'User.Read', 'Mail.Read'],
    openid: true,
    refuse(reason) {
      const [status, error, number] = errors[reason] ?? [400, 'invalid_request', 900144];
      return json(status, {
        error,
        error_description: `AADSTS${number}: the ${reason} is not right. Trace ID: ${randomUUID()}`,
        error_codes: [number],
        timestamp: new Date().toISOString(),
        trace_id: randomUUID(),
        correlation_id: randomUUID(),
      });
    },
    endpoints: {
      discovery: {
        path: `/${tenant}/v2.0/.well-known/openid-configuration`,
        handle: (_asked, { origin }) =>
          json(200, {
            issuer: `${origin}/${tenant === 'common' ? '{tenantid}' : tenant}/v2.0`,
            authorization_endpoint: `${origin}${base}/authorize`,
            token_endpoint: `${origin}${base}/token`,
            jwks_uri: `${origin}/${tenant}/discovery/v2.0/keys`,
            userinfo_endpoint: `${origin}/oidc/userinfo`,
            token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
            response_types_supported: ['code'],
            subject_types_supported: ['pairwise'],
            id_token_signing_alg_values_supported: ['RS256'],
            scopes_supported: identity,
          }),
      },
      jwks: { path: `/${tenant}/discovery/v2.0/keys`, handle: (_asked, server) => server.publicKeys() },
      authorize: {
        path: `${base}/authorize`,
        handle: (asked, server) =>
          server.authorize(asked, {
            scope: scopesOf(asked.query.get('scope')),
            callback: { session_state: randomUUID() },
            denial: { error_description: 'AADSTS65004: the user declined to consent.', error_subcode: 'cancel' },
          }),
      },
      token: {
        path: `${base}/token`,
        async handle(asked, server) {
          server.authenticateEither(asked);
          if (asked.endpoint === 'code') return answer(asked, server, server.redeem(asked.params));
          if (asked.endpoint !== 'refresh') throw new Refusal('grant_type');
          return answer(asked, server, server.ledger.refreshToken(asked.params.get('refresh_token')).grant);
        },
      },
      userinfo: {
        path: '/oidc/userinfo',
        handle(asked, server) {
          const { person } = server.bearer(asked).grant;
          return json(200, { sub: `pairwise-${person.id}`, name: person.name, email: person.email });
        },
      },
    },
  };

  async function answer(asked: Asked, server: AuthorizationServer, grant: Grant): Promise<Answer> {
    const wanted = asked.params.has('scope') ? scopesOf(asked.params.get('scope')) : grant.scope;
    const forResource = wanted.filter((scope) => !identity.includes(scope));
    const [resource = graph, ...others] = [...new Set(forResource.map(resourceOf))];
    // Only an answer to a code may silently be for the first of several resources.
    if (others.length > 0 && asked.endpoint === 'refresh') throw new Refusal('request');
    if (!wanted.every((scope) => grant.scope.includes(scope) || scope.endsWith('/.default')))
      throw new Refusal('scope');
    const scope = forResource.filter((one) => resourceOf(one) === resource);
    const members: Json = {
      token_type: 'Bearer',
      scope: [...scope, ...wanted.filter((one) => ['openid', 'profile', 'email'].includes(one))].join(' '),
      expires_in: lifetime,
      ext_expires_in: lifetime,
      access_token: server.ledger.access(grant, { prefix: 'eyJ', lifetime, scope }).value,
    };
    if (grant.scope.includes('offline_access')) {
      members['refresh_token'] = server.ledger.refresh(grant, { prefix: '0.A', lifetime: ninetyDays }).value;
    }
    if (wanted.includes('openid')) members['id_token'] = await idToken(server, grant);
    return json(200, members);
  }

  function idToken(server: AuthorizationServer, grant: Grant): Promise<string> {
    const { id, name, email } = grant.person;
    const iss = `${server.origin}/${issued}/v2.0`;
    return server.idToken(grant, { iss, sub: `pairwise-${id}`, oid: id, tid: issued, name, preferred_username: email });
  }
}

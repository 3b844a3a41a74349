import type { IncomingHttpHeaders } from 'node:http';

const endpoints = [
  'discovery',
  'jwks',
  'authorization',
  'interaction',
  'pushedAuthorization',
  'code',
  'refresh',
  'otherGrant',
  'deviceAuthorization',
  'revocation',
  'introspection',
  'userinfo',
  'endSession',
  'other',
] as const;

/** What a request is for. The token endpoint is three: `code`, `refresh` and `otherGrant`. */
export type Endpoint = (typeof endpoints)[number];

/** One request, before anything was done about it. */
export interface Call {
  endpoint: Endpoint;
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** The body of a form post; empty for anything else. */
  form: URLSearchParams;
}

/** One request to the token endpoint, and what became of it. */
export interface TokenRequest {
  grantType: string;
  at: Date;
  form: URLSearchParams;
  /** What the provider decided: `ok`, the OAuth error code, `http <status>`, or `not processed`. */
  outcome: string;
  /** What the caller saw of it. */
  delivered: 'pending' | 'as is' | 'altered' | 'dropped';
}

interface Waiter {
  endpoint: Endpoint;
  count: number;
  resolve: () => void;
}

const paths: Record<string, Endpoint> = {
  '/.well-known/openid-configuration': 'discovery',
  '/.well-known/oauth-authorization-server': 'discovery',
  '/jwks': 'jwks',
  '/request': 'pushedAuthorization',
  '/device/auth': 'deviceAuthorization',
  '/token/revocation': 'revocation',
  '/token/introspection': 'introspection',
  '/me': 'userinfo',
};
const grants: Record<string, Endpoint> = { authorization_code: 'code', refresh_token: 'refresh' };

/** Which endpoint a request is for, by oidc-provider's own routes. */
export function endpointOf(url: string, form: URLSearchParams): Endpoint {
  const path = url.split('?')[0] ?? '';
  if (path === '/token') return grants[form.get('grant_type') ?? ''] ?? 'otherGrant';
  if (path.startsWith('/session/end')) return 'endSession';
  if (path.startsWith('/interaction/')) return 'interaction';
  if (path === '/auth' || path.startsWith('/auth/')) return 'authorization';
  return paths[path] ?? 'other';
}

/** Counts requests per endpoint: `calls.refresh`, `calls.jwks`, … and remembers those to the token endpoint. */
export class Calls {
  discovery = 0;
  jwks = 0;
  authorization = 0;
  interaction = 0;
  pushedAuthorization = 0;
  code = 0;
  refresh = 0;
  otherGrant = 0;
  deviceAuthorization = 0;
  revocation = 0;
  introspection = 0;
  userinfo = 0;
  endSession = 0;
  other = 0;
  tokenRequests: TokenRequest[] = [];
  #waiters: Waiter[] = [];

  /** Resolves once `endpoint` has been called `count` times since the start or the last `reset()`. */
  reached(endpoint: Endpoint, count = 1): Promise<void> {
    if (this[endpoint] >= count) return Promise.resolve();
    return new Promise((resolve) => this.#waiters.push({ endpoint, count, resolve }));
  }

  /** The requests that would spend a refresh token, in order of arrival. */
  get refreshes(): TokenRequest[] {
    return this.tokenRequests.filter(({ grantType }) => grantType === 'refresh_token');
  }

  reset(): void {
    for (const endpoint of endpoints) this[endpoint] = 0;
    this.tokenRequests = [];
  }

  /** Notes a request's arrival; for one to the token endpoint, answers the entry to be completed. */
  arrived({ endpoint, form }: Call): TokenRequest | undefined {
    this[endpoint] += 1;
    for (const waiter of this.#waiters) if (this[waiter.endpoint] >= waiter.count) waiter.resolve();
    this.#waiters = this.#waiters.filter((waiter) => this[waiter.endpoint] < waiter.count);
    if (!['code', 'refresh', 'otherGrant'].includes(endpoint)) return undefined;

    const request: TokenRequest = {
      grantType: form.get('grant_type') ?? '',
      at: new Date(),
      form,
      outcome: 'not processed',
      delivered: 'pending',
    };
    this.tokenRequests.push(request);
    return request;
  }
}

import * as oauth from 'openid-client';
import { CodeExchangeFailed, describeFailure } from './exchange-failure.ts';
import { NoAnswer, type Outbound, type OutboundAnswer } from './outbound.ts';
import type { ServerMetadataSource } from './server-metadata.ts';
import { plainResponse, readTokenAnswer, type TokenAnswer, type TokenSet } from './token-answer.ts';

export type ClientAuthMethod = 'basic' | 'post' | 'none';

export interface ClientRegistration {
  clientId: string;
  /** Tried in their order; empty for a public client. Two during a rotation. */
  clientSecrets: readonly string[];
  /** `undefined`: what discovery prefers, else `basic`. */
  clientAuth: ClientAuthMethod | undefined;
  /** Whether PKCE (S256) is sent. */
  pkce: boolean;
  authorizeParams: Readonly<Record<string, string>>;
  tokenParams: Readonly<Record<string, string>>;
  refreshParams: Readonly<Record<string, string>>;
}

/** What binds an authorization response to the request that asked for it. Kept sealed until the callback. */
export interface AuthorizationSecrets {
  verifier: string;
  nonce: string;
}

export interface AuthorizationRequest extends AuthorizationSecrets {
  redirectUri: string;
  scope: string;
  state: string;
}

export interface CodeExchange {
  tokens: TokenSet;
  /** Claims of the ID token, checked (audience, issuer, nonce, times); `undefined` where none came. */
  claims: Record<string, unknown> | undefined;
}

const CALL_TIMEOUT = 15_000;
/** refresh.md: a request that may spend a refresh token lives this long. */
export const REFRESH_TIMEOUT = 90_000;
/** Who holds a lease may send for so long, milliseconds: a second try comes at once, or not at all. */
const RETRY_DEADLINE = 5_000;
/** Ours decide; the library's own must not end a call first. */
const LIBRARY_TIMEOUT_SECONDS = 600;

/** The store as a client of one authorization server. The only user of `openid-client`. */
export class OAuthClient {
  private readonly registration: ClientRegistration;
  private readonly metadata: ServerMetadataSource;
  private readonly outbound: Outbound;
  private secretInUse = 0;

  constructor(registration: ClientRegistration, metadata: ServerMetadataSource, outbound: Outbound) {
    this.registration = registration;
    this.metadata = metadata;
    this.outbound = outbound;
  }

  /** Names the client id and secret in use; only ever kept as a digest. */
  get credentials(): string {
    return JSON.stringify([this.registration.clientId, this.secret ?? '']);
  }

  private get secret(): string | undefined {
    return this.registration.clientSecrets[this.secretInUse];
  }

  get clientId(): string {
    return this.registration.clientId;
  }

  /** @throws Problem `provider_unavailable` */
  async server(): Promise<oauth.ServerMetadata> {
    return this.metadata.get();
  }

  /** Where the browser is sent (RFC 6749 section 4.1.1, PKCE, nonce with OpenID Connect). @throws Problem */
  async authorizationUrl(request: AuthorizationRequest): Promise<string> {
    const { pkce, authorizeParams } = this.registration;
    const scopes = request.scope.split(/[\s,]+/);
    const url = oauth.buildAuthorizationUrl(await this.configuration(), {
      redirect_uri: request.redirectUri,
      scope: request.scope,
      state: request.state,
      ...(scopes.includes('openid') && { nonce: request.nonce }),
      ...(pkce && {
        code_challenge: await oauth.calculatePKCECodeChallenge(request.verifier),
        code_challenge_method: 'S256',
      }),
      // Several servers drop offline_access silently when consent was given before.
      ...(scopes.includes('offline_access') && { prompt: 'consent' }),
      ...authorizeParams,
    });
    return url.href;
  }

  /**
   * Checks an authorization response (`state`, `iss`, `error`) and exchanges its code.
   * @param callbackUrl the redirect URI with the query that came; built from `BASE_URL`, never from the request's host
   * @throws CodeExchangeFailed, Problem `provider_unavailable`
   */
  async exchangeCode(
    callbackUrl: URL,
    sent: AuthorizationSecrets & { state: string; scope: string },
  ): Promise<CodeExchange> {
    const { pkce, tokenParams } = this.registration;
    const openid = this.metadata.hasIssuer && sent.scope.split(/[\s,]+/).includes('openid');
    const response = new URL(callbackUrl);
    // Endpoints given by hand come without an issuer to compare with.
    if (!this.metadata.hasIssuer) response.searchParams.delete('iss');
    let idToken: oauth.IDToken | undefined;
    const { answer, failure } = await this.callTokenEndpoint(CALL_TIMEOUT, async (configuration) => {
      const checks: oauth.AuthorizationCodeGrantChecks = {
        expectedState: sent.state,
        ...(pkce && { pkceCodeVerifier: sent.verifier }),
        ...(openid && { expectedNonce: sent.nonce }),
      };
      const granted = await oauth.authorizationCodeGrant(configuration, response, checks, { ...tokenParams });
      idToken = granted.claims();
    });
    if (answer?.kind !== 'tokens') throw new CodeExchangeFailed(describeFailure(answer, failure), failure);
    const { tokens } = answer;
    // Where no ID token came there is nothing in it to check: the library's only complaint is that it is missing.
    if (failure !== undefined && tokens.idToken !== undefined) {
      throw new CodeExchangeFailed('link_failed', failure, tokens);
    }
    return { tokens, claims: idToken };
  }

  /** Spends a refresh token (RFC 6749 section 6). Never throws for what the provider says or does not say. */
  async refresh(refreshToken: string, scope: string | undefined): Promise<TokenAnswer> {
    const parameters = { ...this.registration.refreshParams, ...(scope !== undefined && { scope }) };
    const { answer, failure } = await this.callTokenEndpoint(REFRESH_TIMEOUT, (configuration) =>
      oauth.refreshTokenGrant(configuration, refreshToken, parameters),
    );
    if (answer === undefined) return { kind: 'not-sent', cause: failure };
    return answer.kind === 'tokens' && failure !== undefined ? { ...answer, alarm: failure } : answer;
  }

  /** RFC 7009, best effort. @returns whether the provider confirmed; false where it has no such endpoint */
  async revoke(token: string, hint: 'refresh_token' | 'access_token'): Promise<boolean> {
    const configuration = await this.configuration();
    if (configuration.serverMetadata().revocation_endpoint === undefined) return false;
    await oauth.tokenRevocation(configuration, token, { token_type_hint: hint });
    return true;
  }

  /** OpenID Connect Core section 5.3; also used as a plain JSON endpoint of OAuth 2.0 servers. `undefined` where there is none. */
  async userinfo(accessToken: string, expectedSubject?: string): Promise<Record<string, unknown> | undefined> {
    const configuration = await this.configuration();
    if (configuration.serverMetadata().userinfo_endpoint === undefined) return undefined;
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- the mark only asks to think twice: no ID token names a subject here
    return oauth.fetchUserInfo(configuration, accessToken, expectedSubject ?? oauth.skipSubjectCheck);
  }

  /** RP-initiated logout; `undefined` where the server has none. */
  async endSessionUrl(postLogoutRedirectUri: string, idToken: string | undefined): Promise<string | undefined> {
    const configuration = await this.configuration();
    if (configuration.serverMetadata().end_session_endpoint === undefined) return undefined;
    return oauth.buildEndSessionUrl(configuration, {
      post_logout_redirect_uri: postLogoutRedirectUri,
      ...(idToken !== undefined && { id_token_hint: idToken }),
    }).href;
  }

  /**
   * Captures the token endpoint's answer before the library may throw it away, and shows the library a plain form of it.
   * `answer` is what came, `undefined` when nothing was sent; `failure` what the library had to say against it.
   * Where the client secret is refused, nothing was spent: the next one is tried, and kept when it is taken.
   */
  private async callTokenEndpoint(
    timeout: number,
    call: (configuration: oauth.Configuration) => Promise<unknown>,
  ): Promise<{ answer: TokenAnswer | undefined; failure: unknown }> {
    const { clientSecrets } = this.registration;
    const begun = performance.now();
    for (let tries = clientSecrets.length; ; tries -= 1) {
      const elapsed = performance.now() - begun;
      const result = await this.callOnce(timeout - elapsed, call);
      const isLate = performance.now() - begun > RETRY_DEADLINE;
      if (tries <= 1 || isLate || result.answer === undefined || !refusesClient(result.answer)) return result;
      this.secretInUse = (this.secretInUse + 1) % clientSecrets.length;
    }
  }

  private async callOnce(
    timeout: number,
    call: (configuration: oauth.Configuration) => Promise<unknown>,
  ): Promise<{ answer: TokenAnswer | undefined; failure: unknown }> {
    let answer: TokenAnswer | undefined;
    const capture: oauth.CustomFetch = async (url, { method, headers, body }) => {
      try {
        const received = await this.outbound.request(url, { method, headers, timeout, ...bodyOf(body) });
        answer = readTokenAnswer(received);
        if (answer.kind !== 'tokens') return toResponse(received);
        return plainResponse(this.metadata.hasIssuer ? answer.tokens : { ...answer.tokens, idToken: undefined });
      } catch (error) {
        answer ??= { kind: error instanceof NoAnswer && !error.sent ? 'not-sent' : 'unknown', cause: error };
        throw error;
      }
    };
    try {
      await call(await this.configuration(capture));
      return { answer, failure: undefined };
    } catch (error) {
      return { answer, failure: error };
    }
  }

  private async configuration(fetchToken?: oauth.CustomFetch): Promise<oauth.Configuration> {
    const { clientId } = this.registration;
    const metadata = await this.metadata.get();
    const method = this.registration.clientAuth ?? preferredMethod(metadata.token_endpoint_auth_methods_supported);
    const configuration = new oauth.Configuration(metadata, clientId, undefined, clientAuth(method, this.secret));
    configuration.timeout = LIBRARY_TIMEOUT_SECONDS;
    configuration[oauth.customFetch] = fetchToken ?? ((url, options) => this.fetchPlain(url, options));
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- likewise: the operator named an http address
    if (this.metadata.allowsPlainHttp) oauth.allowInsecureRequests(configuration);
    return configuration;
  }

  private async fetchPlain(url: string, { method, headers, body }: oauth.CustomFetchOptions): Promise<Response> {
    return toResponse(await this.outbound.request(url, { method, headers, timeout: CALL_TIMEOUT, ...bodyOf(body) }));
  }
}

/** `invalid_client`, or the bare 400 or 401 with which some servers answer a wrong secret. */
function refusesClient(answer: TokenAnswer): boolean {
  if (answer.kind !== 'error') return false;
  const isBare = answer.error === undefined && answer.body !== 'other';
  return answer.error === 'invalid_client' || (isBare && (answer.status === 400 || answer.status === 401));
}

function toResponse({ status, headers, text }: OutboundAnswer): Response {
  const hasBody = status !== 204 && status !== 205 && status !== 304;
  return new Response(hasBody ? text : null, { status, headers });
}

/** The library sends forms only. */
function bodyOf(body: oauth.CustomFetchOptions['body']): { body?: string } {
  if (body instanceof URLSearchParams) return { body: body.toString() };
  return typeof body === 'string' ? { body } : {};
}

function clientAuth(method: ClientAuthMethod, secret: string | undefined): oauth.ClientAuth {
  if (method === 'none' || secret === undefined) return oauth.None();
  return method === 'post' ? oauth.ClientSecretPost(secret) : oauth.ClientSecretBasic(secret);
}

function preferredMethod(supported: readonly string[] | undefined): ClientAuthMethod {
  const onlyPost = supported?.includes('client_secret_post') === true && !supported.includes('client_secret_basic');
  return onlyPost ? 'post' : 'basic';
}

import * as oauth from 'openid-client';
import { newProofKey, PROOF_ALGORITHM } from '../crypto/proof-key.ts';
import { authorizationUrl, type AuthorizationRequest, type AuthorizationSecrets } from './authorization-request.ts';
import { askForDeviceCode, type DeviceAuthorization } from './device-authorization.ts';
import { CodeExchangeFailed, describeFailure, describeIntrospectionFailure, notSent } from './exchange-failure.ts';
import type { GrantTies } from './grant-ties.ts';
import type { Outbound } from './outbound.ts';
import { withResources, writeScope } from './request-dialect.ts';
import { canRevoke, revoke, type Revocable } from './revocation.ts';
import { CALL_TIMEOUT, ServerConnection, type ClientKnobs } from './server-connection.ts';
import type { ServerMetadataSource } from './server-metadata.ts';
import { scopesOf } from './scopes.ts';
import { pick, type TokenAnswer, type TokenSet } from './token-answer.ts';
import { TokenEndpoint } from './token-endpoint.ts';
import { ForeignHost, hostNamedBy } from './token-host.ts';
import { askUserinfo } from './userinfo.ts';

export interface CodeExchange {
  /** Its metadata is the callback's too. */
  tokens: TokenSet;
  /** Claims of the ID token, checked (audience, issuer, nonce, times); `undefined` where none came. */
  claims: Record<string, unknown> | undefined;
  /** The token endpoint's answer to the code, as it came. */
  answer: unknown;
  /** What came with the code, as the browser brought it: anybody could have written it. */
  callback: Readonly<Record<string, string>>;
  ties: GrantTies;
}

/** Tokens as they were captured, and what the library had to say of them. */
type NewTokens = TokenAnswer & { kind: 'tokens' } & { failure: unknown; claims: CodeExchange['claims'] };

const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

/** refresh.md: a request that may spend a refresh token lives this long. */
export const REFRESH_TIMEOUT = 90_000;

/** Of the scopes that a server offers; a list is to be read by people. */
const MOST_OFFERED = 200;

/** The store as a client of one authorization server, by its knobs. Nobody outside of this folder knows `openid-client`. */
export class OAuthClient {
  private readonly connection: ServerConnection;
  private readonly tokenEndpoint: TokenEndpoint;

  constructor(knobs: ClientKnobs, metadata: ServerMetadataSource, outbound: Outbound) {
    this.connection = new ServerConnection(knobs, metadata, outbound);
    this.tokenEndpoint = new TokenEndpoint(this.connection);
  }

  /** Names the client id and secret in use; only ever kept as a digest. */
  get credentials(): string {
    return this.connection.credentials;
  }

  get clientId(): string {
    return this.knobs.CLIENT_ID;
  }

  private get knobs(): ClientKnobs {
    return this.connection.knobs;
  }

  /** @throws Problem `provider_unavailable` */
  async server(): Promise<oauth.ServerMetadata> {
    return this.connection.server();
  }

  /**
   * A key for the tokens of a grant to be, where they are bound to one (RFC 9449).
   * @throws Problem `provider_unavailable`
   */
  async newProofKey(): Promise<string | undefined> {
    const { dpop_signing_alg_values_supported: known } = await this.server();
    const { DPOP } = this.knobs;
    const isBound = DPOP === 'require' || (DPOP === 'auto' && known?.includes(PROOF_ALGORITHM) === true);
    return isBound ? newProofKey() : undefined;
  }

  /** Where the browser is sent. @throws Problem `provider_unavailable`, `provider_misconfigured` */
  async authorizationUrl(request: AuthorizationRequest): Promise<string> {
    return authorizationUrl(this.connection, request);
  }

  /**
   * Checks an authorization response (`state`, `iss`, `error`) and exchanges its code.
   * @param callbackUrl the redirect URI with the query that came; built from `BASE_URL`, never from the request's host
   * @param sent what the browser left with; the redirect URI where it was not that of `callbackUrl`, but a mere path
   * @throws CodeExchangeFailed, Problem `provider_unavailable`
   */
  async exchangeCode(
    callbackUrl: URL,
    sent: AuthorizationSecrets & { state: string; scope: string; redirectUri?: string },
  ): Promise<CodeExchange> {
    const { PKCE, TOKEN_PARAMS } = this.knobs;
    const { hasIssuer } = this.connection;
    const openid = hasIssuer && scopesOf(sent.scope).includes('openid');
    const response = new URL(callbackUrl);
    // Endpoints given by hand come without an issuer to compare with.
    if (!hasIssuer) response.searchParams.delete('iss');
    const ties = await this.newTies(callbackUrl.searchParams, sent.proofKey);
    let claims: oauth.IDToken | undefined;
    const { answer, failure } = await this.tokenEndpoint.ask(
      { ...ties, timeout: CALL_TIMEOUT, redirectUri: sent.redirectUri },
      async (configuration) => {
        const checks: oauth.AuthorizationCodeGrantChecks = {
          expectedState: sent.state,
          ...(PKCE !== 'off' && { pkceCodeVerifier: sent.verifier }),
          ...(openid && { expectedNonce: sent.nonce }),
        };
        const parameters = withResources(this.knobs, TOKEN_PARAMS);
        const proof = await this.connection.proofOf(configuration, ties);
        const granted = await oauth.authorizationCodeGrant(configuration, response, checks, parameters, proof);
        claims = granted.claims();
      },
    );
    if (answer?.kind !== 'tokens') throw new CodeExchangeFailed(describeFailure(answer, failure), failure);
    return this.accept({ ...answer, failure, claims }, ties, callbackUrl.searchParams);
  }

  /**
   * Spends a refresh token (RFC 6749 section 6), or exchanges what stands for one. Never throws for what the provider says
   * or does not say.
   */
  async refresh(refreshToken: string, scope: string | undefined, ties: GrantTies = {}): Promise<TokenAnswer> {
    const { REFRESH_STYLE, REFRESH_GRANT_TYPE, REFRESH_PARAMS, REFRESH_URL, DPOP } = this.knobs;
    if (REFRESH_STYLE === 'exchange') return this.exchange(refreshToken, ties, REFRESH_URL, REFRESH_GRANT_TYPE);
    const parameters = withResources(this.knobs, {
      ...REFRESH_PARAMS,
      ...(scope !== undefined && { scope: writeScope(scope, this.knobs) }),
    });
    const { answer, failure } = await this.tokenEndpoint.ask(
      { ...ties, timeout: REFRESH_TIMEOUT, tokenUrl: REFRESH_URL },
      async (configuration) =>
        oauth.refreshTokenGrant(
          configuration,
          refreshToken,
          parameters,
          await this.connection.proofOf(configuration, ties),
        ),
    );
    if (answer === undefined) return notSent(failure);
    if (answer.kind !== 'tokens') return answer;
    const isLoose = DPOP === 'require' && answer.tokens.tokenType.toLowerCase() !== 'dpop';
    const alarm = failure ?? (isLoose ? new Error('the token is bound to no key') : undefined);
    return alarm === undefined ? answer : { ...answer, alarm };
  }

  /**
   * Asks for a code that a person enters on another device (RFC 8628). `undefined` where the server knows no such thing.
   * @throws Problem `provider_unavailable`, `provider_misconfigured`
   */
  async deviceCode(scope: string): Promise<DeviceAuthorization | undefined> {
    if ((await this.server()).device_authorization_endpoint === undefined) return undefined;
    const scopes = scopesOf(scope);
    const parameters = withResources(this.knobs, {
      ...(scopes.length > 0 && { scope: writeScope(scope, this.knobs) }),
      ...(scopes.includes('offline_access') && { prompt: 'consent' }),
      ...this.knobs.AUTHORIZE_PARAMS,
    });
    return askForDeviceCode(this.connection, parameters);
  }

  /**
   * Asks whether the person has entered the code. Never throws for what the provider says or does not say.
   * @returns the tokens, or what came in their place: `authorization_pending` and the like
   * @throws CodeExchangeFailed where tokens came and failed a check
   */
  async pollDeviceCode(deviceCode: string): Promise<CodeExchange | Exclude<TokenAnswer, { kind: 'tokens' }>> {
    const ties = await this.newTies(new URLSearchParams());
    let claims: oauth.IDToken | undefined;
    const { answer, failure } = await this.tokenEndpoint.ask(
      { ...ties, timeout: CALL_TIMEOUT },
      async (configuration) => {
        const parameters = withResources(this.knobs, { ...this.knobs.TOKEN_PARAMS, device_code: deviceCode });
        const proof = await this.connection.proofOf(configuration, ties);
        claims = (await oauth.genericGrantRequest(configuration, DEVICE_GRANT, parameters, proof)).claims();
      },
    );
    if (answer === undefined) return notSent(failure);
    return answer.kind === 'tokens' ? this.accept({ ...answer, failure, claims }, ties, new URLSearchParams()) : answer;
  }

  /** What the token endpoint says to this client about a code that nobody issued. Spends nothing. */
  async redeemMadeUpCode(redirectUri: string, timeout: number): Promise<TokenAnswer> {
    const parameters = { ...this.knobs.TOKEN_PARAMS, code: oauth.randomState(), redirect_uri: redirectUri };
    const { answer, failure } = await this.tokenEndpoint.ask({ timeout }, (configuration) =>
      oauth.genericGrantRequest(configuration, 'authorization_code', {
        ...parameters,
        ...(this.knobs.PKCE !== 'off' && { code_verifier: oauth.randomPKCECodeVerifier() }),
      }),
    );
    return answer ?? notSent(failure);
  }

  /**
   * Ends a grant's tokens as `REVOKE_STYLE` says, best effort.
   * @returns whether the provider confirmed; false where it has no way to
   */
  async revoke(held: Revocable): Promise<boolean> {
    return revoke(this.connection, held);
  }

  /** Whether grants can be ended at the provider. @throws Problem `provider_unavailable` */
  async canRevoke(): Promise<boolean> {
    return canRevoke(this.connection);
  }

  /** The scopes that the server says it knows (RFC 8414); many say none, or not all. @throws Problem `provider_unavailable` */
  async offeredScopes(): Promise<readonly string[]> {
    const { scopes_supported: said } = await this.connection.server();
    return Array.isArray(said) ? said.filter((scope) => typeof scope === 'string').slice(0, MOST_OFFERED) : [];
  }

  /** OpenID Connect Core section 5.3; also used as a plain JSON endpoint of OAuth 2.0 servers. `undefined` where there is none. */
  async userinfo(
    accessToken: string,
    expectedSubject?: string,
    ties: GrantTies = {},
  ): Promise<Record<string, unknown> | undefined> {
    return askUserinfo(this.connection, accessToken, expectedSubject, ties);
  }

  /**
   * What the server says of an access token (RFC 7662); `undefined` where it has no such endpoint.
   * @throws Problem `provider_unavailable`, `provider_misconfigured`
   */
  async introspect(token: string): Promise<Readonly<Record<string, unknown>> | undefined> {
    const configuration = await this.connection.configuration();
    if (configuration.serverMetadata().introspection_endpoint === undefined) return undefined;
    try {
      return await oauth.tokenIntrospection(configuration, token, { token_type_hint: 'access_token' });
    } catch (error) {
      throw describeIntrospectionFailure(error);
    }
  }

  /** RP-initiated logout; `undefined` where the server has none. @param state comes back with the browser */
  async endSessionUrl(
    postLogoutRedirectUri: string,
    idToken: string | undefined,
    state?: string,
  ): Promise<string | undefined> {
    const configuration = await this.connection.configuration();
    if (configuration.serverMetadata().end_session_endpoint === undefined) return undefined;
    return oauth.buildEndSessionUrl(configuration, {
      post_logout_redirect_uri: postLogoutRedirectUri,
      ...(idToken !== undefined && { id_token_hint: idToken }),
      ...(state !== undefined && { state }),
    }).href;
  }

  /** The checks that tokens have yet to pass once they are captured. @throws CodeExchangeFailed */
  private async accept(answer: NewTokens, ties: GrantTies, callback: URLSearchParams): Promise<CodeExchange> {
    const { DPOP, CALLBACK_METADATA } = this.knobs;
    const isBound = answer.tokens.tokenType.toLowerCase() === 'dpop';
    // Where no ID token came there is nothing in it to check: the library's only complaint is that it is missing.
    if (answer.failure !== undefined && answer.tokens.idToken !== undefined) {
      throw new CodeExchangeFailed('link_failed', answer.failure, answer.tokens);
    }
    if (DPOP === 'require' && !isBound) {
      throw new CodeExchangeFailed('link_failed', new Error('the token is bound to no key'), answer.tokens);
    }
    const tokens = await this.lasting(answer.tokens, ties);
    // Some servers say only there what the person allowed.
    const scope = answer.tokens.scope ?? callback.get('scope') ?? undefined;
    const told = pick(CALLBACK_METADATA, (name) => callback.get(name) ?? undefined);
    return {
      tokens: { ...tokens, scope: tokens.scope ?? scope, metadata: { ...told, ...tokens.metadata } },
      claims: answer.claims,
      answer: answer.json,
      callback: toldBy(callback),
      ties: { tokenHost: ties.tokenHost, proofKey: isBound ? ties.proofKey : undefined },
    };
  }

  /** What a grant will be tied to, before its code is exchanged. @param proofKey the one that the code is bound to */
  private async newTies(callback: URLSearchParams, proofKey?: string): Promise<GrantTies> {
    try {
      return { tokenHost: hostNamedBy(callback, this.knobs), proofKey: proofKey ?? (await this.newProofKey()) };
    } catch (error) {
      throw error instanceof ForeignHost ? new CodeExchangeFailed('link_failed', error) : error;
    }
  }

  /** The tokens that are kept: for some servers those that the code's short-lived one is exchanged for. */
  private async lasting(tokens: TokenSet, ties: GrantTies): Promise<TokenSet> {
    const { REFRESH_STYLE, EXCHANGE_AFTER_CODE, EXCHANGE_GRANT_TYPE, EXCHANGE_URL } = this.knobs;
    const { REFRESH_GRANT_TYPE, REFRESH_URL } = this.knobs;
    if (REFRESH_STYLE === 'none') return { ...tokens, refreshToken: undefined };
    if (REFRESH_STYLE === 'standard') return tokens;
    if (!EXCHANGE_AFTER_CODE) return standingForItself(tokens);
    const grantType = EXCHANGE_GRANT_TYPE ?? REFRESH_GRANT_TYPE;
    const answer = await this.exchange(tokens.accessToken, ties, EXCHANGE_URL ?? REFRESH_URL, grantType);
    if (answer.kind !== 'tokens') {
      const cause = answer.kind === 'error' ? undefined : answer.cause;
      throw new CodeExchangeFailed(describeFailure(answer, cause), cause, tokens);
    }
    const metadata = { ...tokens.metadata, ...answer.tokens.metadata };
    return { ...answer.tokens, scope: answer.tokens.scope ?? tokens.scope, metadata };
  }

  private async exchange(
    accessToken: string,
    ties: GrantTies,
    tokenUrl: string | undefined,
    grantType = '',
  ): Promise<TokenAnswer> {
    const { REFRESH_METHOD, REFRESH_PARAMS, REFRESH_TOKEN_PARAM: name = 'token' } = this.knobs;
    const { answer, failure } = await this.tokenEndpoint.ask(
      { ...ties, timeout: REFRESH_TIMEOUT, tokenUrl, asGet: REFRESH_METHOD === 'get' },
      (configuration) =>
        oauth.genericGrantRequest(configuration, grantType, { ...REFRESH_PARAMS, [name]: accessToken }),
    );
    if (answer === undefined) return notSent(failure);
    return answer.kind === 'tokens' ? { ...answer, tokens: standingForItself(answer.tokens) } : answer;
  }
}

/** What a callback says besides the protocol's own: of a name that is there twice, the first. */
function toldBy(callback: URLSearchParams): Readonly<Record<string, string>> {
  const others = [...callback].filter(([name]) => name !== 'code' && name !== 'state');
  return Object.fromEntries(others.reverse());
}

/** Where an access token is exchanged for a newer one, it is its own refresh token. */
function standingForItself(tokens: TokenSet): TokenSet {
  return { ...tokens, refreshToken: tokens.accessToken };
}

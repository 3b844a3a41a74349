import * as oauth from 'oauth4webapi';
import { errorCode, isError } from '../problem/errors.ts';
import { EXIT_CONFIGURATION, EXIT_PERSON, EXIT_UNAVAILABLE, Refusal } from './refusal.ts';

/** How this program is registered at the login issuer. */
export interface Registration {
  clientId: string;
  clientSecret: string | null;
  /** Sent with each request besides what the standards have: `audience`, `resource`. */
  parameters: Record<string, string>;
}

/** What a person is shown, and what is asked with meanwhile (RFC 8628 section 3.2). Times in seconds. */
export type DeviceAuthorization = oauth.DeviceAuthorizationResponse;

/** What came of asking with a device code. */
export type Answer = 'pending' | 'slow-down' | 'away' | IssuedTokens;

export interface IssuedTokens {
  access_token: string;
  /** Milliseconds since the epoch; `null`: no end known. */
  expires_at: number | null;
  /** `null`: the one before stays good, if there was one. */
  refresh_token: string | null;
}

const ATTEMPT = 20_000;
const WELL_KNOWN = /\/\.well-known\/(?<name>openid-configuration|oauth-authorization-server)$/;

/** The identity provider that the store trusts, as this program's side of a login sees it. */
export class Issuer {
  readonly #server: oauth.AuthorizationServer;
  readonly #client: oauth.Client;
  readonly #authentication: oauth.ClientAuth;
  readonly #parameters: Record<string, string>;

  private constructor(server: oauth.AuthorizationServer, { clientId, clientSecret, parameters }: Registration) {
    this.#server = server;
    this.#client = { client_id: clientId, [oauth.clockTolerance]: 60 };
    this.#authentication = authenticationAt(server, clientSecret);
    this.#parameters = parameters;
  }

  /** @param address of the issuer, or of its discovery document  @throws Refusal */
  static async discover(address: string, registration: Registration): Promise<Issuer> {
    const issuer = new URL(address.replace(WELL_KNOWN, ''));
    const named = WELL_KNOWN.exec(address)?.groups?.['name'];
    const tries = named === 'oauth-authorization-server' ? (['oauth2'] as const) : (['oidc', 'oauth2'] as const);
    for (const algorithm of tries) {
      const answer = await reach(
        issuer.href,
        oauth.discoveryRequest(issuer, { algorithm, ...optionsFor(issuer.href) }),
      );
      if (answer.status === 404) continue;
      if (answer.status >= 500) throw away(issuer.href);
      return new Issuer(await described(issuer, answer), registration);
    }
    throw new Refusal(EXIT_CONFIGURATION, `${issuer.href} is no login issuer: it has no discovery document.`);
  }

  /** As it names itself. */
  get name(): string {
    return this.#server.issuer;
  }

  /** What is asked for unless the person says otherwise: enough to be known, and to stay signed in. */
  get usualScope(): string {
    return this.#server.scopes_supported?.includes('offline_access') === true ? 'openid offline_access' : 'openid';
  }

  /** @throws Refusal */
  async begin(scope: string): Promise<DeviceAuthorization> {
    if (this.#server.device_authorization_endpoint === undefined) {
      throw new Refusal(EXIT_CONFIGURATION, `${this.name} gives no codes to sign in with (RFC 8628). Use an API key.`);
    }
    const asked = { ...this.#parameters, scope };
    const request = oauth.deviceAuthorizationRequest(
      ...([this.#server, this.#client, this.#authentication, asked, optionsFor(this.name)] as const),
    );
    const answer = await reach(this.name, request);
    const device = await this.#read(oauth.processDeviceAuthorizationResponse(this.#server, this.#client, answer));
    for (const address of [device.verification_uri, device.verification_uri_complete ?? device.verification_uri]) {
      if (!/^https?:\/\//.test(address)) throw new Refusal(EXIT_UNAVAILABLE, `${this.name} sends people nowhere.`);
    }
    return device;
  }

  /** Asks once. @throws Refusal once it cannot come to anything any more; whoever is out of reach is asked again */
  async ask(deviceCode: string): Promise<Answer> {
    const request = oauth.deviceCodeGrantRequest(
      ...([this.#server, this.#client, this.#authentication, deviceCode, this.#options()] as const),
    );
    try {
      const answer = await reach(this.name, request);
      if (answer.status === 429) return 'slow-down';
      if (answer.status >= 500) return 'away';
      return issued(await oauth.processDeviceCodeResponse(this.#server, this.#client, answer));
    } catch (error) {
      if (error instanceof Refusal && error.status === EXIT_UNAVAILABLE) return 'away';
      const code = error instanceof oauth.ResponseBodyError ? error.error : undefined;
      if (code === 'authorization_pending') return 'pending';
      if (code === 'slow_down') return 'slow-down';
      if (code === 'access_denied') throw new Refusal(EXIT_PERSON, `Signing in was refused at ${this.name}.`);
      if (code === 'expired_token') throw codeExpired();
      throw this.#explain(error);
    }
  }

  /** @throws Refusal: status 77 once the issuer takes the refresh token no more */
  async refresh(refreshToken: string): Promise<IssuedTokens> {
    const request = oauth.refreshTokenGrantRequest(
      ...([this.#server, this.#client, this.#authentication, refreshToken, this.#options()] as const),
    );
    const answer = await reach(this.name, request);
    if (answer.status >= 500 || answer.status === 429) throw away(this.name);
    try {
      return issued(await oauth.processRefreshTokenResponse(this.#server, this.#client, answer));
    } catch (error) {
      if (error instanceof oauth.ResponseBodyError && error.error === 'invalid_grant') throw loginEnded();
      throw this.#explain(error);
    }
  }

  /** Ends the login there, where that is possible. @returns whether the issuer says so */
  async revoke(token: string): Promise<boolean> {
    if (this.#server.revocation_endpoint === undefined) return false;
    const request = oauth.revocationRequest(
      ...([this.#server, this.#client, this.#authentication, token, optionsFor(this.name)] as const),
    );
    try {
      return (await request).ok;
    } catch {
      return false;
    }
  }

  #options(): oauth.TokenEndpointRequestOptions {
    return { ...optionsFor(this.name), additionalParameters: this.#parameters };
  }

  async #read<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      throw this.#explain(error);
    }
  }

  #explain(error: unknown): unknown {
    if (error instanceof Refusal) return error;
    if (error instanceof oauth.WWWAuthenticateChallengeError) {
      return new Refusal(EXIT_CONFIGURATION, `${this.name} does not take this client: check its id and secret.`);
    }
    if (error instanceof oauth.ResponseBodyError) {
      const { error: code, error_description: words } = error;
      const hint = code === 'invalid_client' ? ': check its id and secret' : '';
      const said = words === undefined ? code : `${code}, ${words}`;
      return new Refusal(EXIT_CONFIGURATION, `${this.name} does not take this client (${said})${hint}.`);
    }
    return new Refusal(
      EXIT_UNAVAILABLE,
      `${this.name} gives an answer that is not to be understood (${nameOf(error)}).`,
    );
  }
}

export function codeExpired(): Refusal {
  return new Refusal(EXIT_PERSON, 'The code was not used in time. Run: tokenstore login');
}

export function loginEnded(): Refusal {
  return new Refusal(EXIT_PERSON, 'The login has ended. Run: tokenstore login');
}

function issued({ access_token, expires_in: expiresIn, refresh_token }: oauth.TokenEndpointResponse): IssuedTokens {
  const expires_at = expiresIn === undefined ? null : Date.now() + expiresIn * 1000;
  return { access_token, expires_at, refresh_token: refresh_token ?? null };
}

function authenticationAt(server: oauth.AuthorizationServer, secret: string | null): oauth.ClientAuth {
  if (secret === null) return oauth.None();
  // In the body a secret needs no encoding that some servers do not undo.
  const methods = server.token_endpoint_auth_methods_supported ?? [];
  return methods.includes('client_secret_post') ? oauth.ClientSecretPost(secret) : oauth.ClientSecretBasic(secret);
}

async function described(issuer: URL, answer: Response): Promise<oauth.AuthorizationServer> {
  const copy = answer.clone();
  try {
    return await oauth.processDiscoveryResponse(issuer, answer);
  } catch {
    // Whether the name ends with a slash is often mistaken; the server knows.
    const other = new URL(issuer.href.endsWith('/') ? issuer.href.slice(0, -1) : `${issuer.href}/`);
    return oauth.processDiscoveryResponse(other, copy).catch((error: unknown) => {
      const reason = nameOf(error);
      throw new Refusal(EXIT_CONFIGURATION, `${issuer.href} does not describe the issuer of that name (${reason}).`);
    });
  }
}

function optionsFor(address: string) {
  const signal = (): AbortSignal => AbortSignal.timeout(ATTEMPT);
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the mark only asks to think twice: somebody named an http address
  return address.startsWith('http:') ? { signal, [oauth.allowInsecureRequests]: true } : { signal };
}

async function reach(name: string, answer: Promise<Response>): Promise<Response> {
  return answer.catch((error: unknown) => {
    if (nameOf(error) !== oauth.HTTP_REQUEST_FORBIDDEN) throw away(name);
    throw new Refusal(EXIT_CONFIGURATION, `${name} leads to an address without https.`);
  });
}

function away(name: string): Refusal {
  return new Refusal(EXIT_UNAVAILABLE, `The login issuer ${name} does not answer. Try again later.`);
}

function nameOf(error: unknown): string {
  return errorCode(error) ?? (isError(error) ? error.name : 'unknown');
}

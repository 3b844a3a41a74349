import { newSecret } from '../../crypto/random.ts';
import { digest } from '../../crypto/hashing.ts';
import type { AuditLog } from '../../audit/audit-log.ts';
import type { Clock } from '../../database/clock.ts';
import type { Log } from '../../log/logger.ts';
import type { RequestOrigin } from '../../principal/principal.ts';
import { Problem } from '../../problem/problem.ts';
import { CodeExchangeFailed } from '../../providers/exchange-failure.ts';
import type { CodeExchange, OAuthClient } from '../../providers/oauth-client.ts';
import type { BrowserSession, LoginAttempt } from '../../sessions/browser-sessions.ts';
import type { PublicUrls } from '../../settings/public-urls.ts';
import type { Claims } from '../claims.ts';
import type { Identity } from '../identity.ts';

export interface LoginOptions {
  /** `OIDC_SCOPE`. */
  scope: string;
}

const LIFETIME = 10 * 60 * 1000;
/** Several tabs may sign in at once; more than these are forgotten, the oldest first. */
const MOST_ATTEMPTS = 5;

/** Signing in at the login issuer: OpenID Connect's code flow with PKCE, `state`, `nonce` and `iss`, bound to the browser. */
export class Login {
  private readonly issuer: OAuthClient;
  private readonly identity: Identity;
  private readonly urls: PublicUrls;
  private readonly options: LoginOptions;
  private readonly audit: AuditLog;
  private readonly clock: Clock;
  private readonly log: Log;

  constructor(
    parts: { issuer: OAuthClient; identity: Identity; urls: PublicUrls; audit: AuditLog; clock: Clock; log: Log },
    options: LoginOptions,
  ) {
    this.issuer = parts.issuer;
    this.identity = parts.identity;
    this.urls = parts.urls;
    this.audit = parts.audit;
    this.clock = parts.clock;
    this.log = parts.log;
    this.options = options;
  }

  /** @param returnUrl absolute and allowed  @returns the issuer's login page  @throws Problem `provider_unavailable` */
  async begin(session: BrowserSession, returnUrl: string): Promise<string> {
    const attempt: LoginAttempt = { verifier: newSecret(), nonce: newSecret(), returnUrl, startedAt: this.clock.now() };
    const state = newSecret();
    const url = await this.issuer.authorizationUrl({
      ...attempt,
      state,
      redirectUri: this.urls.loginCallback,
      scope: this.options.scope,
    });
    const others = Object.entries(session.data.logins ?? {}).slice(1 - MOST_ATTEMPTS);
    session.data.logins = { ...Object.fromEntries(others), [digest(state)]: attempt };
    await session.save();
    return url;
  }

  /**
   * Checks what the issuer sent back and signs the browser in, under a new session id.
   * @returns the address that the person wanted
   * @throws Problem `state_invalid`, `unauthenticated`, `provider_unavailable`, `provider_misconfigured`
   */
  async finish(session: BrowserSession, query: URLSearchParams, origin: RequestOrigin): Promise<string> {
    const state = query.get('state') ?? '';
    const attempt = this.takeAttempt(session, state);
    const exchange = await this.exchange(query, state, attempt);
    const server = await this.issuer.server();
    const claims = await this.gatherClaims(exchange);
    const principal = await this.identity.recognise(claims, server.issuer, { via: 'session', origin });
    await session.regenerate();
    session.data.userId = principal.userId;
    session.data.claims = { ...claims };
    if (exchange.tokens.idToken !== undefined) session.data.idToken = exchange.tokens.idToken;
    await session.save();
    this.audit.record({ action: 'sign-in', outcome: 'signed in', by: principal, userId: principal.userId });
    return attempt.returnUrl;
  }

  /** Ends the session here. @returns where the browser ends the issuer's too, else `returnUrl` */
  async logout(session: BrowserSession, returnUrl: string): Promise<string> {
    const { idToken } = session.data;
    await session.destroy();
    try {
      return (await this.issuer.endSessionUrl(returnUrl, idToken)) ?? returnUrl;
    } catch (error) {
      this.log.warn({ err: error }, 'signed out here only: the login issuer does not answer');
      return returnUrl;
    }
  }

  private takeAttempt(session: BrowserSession, state: string): LoginAttempt {
    const { [digest(state)]: attempt, ...others } = session.data.logins ?? {};
    if (attempt === undefined || this.clock.now() - attempt.startedAt > LIFETIME) {
      throw new Problem('state_invalid', 'This sign-in is unknown, finished or too old. Sign in again.', {
        members: { login: this.urls.login(this.urls.base) },
      });
    }
    session.data.logins = others;
    return attempt;
  }

  private async exchange(query: URLSearchParams, state: string, attempt: LoginAttempt): Promise<CodeExchange> {
    const url = new URL(this.urls.loginCallback);
    url.search = query.toString();
    try {
      return await this.issuer.exchangeCode(url, { ...attempt, state, scope: this.options.scope });
    } catch (error) {
      if (!(error instanceof CodeExchangeFailed)) throw error;
      this.log.warn({ err: error }, 'a sign-in failed');
      throw toProblem(error);
    }
  }

  /** The ID token's claims, and what userinfo adds to them. */
  private async gatherClaims({ tokens, claims }: CodeExchange): Promise<Claims> {
    const subject = claims?.['sub'];
    if (typeof subject !== 'string') throw new Problem('unauthenticated', 'The login issuer sent no ID token.');
    try {
      return { ...(await this.issuer.userinfo(tokens.accessToken, subject)), ...claims };
    } catch (error) {
      this.log.warn({ err: error }, 'userinfo of the login issuer does not answer; the ID token has to do');
      return { ...claims };
    }
  }
}

function toProblem(error: CodeExchangeFailed): Problem {
  switch (error.reason) {
    case 'provider_unavailable':
      return new Problem('provider_unavailable', 'The login issuer does not answer.', { retryAfter: 5, cause: error });
    case 'provider_misconfigured':
      return new Problem('provider_misconfigured', 'The login issuer refuses this service.', { cause: error });
    case 'access_denied':
      return new Problem('unauthenticated', 'The sign-in was refused.', { cause: error });
    case 'provider_error':
    case 'link_failed':
      return new Problem('unauthenticated', 'The login issuer’s answer was not accepted.', { cause: error });
  }
}

import { newSecret } from '../../crypto/random.ts';
import { digest } from '../../crypto/hashing.ts';
import type { AuditLog } from '../../audit/audit-log.ts';
import type { Clock } from '../../database/clock.ts';
import type { Log } from '../../log/logger.ts';
import type { Principal, RequestOrigin } from '../../principal/principal.ts';
import { Problem } from '../../problem/problem.ts';
import type { BrowserSession, LoginAttempt } from '../../sessions/browser-sessions.ts';
import type { PublicUrls } from '../../settings/public-urls.ts';
import { LOCAL_ISSUER } from '../../users/user.store.ts';
import type { Claims } from '../claims.ts';
import type { Identity } from '../identity.ts';
import { LoginFailed } from './login-failed.ts';
import type { LoginIssuer } from './login-issuer.ts';
import type { LoginNotice } from './login-notice.ts';
import { startSession } from './start-session.ts';

export interface LoginParts {
  /** `undefined` where people sign in with local accounts alone. */
  issuer: LoginIssuer | undefined;
  identity: Identity;
  urls: PublicUrls;
  audit: AuditLog;
  clock: Clock;
  log: Log;
}

const LIFETIME = 10 * 60 * 1000;
/** Several tabs may sign in at once; more than these are forgotten, the oldest first. */
const MOST_ATTEMPTS = 5;

/** Signing in at the login issuer: each attempt is bound to the browser, by its session, and good for one return. */
export class Login {
  private readonly issuer: LoginIssuer | undefined;
  private readonly identity: Identity;
  private readonly urls: PublicUrls;
  private readonly hasLocalAccounts: boolean;
  private readonly audit: AuditLog;
  private readonly clock: Clock;
  private readonly log: Log;

  /** @param hasLocalAccounts `LOCAL_ACCOUNTS`: there is another way in while the issuer is away */
  constructor(parts: LoginParts, hasLocalAccounts: boolean) {
    this.issuer = parts.issuer;
    this.identity = parts.identity;
    this.urls = parts.urls;
    this.audit = parts.audit;
    this.clock = parts.clock;
    this.log = parts.log;
    this.hasLocalAccounts = hasLocalAccounts;
  }

  /**
   * @param returnUrl absolute and allowed
   * @returns the issuer's login page; ours where there is no issuer, or where it is away and there are local accounts
   * @throws LoginFailed by `provider_unavailable`
   */
  async begin(session: BrowserSession, returnUrl: string): Promise<string> {
    if (this.issuer === undefined) return this.urls.loginPage(returnUrl);
    try {
      return await this.beginAt(this.issuer, session, returnUrl);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const isAway = error.code === 'provider_unavailable';
      if (!isAway || !this.hasLocalAccounts) throw new LoginFailed(error, returnUrl);
      this.log.warn({ err: error }, 'the login issuer is away: people are shown the form for local accounts');
      return this.urls.loginPage(returnUrl, 'away');
    }
  }

  private async beginAt(issuer: LoginIssuer, session: BrowserSession, returnUrl: string): Promise<string> {
    const attempt: LoginAttempt = { verifier: newSecret(), nonce: newSecret(), returnUrl, startedAt: this.clock.now() };
    const state = newSecret();
    const url = await issuer.begin({ ...attempt, state });
    const others = Object.entries(session.data.logins ?? {}).slice(1 - MOST_ATTEMPTS);
    session.data.logins = { ...Object.fromEntries(others), [digest(state)]: attempt };
    await session.save();
    return url;
  }

  /**
   * Checks what the issuer sent back and signs the browser in, under a new session id.
   * @returns the address that the person wanted
   * @throws Problem `state_invalid`
   * @throws LoginFailed by `unauthenticated`, `forbidden`, `provider_unavailable`, `provider_misconfigured`, `database_unavailable`
   */
  async finish(session: BrowserSession, query: URLSearchParams, origin: RequestOrigin): Promise<string> {
    const state = query.get('state') ?? '';
    const { attempt, issuer } = this.takeAttempt(session, state);
    try {
      const { principal, idToken } = await issuer.finish(query, { ...attempt, state }, { via: 'session', origin });
      await startSession(session, principal, idToken);
      this.audit.record({ action: 'sign-in', outcome: 'signed in', by: principal, userId: principal.userId });
      return attempt.returnUrl;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      throw new LoginFailed(error, attempt.returnUrl);
    }
  }

  /**
   * Ends the session here, also that of a user who was disabled.
   * @param returnUrl absolute and allowed; `undefined`: our own page, which says what happened
   * @returns where the browser ends the issuer's session too, else where to go
   */
  async logout(session: BrowserSession, returnUrl: string | undefined, origin: RequestOrigin): Promise<string> {
    const { userId, claims, idToken } = session.data;
    const by = userId === undefined ? undefined : await this.whoLeaves(userId, claims ?? {}, origin);
    await session.destroy();
    if (userId !== undefined) this.audit.record({ action: 'sign-out', outcome: 'signed out', by, userId, origin });
    const end = (notice: LoginNotice): string => returnUrl ?? this.urls.loginPage(this.urls.base, notice);
    if (this.issuer === undefined || claims?.['iss'] === LOCAL_ISSUER) return end('signed-out');
    try {
      return (await this.issuer.end(returnUrl, idToken)) ?? end('signed-out-here');
    } catch (error) {
      this.log.warn({ err: error }, 'signed out here only: the login issuer does not answer');
      return end('signed-out-here');
    }
  }

  /** `undefined` for a user who was disabled. */
  private async whoLeaves(userId: string, claims: Claims, origin: RequestOrigin): Promise<Principal | undefined> {
    try {
      return await this.identity.recall(userId, claims, { via: 'session', origin });
    } catch (error) {
      if (error instanceof Problem && error.code === 'unauthenticated') return undefined;
      throw error;
    }
  }

  private takeAttempt(session: BrowserSession, state: string): { attempt: LoginAttempt; issuer: LoginIssuer } {
    const { [digest(state)]: attempt, ...others } = session.data.logins ?? {};
    const { issuer } = this;
    if (issuer === undefined || attempt === undefined || this.clock.now() - attempt.startedAt > LIFETIME) {
      throw new Problem('state_invalid', 'This sign-in is unknown, finished or too old. Sign in again.', {
        members: { login: this.urls.login(this.urls.base) },
      });
    }
    session.data.logins = others;
    return { attempt, issuer };
  }
}

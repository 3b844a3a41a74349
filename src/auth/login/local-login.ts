import type { AuditLog } from '../../audit/audit-log.ts';
import type { Limits } from '../../limits/limits.ts';
import { rateLimited } from '../../limits/rate-limit-headers.ts';
import type { RequestOrigin } from '../../principal/principal.ts';
import { Problem } from '../../problem/problem.ts';
import type { BrowserSession } from '../../sessions/browser-sessions.ts';
import type { Profile } from '../../users/user.store.ts';
import type { Identity } from '../identity.ts';
import { claimsOf } from '../local/local-claims.ts';
import type { LocalAccounts } from '../local/local-accounts.ts';
import { startSession } from './start-session.ts';

export interface LocalLoginParts {
  accounts: LocalAccounts;
  identity: Identity;
  limits: Limits;
  audit: AuditLog;
}

/** Signing in with the name and the password of a local account. */
export class LocalLogin {
  private readonly parts: LocalLoginParts;

  constructor(parts: LocalLoginParts) {
    this.parts = parts;
  }

  /**
   * Signs the browser in, under a new session id.
   * @returns false for a wrong name or password, a disabled account or user, which are all the same
   * @throws Problem `rate_limited`
   */
  async signIn(
    session: BrowserSession,
    { name, password }: { name: string; password: string },
    origin: RequestOrigin,
  ): Promise<boolean> {
    const { accounts, limits, audit } = this.parts;
    const standing = limits.refusal(origin.address);
    if (standing !== undefined) throw rateLimited(standing);
    const profile = await accounts.check(name, password);
    if (profile !== undefined && (await this.start(session, profile, origin))) return true;
    await limits.failed(origin.address);
    audit.record({ action: 'sign-in', outcome: 'refused', by: undefined, origin, subject: name });
    return false;
  }

  private async start(session: BrowserSession, profile: Profile, origin: RequestOrigin): Promise<boolean> {
    const { identity, audit } = this.parts;
    try {
      const principal = await identity.signIn(profile, claimsOf(profile), { via: 'session', origin });
      await startSession(session, principal);
      audit.record({ action: 'sign-in', outcome: 'signed in', by: principal, userId: principal.userId });
      return true;
    } catch (error) {
      if (error instanceof Problem && error.code === 'unauthenticated') return false;
      throw error;
    }
  }
}

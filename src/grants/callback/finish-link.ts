import type { AuditLog } from '../../audit/audit-log.ts';
import type { Log } from '../../log/logger.ts';
import type { UserPrincipal } from '../../principal/principal.ts';
import type { LinkError, ProblemCode } from '../../problem/codes.ts';
import { Problem } from '../../problem/problem.ts';
import { CodeExchangeFailed } from '../../providers/exchange-failure.ts';
import type { CodeExchange } from '../../providers/oauth-client.ts';
import type { Provider } from '../../providers/provider.ts';
import type { TokenSet } from '../../providers/token-answer.ts';
import type { LinkVersion, PublicUrls } from '../../settings/public-urls.ts';
import type { GrantEvents } from '../events.ts';
import type { GrantStore } from '../grant.store.ts';
import { toGranted } from '../granted.ts';
import type { LinkAttemptStore, TakenState } from '../link/link-attempt.store.ts';
import { persistently } from '../persistently.ts';
import { identifyAccount, type ExternalAccount } from './identify-account.ts';

/** A browser coming back from a provider. */
export interface Callback {
  provider: Provider;
  version: LinkVersion;
  /** The query as it came. */
  query: URLSearchParams;
  principal: UserPrincipal | undefined;
  /** Digest of the browser's session. */
  session: string | undefined;
}

type Failure = LinkError | ProblemCode;

/** The person is waiting: about ten seconds. */
const PERSISTENCE = { tries: 15 };

/** The callback, step by step: take the state, exchange the code, identify the account, keep the grant, go back. */
export class FinishLink {
  private readonly attempts: LinkAttemptStore;
  private readonly grants: GrantStore;
  private readonly urls: PublicUrls;
  private readonly events: GrantEvents;
  private readonly audit: AuditLog;
  private readonly log: Log;

  constructor(
    attempts: LinkAttemptStore,
    grants: GrantStore,
    urls: PublicUrls,
    events: GrantEvents,
    audit: AuditLog,
    log: Log,
  ) {
    this.attempts = attempts;
    this.grants = grants;
    this.urls = urls;
    this.events = events;
    this.audit = audit;
    this.log = log;
  }

  /**
   * @returns where the browser goes next: the return address, with `linked=<id>` or with `error=<code>&provider=<id>`
   * @throws Problem `state_invalid`, `forbidden` when the state is not for this browser; nothing changed then
   */
  async finish(callback: Callback): Promise<string> {
    const { provider } = callback;
    const intent = await this.takeState(callback);
    const about = { action: 'link', by: callback.principal, userId: intent.userId, provider: provider.id } as const;
    try {
      const grantId = await this.link(callback, intent);
      this.audit.record({ ...about, outcome: 'linked', grantId });
      return withParameters(intent.returnUrl, { linked: provider.id });
    } catch (error) {
      const code = failureOf(error);
      this.log.warn({ err: error, provider: provider.id, code }, 'a link failed');
      this.audit.record({ ...about, outcome: code });
      return withParameters(intent.returnUrl, { error: code, provider: provider.id });
    }
  }

  private async takeState(callback: Callback): Promise<TakenState> {
    const { query, provider, principal, session } = callback;
    const taken = await this.attempts.takeState(query.get('state') ?? '', {
      userId: principal?.userId,
      provider: provider.id,
      session,
    });
    if (taken === 'foreign') throw new Problem('forbidden', 'This connection was begun by another user.');
    if (taken === 'unknown' || taken.version !== callback.version) {
      throw new Problem('state_invalid', 'This connection attempt is unknown, finished or too old. Begin again.');
    }
    return taken;
  }

  private async link({ provider, query, principal }: Callback, intent: TakenState): Promise<string> {
    const exchange = await this.exchange(provider, query, intent);
    const account = await identifyAccount(provider, exchange, this.log);
    const isWelcome = await persistently(
      () => this.isWelcome(provider, intent, account, principal?.subject),
      PERSISTENCE,
    );
    if (!isWelcome) {
      await this.discard(provider, exchange.tokens);
      throw new Problem('wrong_account', 'This account may not be connected: another one is expected here.');
    }
    const granted = toGranted(exchange.tokens, provider.settings, intent.takenAt);
    const link = { userId: intent.userId, provider: provider.id, scopeRequested: intent.scope, ...account, granted };
    // Tokens that could not be saved are not discarded: the word that they are saved may merely have been lost.
    const { grantId, hadEnded } = await persistently(() => this.grants.saveLink(link), PERSISTENCE);
    const about = { grantId, userId: intent.userId, provider: provider.id };
    if (hadEnded) this.events.emit({ type: 'recovered', ...about });
    return grantId;
  }

  private async exchange(provider: Provider, query: URLSearchParams, intent: TakenState): Promise<CodeExchange> {
    const url = new URL(this.urls.callback(intent.version, provider.id));
    url.search = query.toString();
    try {
      return await provider.client.exchangeCode(url, { ...intent, state: query.get('state') ?? '' });
    } catch (error) {
      if (error instanceof CodeExchangeFailed && error.tokens !== undefined) await this.discard(provider, error.tokens);
      throw error;
    }
  }

  /** Whether `SUBJECT_MATCH` and `ACCOUNTS` allow this account. */
  private async isWelcome(
    provider: Provider,
    intent: TakenState,
    { account }: ExternalAccount,
    subject: string | undefined,
  ): Promise<boolean> {
    const { ACCOUNTS, SUBJECT_MATCH } = provider.settings;
    if (SUBJECT_MATCH === 'strict' && account !== subject) return false;
    return ACCOUNTS === 'many' || !(await this.grants.hasOtherAccount(intent.userId, provider.id, account));
  }

  /** Tokens that nobody will use are ended, where ending them ends nothing else. */
  private async discard(provider: Provider, { refreshToken, accessToken }: TokenSet): Promise<void> {
    if (!provider.settings.REVOKES_SINGLY) return;
    try {
      await provider.client.revoke(
        refreshToken ?? accessToken,
        refreshToken === undefined ? 'access_token' : 'refresh_token',
      );
    } catch (error) {
      this.log.warn({ err: error, provider: provider.id }, 'tokens of a failed link could not be revoked');
    }
  }
}

function failureOf(error: unknown): Failure {
  if (error instanceof CodeExchangeFailed) return error.reason;
  return error instanceof Problem ? error.code : 'internal';
}

function withParameters(returnUrl: string, parameters: Record<string, string>): string {
  const url = new URL(returnUrl);
  for (const name of ['linked', 'error', 'provider']) url.searchParams.delete(name);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

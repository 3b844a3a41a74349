import type { AuditLog } from '../../audit/audit-log.ts';
import type { Log } from '../../log/logger.ts';
import type { UserPrincipal } from '../../principal/principal.ts';
import type { LinkError, ProblemCode } from '../../problem/codes.ts';
import { Problem } from '../../problem/problem.ts';
import { CodeExchangeFailed } from '../../providers/exchange-failure.ts';
import type { CodeExchange } from '../../providers/oauth-client.ts';
import type { Provider } from '../../providers/provider.ts';
import type { LinkVersion, PublicUrls } from '../../settings/public-urls.ts';
import { NarrowerGrant } from '../grant.store.ts';
import type { LinkAttemptStore, TakenState } from '../link/link-attempt.store.ts';
import type { KeepLink } from './keep-link.ts';

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
const TRIES = 15;

/** The callback, step by step: take the state, exchange the code, identify the account, keep the grant, go back. */
export class FinishLink {
  private readonly attempts: LinkAttemptStore;
  private readonly keepLink: KeepLink;
  private readonly urls: PublicUrls;
  private readonly audit: AuditLog;
  private readonly log: Log;

  constructor(attempts: LinkAttemptStore, keepLink: KeepLink, urls: PublicUrls, audit: AuditLog, log: Log) {
    this.attempts = attempts;
    this.keepLink = keepLink;
    this.urls = urls;
    this.audit = audit;
    this.log = log;
  }

  /**
   * @returns where the browser goes next: the return address, with `linked=<id>` or with `error=<code>&provider=<id>`
   * @throws Problem `state_invalid`, `forbidden`, `unauthenticated` when the state is not for this browser; nothing changed then
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
    if (taken === 'foreign') {
      throw principal === undefined
        ? new Problem('unauthenticated', 'You are no longer signed in here. Sign in, and begin again.')
        : new Problem('forbidden', 'This connection was begun by another user.');
    }
    if (taken === 'unknown' || this.urls.callback(taken.version, provider.id) !== this.callbackUrl(callback)) {
      throw new Problem('state_invalid', 'This connection attempt is unknown, finished or too old. Begin again.');
    }
    return taken;
  }

  private async link({ provider, query, principal }: Callback, intent: TakenState): Promise<string> {
    const exchange = await this.exchange(provider, query, intent);
    const { userId, ownLabel, scope, grantId, takenAt: since } = intent;
    const wish = { userId, ownLabel, scope, grantId, since, subject: principal?.subject, tries: TRIES };
    return this.keepLink.keep(provider, exchange, { ...wish, careful: intent.version === 'v2' });
  }

  private callbackUrl({ version, provider }: Callback): string {
    return this.urls.callback(version, provider.id);
  }

  private async exchange(provider: Provider, query: URLSearchParams, intent: TakenState): Promise<CodeExchange> {
    const url = new URL(this.urls.callback(intent.version, provider.id));
    url.search = query.toString();
    try {
      return await provider.client.exchangeCode(url, { ...intent, state: query.get('state') ?? '' });
    } catch (error) {
      if (error instanceof CodeExchangeFailed && error.tokens !== undefined)
        await this.keepLink.discard(provider, error.tokens);
      throw error;
    }
  }
}

function failureOf(error: unknown): Failure {
  if (error instanceof CodeExchangeFailed) return error.reason;
  if (error instanceof NarrowerGrant) return 'scopes_reduced';
  return error instanceof Problem ? error.code : 'internal';
}

function withParameters(returnUrl: string, parameters: Record<string, string>): string {
  const url = new URL(returnUrl);
  for (const name of ['linked', 'error', 'provider']) url.searchParams.delete(name);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

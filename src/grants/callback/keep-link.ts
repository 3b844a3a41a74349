import type { Log } from '../../log/logger.ts';
import { Problem } from '../../problem/problem.ts';
import type { GrantTies } from '../../providers/grant-ties.ts';
import type { CodeExchange } from '../../providers/oauth-client.ts';
import type { Provider } from '../../providers/provider.ts';
import type { TokenSet } from '../../providers/token-answer.ts';
import type { GrantEvents } from '../events.ts';
import { NarrowerGrant, type GrantStore, type NewLink, type SavedLink } from '../grant.store.ts';
import { toGranted } from '../granted.ts';
import { persistently } from '../persistently.ts';
import { identifyAccount, type ExternalAccount } from './identify-account.ts';

/** For whom tokens came, and what was asked for. */
export interface LinkedFor {
  userId: string;
  /** At the login issuer. */
  subject: string | undefined;
  scope: string;
  ownLabel: string | undefined;
  /** The grant that is linked anew: no other account will do. */
  grantId?: string | undefined;
  /** As {@link NewLink.careful}. */
  careful: boolean;
  /** No token was issued before: by the database's clock, milliseconds. */
  since: number;
  /** How often a database that is away is tried. */
  tries: number;
}

/** What is done with tokens that have just come, however: identify the account, see whether it may be linked, keep the grant. */
export class KeepLink {
  private readonly grants: GrantStore;
  private readonly events: GrantEvents;
  private readonly log: Log;

  constructor(grants: GrantStore, events: GrantEvents, log: Log) {
    this.grants = grants;
    this.events = events;
    this.log = log;
  }

  /** @returns the grant's id  @throws Problem `wrong_account`, NarrowerGrant: nothing was changed */
  async keep(provider: Provider, exchange: CodeExchange, wish: LinkedFor): Promise<string> {
    const { tokens, ties } = exchange;
    const { userId, ownLabel, scope: scopeRequested, careful, tries } = wish;
    const account = await identifyAccount(provider, exchange, this.log);
    if (!(await persistently(() => this.isWelcome(provider, wish, account), { tries }))) {
      await this.discard(provider, tokens, ties);
      throw new Problem('wrong_account', 'This account may not be connected: another one is expected here.');
    }
    const granted = toGranted(tokens, provider.settings, wish.since, ties);
    const link = { userId, provider: provider.id, scopeRequested, ownLabel, ...account, granted, ties, careful };
    const { grantId, hadEnded } = await this.save(link, tokens, provider, tries);
    if (hadEnded) this.events.emit({ type: 'recovered', grantId, userId, provider: provider.id });
    return grantId;
  }

  /** Tokens that nobody will use are ended, where ending them ends nothing else. */
  async discard(provider: Provider, { refreshToken, accessToken }: TokenSet, ties: GrantTies = {}): Promise<void> {
    if (!provider.settings.REVOKES_SINGLY) return;
    try {
      await provider.client.revoke({ refreshToken, accessToken, ...ties });
    } catch (error) {
      this.log.warn({ err: error, provider: provider.id }, 'tokens of a failed link could not be revoked');
    }
  }

  /** Tokens that could not be saved are not discarded: the word that they are saved may merely have been lost. */
  private async save(link: NewLink, tokens: TokenSet, provider: Provider, tries: number): Promise<SavedLink> {
    try {
      return await persistently(() => this.grants.saveLink(link), { tries });
    } catch (error) {
      if (error instanceof NarrowerGrant) await this.discard(provider, tokens, link.ties);
      throw error;
    }
  }

  /** Whether `SUBJECT_MATCH` and `ACCOUNTS` allow this account, and it is the one that was to be linked anew. */
  private async isWelcome(
    { id, settings: { ACCOUNTS, SUBJECT_MATCH } }: Provider,
    { userId, subject, grantId }: LinkedFor,
    { account }: ExternalAccount,
  ): Promise<boolean> {
    if (SUBJECT_MATCH === 'strict' && account !== subject) return false;
    if (grantId !== undefined && !(await this.grants.isOfAccount({ grantId, userId, provider: id }, account))) {
      return false;
    }
    return ACCOUNTS === 'many' || !(await this.grants.hasOtherAccount(userId, id, account));
  }
}

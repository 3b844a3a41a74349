import { setTimeout as pause } from 'node:timers/promises';
import type { AuditLog } from '../../audit/audit-log.ts';
import type { Clock } from '../../database/clock.ts';
import type { Log } from '../../log/logger.ts';
import { hasScopeAt, type Principal } from '../../principal/principal.ts';
import type { ProviderCatalogue } from '../../providers/catalogue.ts';
import type { CodeExchange } from '../../providers/oauth-client.ts';
import type { Provider } from '../../providers/provider.ts';
import type { User } from '../../principal/user.ts';
import type { UserStore } from '../../users/user.store.ts';
import { identifyAccount } from '../callback/identify-account.ts';
import type { GrantStore } from '../grant.store.ts';
import type { LoginIssuer } from '../login-issuer.ts';
import { persistently } from '../persistently.ts';
import type { Home } from '../refresh/home.ts';
import type { RefreshedToken } from '../refresh/outcome.ts';
import type { Refresher } from '../refresh/refresher.ts';
import type { Holder } from '../vault.ts';
import type { ImportLine } from './import-line.ts';
import type { ImportResult, Refusal } from './import-result.ts';
import type { ImportedToken, ImportStore } from './import.store.ts';

export interface ImportParts {
  store: ImportStore;
  grants: GrantStore;
  refresher: Refresher;
  home: Home;
  catalogue: ProviderCatalogue;
  users: UserStore;
  loginIssuer: LoginIssuer;
  audit: AuditLog;
  clock: Clock;
  log: Log;
}

/** Milliseconds between two looks at a budget that is used up. */
const LOOK = 50;
/** A provider has answered: about two minutes for the database to come back. */
const PERSISTENCE = { tries: 200 };

/**
 * Takes a refresh token that was obtained elsewhere: it is kept sealed before anything is sent, then spent once by the
 * refresh protocol, which loses no answer, and only then counts as a grant. Nobody's working grant is touched.
 */
export class ImportGrant {
  private readonly parts: ImportParts;

  constructor(parts: ImportParts) {
    this.parts = parts;
  }

  /**
   * @param by who imports; `undefined`: the operator, at the command line
   * @param patience milliseconds to wait for room within the provider's budget
   * @throws DatabaseUnavailable: the same line once more finishes what was begun
   */
  async import(line: ImportLine, by: Principal | undefined, patience: number): Promise<ImportResult> {
    const { catalogue, home, audit } = this.parts;
    const provider = catalogue.find(line.provider);
    if (provider === undefined) return refused('unknown_provider');
    if (by !== undefined && !hasScopeAt(by, 'admin', provider.id)) return refused('forbidden');
    if (provider.settings.REFRESH_STYLE === 'none') return refused('no_refresh_tokens');
    if (!home.mayRefresh) return refused('refresh_off');
    const user = await this.userOf(line.user);
    if (user === undefined) return refused('unknown_user');
    if (user.disabled) return refused('user_disabled');
    const result = await this.take(line, provider, user, patience);
    const about = { action: 'link', by, userId: user.id, provider: provider.id } as const;
    if (result.status === 'imported') audit.record({ ...about, outcome: 'imported', grantId: result.grantId });
    if (result.status === 'refused') audit.record({ ...about, outcome: result.reason });
    return result;
  }

  /** Who is named by the issuer that people sign in at need not have been here: that is where they will come from. */
  private async userOf(named: ImportLine['user']): Promise<User | undefined> {
    const { users, loginIssuer } = this.parts;
    if (typeof named === 'string') return users.byId(named);
    const { subject } = named;
    const login = await loginIssuer();
    const issuer = named.issuer ?? login;
    if (issuer !== login) return users.bySubject(issuer, subject);
    const nothingSaid = { name: null, email: null, emailVerified: null, roles: [] };
    return (await users.bySubject(issuer, subject)) ?? users.meet({ issuer, subject, ...nothingSaid });
  }

  private async take(line: ImportLine, provider: Provider, user: User, patience: number): Promise<ImportResult> {
    const { store } = this.parts;
    const token: ImportedToken = {
      ...{ userId: user.id, provider: provider.id, refreshToken: line.refresh_token },
      ...{ scope: line.scope ?? provider.settings.SCOPE, ownLabel: line.label },
    };
    const known = await store.find(token);
    if (known !== undefined && known.holder.userId !== user.id) return refused('anothers');
    const { grantId } = known?.holder ?? {};
    if (known?.settled === true && grantId !== undefined) {
      return known.status === 'active' ? { status: 'already_there', grantId } : refused('ended');
    }
    const better = line.account && (await store.findHealthy(user.id, provider.id, line.account));
    if (known === undefined && better) return { status: 'already_there', grantId: better };
    if (!(await this.hasRoom(provider, patience))) return refused('provider_unavailable');
    const holder = known?.holder ?? (await store.put(token));
    // Another took it up at this very moment, and will say what became of it.
    if (holder === undefined) return this.take(line, provider, user, patience);
    return this.spend(line, provider, user, holder);
  }

  /** Within `RATE`, as the keeper is: callers' refreshes are never held up by an import. */
  private async hasRoom({ budget, breaker }: Provider, patience: number): Promise<boolean> {
    const until = this.parts.clock.monotonic() + patience;
    while (budget.available === 0 || breaker.restsFor > 0) {
      if (this.parts.clock.monotonic() >= until) return false;
      await pause(LOOK);
    }
    return true;
  }

  private async spend(line: ImportLine, provider: Provider, user: User, holder: Holder): Promise<ImportResult> {
    const { refresher } = this.parts;
    const outcome = await refresher.refresh({ grantId: holder.grantId, provider, variant: '', seen: 0 });
    if (outcome.kind === 'token') return this.settle(line, provider, user, holder, outcome.token);
    if (outcome.kind !== 'failed') return this.giveUp(holder, 'refused');
    return this.giveUp(holder, outcome.misconfigured ? 'provider_misconfigured' : 'provider_unavailable');
  }

  /**
   * A grant that never worked is nobody's to mend, so nothing is left of it. Only what may have been spent, with its
   * answer lost, stays: the keeper and the next import send the token once more.
   */
  private async giveUp(holder: Holder, reason: Refusal): Promise<ImportResult> {
    const gone = await persistently(() => this.parts.store.takeBack(holder), PERSISTENCE);
    return gone ? refused(reason) : { status: 'pending', grantId: holder.grantId };
  }

  private async settle(
    line: ImportLine,
    provider: Provider,
    user: User,
    holder: Holder,
    token: RefreshedToken,
  ): Promise<ImportResult> {
    const { store, log } = this.parts;
    const found = await identifyAccount(provider, onlyKnownBy(token), log);
    const account = found.account === '' ? (line.account ?? '') : found.account;
    if ((line.account !== undefined && account !== line.account) || !(await this.isWelcome(provider, user, account))) {
      await this.discard(provider, holder);
      return refused('wrong_account');
    }
    const { label } = found;
    const settled = await persistently(() => store.settle(holder, { account, label }), PERSISTENCE);
    // Another import of the same token was faster, and gave way to a better grant.
    if (settled === undefined) return this.take(line, provider, user, 0);
    return { status: settled === holder.grantId ? 'imported' : 'already_there', grantId: settled };
  }

  /** What `SUBJECT_MATCH` and `ACCOUNTS` demand of a callback they demand of an import. */
  private async isWelcome({ id, settings }: Provider, user: User, account: string): Promise<boolean> {
    if (settings.SUBJECT_MATCH === 'strict' && account !== user.subject) return false;
    return settings.ACCOUNTS === 'many' || !(await this.parts.store.hasOther(user.id, id, account));
  }

  /** As a callback does with tokens of another account: nobody here may use them. */
  private async discard(provider: Provider, holder: Holder): Promise<void> {
    const { grants, store } = this.parts;
    const held = provider.settings.REVOKES_SINGLY ? await grants.hold(holder.grantId) : undefined;
    await store.takeBack(holder, { anyhow: true });
    if (held === undefined) return;
    const { refreshToken, accessToken, tokenHost } = held;
    // Best effort: it is forgotten here either way.
    await provider.client.revoke({ refreshToken, accessToken, tokenHost }).catch(() => false);
  }
}

/** After a refresh nothing but the access token tells whose it is. */
function onlyKnownBy({ accessToken, tokenType, scope }: RefreshedToken): CodeExchange {
  const unknown = { expiresIn: undefined, refreshToken: undefined, refreshExpiresIn: undefined, idToken: undefined };
  return {
    tokens: { accessToken, tokenType, scope, ...unknown, metadata: {} },
    ...{ claims: undefined, answer: undefined, callback: {}, ties: {} },
  };
}

function refused(reason: Refusal): ImportResult {
  return { status: 'refused', reason };
}

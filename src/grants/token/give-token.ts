import type { AuditLog } from '../../audit/audit-log.ts';
import type { Clock } from '../../database/clock.ts';
import type { Log } from '../../log/logger.ts';
import type { Metrics } from '../../metrics/metrics.ts';
import type { Principal } from '../../principal/principal.ts';
import { Problem } from '../../problem/problem.ts';
import type { Provider } from '../../providers/provider.ts';
import type { LinkVersion, PublicUrls } from '../../settings/public-urls.ts';
import type { GrantReason } from '../grant.entity.ts';
import type { Delegations } from '../delegation/delegations.ts';
import type { Outcome, RefreshOrder } from '../refresh/outcome.ts';
import type { Refresher } from '../refresh/refresher.ts';
import type { GrantVault } from '../vault.ts';
import { weigh } from './freshness.ts';
import type { HeldToken, TokenStore } from './token.store.ts';

/** An access token on its way to a caller. */
export interface GivenToken {
  accessToken: string;
  tokenType: string;
  scope: string;
  /** Milliseconds since the epoch; `null`: no expiry known. */
  expiresAt: number | null;
  /** Milliseconds from now. */
  expiresIn: number | null;
  grantId: string;
  generation: number;
}

export interface TokenRequest {
  /** How long the token should live at least: milliseconds, or half its lifetime (what v1 implies). */
  minTtl: number | 'half-life';
  /** The API whose `authorize` address mends a dead grant. */
  version: LinkVersion;
}

/** A caller waits at most this long for a refresh. */
const PATIENCE = 15_000;
/** The plain token: all the granted scopes, no resource. */
const PLAIN = '';

export interface GiveTokenParts {
  tokens: TokenStore;
  delegations: Delegations;
  refresher: Refresher;
  vault: GrantVault;
  urls: PublicUrls;
  audit: AuditLog;
  metrics: Metrics;
  clock: Clock;
  log: Log;
}

/** Gives a person's access token, fresh enough, with one provider call per expiry (refresh.md, "Serving"). */
export class GiveToken {
  private readonly parts: GiveTokenParts;

  constructor(parts: GiveTokenParts) {
    this.parts = parts;
  }

  /**
   * @throws Problem `not_linked`, `reauth_required`, `provider_unavailable`, `provider_misconfigured`,
   *   `database_unavailable`
   */
  async give(principal: Principal, provider: Provider, request: TokenRequest): Promise<GivenToken> {
    const about = { action: 'token', by: principal, provider: provider.id } as const;
    const { audit, metrics, delegations } = this.parts;
    let userId: string | undefined;
    try {
      ({ userId } = await delegations.mandate(principal, provider.id));
      const given = await this.find(userId, provider, request);
      audit.record({ ...about, outcome: 'given', userId, grantId: given.grantId, scope: given.scope });
      metrics.tokens.inc({ provider: provider.id, outcome: 'given' });
      return given;
    } catch (error) {
      const outcome = error instanceof Problem ? error.code : 'internal';
      audit.record({ ...about, outcome, userId });
      metrics.tokens.inc({ provider: provider.id, outcome });
      throw error;
    }
  }

  private async find(userId: string, provider: Provider, request: TokenRequest): Promise<GivenToken> {
    const held = await this.parts.tokens.readDefault(userId, provider.id, PLAIN);
    if (held === undefined || held.status === 'revoked') {
      throw new Problem('not_linked', 'No account is connected at this provider.', {
        members: { provider: provider.id },
      });
    }
    if (held.status === 'reauth_required') throw this.reauthRequired(provider, held.reason, request);
    const order: RefreshOrder = { grantId: held.grantId, provider, variant: PLAIN, seen: held.generation };
    const choice = held.accessToken === null ? 'wait' : weigh(freshnessOf(held), marginsOf(provider, request));
    if (choice === 'wait') return this.waitForRefresh(held, order, request);
    if (choice === 'renew' && (held.retryAt === null || held.retryAt <= held.now)) this.renewInBackground(order);
    return this.open(held);
  }

  private async waitForRefresh(held: HeldToken, order: RefreshOrder, request: TokenRequest): Promise<GivenToken> {
    const outcome = await this.patiently(this.parts.refresher.refresh(order));
    if (outcome.kind === 'token') {
      const { token } = outcome;
      const now = held.now + outcome.waited;
      return {
        ...token,
        scope: token.scope,
        expiresIn: token.expiresAt === null ? null : Math.max(0, token.expiresAt - now),
      };
    }
    const left = held.accessToken === null ? 0 : (held.expiresAt ?? 0) - held.now - outcome.waited;
    if (outcome.kind === 'ended') {
      if (left > 0 && outcome.reason === 'expired') return this.open(held, outcome.waited);
      throw this.reauthRequired(order.provider, outcome.reason, request);
    }
    if (left > 0) return this.open(held, outcome.waited);
    throw notNow(outcome);
  }

  /** The outcome, or a failure after {@link PATIENCE}: the refresh goes on, for whoever asks next. */
  private async patiently(refresh: Promise<Outcome>): Promise<Outcome & { waited: number }> {
    const begun = this.parts.clock.monotonic();
    const { promise: tired, resolve } = Promise.withResolvers<Outcome>();
    const timer = setTimeout(() => resolve({ kind: 'failed', misconfigured: false, retryIn: 5_000 }), PATIENCE);
    try {
      const outcome = await Promise.race([refresh, tired]);
      return { ...outcome, waited: this.parts.clock.monotonic() - begun };
    } finally {
      clearTimeout(timer);
      refresh.catch(() => undefined);
    }
  }

  private renewInBackground(order: RefreshOrder): void {
    this.parts.refresher.refresh(order).catch((error: unknown) => {
      this.parts.log.warn({ err: error, grant: order.grantId }, 'a refresh in the background failed');
    });
  }

  private reauthRequired({ id }: Provider, reason: GrantReason | null, { version }: TokenRequest): Problem {
    return new Problem('reauth_required', 'The provider no longer accepts this grant: connect the account again.', {
      members: { provider: id, reason: reason ?? 'refused', authorize: this.parts.urls.authorize(version, id) },
    });
  }

  private open(held: HeldToken, waited = 0): GivenToken {
    if (held.accessToken === null) throw new Error('there is no token to open');
    const { tokenType, scope, expiresAt, grantId, generation } = held;
    return {
      accessToken: this.parts.vault.openAccessToken(held.accessToken, held, PLAIN),
      expiresIn: expiresAt === null ? null : Math.max(0, expiresAt - held.now - waited),
      ...{ tokenType, scope, expiresAt, grantId, generation },
    };
  }
}

function freshnessOf({ expiresAt, issuedAt, now }: HeldToken): { remaining: number | null; lifetime: number } {
  if (expiresAt === null) return { remaining: null, lifetime: 0 };
  return { remaining: expiresAt - now, lifetime: expiresAt - issuedAt };
}

function marginsOf({ settings }: Provider, { minTtl }: TokenRequest) {
  return {
    minTtl,
    floor: settings.MIN_TTL,
    margin: settings.REFRESH_MARGIN,
    refreshKillsAccess: settings.REFRESH_KILLS_ACCESS,
  };
}

function notNow(outcome: Exclude<Outcome, { kind: 'token' | 'ended' }>): Problem {
  if (outcome.kind === 'narrowing-refused') return new Problem('forbidden', 'The provider does not give these scopes.');
  const retryAfter = Math.max(1, Math.ceil(outcome.retryIn / 1000));
  return outcome.misconfigured
    ? new Problem('provider_misconfigured', 'The provider refuses the store itself; its operator must look.', {
        retryAfter,
      })
    : new Problem('provider_unavailable', 'The provider does not answer at the moment; nothing is lost.', {
        retryAfter,
      });
}

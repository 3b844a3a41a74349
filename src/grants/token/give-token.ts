import type { AuditLog } from '../../audit/audit-log.ts';
import type { Clock } from '../../database/clock.ts';
import type { LastUse } from '../../database/last-use.ts';
import type { Log } from '../../log/logger.ts';
import type { Metrics } from '../../metrics/metrics.ts';
import type { Principal } from '../../principal/principal.ts';
import { Problem } from '../../problem/problem.ts';
import type { Provider } from '../../providers/provider.ts';
import { canonicalScope } from '../../providers/scopes.ts';
import type { LinkVersion, PublicUrls } from '../../settings/public-urls.ts';
import { inSpan } from '../../tracing/span.ts';
import type { Delegations, Mandate } from '../delegation/delegations.ts';
import type { GrantReason } from '../grant.entity.ts';
import type { GrantMetadata } from '../granted.ts';
import type { Outcome, RefreshOrder } from '../refresh/outcome.ts';
import type { Refresher } from '../refresh/refresher.ts';
import type { GrantVault } from '../vault.ts';
import { weigh } from './freshness.ts';
import { isWithin, limit, PLAIN, RefusedNarrowings } from './narrowing.ts';
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
  /** Names this token where its provider's resources reject it, see {@link TokenRequest.rejected}. */
  generation: number;
  /** What the provider said of the grant besides. */
  metadata: GrantMetadata;
  /** The key that proves the right to use the token (RFC 9449), a private JWK as text; `undefined` for a bearer token. */
  proofKey: string | undefined;
}

export interface TokenRequest {
  /** How long the token should live at least: milliseconds, or half its lifetime (what v1 implies). */
  minTtl: number | 'half-life';
  /** The API whose `authorize` address mends a dead grant. */
  version: LinkVersion;
  /** Which of the user's grants: its id, or the subject at the provider. `undefined`: the default. */
  account?: string | undefined;
  /** No more than these scopes. `undefined`: all that may be had. */
  scopes?: readonly string[] | undefined;
  /** The generation of a token that does not work although its time is not over: only a newer one will do. */
  rejected?: number | undefined;
}

/** A caller waits at most this long for a refresh. */
const PATIENCE = 15_000;

export interface GiveTokenParts {
  tokens: TokenStore;
  delegations: Delegations;
  refresher: Refresher;
  vault: GrantVault;
  lastUse: LastUse;
  urls: PublicUrls;
  audit: AuditLog;
  metrics: Metrics;
  clock: Clock;
  log: Log;
}

/** Gives a person's access token, fresh enough, with one provider call per expiry (refresh.md, "Serving"). */
export class GiveToken {
  private readonly parts: GiveTokenParts;
  private readonly refused: RefusedNarrowings;

  constructor(parts: GiveTokenParts) {
    this.parts = parts;
    this.refused = new RefusedNarrowings(parts.clock);
  }

  /**
   * @throws Problem `forbidden`, `not_linked`, `reauth_required`, `provider_unavailable`, `provider_misconfigured`,
   *   `database_unavailable`
   */
  async give(principal: Principal, provider: Provider, request: TokenRequest): Promise<GivenToken> {
    return inSpan('give token', { 'tokenstore.provider': provider.id }, async (note) => {
      const given = await this.giveAudited(principal, provider, request);
      note({ 'tokenstore.grant.id': given.grantId });
      return given;
    });
  }

  private async giveAudited(principal: Principal, provider: Provider, request: TokenRequest): Promise<GivenToken> {
    const about = { action: 'token', by: principal, provider: provider.id } as const;
    const { audit, metrics, delegations, lastUse } = this.parts;
    let userId: string | undefined;
    try {
      const mandate = await delegations.mandate(principal, provider.id);
      ({ userId } = mandate);
      const given = await this.find(mandate, provider, request);
      lastUse.touch('grants', given.grantId);
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

  /** Mostly one statement: which variant is meant depends on what was granted, and is mostly guessed rightly. */
  private async find({ userId, scopes: allowed }: Mandate, provider: Provider, request: TokenRequest) {
    const guess = canonicalScope(request.scopes ?? allowed ?? []);
    const first = await this.read(userId, provider, request, guess);
    const most = limit(first.scopeGranted, request.scopes, allowed);
    const variant = most?.variant ?? PLAIN;
    const sameGrant = { ...request, account: first.grantId };
    const held = variant === guess ? first : await this.read(userId, provider, sameGrant, variant);
    const given = await this.fresh(held, { grantId: held.grantId, provider, variant, seen: held.generation }, request);
    if (most !== undefined && !isWithin(given, most)) {
      throw new Problem('forbidden', 'The provider does not give these scopes alone.');
    }
    return given;
  }

  private async read(userId: string, provider: Provider, request: TokenRequest, variant: string): Promise<HeldToken> {
    const { tokens } = this.parts;
    const held =
      request.account === undefined
        ? await tokens.readDefault(userId, provider.id, variant)
        : await tokens.readNamed(userId, provider.id, request.account, variant);
    if (held === undefined || held.status === 'revoked') {
      throw new Problem('not_linked', 'No account is connected at this provider.', {
        members: { provider: provider.id },
      });
    }
    if (held.status === 'reauth_required') throw this.reauthRequired(provider, held.reason, request);
    return held;
  }

  private async fresh(held: HeldToken, order: RefreshOrder, request: TokenRequest): Promise<GivenToken> {
    const isRejected = request.rejected !== undefined && held.generation <= request.rejected;
    if (held.accessToken === null || isRejected) return this.waitForRefresh(held, order, request);
    const choice = weigh(freshnessOf(held), marginsOf(order.provider, request));
    if (choice === 'wait') return this.waitForRefresh(held, order, request);
    if (choice === 'renew' && (held.retryAt === null || held.retryAt <= held.now))
      this.renewInBackground(order, held.newest);
    return this.open(held, order);
  }

  private async waitForRefresh(held: HeldToken, order: RefreshOrder, request: TokenRequest): Promise<GivenToken> {
    const outcome = await this.patiently(this.refresh(order, held.newest));
    if (outcome.kind === 'token') {
      const { token } = outcome;
      const now = held.now + outcome.waited;
      return {
        ...token,
        proofKey: isBound(token.tokenType) ? token.proofKey : undefined,
        expiresIn: token.expiresAt === null ? null : Math.max(0, token.expiresAt - now),
      };
    }
    const isUsable = held.accessToken !== null && held.generation > (request.rejected ?? -1);
    const left = isUsable ? (held.expiresAt ?? 0) - held.now - outcome.waited : 0;
    if (outcome.kind === 'ended') {
      if (left > 0 && outcome.reason === 'expired') return this.open(held, order, outcome.waited);
      throw this.reauthRequired(order.provider, outcome.reason, request);
    }
    if (left > 0) return this.open(held, order, outcome.waited);
    throw notNow(outcome);
  }

  /** @param newest the grant's generation: no token of it is newer */
  private async refresh(order: RefreshOrder, newest: number): Promise<Outcome> {
    const { grantId, variant } = order;
    if (this.refused.has(grantId, variant)) return { kind: 'narrowing-refused', mayBeDead: false };
    const outcome = await this.parts.refresher.refresh(order);
    if (outcome.kind !== 'narrowing-refused') return outcome;
    this.refused.add(grantId, variant);
    if (!outcome.mayBeDead) return outcome;
    const plain = await this.parts.refresher.refresh({ ...order, variant: PLAIN, seen: newest });
    return plain.kind === 'ended' ? plain : outcome;
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

  private renewInBackground(order: RefreshOrder, newest: number): void {
    this.refresh(order, newest).catch((error: unknown) => {
      this.parts.log.warn({ err: error, grant: order.grantId }, 'a refresh in the background failed');
    });
  }

  private reauthRequired({ id }: Provider, reason: GrantReason | null, { version }: TokenRequest): Problem {
    return new Problem('reauth_required', 'The provider no longer accepts this grant: connect the account again.', {
      members: { provider: id, reason: reason ?? 'refused', authorize: this.parts.urls.authorize(version, id) },
    });
  }

  private open(held: HeldToken, { variant }: RefreshOrder, waited = 0): GivenToken {
    if (held.accessToken === null) throw new Error('there is no token to open');
    const { tokenType, scope, expiresAt, grantId, generation, metadata } = held;
    const { vault } = this.parts;
    return {
      accessToken: vault.openAccessToken(held.accessToken, held, variant),
      proofKey: held.proofKey !== null && isBound(tokenType) ? vault.openProofKey(held.proofKey, held) : undefined,
      expiresIn: expiresAt === null ? null : Math.max(0, expiresAt - held.now - waited),
      ...{ tokenType, scope, expiresAt, grantId, generation, metadata },
    };
  }
}

/** Whoever has a bearer token needs no key. */
function isBound(tokenType: string): boolean {
  return tokenType.toLowerCase() === 'dpop';
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

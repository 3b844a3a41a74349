import type { AuditLog } from '../../audit/audit-log.ts';
import type { Log } from '../../log/logger.ts';
import { requireScopeAt, type Principal, type UserPrincipal } from '../../principal/principal.ts';
import type { ProviderCatalogue } from '../../providers/catalogue.ts';
import type { Provider } from '../../providers/provider.ts';
import type { GrantStore, HeldTokens } from '../grant.store.ts';

/** Ends a person's grant: at the provider as well as that goes (RFC 7009), then here for certain. */
export class RevokeGrant {
  private readonly grants: GrantStore;
  private readonly catalogue: ProviderCatalogue;
  private readonly audit: AuditLog;
  private readonly log: Log;

  constructor(grants: GrantStore, catalogue: ProviderCatalogue, audit: AuditLog, log: Log) {
    this.grants = grants;
    this.catalogue = catalogue;
    this.audit = audit;
    this.log = log;
  }

  /** The default grant at a provider, as the first edition ends it: no other takes its place. Nothing to end is fine. */
  async revokeDefault(principal: UserPrincipal, provider: Provider): Promise<void> {
    requireScopeAt(principal, 'grants:write', provider.id);
    const held = await this.grants.holdDefault(principal.userId, provider.id);
    if (held !== undefined) await this.end(principal, held, { passesOnDefault: false });
  }

  /**
   * Any grant by its id; whether the principal may is for the caller to know. Where it was the default, the oldest that
   * remains and works takes its place.
   * @param principal `undefined`: the operator, at the command line
   * @returns whether the provider confirmed; false also where there was nothing to end
   */
  async revoke(principal: Principal | undefined, grantId: string): Promise<boolean> {
    const held = await this.grants.hold(grantId);
    return held !== undefined && this.end(principal, held, { passesOnDefault: true });
  }

  private async end(
    principal: Principal | undefined,
    held: HeldTokens,
    how: { passesOnDefault: boolean },
  ): Promise<boolean> {
    const { grantId, userId, provider } = held.holder;
    let confirmed = await this.revokeAtProvider(held);
    const last = await this.grants.revoke(held.holder, how);
    // A refresh brought a newer one in between.
    if (last?.refreshToken !== undefined && last.refreshToken !== held.refreshToken) {
      confirmed = await this.revokeAtProvider(last);
    }
    const outcome = confirmed ? 'revoked' : 'revoked here only';
    this.audit.record({ action: 'revoke', outcome, by: principal, userId, provider, grantId });
    return confirmed;
  }

  private async revokeAtProvider({ holder, ...held }: HeldTokens): Promise<boolean> {
    // One that is not configured any more cannot be told.
    const provider = this.catalogue.find(holder.provider);
    if (provider === undefined) return false;
    try {
      return await provider.client.revoke(held);
    } catch (error) {
      this.log.warn(
        { err: error, provider: provider.id, grant: holder.grantId },
        'the provider did not confirm a revocation',
      );
      return false;
    }
  }
}

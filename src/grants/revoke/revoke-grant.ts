import type { AuditLog } from '../../audit/audit-log.ts';
import type { Log } from '../../log/logger.ts';
import { requireScopeAt, type UserPrincipal } from '../../principal/principal.ts';
import type { Provider } from '../../providers/provider.ts';
import type { GrantStore, HeldTokens } from '../grant.store.ts';

/** Ends a person's grant: at the provider as well as that goes (RFC 7009), then here for certain. */
export class RevokeGrant {
  private readonly grants: GrantStore;
  private readonly audit: AuditLog;
  private readonly log: Log;

  constructor(grants: GrantStore, audit: AuditLog, log: Log) {
    this.grants = grants;
    this.audit = audit;
    this.log = log;
  }

  /** The default grant at a provider. Nothing to end is fine. */
  async revokeDefault(principal: UserPrincipal, provider: Provider): Promise<void> {
    requireScopeAt(principal, 'grants:write', provider.id);
    const held = await this.grants.holdDefault(principal.userId, provider.id);
    if (held === undefined) return;
    let confirmed = await this.revokeAtProvider(provider, held);
    const last = await this.grants.revoke(held.holder);
    // A refresh brought a newer one in between.
    if (last?.refreshToken !== undefined && last.refreshToken !== held.refreshToken) {
      confirmed = await this.revokeAtProvider(provider, last);
    }
    this.audit.record({
      action: 'revoke',
      outcome: confirmed ? 'revoked' : 'revoked here only',
      by: principal,
      userId: principal.userId,
      provider: provider.id,
      grantId: held.holder.grantId,
    });
  }

  private async revokeAtProvider(
    provider: Provider,
    { refreshToken, accessToken, holder }: HeldTokens,
  ): Promise<boolean> {
    try {
      if (refreshToken !== undefined) return await provider.client.revoke(refreshToken, 'refresh_token');
      return accessToken !== undefined && (await provider.client.revoke(accessToken, 'access_token'));
    } catch (error) {
      this.log.warn(
        { err: error, provider: provider.id, grant: holder.grantId },
        'the provider did not confirm a revocation',
      );
      return false;
    }
  }
}

import type { AuditLog } from '../audit/audit-log.ts';
import { isId } from '../crypto/random.ts';
import type { Page, PageWish } from '../database/page.ts';
import type { UserPrincipal } from '../principal/principal.ts';
import { invalidRequest, Problem } from '../problem/problem.ts';
import type { GrantChange, GrantFilter, OwnGrant, OwnGrantStore } from './own-grant.store.ts';
import type { RevokeGrant } from './revoke/revoke-grant.ts';

/** A user's own grants: looked at, arranged and ended. A credential that is good for some providers sees those alone. */
export class ManageGrants {
  private readonly grants: OwnGrantStore;
  private readonly revokeGrant: RevokeGrant;
  private readonly audit: AuditLog;

  constructor(grants: OwnGrantStore, revokeGrant: RevokeGrant, audit: AuditLog) {
    this.grants = grants;
    this.revokeGrant = revokeGrant;
    this.audit = audit;
  }

  async list(
    { userId, providers }: UserPrincipal,
    filter: Omit<GrantFilter, 'providers'>,
    wish: PageWish,
  ): Promise<Page<OwnGrant>> {
    return this.grants.page(userId, { ...filter, providers }, wish);
  }

  /** @throws Problem `not_found`, also for another's, and for one at a provider that the credential is not good for */
  async find({ userId, providers }: UserPrincipal, id: string): Promise<OwnGrant> {
    const grant = isId(id) ? await this.grants.find(userId, id) : undefined;
    if (grant === undefined || providers?.includes(grant.provider) === false) {
      throw new Problem('not_found', 'You have no such grant.');
    }
    return grant;
  }

  /** @returns the grant as it is then  @throws Problem `not_found`; `invalid_request` where an ended one was to be the default */
  async change(principal: UserPrincipal, id: string, change: GrantChange): Promise<OwnGrant> {
    const grant = await this.find(principal, id);
    if (!(await this.grants.change(grant, change))) {
      throw invalidRequest('default', 'the grant was ended', 'A grant that was ended cannot be the default.');
    }
    const { userId, provider } = grant;
    this.audit.record({ action: 'grant', outcome: 'changed', by: principal, userId, provider, grantId: id });
    return this.find(principal, id);
  }

  /** @returns whether the provider confirmed  @throws Problem `not_found` */
  async revoke(principal: UserPrincipal, id: string): Promise<boolean> {
    await this.find(principal, id);
    return this.revokeGrant.revoke(principal, id);
  }
}

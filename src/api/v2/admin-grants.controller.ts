import { Controller, Delete, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { AuditLog } from '../../audit/audit-log.ts';
import { GrantOverview } from '../../grants/admin/grant-overview.ts';
import { RevokeGrant } from '../../grants/revoke/revoke-grant.ts';
import { Access, CurrentPrincipal } from '../../principal/access.ts';
import { requireScopeAt, type Principal } from '../../principal/principal.ts';
import { Problem } from '../../problem/problem.ts';
import { requestSchema } from '../../problem/request-schema.pipe.ts';
import { ApiProblems } from '../docs/api-problems.ts';
import { allGrantsQuery, listedGrant, renderListedGrant } from './admin.ts';
import { revocation } from './grants.ts';
import { pageOf, renderPage, toWish } from './page.ts';

const grantPage = pageOf(listedGrant);

/** All grants. */
@ApiTags('v2: administration')
@Controller('api/v2/admin/grants')
@Access('admin', { clients: true })
export class AdminGrantsController {
  private readonly grants: GrantOverview;
  private readonly revokeGrant: RevokeGrant;
  private readonly audit: AuditLog;

  constructor(grants: GrantOverview, revokeGrant: RevokeGrant, audit: AuditLog) {
    this.grants = grants;
    this.revokeGrant = revokeGrant;
    this.audit = audit;
  }

  @Get()
  @ApiOperation({ summary: 'The grants of all users, newest first' })
  @ApiResponse({ status: 200, standardSchema: grantPage })
  @ApiProblems(['unauthenticated', 'forbidden', 'invalid_request', 'rate_limited', 'database_unavailable'])
  async list(
    @CurrentPrincipal() { providers }: Principal,
    @Query({ schema: allGrantsQuery, pipes: [requestSchema] }) query: z.output<typeof allGrantsQuery>,
  ): Promise<z.infer<typeof grantPage>> {
    const { provider, status, user: userId } = query;
    return renderPage(
      await this.grants.list({ provider, providers, status, userId }, toWish(query)),
      renderListedGrant,
    );
  }

  @Delete(':id')
  @ApiOperation({ summary: 'End a user’s grant, at the provider as well as that goes' })
  @ApiResponse({ status: 200, standardSchema: revocation })
  @ApiProblems(['unauthenticated', 'forbidden', 'csrf', 'not_found', 'rate_limited', 'database_unavailable'])
  async revoke(@CurrentPrincipal() principal: Principal, @Param('id') id: string): Promise<z.infer<typeof revocation>> {
    const grant = await this.grants.find(id);
    if (grant === undefined) throw new Problem('not_found', 'There is no such grant.');
    requireScopeAt(principal, 'admin', grant.provider);
    const confirmed = await this.revokeGrant.revoke(principal, id);
    const { provider, user } = grant;
    this.audit.record({
      ...{ action: 'admin', outcome: 'grant revoked', by: principal },
      ...{ userId: user.id, provider, grantId: id, subject: id },
    });
    return { id, status: 'revoked', confirmed };
  }
}

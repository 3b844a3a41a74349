import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { AuditStore, type AuditScope } from '../../audit/audit.store.ts';
import { Access, CurrentPrincipal } from '../../principal/access.ts';
import { hasScope, type Principal } from '../../principal/principal.ts';
import { Problem } from '../../problem/problem.ts';
import { requestSchema } from '../../problem/request-schema.pipe.ts';
import { ApiProblems } from '../docs/api-problems.ts';
import { auditEvent, auditQuery, renderAuditEvent } from './audit.ts';
import { pageOf, renderPage, toWish } from './page.ts';

const auditPage = pageOf(auditEvent);

/** Who did what, with whose grants. */
@ApiTags('v2: audit')
@Controller('api/v2/audit')
@Access('signed-in', { clients: true })
export class AuditController {
  private readonly events: AuditStore;

  constructor(events: AuditStore) {
    this.events = events;
  }

  @Get()
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: 'What one did, and what was done with one’s grants, keys and consents; newest first',
    description: 'Users need the right `grants:read`; clients see what they did. With `admin`: anybody’s, on demand.',
  })
  @ApiResponse({ status: 200, standardSchema: auditPage })
  @ApiProblems(['unauthenticated', 'forbidden', 'invalid_request', 'rate_limited', 'database_unavailable'])
  async list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: auditQuery, pipes: [requestSchema] }) query: z.output<typeof auditQuery>,
  ): Promise<z.infer<typeof auditPage>> {
    const whose = whoseEvents(principal, query);
    const { action, provider, grant, actor_kind: actorKind, actor: actorId, since, until } = query;
    const filter = {
      whose: whose ?? ownEvents(principal),
      action,
      provider,
      grant,
      actorKind,
      actorId,
      since,
      until,
      providers: principal.providers,
    };
    const page = await this.events.list(filter, toWish(query));
    return renderPage(page, (row) => renderAuditEvent(row, principal, whose !== undefined));
  }
}

function ownEvents(principal: Principal): AuditScope {
  return principal.kind === 'user' ? { user: principal.userId } : { client: principal.clientId };
}

/** Others' events, where the query names them; `undefined`: one's own. @throws Problem */
function whoseEvents(
  principal: Principal,
  { user, client, all }: Pick<z.output<typeof auditQuery>, 'user' | 'client' | 'all'>,
): AuditScope | undefined {
  const isAdmin = hasScope(principal, 'admin');
  const named: AuditScope[] = [
    ...(user === undefined ? [] : [{ user }]),
    ...(client === undefined ? [] : [{ client }]),
    ...(all ? (['all'] as const) : []),
  ];
  if (named.length > 0 && !isAdmin) throw new Problem('forbidden', 'This needs the right admin.');
  if (named.length > 1) throw new Problem('invalid_request', 'user, client and all exclude each other.');
  if (principal.kind === 'user' && !isAdmin && !hasScope(principal, 'grants:read')) {
    throw new Problem('forbidden', 'This needs the right grants:read.');
  }
  return named[0];
}

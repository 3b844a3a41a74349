import { Controller, Delete, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { AuditLog } from '../../audit/audit-log.ts';
import { Access, CurrentPrincipal } from '../../principal/access.ts';
import type { Principal } from '../../principal/principal.ts';
import { Problem } from '../../problem/problem.ts';
import { requestSchema } from '../../problem/request-schema.pipe.ts';
import { SignedInBrowsers } from '../../sessions/signed-in-browsers.ts';
import { UserDirectory } from '../../users/user-directory.ts';
import { ApiProblems } from '../docs/api-problems.ts';
import { known } from './admin.ts';
import { pageOf, pageQuery, renderPage, toWish } from './page.ts';

const seconds = z.int().meta({ description: 'Seconds since the epoch.' });

const sessionPage = pageOf(
  z.object({ created_at: seconds, expires_at: seconds }).meta({ id: 'Session', description: 'A signed-in browser.' }),
).extend({
  complete: z.boolean().meta({ description: 'false: they are not kept in the database, and cannot be seen here.' }),
});
const signedOut = z.object({ ended: z.int().meta({ description: 'How many sessions.' }) });

/** Where a user is signed in. */
@ApiTags('v2: administration')
@Controller('api/v2/admin/users/:id/sessions')
@Access('admin', { clients: true })
export class AdminSessionsController {
  private readonly users: UserDirectory;
  private readonly browsers: SignedInBrowsers;
  private readonly audit: AuditLog;

  constructor(users: UserDirectory, browsers: SignedInBrowsers, audit: AuditLog) {
    this.users = users;
    this.browsers = browsers;
    this.audit = audit;
  }

  @Get()
  @ApiOperation({ summary: 'A user’s sessions, newest first' })
  @ApiResponse({ status: 200, standardSchema: sessionPage })
  @ApiProblems(['unauthenticated', 'forbidden', 'invalid_request', 'not_found', 'rate_limited', 'database_unavailable'])
  async list(
    @Param('id') id: string,
    @Query({ schema: pageQuery, pipes: [requestSchema] }) query: z.output<typeof pageQuery>,
  ): Promise<z.infer<typeof sessionPage>> {
    known(await this.users.find(id));
    const page = await this.browsers.listOf(id, toWish(query));
    if (page === null) return { items: [], next: null, complete: false };
    const render = ({ createdAt, expiresAt }: { createdAt: number; expiresAt: number }) => ({
      created_at: Math.floor(createdAt / 1000),
      expires_at: Math.floor(expiresAt / 1000),
    });
    return { ...renderPage(page, render), complete: true };
  }

  @Delete()
  @ApiOperation({
    summary: 'Sign a user out of all browsers',
    description: 'Their keys and the access tokens of the login issuer go on: to stop these, disable the user.',
  })
  @ApiResponse({ status: 200, standardSchema: signedOut })
  @ApiProblems([
    ...(['unauthenticated', 'forbidden', 'csrf', 'invalid_request', 'not_found'] as const),
    ...(['rate_limited', 'database_unavailable'] as const),
  ])
  async end(@CurrentPrincipal() principal: Principal, @Param('id') id: string): Promise<z.infer<typeof signedOut>> {
    known(await this.users.find(id));
    const ended = await this.browsers.endOf(id);
    if (ended === null) {
      throw new Problem('invalid_request', 'Sessions are kept by each process: they end when it restarts.');
    }
    this.audit.record({
      ...{ action: 'admin', outcome: 'user signed out', by: principal },
      ...{ userId: id, subject: id },
    });
    return { ended };
  }
}

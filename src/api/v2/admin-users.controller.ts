import { Body, Controller, Get, Param, Patch, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { AuditLog } from '../../audit/audit-log.ts';
import { Access, CurrentPrincipal } from '../../principal/access.ts';
import { idOf, type Principal } from '../../principal/principal.ts';
import { Problem } from '../../problem/problem.ts';
import { requestSchema } from '../../problem/request-schema.pipe.ts';
import { SignedInBrowsers } from '../../sessions/signed-in-browsers.ts';
import { UserDirectory } from '../../users/user-directory.ts';
import { ApiProblems } from '../docs/api-problems.ts';
import { known, renderUser, userBody, userChange, userQuery } from './admin.ts';
import { pageOf, renderPage, toWish } from './page.ts';

const userPage = pageOf(userBody);
type UserBody = z.infer<typeof userBody>;

/** All users. */
@ApiTags('v2: administration')
@Controller('api/v2/admin/users')
@Access('admin', { clients: true })
export class AdminUsersController {
  private readonly users: UserDirectory;
  private readonly browsers: SignedInBrowsers;
  private readonly audit: AuditLog;

  constructor(users: UserDirectory, browsers: SignedInBrowsers, audit: AuditLog) {
    this.users = users;
    this.browsers = browsers;
    this.audit = audit;
  }

  @Get()
  @ApiOperation({ summary: 'The users, newest first' })
  @ApiResponse({ status: 200, standardSchema: userPage })
  @ApiProblems(['unauthenticated', 'forbidden', 'invalid_request', 'rate_limited', 'database_unavailable'])
  async list(
    @Query({ schema: userQuery, pipes: [requestSchema] }) query: z.output<typeof userQuery>,
  ): Promise<z.infer<typeof userPage>> {
    return renderPage(await this.users.list({ prefix: query.q, ids: query.ids }, toWish(query)), renderUser);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One user' })
  @ApiResponse({ status: 200, standardSchema: userBody })
  @ApiProblems(['unauthenticated', 'forbidden', 'not_found', 'rate_limited', 'database_unavailable'])
  async one(@Param('id') id: string): Promise<UserBody> {
    return renderUser(known(await this.users.find(id)));
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Disable a user, or enable them again' })
  @ApiResponse({ status: 200, description: 'As they are now.', standardSchema: userBody })
  @ApiProblems([
    ...(['unauthenticated', 'forbidden', 'csrf', 'invalid_request', 'not_found'] as const),
    ...(['rate_limited', 'database_unavailable'] as const),
  ])
  async change(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body({ schema: userChange, pipes: [requestSchema] }) { disabled }: z.output<typeof userChange>,
  ): Promise<UserBody> {
    if (disabled && id === idOf(principal)) throw new Problem('invalid_request', 'You cannot disable yourself.');
    const user = known(await this.users.setDisabled(id, disabled));
    // Their requests are refused by now. This is for the day on which they are enabled again.
    if (disabled) await this.browsers.endOf(id);
    this.audit.record({
      action: 'admin',
      outcome: disabled ? 'user disabled' : 'user enabled',
      by: principal,
      userId: id,
      subject: id,
    });
    return renderUser(user);
  }
}

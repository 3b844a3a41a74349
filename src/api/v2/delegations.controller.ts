import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { ManageClients } from '../../grants/delegation/manage-clients.ts';
import { Access } from '../../principal/access.ts';
import { requestSchema } from '../../problem/request-schema.pipe.ts';
import { ApiProblems } from '../docs/api-problems.ts';
import { renderRule, ruleList } from './clients.ts';
import { pageQuery, renderPage, toWish } from './page.ts';

@ApiTags('v2: clients')
@Controller('api/v2/delegations')
@Access('admin', { clients: true })
export class DelegationsController {
  private readonly clients: ManageClients;

  constructor(clients: ManageClients) {
    this.clients = clients;
  }

  @Get()
  @ApiOperation({ summary: 'The rules of all clients' })
  @ApiResponse({ status: 200, description: 'Those of the settings first, then the oldest.', standardSchema: ruleList })
  @ApiProblems(['unauthenticated', 'forbidden', 'invalid_request', 'database_unavailable'])
  async list(
    @Query({ schema: pageQuery, pipes: [requestSchema] }) query: z.output<typeof pageQuery>,
  ): Promise<z.input<typeof ruleList>> {
    return renderPage(await this.clients.rules(toWish(query)), renderRule);
  }
}

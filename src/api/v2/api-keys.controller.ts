import { Body, Controller, Delete, Get, Header, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { ManageKeys } from '../../auth/api-key/manage-keys.ts';
import { Access, CurrentUser } from '../../principal/access.ts';
import type { UserPrincipal } from '../../principal/principal.ts';
import { requestSchema } from '../../problem/request-schema.pipe.ts';
import { ApiProblems } from '../docs/api-problems.ts';
import { apiKeyList, keyQuery, madeKey, newKey, renderKey, toKeyWish, toOwner } from './api-keys.ts';
import { renderPage, toWish } from './page.ts';

@ApiTags('v2: API keys')
@Controller('api/v2/api-keys')
@Access('api-keys')
export class ApiKeysController {
  private readonly keys: ManageKeys;

  constructor(keys: ManageKeys) {
    this.keys = keys;
  }

  @Get()
  @ApiOperation({ summary: 'One’s own API keys; with the right `admin` also others’' })
  @ApiResponse({ status: 200, description: 'The newest first.', standardSchema: apiKeyList })
  @ApiProblems(['invalid_request', 'unauthenticated', 'forbidden', 'database_unavailable'])
  async list(
    @CurrentUser() principal: UserPrincipal,
    @Query({ schema: keyQuery, pipes: [requestSchema] }) query: z.output<typeof keyQuery>,
  ): Promise<z.input<typeof apiKeyList>> {
    const page = await this.keys.list(principal, toOwner(query, principal.userId), toWish(query));
    return renderPage(page, renderKey);
  }

  @Post()
  @HttpCode(201)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Make an API key, no stronger than the credential that makes it' })
  @ApiResponse({ status: 201, description: 'The key itself is shown here and never again.', standardSchema: madeKey })
  @ApiProblems(['invalid_request', 'unauthenticated', 'forbidden', 'csrf', 'database_unavailable'])
  async make(
    @CurrentUser() principal: UserPrincipal,
    @Body({ schema: newKey, pipes: [requestSchema] }) body: z.output<typeof newKey>,
  ): Promise<z.input<typeof madeKey>> {
    const { key, text } = await this.keys.make(principal, toKeyWish(body));
    return { ...renderKey(key), key: text };
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete an API key: it is refused from the next request on' })
  @ApiResponse({ status: 204, description: 'It is gone.' })
  @ApiProblems(['unauthenticated', 'forbidden', 'not_found', 'csrf', 'database_unavailable'])
  async delete(@CurrentUser() principal: UserPrincipal, @Param('id') id: string): Promise<void> {
    await this.keys.delete(principal, id);
  }
}

import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  Access,
  ApiProblems,
  CurrentUser,
  pageQuery,
  renderPage,
  requestSchema,
  toWish,
  type UserPrincipal,
} from 'tokenstore/plugin';
import type { z } from 'zod';
import { problems } from './problems.ts';
import { newResource, renderResource, resource, resourceChange, resourceList, toOpening } from './resource.ts';
import { ResourceStore } from './resource.store.ts';

/** One's own resources: nobody sees another's. */
@ApiTags('Resources')
@Controller('api/resource/v1')
@Access('resource-read')
export class ResourceController {
  private readonly store: ResourceStore;

  constructor(@Inject(ResourceStore) store: ResourceStore) {
    this.store = store;
  }

  @Get()
  @ApiOperation({ summary: 'One’s own resources' })
  @ApiResponse({ status: 200, description: 'The oldest first.', standardSchema: resourceList })
  @ApiProblems(['invalid_request', 'unauthenticated', 'forbidden'])
  async list(
    @CurrentUser() { userId }: UserPrincipal,
    @Query({ schema: pageQuery, pipes: [requestSchema] }) query: z.output<typeof pageQuery>,
  ): Promise<z.input<typeof resourceList>> {
    return renderPage(await this.store.list(userId, toWish(query)), renderResource);
  }

  @Get(':id')
  @ApiOperation({ summary: 'A resource' })
  @ApiResponse({ status: 200, standardSchema: resource })
  @ApiProblems(['unauthenticated', 'forbidden', 'not_found', problems.gone])
  async get(@CurrentUser() { userId }: UserPrincipal, @Param('id') id: string): Promise<z.input<typeof resource>> {
    return renderResource(await this.store.get(userId, id));
  }

  @Post()
  @HttpCode(201)
  @Access('resource-write')
  @ApiOperation({ summary: 'Create a resource' })
  @ApiResponse({ status: 201, standardSchema: resource })
  @ApiProblems(['invalid_request', 'unauthenticated', 'forbidden', 'csrf', problems.exists, problems.impossible])
  async create(
    @CurrentUser() { userId }: UserPrincipal,
    @Body({ schema: newResource, pipes: [requestSchema] }) body: z.output<typeof newResource>,
  ): Promise<z.input<typeof resource>> {
    const always = { opensAt: null, closesAt: null };
    return renderResource(await this.store.create(userId, { name: body.name, ...always, ...toOpening(body) }));
  }

  @Patch(':id')
  @Access('resource-write')
  @ApiOperation({ summary: 'Change when a resource opens and closes' })
  @ApiResponse({ status: 200, standardSchema: resource })
  @ApiProblems([
    'invalid_request',
    'unauthenticated',
    'forbidden',
    'csrf',
    'not_found',
    problems.gone,
    problems.impossible,
  ])
  async change(
    @CurrentUser() { userId }: UserPrincipal,
    @Param('id') id: string,
    @Body({ schema: resourceChange, pipes: [requestSchema] }) body: z.output<typeof resourceChange>,
  ): Promise<z.input<typeof resource>> {
    return renderResource(await this.store.change(userId, id, toOpening(body)));
  }

  @Delete(':id')
  @HttpCode(204)
  @Access('resource-write')
  @ApiOperation({ summary: 'Remove a resource for good' })
  @ApiResponse({ status: 204, description: 'It is gone.' })
  @ApiProblems(['unauthenticated', 'forbidden', 'csrf', 'not_found', problems.gone])
  async remove(@CurrentUser() { userId }: UserPrincipal, @Param('id') id: string): Promise<void> {
    await this.store.remove(userId, id);
  }
}

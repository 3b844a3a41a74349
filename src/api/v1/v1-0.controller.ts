import { Controller, Get, Param, Post, Query, Req, Res, UseFilters } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Access, CurrentUser } from '../../principal/access.ts';
import type { UserPrincipal } from '../../principal/principal.ts';
import { requestSchema } from '../../problem/request-schema.pipe.ts';
import { ApiProblems, LOCATION } from '../docs/api-problems.ts';
import { authorization10, toAuthorization10, type Authorization10 } from './authorizations.ts';
import { DialectController, LINK_PROBLEMS } from './dialect.controller.ts';
import { FIRST_EDITION_STATUS, FirstEditionFilter } from './first-edition.filter.ts';
import { FirstEdition } from './first-edition.ts';

const VERSION = 'v1.0';

const returnQuery = z.object({
  return_url: z.string().optional().meta({ description: 'Where to go afterwards; else the `Referer`.' }),
});
const linkQuery = returnQuery.extend({
  ticket: z.string().optional().meta({ description: 'As it was issued to a caller without a browser.' }),
});

/** The first edition's API, version 1.0. */
@ApiTags('v1.0 (first edition)')
@Controller(`api/${VERSION}`)
@UseFilters(FirstEditionFilter)
export class V10Controller extends DialectController {
  constructor(edition: FirstEdition) {
    super(VERSION, edition);
  }

  @Get('authorizations')
  @Access('grants:read')
  @ApiOperation({ summary: 'The providers, and where the user has a live grant' })
  @ApiResponse({ status: 200, description: 'In the order of the settings.', standardSchema: z.array(authorization10) })
  @ApiProblems(['unauthenticated', 'database_unavailable'], FIRST_EDITION_STATUS)
  async authorizations(@CurrentUser() principal: UserPrincipal): Promise<Authorization10[]> {
    const { catalogue, grants, urls } = this.edition.parts;
    const held = await grants.listOf(principal.userId);
    return catalogue.all.map((provider) => toAuthorization10(provider, held, urls));
  }

  @Get(':provider/authorize')
  @RouteConfig({ errors: 'page' })
  @Access('optional')
  @ApiOperation({ summary: 'Connect an account: redirects to the provider' })
  @ApiResponse({ status: 302, description: 'To the provider.', headers: LOCATION })
  @ApiProblems(LINK_PROBLEMS, FIRST_EDITION_STATUS)
  async authorize(
    @Param('provider') id: string,
    @Query({ schema: linkQuery, pipes: [requestSchema] }) { return_url: returnUrl, ticket }: z.infer<typeof linkQuery>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.redirectToLink(id, { returnUrl, ticket }, request, reply);
  }

  @Post(':provider/authorize')
  @Access('grants:write')
  @ApiOperation({ summary: 'Connect an account: answers the address to open in a browser' })
  @ApiResponse({ status: 201, description: 'The address stands in `Location`.', headers: LOCATION })
  @ApiProblems(LINK_PROBLEMS, FIRST_EDITION_STATUS)
  async authorizeByPost(
    @Param('provider') id: string,
    @Query({ schema: returnQuery, pipes: [requestSchema] }) { return_url: returnUrl }: z.infer<typeof returnQuery>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.answerLink(id, returnUrl, request, reply);
  }
}

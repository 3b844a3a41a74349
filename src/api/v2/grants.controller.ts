import { Body, Controller, Delete, Get, Header, Param, Patch, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { BeginLink } from '../../grants/link/begin-link.ts';
import { LIFETIME } from '../../grants/link/link-attempt.store.ts';
import type { ManageGrants } from '../../grants/manage-grants.ts';
import type { OwnGrant } from '../../grants/own-grant.store.ts';
import { Access, CurrentUser } from '../../principal/access.ts';
import { requireScopeAt, type UserPrincipal } from '../../principal/principal.ts';
import { Problem } from '../../problem/problem.ts';
import { requestSchema } from '../../problem/request-schema.pipe.ts';
import type { ProviderCatalogue } from '../../providers/catalogue.ts';
import { scopesOf } from '../../providers/scopes.ts';
import type { BrowserSessions } from '../../sessions/browser-sessions.ts';
import type { ReturnUrls } from '../../settings/return-urls.ts';
import { ApiProblems, LOCATION } from '../docs/api-problems.ts';
import { returnAddress } from '../return-address.ts';
import { grantBody, grantChange, grantQuery, linkAnswer, linkWish, renderGrant, revocation } from './grants.ts';
import { pageOf, renderPage, toWish } from './page.ts';

type GrantBody = z.infer<typeof grantBody>;
const grantPage = pageOf(grantBody);

/** What the routes of grants stand on. */
export class GrantsApi {
  readonly catalogue: ProviderCatalogue;
  readonly manage: ManageGrants;
  readonly beginLink: BeginLink;
  readonly sessions: BrowserSessions;
  readonly returnUrls: ReturnUrls;

  constructor(
    catalogue: ProviderCatalogue,
    manage: ManageGrants,
    beginLink: BeginLink,
    sessions: BrowserSessions,
    returnUrls: ReturnUrls,
  ) {
    this.catalogue = catalogue;
    this.manage = manage;
    this.beginLink = beginLink;
    this.sessions = sessions;
    this.returnUrls = returnUrls;
  }
}

/** What a user gave the store at providers. */
@ApiTags('v2: grants')
@Controller('api/v2/grants')
export class GrantsController {
  private readonly api: GrantsApi;

  constructor(api: GrantsApi) {
    this.api = api;
  }

  @Get()
  @Access('grants:read')
  @ApiOperation({ summary: 'One’s grants' })
  @ApiResponse({ status: 200, description: 'The oldest first.', standardSchema: grantPage })
  @ApiProblems(['invalid_request', 'unauthenticated', 'forbidden', 'database_unavailable'])
  async list(
    @Query({ schema: grantQuery, pipes: [requestSchema] }) query: z.output<typeof grantQuery>,
    @CurrentUser() principal: UserPrincipal,
  ): Promise<z.input<typeof grantPage>> {
    const { provider, status } = query;
    return renderPage(await this.api.manage.list(principal, { provider, status }, toWish(query)), renderGrant);
  }

  @Post()
  @Access('grants:write')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Connect an account, or connect one anew: answers the address to open in a browser' })
  @ApiResponse({
    status: 201,
    description: 'The address stands in `Location` too.',
    headers: LOCATION,
    standardSchema: linkAnswer,
  })
  @ApiProblems([
    ...(['invalid_request', 'return_url_not_allowed', 'unauthenticated', 'forbidden', 'csrf'] as const),
    ...(['unknown_provider', 'not_found', 'provider_unavailable', 'database_unavailable'] as const),
  ])
  async link(
    @Body({ schema: linkWish, pipes: [requestSchema] }) body: z.output<typeof linkWish>,
    @CurrentUser() principal: UserPrincipal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<z.infer<typeof linkAnswer>> {
    const { catalogue, returnUrls, beginLink, sessions } = this.api;
    const provider = catalogue.get(body.provider);
    requireScopeAt(principal, 'grants:write', provider.id);
    const wish = {
      ...{ principal, provider, version: 'v2' as const, label: body.label },
      returnUrl: returnAddress(body.return_url, returnUrls),
      scopes: body.scope === undefined ? [] : scopesOf(body.scope),
      grant: body.account === undefined ? undefined : await this.grantAt(principal, provider.id, body.account),
    };
    const url =
      principal.via === 'session'
        ? await beginLink.toProvider(wish, (await sessions.open(request, reply)).digest)
        : await beginLink.issueTicket(wish);
    void reply.header('location', url);
    return { authorization_url: url, expires_in: LIFETIME / 1000 };
  }

  @Get(':id')
  @Access('grants:read')
  @ApiOperation({ summary: 'One grant' })
  @ApiResponse({ status: 200, standardSchema: grantBody })
  @ApiProblems(['unauthenticated', 'forbidden', 'not_found', 'database_unavailable'])
  async one(@Param('id') id: string, @CurrentUser() principal: UserPrincipal): Promise<GrantBody> {
    return renderGrant(await this.api.manage.find(principal, id));
  }

  @Patch(':id')
  @Access('grants:write')
  @ApiOperation({ summary: 'Name a grant, or make it the default at its provider' })
  @ApiResponse({ status: 200, description: 'As it is now.', standardSchema: grantBody })
  @ApiProblems(['invalid_request', 'unauthenticated', 'forbidden', 'csrf', 'not_found', 'database_unavailable'])
  async change(
    @Param('id') id: string,
    @Body({ schema: grantChange, pipes: [requestSchema] }) body: z.output<typeof grantChange>,
    @CurrentUser() principal: UserPrincipal,
  ): Promise<GrantBody> {
    const change = { ownLabel: body.label, becomesDefault: body.default };
    return renderGrant(await this.api.manage.change(principal, id, change));
  }

  @Delete(':id')
  @Access('grants:write')
  @ApiOperation({ summary: 'End a grant, here for certain and at the provider as well as that goes' })
  @ApiResponse({
    status: 200,
    description: 'It is ended. Where it was the default, the oldest that remains and works takes its place.',
    standardSchema: revocation,
  })
  @ApiProblems(['unauthenticated', 'forbidden', 'csrf', 'not_found', 'database_unavailable'])
  async revoke(@Param('id') id: string, @CurrentUser() principal: UserPrincipal): Promise<z.infer<typeof revocation>> {
    return { id, status: 'revoked', confirmed: await this.api.manage.revoke(principal, id) };
  }

  private async grantAt(principal: UserPrincipal, provider: string, id: string): Promise<OwnGrant> {
    const grant = await this.api.manage.find(principal, id);
    if (grant.provider !== provider) throw new Problem('not_found', 'You have no such grant at this provider.');
    return grant;
  }
}

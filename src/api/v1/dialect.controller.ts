import { Get, Header, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiExcludeEndpoint, ApiOperation, ApiResponse } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Access, CurrentPrincipal, CurrentUser } from '../../principal/access.ts';
import type { Principal, UserPrincipal } from '../../principal/principal.ts';
import type { ProblemCode } from '../../problem/codes.ts';
import type { LinkVersion } from '../../settings/public-urls.ts';
import { ApiProblems } from '../docs/api-problems.ts';
import { accessToken, toAccessToken, type AccessTokenBody } from './authorizations.ts';
import { FIRST_EDITION_STATUS } from './first-edition.filter.ts';
import type { FirstEdition } from './first-edition.ts';

/** What a beginning of a link may end with. */
export const LINK_PROBLEMS = [
  'unauthenticated',
  'unknown_provider',
  'return_url_not_allowed',
  'state_invalid',
  'csrf',
  'provider_unavailable',
  'database_unavailable',
] as const satisfies readonly ProblemCode[];

/** The routes that both dialects have alike. A dialect adds what it shows and how a link begins. */
export abstract class DialectController {
  protected readonly version: LinkVersion;
  protected readonly edition: FirstEdition;

  constructor(version: LinkVersion, edition: FirstEdition) {
    this.version = version;
    this.edition = edition;
  }

  @Get(':provider/redirect_uri')
  @RouteConfig({ errors: 'page' })
  @Access('optional')
  @ApiExcludeEndpoint()
  async callback(
    @Param('provider') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await reply.redirect(await this.edition.callback(this.version, id, request, reply), 302);
  }

  @Get(':provider/token')
  @Access('token', { clients: true, onBehalf: true })
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'A fresh access token of the connected account' })
  @ApiResponse({ status: 200, description: 'Fresh enough for half of its lifetime.', standardSchema: accessToken })
  @ApiProblems(
    [
      'unauthenticated',
      'unknown_provider',
      'not_linked',
      'reauth_required',
      'provider_unavailable',
      'provider_misconfigured',
      'database_unavailable',
    ],
    FIRST_EDITION_STATUS,
  )
  async token(@Param('provider') id: string, @CurrentPrincipal() principal: Principal): Promise<AccessTokenBody> {
    const { catalogue, giveToken } = this.edition.parts;
    return toAccessToken(
      await giveToken.give(principal, catalogue.get(id), { minTtl: 'half-life', version: this.version }),
    );
  }

  @Post(':provider/revoke')
  @HttpCode(200)
  @Header('content-type', 'application/json; charset=utf-8')
  @Access('grants:write')
  @ApiOperation({ summary: 'Disconnect the account, here and at the provider' })
  @ApiResponse({ status: 200, description: 'Done, or there was nothing to do.', standardSchema: z.string() })
  @ApiProblems(['unauthenticated', 'unknown_provider', 'csrf', 'database_unavailable'], FIRST_EDITION_STATUS)
  async revoke(@Param('provider') id: string, @CurrentUser() principal: UserPrincipal): Promise<string> {
    const { catalogue, revokeGrant } = this.edition.parts;
    await revokeGrant.revokeDefault(principal, catalogue.get(id));
    return JSON.stringify('Token revoked');
  }

  /** Sends the browser on: to the provider, or to the sign-in page first. */
  protected async redirectToLink(
    id: string,
    wish: { returnUrl: string | undefined; ticket: string | undefined },
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const target =
      wish.ticket === undefined
        ? await this.edition.begin(this.version, id, wish.returnUrl, request, reply)
        : await this.edition.takeUpTicket(this.version, id, wish.ticket, request, reply);
    await reply.redirect(target, 302);
  }

  /** Answers the address to open. */
  protected async answerLink(
    id: string,
    returnUrl: string | undefined,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const target = await this.edition.begin(this.version, id, returnUrl, request, reply);
    await reply.status(201).header('location', target).send();
  }
}

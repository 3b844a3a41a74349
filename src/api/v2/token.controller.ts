import { applyDecorators, Body, Controller, Get, Header, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { GiveToken } from '../../grants/token/give-token.ts';
import { Access, CurrentPrincipal } from '../../principal/access.ts';
import type { Principal } from '../../principal/principal.ts';
import { requestSchema } from '../../problem/request-schema.pipe.ts';
import { ProviderCatalogue } from '../../providers/catalogue.ts';
import { ApiProblems } from '../docs/api-problems.ts';
import { renderToken, tokenAnswer, tokenBody, tokenQuery, toTokenRequest, type TokenWish } from './token.ts';

type TokenAnswer = z.infer<typeof tokenAnswer>;

/** What both ways to ask for a token have in common. */
const GivesToken = (summary: string): MethodDecorator =>
  applyDecorators(
    Access('token', { clients: true, onBehalf: true }),
    Header('cache-control', 'no-store'),
    HttpCode(200),
    ApiOperation({ summary }),
    ApiHeader({
      name: 'On-Behalf-Of',
      required: false,
      description: 'For clients that a rule allows: the user, by id or by subject at the login issuer.',
    }),
    ApiResponse({ status: 200, standardSchema: tokenAnswer }),
    ApiProblems([
      ...(['invalid_request', 'unauthenticated', 'forbidden', 'unknown_provider', 'not_linked'] as const),
      ...(['reauth_required', 'provider_unavailable', 'provider_misconfigured', 'database_unavailable'] as const),
    ]),
  );

/** Access tokens of connected accounts. */
@ApiTags('v2: tokens')
@Controller('api/v2/token')
export class TokenController {
  private readonly catalogue: ProviderCatalogue;
  private readonly giveToken: GiveToken;

  constructor(catalogue: ProviderCatalogue, giveToken: GiveToken) {
    this.catalogue = catalogue;
    this.giveToken = giveToken;
  }

  @Get(':provider')
  @GivesToken('A fresh access token')
  async token(
    @Param('provider') id: string,
    @Query({ schema: tokenQuery, pipes: [requestSchema] }) query: z.output<typeof tokenQuery>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<TokenAnswer> {
    return this.give(principal, id, query);
  }

  @Post(':provider')
  @GivesToken('The same, also in place of a token that was rejected')
  async tokenByPost(
    @Param('provider') id: string,
    @Body({ schema: tokenBody, pipes: [requestSchema] }) body: z.output<typeof tokenBody>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<TokenAnswer> {
    return this.give(principal, id, body);
  }

  private async give(principal: Principal, id: string, wish: TokenWish): Promise<TokenAnswer> {
    return renderToken(await this.giveToken.give(principal, this.catalogue.get(id), toTokenRequest(wish)));
  }
}

import { Controller, Get, Inject, Post, Query, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { originOf } from '../../auth/authenticator.ts';
import type { ComeBack } from '../../auth/login/come-back.ts';
import type { Login } from '../../auth/login/login.ts';
import { SignInFilter } from '../../auth/login/sign-in.filter.ts';
import { cameFromUs, type Origins } from '../../auth/same-origin.ts';
import { wantsPage } from '../../auth/wants-page.ts';
import { Access } from '../../principal/access.ts';
import { Problem } from '../../problem/problem.ts';
import { requestSchema } from '../../problem/request-schema.pipe.ts';
import type { BrowserSessions } from '../../sessions/browser-sessions.ts';
import type { PublicUrls } from '../../settings/public-urls.ts';
import type { ReturnUrls } from '../../settings/return-urls.ts';
import { ApiProblems } from '../docs/api-problems.ts';
import { returnAddress } from '../return-address.ts';

/** What signing in and out stands on. */
export interface SignInParts {
  login: Login;
  comeBack: ComeBack;
  sessions: BrowserSessions;
  returnUrls: ReturnUrls;
  urls: PublicUrls;
  /** Whose pages may sign a browser out. */
  origins: Origins;
}

export const SIGN_IN_PARTS = Symbol('sign-in parts');

const returnQuery = z.object({
  return_url: z.string().optional().meta({ description: 'Where to go afterwards; must be allowed by RETURN_URLS.' }),
});
type ReturnQuery = z.infer<typeof returnQuery>;

/** Signing in and out with a browser, at the login issuer. */
@ApiTags('Signing in')
@Controller('api/oidc')
export class OidcController {
  private readonly parts: SignInParts;

  constructor(@Inject(SIGN_IN_PARTS) parts: SignInParts) {
    this.parts = parts;
  }

  @Get('login')
  @Access('public')
  @UseFilters(SignInFilter)
  @ApiOperation({ summary: 'Sign in: redirects to the login issuer', security: [] })
  @ApiResponse({ status: 302, description: 'To the login issuer.' })
  @ApiProblems(['return_url_not_allowed', 'provider_unavailable'])
  async begin(
    @Query({ schema: returnQuery, pipes: [requestSchema] }) { return_url: returnUrl }: ReturnQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { login, sessions, returnUrls } = this.parts;
    const target = returnAddress(returnUrl, returnUrls);
    await reply.redirect(await login.begin(await sessions.open(request, reply), target), 302);
  }

  @Get('callback')
  @Access('public')
  @ApiExcludeEndpoint()
  @UseFilters(SignInFilter)
  async finish(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.parts.comeBack.finish(request, reply);
  }

  // Public, for somebody who was disabled has a session to end too, and the guard would not let them.
  @Get('logout')
  @Access('public')
  @ApiOperation({ summary: 'Sign out, here and at the login issuer', security: [{ session: [] }, {}] })
  @ApiResponse({ status: 302, description: 'To the login issuer, or to where it leads.' })
  @ApiProblems(['return_url_not_allowed'])
  async logout(
    @Query({ schema: returnQuery, pipes: [requestSchema] }) { return_url: returnUrl }: ReturnQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { login, sessions, returnUrls, urls, origins } = this.parts;
    const isPerson = returnUrl === undefined && wantsPage(request);
    const target = isPerson ? undefined : returnAddress(returnUrl, returnUrls);
    if (!sessions.hasCookie(request)) return reply.redirect(target ?? urls.loginPage(urls.base, 'signed-out'), 302);
    if (!cameFromUs(request, origins)) {
      throw new Problem('csrf', 'A page of another site may not sign people out.');
    }
    return reply.redirect(await login.logout(await sessions.open(request, reply), target, originOf(request)), 302);
  }

  @Post('logout')
  @Access('public')
  @ApiOperation({ summary: 'The same, for pages that submit a form', security: [{ session: [] }, {}] })
  @ApiResponse({ status: 302, description: 'To the login issuer, or to where it leads.' })
  @ApiProblems(['return_url_not_allowed', 'csrf'])
  async logoutByPost(
    @Query({ schema: returnQuery, pipes: [requestSchema] }) query: ReturnQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.logout(query, request, reply);
  }
}

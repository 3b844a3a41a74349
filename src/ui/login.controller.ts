import { Body, Controller, Get, Inject, Post, Query, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { originOf } from '../auth/authenticator.ts';
import { LOGIN_NOTICES } from '../auth/login/login-notice.ts';
import type { LocalLogin } from '../auth/login/local-login.ts';
import { cameFromUs } from '../auth/same-origin.ts';
import { Access } from '../principal/access.ts';
import { Problem } from '../problem/problem.ts';
import { requestSchema } from '../problem/request-schema.pipe.ts';
import type { BrowserSessions } from '../sessions/browser-sessions.ts';
import type { PublicUrls } from '../settings/public-urls.ts';
import type { ReturnUrls } from '../settings/return-urls.ts';
import { loginPage, type LoginPage } from './login-page.ts';
import { PageFilter } from './page.filter.ts';
import { sendPage } from './page.ts';
import { textsFor } from './texts/texts.ts';

/** What the login page stands on. */
export interface LoginPageParts {
  /** `undefined` without `LOCAL_ACCOUNTS`. */
  localLogin: LocalLogin | undefined;
  sessions: BrowserSessions;
  returnUrls: ReturnUrls;
  urls: PublicUrls;
  /** Of the identity provider, if there is one. */
  issuerHost: string | undefined;
}

export const LOGIN_PAGE_PARTS = Symbol('login page parts');

/** A notice that there is not, or no longer, is none: the page is of use without. */
const pageQuery = z.object({
  return_url: z.string().optional(),
  notice: z.enum(LOGIN_NOTICES).optional().catch(undefined),
  reference: z
    .string()
    .regex(/^[\w-]{1,64}$/)
    .optional()
    .catch(undefined),
});
const credentials = z.object({ username: z.string(), password: z.string(), return_url: z.string().optional() });

/** What one visit to the page is about. */
type Said = Pick<LoginPage, 'returnUrl' | 'name' | 'notice' | 'reference'>;

/** Signing in with a local account, beside the identity provider or in its place. */
@ApiExcludeController()
@Controller('login')
@Access('public')
@UseFilters(PageFilter)
export class LoginController {
  private readonly parts: LoginPageParts;

  constructor(@Inject(LOGIN_PAGE_PARTS) parts: LoginPageParts) {
    this.parts = parts;
  }

  @Get()
  async show(
    @Query({ schema: pageQuery, pipes: [requestSchema] }) query: z.output<typeof pageQuery>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { return_url: named, notice, reference } = query;
    await this.send(reply, { returnUrl: this.target(named), notice, reference });
  }

  @Post()
  async signIn(
    @Body({ schema: credentials, pipes: [requestSchema] }) form: z.output<typeof credentials>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { localLogin, sessions, urls } = this.parts;
    if (localLogin === undefined) throw new Problem('not_found', 'There are no local accounts.');
    // Signed in by a page of somebody else's, people would link their accounts to that somebody's user.
    if (!cameFromUs(request, { own: urls.origin, allowed: [] })) {
      throw new Problem('csrf', 'Signing in starts on the login page of this service.');
    }
    const returnUrl = this.target(form.return_url);
    const { username: name, password } = form;
    try {
      const session = await sessions.open(request, reply);
      if (await localLogin.signIn(session, { name, password }, originOf(request))) {
        return await reply.redirect(returnUrl, 303);
      }
      await this.send(reply, { returnUrl, name, notice: 'wrong', status: 401 });
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'rate_limited') throw error;
      void reply.header('retry-after', String(error.retryAfter ?? 1));
      await this.send(reply, { returnUrl, name, notice: 'busy', status: error.status });
    }
  }

  private async send(reply: FastifyReply, { status, ...said }: Said & { status?: number }): Promise<void> {
    const { urls, issuerHost, localLogin } = this.parts;
    const { returnUrl } = said;
    const issuer = issuerHost === undefined ? undefined : { host: issuerHost, url: urls.login(returnUrl) };
    const { prefix } = urls;
    const places = { action: `${prefix}/login`, logout: `${prefix}/api/oidc/logout`, issuer };
    const page = loginPage({ ...said, ...places, hasForm: localLogin !== undefined }, textsFor(reply.request));
    await sendPage(reply, urls, { ...page, leadsTo: returnUrl, ...(status !== undefined && { status }) });
  }

  /** @throws Problem `return_url_not_allowed` */
  private target(named: string | undefined): string {
    const { returnUrls } = this.parts;
    const target = named === undefined || named === '' ? returnUrls.fallback : returnUrls.resolve(named);
    if (target !== undefined) return target;
    throw new Problem('return_url_not_allowed', 'The return address is not one that RETURN_URLS allows.');
  }
}

import { Controller, Get, Inject, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access, CurrentPrincipal } from '../principal/access.ts';
import type { Principal } from '../principal/principal.ts';
import { BrowserSessions } from '../sessions/browser-sessions.ts';
import { PublicUrls } from '../settings/public-urls.ts';
import { SETTINGS, type Settings } from '../settings/settings.ts';
import { appDocument, builtApp, NotBuilt } from './built-app.ts';
import { PageFilter } from './page.filter.ts';

/** Scripts, styles and pictures of our own, and calls to ourselves: nothing inline, nothing from elsewhere. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
  "form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-cache',
  'content-security-policy': POLICY,
};

/** The app: one document, whatever the page. Which one it is, and whether there is one, the app itself knows. */
@ApiExcludeController()
@Controller('ui')
@Access('optional')
@UseFilters(PageFilter)
export class AppController {
  private readonly urls: PublicUrls;
  private readonly sessions: BrowserSessions;
  private readonly document: string | undefined;
  private readonly isHubTheOnlyWay: boolean;

  constructor(
    @Inject(PublicUrls) urls: PublicUrls,
    @Inject(BrowserSessions) sessions: BrowserSessions,
    @Inject(SETTINGS) { jupyterhub, LOCAL_ACCOUNTS }: Settings,
  ) {
    const directory = builtApp();
    this.urls = urls;
    this.sessions = sessions;
    this.isHubTheOnlyWay = jupyterhub !== undefined && !LOCAL_ACCOUNTS;
    this.document = directory === undefined ? undefined : appDocument(directory, urls.prefix);
  }

  /** For whoever is signed in; others sign in first, and come back to the same page. */
  @Get(['', '*'])
  async show(
    @CurrentPrincipal() principal: Principal | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (this.document === undefined) throw new NotBuilt();
    if (principal === undefined) {
      const notice = (await this.hadSession(request, reply)) ? 'ended' : undefined;
      const here = this.urls.of(request.url);
      // They come from the Hub's own pages, mostly, and are signed in there.
      const isAtOnce = this.isHubTheOnlyWay && notice === undefined;
      await reply.redirect(isAtOnce ? this.urls.login(here) : this.urls.loginPage(here, notice), 303);
      return;
    }
    await reply.headers(HEADERS).send(this.document);
  }

  /** Whether the browser shows a session that is no more; one that is there belongs to a sign-in under way. */
  private async hadSession(request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
    if (!this.sessions.hasCookie(request)) return false;
    return (await this.sessions.open(request, reply)).data.logins === undefined;
  }
}

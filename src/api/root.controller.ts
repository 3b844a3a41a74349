import { Controller, Get, Redirect, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { SIGNED_OUT } from '../auth/login/oidc-issuer.ts';
import { wantsPage } from '../auth/wants-page.ts';
import { Access } from '../principal/access.ts';
import { PublicUrls } from '../settings/public-urls.ts';
import { queryOf } from '../auth/query.ts';

/** The way from the front door: people at a browser come to their accounts, programs to the documentation. */
@ApiExcludeController()
@Controller()
@Access('public')
export class RootController {
  private readonly urls: PublicUrls;

  constructor(urls: PublicUrls) {
    this.urls = urls;
  }

  @Get()
  @Redirect()
  front(@Req() request: FastifyRequest): { url: string } {
    if (!wantsPage(request)) return { url: this.urls.of('/api/') };
    // The one address of ours that the login issuer knows for after a logout.
    const isSignedOut = queryOf(request).get('state') === SIGNED_OUT;
    return { url: isSignedOut ? this.urls.loginPage(this.urls.base, SIGNED_OUT) : this.urls.of('/ui/') };
  }

  @Get('api')
  @Redirect()
  api(): { url: string } {
    return { url: this.urls.of('/api/v1.0/') };
  }

  @Get('api/v1.0')
  @Redirect()
  v10(): { url: string } {
    return { url: this.urls.of('/api/docs') };
  }
}

import { Controller, Get, Redirect } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Access } from '../principal/access.ts';
import { PublicUrls } from '../settings/public-urls.ts';

/** The way from the front door to the documentation. */
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
  front(): { url: string } {
    return { url: this.urls.of('/api/') };
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

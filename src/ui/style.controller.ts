import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Access } from '../principal/access.ts';
import { STYLE_PATH } from './page.ts';
import { STYLE } from './style/sheet.ts';

/** What the pages look like. */
@ApiExcludeController()
@Controller(STYLE_PATH)
@Access('public', { unlimited: true })
export class StyleController {
  @Get()
  @Header('content-type', 'text/css; charset=utf-8')
  @Header('cache-control', 'public, max-age=31536000, immutable')
  style(): string {
    return STYLE;
  }
}

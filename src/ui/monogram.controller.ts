import { Controller, Get, Header, Param } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Access } from '../principal/access.ts';
import { monogram } from '../presets/monogram.ts';
import { ProviderCatalogue } from '../providers/catalogue.ts';

/** Icons of providers for which the operator set none: a letter or two, drawn here. */
@ApiExcludeController()
@Controller('ui/monogram')
@Access('public', { unlimited: true })
export class MonogramController {
  private readonly catalogue: ProviderCatalogue;

  constructor(catalogue: ProviderCatalogue) {
    this.catalogue = catalogue;
  }

  /** @throws Problem `unknown_provider` */
  @Get(':provider.svg')
  @Header('content-type', 'image/svg+xml; charset=utf-8')
  @Header('cache-control', 'public, max-age=86400')
  @Header('content-security-policy', "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
  draw(@Param('provider') id: string): string {
    return monogram(this.catalogue.get(id).icon);
  }
}

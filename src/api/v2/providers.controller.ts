import { Controller, Get, Param } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access, CurrentPrincipal } from '../../principal/access.ts';
import type { Principal } from '../../principal/principal.ts';
import { Problem } from '../../problem/problem.ts';
import { ProviderCatalogue } from '../../providers/catalogue.ts';
import { PublicUrls } from '../../settings/public-urls.ts';
import { ApiProblems } from '../docs/api-problems.ts';
import { providerBody, renderProvider, type ProviderBody } from './providers.ts';

const providerList = z.object({ items: z.array(providerBody), next: z.null() });

/** The providers that a credential is good for. */
@ApiTags('v2: providers')
@Controller('api/v2/providers')
@Access('signed-in', { clients: true })
export class ProvidersController {
  private readonly catalogue: ProviderCatalogue;
  private readonly urls: PublicUrls;

  constructor(catalogue: ProviderCatalogue, urls: PublicUrls) {
    this.catalogue = catalogue;
    this.urls = urls;
  }

  @Get()
  @ApiOperation({ summary: 'The providers' })
  @ApiResponse({ status: 200, description: 'In the order of the settings, all at once.', standardSchema: providerList })
  @ApiProblems(['unauthenticated', 'database_unavailable'])
  async list(@CurrentPrincipal() principal: Principal): Promise<z.infer<typeof providerList>> {
    const shown = this.catalogue.all.filter(({ id }) => mayKnow(principal, id));
    return { items: await Promise.all(shown.map((provider) => renderProvider(provider, this.urls))), next: null };
  }

  @Get(':provider')
  @ApiOperation({ summary: 'One provider' })
  @ApiResponse({ status: 200, standardSchema: providerBody })
  @ApiProblems(['unauthenticated', 'unknown_provider', 'database_unavailable'])
  async one(@Param('provider') id: string, @CurrentPrincipal() principal: Principal): Promise<ProviderBody> {
    const provider = this.catalogue.get(id);
    if (!mayKnow(principal, id)) throw new Problem('unknown_provider', 'There is no provider of this name.');
    return renderProvider(provider, this.urls);
  }
}

function mayKnow({ providers }: Principal, id: string): boolean {
  return providers?.includes(id) ?? true;
}

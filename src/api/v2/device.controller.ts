import { Body, Controller, Get, Header, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { BeginDeviceLink } from '../../grants/device/begin-device-link.ts';
import { Access, CurrentUser } from '../../principal/access.ts';
import type { UserPrincipal } from '../../principal/principal.ts';
import { requestSchema } from '../../problem/request-schema.pipe.ts';
import { ProviderCatalogue } from '../../providers/catalogue.ts';
import { scopesOf } from '../../providers/scopes.ts';
import { ApiProblems } from '../docs/api-problems.ts';
import { deviceAnswer, deviceState, deviceWish, renderBegun, renderState } from './device.ts';

/** Links that a person finishes on another device. */
@ApiTags('v2: grants')
@Controller('api/v2/grants/device')
export class DeviceController {
  private readonly beginDeviceLink: BeginDeviceLink;
  private readonly catalogue: ProviderCatalogue;

  constructor(beginDeviceLink: BeginDeviceLink, catalogue: ProviderCatalogue) {
    this.beginDeviceLink = beginDeviceLink;
    this.catalogue = catalogue;
  }

  @Post()
  @Access('grants:write')
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: 'Connect an account by a code, where the provider gives codes: for callers without a browser',
  })
  @ApiResponse({ status: 201, standardSchema: deviceAnswer })
  @ApiProblems([
    ...(['invalid_request', 'unauthenticated', 'forbidden', 'csrf', 'unknown_provider', 'rate_limited'] as const),
    ...(['provider_unavailable', 'provider_misconfigured', 'database_unavailable'] as const),
  ])
  async begin(
    @Body({ schema: deviceWish, pipes: [requestSchema] }) wish: z.output<typeof deviceWish>,
    @CurrentUser() principal: UserPrincipal,
  ): Promise<z.infer<typeof deviceAnswer>> {
    const provider = this.catalogue.get(wish.provider);
    const scopes = scopesOf(wish.scope ?? '');
    return renderBegun(await this.beginDeviceLink.begin({ principal, provider, scopes, ownLabel: wish.label }));
  }

  @Get(':id')
  @Access('grants:read')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'What became of it' })
  @ApiResponse({ status: 200, standardSchema: deviceState })
  @ApiProblems(['unauthenticated', 'forbidden', 'not_found', 'rate_limited', 'database_unavailable'])
  async one(@Param('id') id: string, @CurrentUser() principal: UserPrincipal): Promise<z.infer<typeof deviceState>> {
    return renderState(await this.beginDeviceLink.find(principal, id));
  }
}

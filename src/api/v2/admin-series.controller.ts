import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { RefreshSeriesStore } from '../../grants/series/refresh-series.store.ts';
import { Access, CurrentPrincipal } from '../../principal/access.ts';
import type { Principal } from '../../principal/principal.ts';
import { requestSchema } from '../../problem/request-schema.pipe.ts';
import { ApiProblems } from '../docs/api-problems.ts';
import { renderSeries, series, seriesQuery } from './admin-series.ts';

/** How refreshes went over time. */
@ApiTags('v2: administration')
@Controller('api/v2/admin/series')
@Access('admin', { clients: true })
export class AdminSeriesController {
  private readonly series: RefreshSeriesStore;

  constructor(store: RefreshSeriesStore) {
    this.series = store;
  }

  @Get()
  @ApiOperation({
    summary: 'Refreshes, failures and latency of each provider over time',
    description: 'What a replica counted is here within half a minute, and kept for four weeks.',
  })
  @ApiResponse({ status: 200, standardSchema: series })
  @ApiProblems(['unauthenticated', 'forbidden', 'invalid_request', 'rate_limited', 'database_unavailable'])
  async list(
    @CurrentPrincipal() { providers }: Principal,
    @Query({ schema: seriesQuery, pipes: [requestSchema] }) query: z.output<typeof seriesQuery>,
  ): Promise<z.infer<typeof series>> {
    const { since, until, step } = query;
    const wish = { since: since * 1000, until: until * 1000, step: step * 1000, providers };
    return renderSeries(query, await this.series.list(wish));
  }
}

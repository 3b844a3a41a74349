import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { GrantOverview, type GrantAgeCount, type GrantCount } from '../../grants/admin/grant-overview.ts';
import { DueGrantStore } from '../../grants/keeper/due-grants.store.ts';
import { Access } from '../../principal/access.ts';
import { ProviderCatalogue } from '../../providers/catalogue.ts';
import { SignedInBrowsers } from '../../sessions/signed-in-browsers.ts';
import { UserDirectory } from '../../users/user-directory.ts';
import { ApiProblems } from '../docs/api-problems.ts';
import { agesOf, countsOf, overview } from './admin.ts';

type Overview = z.infer<typeof overview>;

/** How the store fares: numbers, and never a token. */
@ApiTags('v2: administration')
@Controller('api/v2/admin/overview')
@Access('admin', { clients: true })
export class AdminOverviewController {
  private readonly users: UserDirectory;
  private readonly browsers: SignedInBrowsers;
  private readonly grants: GrantOverview;
  private readonly due: DueGrantStore;
  private readonly catalogue: ProviderCatalogue;

  constructor(
    users: UserDirectory,
    browsers: SignedInBrowsers,
    grants: GrantOverview,
    due: DueGrantStore,
    catalogue: ProviderCatalogue,
  ) {
    this.users = users;
    this.browsers = browsers;
    this.grants = grants;
    this.due = due;
    this.catalogue = catalogue;
  }

  @Get()
  @ApiOperation({ summary: 'Users, sessions, and each provider’s grants by status and reason' })
  @ApiResponse({ status: 200, standardSchema: overview })
  @ApiProblems(['unauthenticated', 'forbidden', 'rate_limited', 'database_unavailable'])
  async show(): Promise<Overview> {
    const counts = await this.grants.counts();
    const ages = await this.grants.ages();
    const ids = new Set([...this.catalogue.all.map(({ id }) => id), ...counts.map(({ provider }) => provider)]);
    return {
      users: await this.users.count(),
      sessions: await this.browsers.count(),
      providers: await Promise.all([...ids].map((id) => this.fare(id, counts, ages))),
    };
  }

  private async fare(
    id: string,
    counts: readonly GrantCount[],
    ages: readonly GrantAgeCount[],
  ): Promise<Overview['providers'][number]> {
    const provider = this.catalogue.find(id);
    return {
      id,
      configured: provider !== undefined,
      breaker: provider?.breaker.state ?? null,
      due: provider === undefined ? null : await this.due.backlog(id),
      grants: countsOf(counts, id),
      ages: agesOf(ages, id),
    };
  }
}

import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Database } from '../database/database.ts';
import { Access } from '../principal/access.ts';
import { PROBLEMS } from '../problem/codes.ts';

const health = z.object({ status: z.literal('OK') }).meta({ id: 'Health' });
type Health = z.infer<typeof health>;

const OK: Health = { status: 'OK' };

/** Probes. Providers never make the service unready: each disturbs only itself. */
@ApiTags('Health')
@Controller()
@Access('public', { unlimited: true })
export class HealthController {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  @Get(['livez', 'healthz', 'api/_health'])
  @ApiOperation({ summary: 'The process answers', security: [] })
  @ApiResponse({ status: 200, standardSchema: health })
  live(): Health {
    return OK;
  }

  @Get('readyz')
  @ApiOperation({ summary: 'The database is there, migrated, and the keys open it', security: [] })
  @ApiResponse({ status: 200, standardSchema: health })
  @ApiResponse({
    status: 503,
    description: `\`database_unavailable\`: ${PROBLEMS.database_unavailable.meaning}`,
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  })
  async ready(): Promise<Health> {
    await this.database.read('SELECT 1 AS one');
    return OK;
  }
}

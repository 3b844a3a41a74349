import { Body, Controller, Header, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { ImportGrant } from '../../grants/import/import-grant.ts';
import { importLine, type ImportLine } from '../../grants/import/import-line.ts';
import { Access, CurrentPrincipal } from '../../principal/access.ts';
import type { Principal } from '../../principal/principal.ts';
import { requestSchema } from '../../problem/request-schema.pipe.ts';
import { ApiProblems } from '../docs/api-problems.ts';
import { importAnswer, renderImport } from './import.ts';

/** Milliseconds that a caller waits for room within a provider's budget. */
const PATIENCE = 10_000;

/** Refresh tokens that were obtained elsewhere. */
@ApiTags('v2: administration')
@Controller('api/v2/grants/import')
export class ImportController {
  private readonly importGrant: ImportGrant;

  constructor(importGrant: ImportGrant) {
    this.importGrant = importGrant;
  }

  @Post()
  @HttpCode(200)
  @Access('admin', { clients: true })
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Take a refresh token from elsewhere: it is kept, spent once, and counts if that works' })
  @ApiResponse({ status: 200, description: 'What became of it.', standardSchema: importAnswer })
  @ApiProblems([
    ...(['invalid_request', 'unauthenticated', 'forbidden', 'csrf', 'rate_limited'] as const),
    ...(['provider_unavailable', 'database_unavailable'] as const),
  ])
  async take(
    @Body({ schema: importLine, pipes: [requestSchema] }) line: ImportLine,
    @CurrentPrincipal() principal: Principal,
  ): Promise<z.infer<typeof importAnswer>> {
    return renderImport(await this.importGrant.import(line, principal, PATIENCE));
  }
}

import { Controller, Get, Header } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access, CurrentPrincipal } from '../../principal/access.ts';
import { SCOPES, type Principal } from '../../principal/principal.ts';
import { ApiProblems } from '../docs/api-problems.ts';

const whoami = z
  .object({
    id: z.string(),
    name: z.string().nullable(),
    email: z.string().nullable(),
    email_verified: z.boolean().nullable(),
    roles: z.array(z.string()),
    scopes: z.array(z.enum(SCOPES)),
    claims: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'WhoAmI', description: 'Who the credential speaks for.' });

@ApiTags('Signing in')
@Controller('api/whoami')
export class WhoAmIController {
  @Get()
  @Access('signed-in')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Who am I?' })
  @ApiResponse({ status: 200, standardSchema: whoami })
  @ApiProblems(['unauthenticated', 'database_unavailable'])
  whoami(@CurrentPrincipal() principal: Principal): z.infer<typeof whoami> {
    return {
      id: principal.userId,
      name: principal.name,
      email: principal.email,
      email_verified: principal.emailVerified,
      roles: [...principal.roles],
      scopes: [...principal.scopes],
      claims: { ...principal.claims },
    };
  }
}

import { Controller, Get, Header } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access, CurrentPrincipal } from '../../principal/access.ts';
import { idOf, type Principal } from '../../principal/principal.ts';
import { ApiProblems } from '../docs/api-problems.ts';

const whoami = z
  .object({
    id: z.string(),
    name: z.string().nullable(),
    email: z.string().nullable(),
    email_verified: z.boolean().nullable(),
    roles: z.array(z.string()),
    scopes: z.array(z.string()),
    claims: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'WhoAmI', description: 'Who the credential speaks for.' });

@ApiTags('Signing in')
@Controller('api/whoami')
export class WhoAmIController {
  @Get()
  @Access('signed-in', { clients: true })
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Who am I?' })
  @ApiResponse({ status: 200, standardSchema: whoami })
  @ApiProblems(['unauthenticated', 'database_unavailable'])
  whoami(@CurrentPrincipal() principal: Principal): z.infer<typeof whoami> {
    return {
      id: idOf(principal),
      name: principal.name,
      email: principal.kind === 'user' ? principal.email : null,
      email_verified: principal.kind === 'user' ? principal.emailVerified : null,
      roles: [...principal.roles],
      scopes: [...principal.scopes],
      claims: { ...principal.claims },
    };
  }
}

import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access, CurrentPrincipal } from '../../principal/access.ts';
import { requireScopeAt, type Principal } from '../../principal/principal.ts';
import { Examinations } from '../../providers/doctor/examinations.ts';
import { ApiProblems } from '../docs/api-problems.ts';

const examination = z
  .object({
    provider: z.string(),
    examined_at: z.number().meta({ description: 'Seconds since the epoch.' }),
    findings: z.array(
      z.object({
        check: z.string().meta({ description: 'What was looked at: docs/doctor.md lists them.' }),
        verdict: z.enum(['good', 'wrong', 'unsure']),
        says: z.string().meta({ description: 'What was found, and what to do. Never a secret.' }),
      }),
    ),
  })
  .meta({ id: 'Examination', description: 'What the doctor found about a provider.' });

/** Providers, as operators look at them. */
@ApiTags('v2: administration')
@Controller('api/v2/admin/providers')
@Access('admin', { clients: true })
export class AdminProvidersController {
  private readonly examinations: Examinations;

  constructor(examinations: Examinations) {
    this.examinations = examinations;
  }

  @Post(':provider/doctor')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Examine a provider’s settings by speaking to it, as `tokenstore doctor` does',
    description:
      'It calls out a dozen times and spends nothing. Who asks within ten seconds of the last examination gets its findings.',
  })
  @ApiResponse({ status: 200, standardSchema: examination })
  @ApiProblems(['unauthenticated', 'forbidden', 'csrf', 'unknown_provider', 'rate_limited', 'database_unavailable'])
  async examine(
    @CurrentPrincipal() principal: Principal,
    @Param('provider') id: string,
  ): Promise<z.infer<typeof examination>> {
    requireScopeAt(principal, 'admin', id);
    const { at, findings } = await this.examinations.of(id);
    return { provider: id, examined_at: Math.floor(at / 1000), findings: [...findings] };
  }
}

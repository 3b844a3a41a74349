import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Access, ApiProblems, requestSchema } from 'tokenstore/plugin';
import { z } from 'zod';
import { greeting, type Greeting } from './greeting.ts';

const query = z.object({
  name: z.string().trim().min(1).max(100).default('you').meta({ description: 'Who is greeted.' }),
});

/** For anybody, by the name that they give. */
@ApiTags('Greeting')
@Controller('api/greeting/v2')
export class GreetingV2Controller {
  @Get()
  @Access('public')
  @ApiOperation({ summary: 'A greeting to somebody', security: [] })
  @ApiResponse({ status: 200, standardSchema: greeting })
  @ApiProblems(['invalid_request'])
  greet(@Query({ schema: query, pipes: [requestSchema] }) { name }: z.output<typeof query>): Greeting {
    return { greeting: `Hello, ${name}!` };
  }
}

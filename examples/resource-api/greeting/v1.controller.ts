import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Access } from 'tokenstore/plugin';
import { greeting, type Greeting } from './greeting.ts';

/** For anybody. */
@ApiTags('Greeting')
@Controller('api/greeting/v1')
export class GreetingV1Controller {
  @Get()
  @Access('public')
  @ApiOperation({ summary: 'A greeting', security: [] })
  @ApiResponse({ status: 200, standardSchema: greeting })
  greet(): Greeting {
    return { greeting: 'Hello!' };
  }
}

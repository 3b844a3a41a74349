import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Access, ApiProblems, CurrentUser, type UserPrincipal } from 'tokenstore/plugin';
import { greeting, type Greeting } from './greeting.ts';

/** For whoever is signed in, by the name that the login issuer gives them. */
@ApiTags('Greeting')
@Controller('api/greeting/v3')
export class GreetingV3Controller {
  @Get()
  @Access('signed-in')
  @ApiOperation({ summary: 'A greeting to whoever asks' })
  @ApiResponse({ status: 200, standardSchema: greeting })
  @ApiProblems(['unauthenticated', 'forbidden'])
  greet(@CurrentUser() { name, subject }: UserPrincipal): Greeting {
    return { greeting: `Hello, ${name ?? subject}!` };
  }
}

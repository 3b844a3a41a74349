import { Controller, Get, Inject, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ComeBack } from '../auth/login/come-back.ts';
import { SignInFilter } from '../auth/login/sign-in.filter.ts';
import { Access } from '../principal/access.ts';

/** Where the Hub sends people back to: the redirect URI that it registers for its services and its users' servers. */
@ApiExcludeController()
@Controller('oauth_callback')
@Access('public')
@UseFilters(SignInFilter)
export class OAuthCallbackController {
  private readonly comeBack: ComeBack;

  constructor(@Inject(ComeBack) comeBack: ComeBack) {
    this.comeBack = comeBack;
  }

  @Get()
  async finish(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.comeBack.finish(request, reply);
  }
}

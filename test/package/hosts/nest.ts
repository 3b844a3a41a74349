import { Controller, Get, Logger, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { CurrentUser, LoginRequired, TokenStoreModule, type SignedInUser } from 'tokenstore';

const base = process.argv[2] ?? '';

@Controller()
class PageController {
  @Get('me')
  @LoginRequired()
  me(@CurrentUser() user: SignedInUser): string {
    return `Hello, ${user.subject}!`;
  }
}

@Module({ imports: [TokenStoreModule.forRoot({ uri: `${base}/store` })], controllers: [PageController] })
class HostModule {}

Logger.overrideLogger(['error']);
const app = await NestFactory.create(HostModule, new FastifyAdapter());
await app.listen(new URL(base).port, '127.0.0.1');

import { Controller, Get, Logger, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { CurrentUser, LoginRequired, TokenStoreModule, type SignedInUser } from 'tokenstore';

const base = process.env['HELLO_URL'] ?? 'http://127.0.0.1:5080';

@Controller()
class HelloController {
  @Get()
  anybody(): string {
    return `Hello! Who are you? ${base}/me\n`;
  }

  /** People are sent to sign in, and come back here. */
  @Get('me')
  @LoginRequired()
  me(@CurrentUser() { name, subject, userId }: SignedInUser): string {
    return `Hello, ${name ?? subject}! You are ${userId}. Connect your accounts: ${base}/store/\n`;
  }

  /** By the rule below. */
  @Get('admin/report')
  report(@CurrentUser() user: SignedInUser): string {
    return `Hello, ${user.roles.join(', ')}!\n`;
  }
}

@Module({
  imports: [TokenStoreModule.forRoot({ uri: `${base}/store`, require: { '^/admin': { roles: 'ops' } } })],
  controllers: [HelloController],
})
class HelloModule {}

Logger.overrideLogger(['error', 'warn']);
export const app = await NestFactory.create(HelloModule, new FastifyAdapter());
await app.listen(new URL(base).port, '127.0.0.1');

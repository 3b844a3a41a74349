import { Controller, Get, Headers, Inject, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { sameSecret } from '../crypto/hashing.ts';
import { Metrics } from '../metrics/metrics.ts';
import { Access } from '../principal/access.ts';
import { Problem } from '../problem/problem.ts';
import { SETTINGS, type Settings } from '../settings/settings.ts';

/** For Prometheus; behind a token of its own where `METRICS_TOKEN` is set. */
@ApiExcludeController()
@Controller('metrics')
@Access('public', { unlimited: true })
export class MetricsController {
  private readonly metrics: Metrics;
  private readonly token: string | undefined;

  constructor(metrics: Metrics, @Inject(SETTINGS) settings: Settings) {
    this.metrics = metrics;
    this.token = settings.METRICS_TOKEN;
  }

  @Get()
  async show(@Headers('authorization') authorization: string | undefined, @Res() reply: FastifyReply): Promise<void> {
    if (this.token !== undefined && !sameSecret(authorization ?? '', `Bearer ${this.token}`)) {
      throw new Problem('unauthenticated', 'The metrics need the token of METRICS_TOKEN.');
    }
    const { text, type } = await this.metrics.exposition();
    await reply.header('content-type', type).header('cache-control', 'no-store').send(text);
  }
}

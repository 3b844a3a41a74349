import { Module } from '@nestjs/common';
import { digest } from '../crypto/hashing.ts';
import { Clock } from '../database/clock.ts';
import { LOG, type Log } from '../log/logger.ts';
import { REDIS } from '../redis/redis.module.ts';
import type { Redis } from '../redis/redis.ts';
import { SETTINGS, type Settings } from '../settings/settings.ts';
import type { Rate } from '../settings/types/rate.ts';
import { MemoryCounter, RedisCounter } from './counter.ts';
import { Limit } from './limit.ts';
import { Limits } from './limits.ts';

@Module({
  providers: [
    {
      provide: Limits,
      inject: [SETTINGS, Clock, LOG, REDIS],
      useFactory: (settings: Settings, clock: Clock, log: Log, redis: Redis | undefined) => {
        // Several stores may share a Redis; replicas have the same address.
        const prefix = `tokenstore:${digest(settings.BASE_URL).slice(0, 10)}:limit`;
        const limit = (name: string, rate: Rate | 'off'): Limit | undefined => {
          if (rate === 'off') return undefined;
          const shared = redis && new RedisCounter(redis, `${prefix}:${name}:`, rate.per);
          return new Limit(name, rate, new MemoryCounter(clock, rate.per), shared);
        };
        const { RATE_LIMIT: forPrincipals, RATE_LIMIT_ANONYMOUS: forOthers } = settings;
        return new Limits(
          {
            principals: limit('principal', forPrincipals),
            anonymous: limit('anonymous', forOthers),
            failures: limit('failures', forOthers),
            guesses: limit('guesses', forOthers),
          },
          log,
        );
      },
    },
  ],
  exports: [Limits],
})
export class LimitsModule {}

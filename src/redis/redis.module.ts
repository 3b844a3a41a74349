import { Global, Module } from '@nestjs/common';
import { Clock } from '../database/clock.ts';
import { LOG, type Log } from '../log/logger.ts';
import { SETTINGS, type Settings } from '../settings/settings.ts';
import { Redis } from './redis.ts';

/** Injection token of the {@link Redis}; `undefined` without `REDIS_URL`. */
export const REDIS = Symbol('redis');

@Global()
@Module({
  providers: [
    {
      provide: REDIS,
      inject: [SETTINGS, Clock, LOG],
      useFactory: ({ REDIS_URL: url }: Settings, clock: Clock, log: Log) =>
        url === undefined ? undefined : new Redis(url, clock, log),
    },
  ],
  exports: [REDIS],
})
export class RedisModule {}

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
import { RegistrationLimits } from './registration-limits.ts';

@Module({
  providers: [
    {
      provide: Limits,
      inject: [SETTINGS, Clock, LOG, REDIS],
      useFactory: (settings: Settings, clock: Clock, log: Log, redis: Redis | undefined) => {
        const limit = limitsOf(settings, clock, redis);
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
    {
      provide: RegistrationLimits,
      inject: [SETTINGS, Clock, REDIS],
      useFactory: (settings: Settings, clock: Clock, redis: Redis | undefined) => {
        const limit = limitsOf(settings, clock, redis);
        const { WORKSHOP_RATE: rate } = settings;
        return new RegistrationLimits({
          visits: limit('registrations', rate),
          wrongCodes: limit('codes', rate === 'off' ? 'off' : WRONG_CODES),
        });
      },
    },
  ],
  exports: [Limits, RegistrationLimits],
})
export class LimitsModule {}

/** Enough for the slips of a class room, far too few to find a code. */
const WRONG_CODES: Rate = { calls: 30, per: 600_000 };

/** Makes limits that are counted in this process, or with `REDIS_URL` for all replicas. */
function limitsOf(
  { BASE_URL }: Settings,
  clock: Clock,
  redis: Redis | undefined,
): (name: string, rate: Rate | 'off') => Limit | undefined {
  // Several stores may share a Redis; replicas have the same address.
  const prefix = `tokenstore:${digest(BASE_URL).slice(0, 10)}:limit`;
  return (name, rate) => {
    if (rate === 'off') return undefined;
    const shared = redis && new RedisCounter(redis, `${prefix}:${name}:`, rate.per);
    return new Limit(name, rate, new MemoryCounter(clock, rate.per), shared);
  };
}

import type { Rate } from '../settings/types/rate.ts';
import { RedisAway } from '../redis/redis.ts';
import type { Count, MemoryCounter, RedisCounter } from './counter.ts';

/** Where somebody stands with a limit. */
export interface Standing extends Count {
  /** The limit's name, as the RateLimit headers give it. */
  name: string;
  rate: Rate;
  /** `RateLimit-Policy`: the quota of a window, in seconds (draft-ietf-httpapi-ratelimit-headers-10, section 3). */
  policy: string;
}

/**
 * So many calls in so much time for each key: a fixed window, counted in this process, or for all replicas in Redis. While
 * Redis is away each process counts for itself, on top of what it last heard.
 */
export class Limit {
  private readonly name: string;
  private readonly rate: Rate;
  private readonly policy: string;
  private readonly memory: MemoryCounter;
  private readonly shared: RedisCounter | undefined;

  constructor(name: string, rate: Rate, memory: MemoryCounter, shared: RedisCounter | undefined) {
    this.name = name;
    this.rate = rate;
    this.policy = `"${name}";q=${rate.calls};w=${Math.ceil(rate.per / 1000)}`;
    this.memory = memory;
    this.shared = shared;
  }

  /** Counts a call. A promise only with Redis, for the read path waits for nothing that it need not. */
  take(key: string): Standing | Promise<Standing> {
    if (this.shared === undefined) return this.standing(this.memory.add(key, 1));
    const known = this.look(key);
    // Asking Redis again would tell nothing new.
    if (known !== undefined && isExceeded(known)) return known;
    return this.addShared(this.shared, key, 1);
  }

  /** Takes a call back. */
  async giveBack(key: string): Promise<void> {
    if (this.shared !== undefined) await this.addShared(this.shared, key, -1);
    else this.memory.add(key, -1);
  }

  /** By what this process knows: with Redis, as of its last call for this key. */
  look(key: string): Standing | undefined {
    const count = this.memory.look(key);
    return count && this.standing(count);
  }

  private async addShared(shared: RedisCounter, key: string, amount: number): Promise<Standing> {
    try {
      const count = await shared.add(key, amount);
      this.memory.put(key, count);
      return this.standing(count);
    } catch (error) {
      if (!(error instanceof RedisAway)) throw error;
      return this.standing(this.memory.add(key, amount));
    }
  }

  private standing({ used, resetIn }: Count): Standing {
    return { name: this.name, rate: this.rate, policy: this.policy, used, resetIn };
  }
}

export function isExceeded({ used, rate }: Standing): boolean {
  return used > rate.calls;
}

/** Not one more. */
export function isUsedUp({ used, rate }: Standing): boolean {
  return used >= rate.calls;
}

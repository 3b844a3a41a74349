import type { Clock } from '../database/clock.ts';
import type { Redis } from '../redis/redis.ts';

/** What was counted for a key in its present window. */
export interface Count {
  used: number;
  /** Milliseconds until the window ends. */
  resetIn: number;
}

/** So many keys are remembered: whoever has more addresses than that is not stopped by counting, but must not fill the memory. */
const MOST_KEYS = 100_000;

/** Counts in this process. Windows are of one length and begin with the first call, so that the oldest key ends first. */
export class MemoryCounter {
  private readonly clock: Clock;
  private readonly window: number;
  private readonly mostKeys: number;
  private readonly counts = new Map<string, { used: number; endsAt: number }>();

  /** @param window milliseconds */
  constructor(clock: Clock, window: number, mostKeys = MOST_KEYS) {
    this.clock = clock;
    this.window = window;
    this.mostKeys = mostKeys;
  }

  get size(): number {
    return this.counts.size;
  }

  add(key: string, amount: number): Count {
    const now = this.clock.monotonic();
    const known = this.counts.get(key);
    if (known !== undefined && known.endsAt > now) {
      known.used = Math.max(0, known.used + amount);
      return { used: known.used, resetIn: known.endsAt - now };
    }
    return this.begin(key, { used: Math.max(0, amount), resetIn: this.window }, now);
  }

  /** `undefined`: nothing was counted in the present window. */
  look(key: string): Count | undefined {
    const known = this.counts.get(key);
    const resetIn = known === undefined ? 0 : known.endsAt - this.clock.monotonic();
    return known !== undefined && resetIn > 0 ? { used: known.used, resetIn } : undefined;
  }

  /** Remembers what was counted elsewhere. */
  put(key: string, count: Count): void {
    const known = this.counts.get(key);
    const now = this.clock.monotonic();
    if (known === undefined || known.endsAt <= now) this.begin(key, count, now);
    else known.used = count.used;
  }

  private begin(key: string, count: Count, now: number): Count {
    this.counts.delete(key);
    for (const [oldest, { endsAt }] of this.counts) {
      if (endsAt > now && this.counts.size < this.mostKeys) break;
      this.counts.delete(oldest);
    }
    this.counts.set(key, { used: count.used, endsAt: now + count.resetIn });
    return count;
  }
}

/** Adds, and lets the key end with its window, in one step: a replica that dies in between would leave it for ever. */
const ADD = `
local used = redis.call('INCRBY', KEYS[1], ARGV[1])
local left = redis.call('PTTL', KEYS[1])
if left < 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  left = tonumber(ARGV[2])
end
return {used, left}`;

/** Counts for all replicas. */
export class RedisCounter {
  private readonly redis: Redis;
  private readonly prefix: string;
  private readonly window: number;

  /**
   * @param prefix in front of each key
   * @param window milliseconds
   */
  constructor(redis: Redis, prefix: string, window: number) {
    this.redis = redis;
    this.prefix = prefix;
    this.window = window;
  }

  /** @throws RedisAway */
  async add(key: string, amount: number): Promise<Count> {
    const call = { keys: [this.prefix + key], arguments: [String(amount), String(this.window)] };
    const answer = await this.redis.run((client) => client.eval(ADD, call));
    const [used, resetIn] = Array.isArray(answer) ? answer.map(Number) : [];
    if (used === undefined || resetIn === undefined) throw new Error('Redis answered something else than two numbers');
    return { used, resetIn };
  }
}

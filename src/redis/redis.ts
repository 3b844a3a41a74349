import { createClient } from '@redis/client';
import type { Clock } from '../database/clock.ts';
import type { Log } from '../log/logger.ts';

/** Redis does not answer: whoever asked does without it. */
export class RedisAway extends Error {
  override readonly name = 'RedisAway';
}

export type RedisClient = ReturnType<typeof makeClient>;

/** A command that takes longer, milliseconds, is given up: nobody waits for what is only an aid. */
const PATIENCE = 250;
/** After that no command is tried for so long. */
const REST = 5_000;
const LONGEST_RECONNECT = 5_000;

/** The Redis of `REDIS_URL`: an aid, never needed. It connects in the background, for as long as it takes. */
export class Redis {
  private readonly client: RedisClient;
  private readonly clock: Clock;
  private readonly log: Log;
  private isAway = false;
  private restsUntil = 0;

  constructor(url: string, clock: Clock, log: Log) {
    this.clock = clock;
    this.log = log;
    this.client = makeClient(url);
    this.client.on('error', (error: unknown) => this.lost(error));
    this.client.on('ready', () => this.found());
  }

  /** Begins to connect, and does not wait for it. */
  open(): void {
    this.client.connect().catch((error: unknown) => this.lost(error));
  }

  /** @throws RedisAway at once while it is away, and after a quarter of a second without an answer */
  async run<T>(command: (client: RedisClient) => Promise<T>): Promise<T> {
    if (!this.client.isReady || this.clock.monotonic() < this.restsUntil) throw new RedisAway();
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new RedisAway('no answer in time')), PATIENCE);
    try {
      const result = await Promise.race([command(this.client), late]);
      this.found();
      return result;
    } catch (error) {
      this.restsUntil = this.clock.monotonic() + REST;
      this.lost(error);
      throw new RedisAway(undefined, { cause: error });
    } finally {
      clearTimeout(timer);
    }
  }

  close(): void {
    if (this.client.isOpen) this.client.destroy();
  }

  private lost(error: unknown): void {
    if (this.isAway) return;
    this.isAway = true;
    this.log.warn({ err: error }, 'Redis does not answer: each process does without it until it is back');
  }

  private found(): void {
    if (!this.isAway) return;
    this.isAway = false;
    this.log.info('Redis answers again');
  }
}

function makeClient(url: string) {
  return createClient({
    url,
    RESP: 2,
    name: 'tokenstore',
    // What cannot be sent now is of no use later.
    disableOfflineQueue: true,
    // A connection on which nothing comes back, not even this, is replaced.
    pingInterval: 2_000,
    socket: {
      connectTimeout: 5_000,
      socketTimeout: 6_000,
      reconnectStrategy: (tries: number) => Math.min(100 * 2 ** Math.min(tries, 10), LONGEST_RECONNECT),
    },
  });
}

import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { timed } from './timed.ts';

export interface Subscriber {
  onMessage: (payload: string) => void;
  /** Messages may have been missed: look for yourself. */
  onGap: () => void;
}

const HEARTBEAT = 20_000;
const RECONNECT_AFTER = 1_000;

/**
 * LISTEN on a connection of its own, for as long as the pool lives. It is a hint and no more: whoever waits for a message
 * also looks now and then, for a connection may be dead without a word.
 */
export class Listener {
  private readonly pool: pg.Pool;
  private readonly channel: string;
  private readonly subscriber: Subscriber;
  private readonly closing = new AbortController();
  private readonly running: Promise<void>;

  constructor(pool: pg.Pool, channel: string, subscriber: Subscriber) {
    this.pool = pool;
    this.channel = channel;
    this.subscriber = subscriber;
    this.running = this.run();
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.closing;
    while (!signal.aborted) {
      await this.listen().catch(() => undefined);
      this.subscriber.onGap();
      await pause(RECONNECT_AFTER, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  /** Until the connection breaks, or we close. */
  private async listen(): Promise<void> {
    const { signal } = this.closing;
    const client = await this.pool.connect();
    const broken = Promise.withResolvers<undefined>();
    const onBroken = (): void => broken.resolve(undefined);
    const onMessage = ({ payload }: pg.Notification): void => this.subscriber.onMessage(payload ?? '');
    client.on('error', onBroken).on('end', onBroken).on('notification', onMessage);
    signal.addEventListener('abort', onBroken);
    const heartbeat = setInterval(() => void client.query(timed({ text: 'SELECT 1' })).catch(onBroken), HEARTBEAT);
    heartbeat.unref();
    // An abort while we connected was nobody's to hear.
    if (signal.aborted) onBroken();
    try {
      const listening = client.query(timed({ text: `LISTEN ${this.channel}` })).then(() => this.subscriber.onGap());
      await Promise.race([broken.promise, listening]);
      await broken.promise;
    } finally {
      clearInterval(heartbeat);
      signal.removeEventListener('abort', onBroken);
      client.off('notification', onMessage);
      // Destroyed, never handed back: it listens.
      client.release(true);
    }
  }
}

import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../database/clock.ts';
import type { Log } from '../log/logger.ts';
import type { Outbound } from '../providers/outbound.ts';
import type { HubSettings, OwnServer } from '../settings/hub.ts';

/** Milliseconds. */
export interface ActivityTimes {
  /** The Hub is told at most once in so long. */
  every: number;
  /** After a first failure; each further one doubles it, up to `every`. */
  retry: number;
}

const USUAL: ActivityTimes = { every: 60_000, retry: 1_000 };
const TIMEOUT = 5_000;
/** The last word of a process that ends has less time. */
const LAST_TIMEOUT = 2_000;

export interface ActivityParts {
  outbound: Outbound;
  clock: Clock;
  log: Log;
}

/** Where, as whom, and of which server the Hub is told. */
export type ActivityTarget = Pick<HubSettings, 'apiToken'> & Pick<OwnServer, 'name'> & { url: string };

/**
 * Tells the Hub when a user's own server was last used, so that it does not stop one that is. In the background: nobody waits for
 * it, and what the Hub does not take is told again.
 */
export class ActivityReport {
  private readonly parts: ActivityParts;
  private readonly target: ActivityTarget;
  private readonly times: ActivityTimes;
  private readonly ending = new AbortController();
  /** An instant that the Hub does not know of yet. */
  private untold: number | undefined;
  private pauseFor = 0;
  private failures = 0;
  private telling: Promise<void> | undefined;

  constructor(parts: ActivityParts, target: ActivityTarget, times = USUAL) {
    this.parts = parts;
    this.target = target;
    this.times = times;
  }

  /** The server is used just now. */
  note(): void {
    this.untold = this.parts.clock.now();
    this.telling ??= this.tell();
  }

  /** Tells what is untold, once, and no more after that. */
  async drain(): Promise<void> {
    this.ending.abort();
    await this.telling;
  }

  private async tell(): Promise<void> {
    for (let isLast = false; !isLast;) {
      await this.rest();
      isLast = this.ending.signal.aborted;
      const { untold } = this;
      this.untold = undefined;
      if (untold === undefined) break;
      const isTold = await this.send(untold);
      if (!isTold) this.untold ??= untold;
      const { every, retry } = this.times;
      this.failures = isTold ? 0 : this.failures + 1;
      this.pauseFor = isTold ? every : Math.min(every, retry * 2 ** (this.failures - 1));
    }
    this.telling = undefined;
  }

  /** Also after what was told last: before this is over nothing more may be told. */
  private async rest(): Promise<void> {
    const { signal } = this.ending;
    if (signal.aborted) return;
    await pause(this.pauseFor, undefined, { ref: false, signal }).catch(() => undefined);
    this.pauseFor = 0;
  }

  private async send(at: number): Promise<boolean> {
    const { outbound } = this.parts;
    const { url, apiToken, name } = this.target;
    const last = new Date(at).toISOString();
    const request = {
      method: 'POST',
      headers: { authorization: `token ${apiToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ last_activity: last, servers: { [name]: { last_activity: last } } }),
      timeout: this.ending.signal.aborted ? LAST_TIMEOUT : TIMEOUT,
    };
    try {
      const { status } = await outbound.request(url, request);
      if (status < 300) return true;
      this.complain({ status });
    } catch (error) {
      this.complain({ err: error });
    }
    return false;
  }

  /** Once, however long it lasts. */
  private complain(why: { status: number } | { err: unknown }): void {
    this.parts.log[this.failures === 0 ? 'warn' : 'debug'](
      why,
      'the JupyterHub does not take that this server is used',
    );
  }
}

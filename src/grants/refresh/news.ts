import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../../database/database.ts';

/** The channel on which every stored, released or ended refresh is told, with the grant's id. */
export const GRANT_CHANNEL = 'tokenstore_grants';

/** Milliseconds. Without LISTEN (SQLite) those who wait look often; with it, only in case a message was missed. */
const LOOK_OFTEN = { least: 40, most: 120 };
const LOOK_SELDOM = { least: 500, most: 1_500 };

/** One flight's ear for news of a grant, from before its first look at the row: nothing is missed in between. */
export interface Watch {
  /** Resolves when there may be something new to read: at once where news came since the last time. */
  next(): Promise<void>;
  /** Milliseconds that were waited in all. */
  readonly waited: number;
  end(): void;
}

/** Step 4's waiting: wakes who waits for a grant as soon as another replica tells of it, and now and then all the same. */
export class GrantNews {
  private readonly database: Database;
  private readonly watches = new Map<string, Set<Ear>>();

  constructor(database: Database) {
    this.database = database;
    database.listen(GRANT_CHANNEL, {
      onMessage: (grantId) => this.tell(grantId),
      onGap: () => {
        for (const grantId of this.watches.keys()) this.tell(grantId);
      },
    });
  }

  watch(grantId: string): Watch {
    const ear = new Ear();
    const others = this.watches.get(grantId) ?? new Set();
    this.watches.set(grantId, others.add(ear));
    return {
      next: () => ear.listen(this.database.connection.dialect === 'postgres' ? LOOK_SELDOM : LOOK_OFTEN),
      get waited() {
        return ear.waited;
      },
      end: () => {
        others.delete(ear);
        if (others.size === 0) this.watches.delete(grantId);
      },
    };
  }

  private tell(grantId: string): void {
    for (const ear of this.watches.get(grantId) ?? []) ear.hear();
  }
}

class Ear {
  waited = 0;
  private news = new AbortController();

  hear(): void {
    this.news.abort();
  }

  async listen({ least, most }: typeof LOOK_OFTEN): Promise<void> {
    const { signal } = this.news;
    const begun = performance.now();
    await pause(least + Math.random() * (most - least), undefined, { signal }).catch(() => undefined);
    this.waited += performance.now() - begun;
    this.news = new AbortController();
  }
}

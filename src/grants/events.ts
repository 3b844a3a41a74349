import type { Log } from '../log/logger.ts';
import type { GrantReason } from './grant.entity.ts';

interface About {
  grantId: string;
  userId: string;
  provider: string;
}

/** What becomes of a grant without its user's doing. */
export type GrantEvent =
  /** The provider no longer accepts it: its user must consent again. */
  | (About & { type: 'reauth_required'; reason: GrantReason })
  /** It was given up and works again: a late answer came, or its user consented again. */
  | (About & { type: 'recovered' })
  /** It has an end that refreshing does not move. Milliseconds since the epoch. */
  | (About & { type: 'expiring'; endsAt: number });

export type GrantListener = (event: GrantEvent) => void;

/** Tells within the process what becomes of grants. Listeners neither delay a refresh nor make it fail. */
export class GrantEvents {
  private readonly listeners = new Set<GrantListener>();
  private readonly log: Log;

  constructor(log: Log) {
    this.log = log;
  }

  /** @returns how to stop listening */
  subscribe(listener: GrantListener): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  emit(event: GrantEvent): void {
    this.log.info({ event }, `grant ${event.type}`);
    for (const listener of this.listeners) {
      queueMicrotask(() => {
        try {
          listener(event);
        } catch (error) {
          this.log.error({ err: error, event: event.type }, 'a listener of grant events failed');
        }
      });
    }
  }
}

import type { Transaction } from '../database/connection.ts';
import type { Log } from '../log/logger.ts';
import type { Outbox } from '../webhooks/outbox.ts';
import type { WebhookEvent } from '../webhooks/webhook-event.ts';
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

/** What somebody does with a grant. */
export type GrantAct =
  /** Its account was connected, for the first time or anew. */
  (About & { type: 'linked' }) | (About & { type: 'revoked' });

export type GrantListener = (event: GrantEvent) => void;

/**
 * Tells what becomes of grants: within the process, and by the outbox to webhooks. Listeners neither delay a refresh nor make
 * it fail, and no event is worth a token.
 */
export class GrantEvents {
  private readonly listeners = new Set<GrantListener>();
  private readonly log: Log;
  private readonly outbox: Outbox | undefined;

  constructor(log: Log, outbox?: Outbox) {
    this.log = log;
    this.outbox = outbox;
  }

  /** @returns how to stop listening */
  subscribe(listener: GrantListener): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /**
   * Writes an event down for webhooks, within the transaction that makes it true. That goes on whatever becomes of it: an event
   * that cannot be written is in the log alone.
   */
  async keep(transaction: Transaction, event: GrantEvent | GrantAct): Promise<void> {
    const { outbox } = this;
    if (outbox === undefined) return;
    try {
      await transaction.savepoint(() => outbox.put(transaction, toWebhookEvent(event)));
    } catch (error) {
      this.log.error({ err: error, event }, 'an event could not be written down for webhooks');
    }
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

function toWebhookEvent({ type, grantId, userId, provider, ...rest }: GrantEvent | GrantAct): WebhookEvent {
  return {
    type: `grant.${type}`,
    subject: grantId,
    data: {
      ...{ grant_id: grantId, user_id: userId, provider },
      ...('reason' in rest && { reason: rest.reason }),
      ...('endsAt' in rest && { ends_at: Math.floor(rest.endsAt / 1000) }),
    },
  };
}

import type { Database } from '../database/database.ts';
import { toPage, type Page, type PageWish } from '../database/page.ts';
import type { DeliveryEntity } from './delivery.entity.ts';
import type { Attempted, Verdict } from './retry.ts';
import type { DisabledReason } from './webhook.entity.ts';
import type { Delivery } from './webhook.ts';

/** An event that this process alone may send now. */
export interface ClaimedDelivery {
  webhookId: string;
  eventId: string;
  type: string;
  /** The payload's `data`, as JSON. */
  data: string;
  occurredAt: number;
  /** Attempts before this one. */
  attempts: number;
  claimedUntil: number;
}

/** Longer than an attempt lasts: a claim that is still held then is one whose holder died. */
const CLAIM_TIME = 60_000;
/** A webhook that nothing reached for so long is disabled. */
const DISABLE_AFTER = 3 * 86_400_000;
const COUNT_LIMIT = 10_000;

const LISTED =
  'event_id, type, occurred_at, status, attempts, next_attempt_at, last_attempt_at, status_code, duration, error';

type ListedRow = Omit<DeliveryEntity, 'webhook_id' | 'subject' | 'position' | 'data' | 'claimed_until'>;

/** What waits for webhooks, and what became of it. */
export class DeliveryStore {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  /** The ids of webhooks that something is due for. Mostly there are none, and nothing is written. */
  async dueWebhooks(): Promise<string[]> {
    const rows = await this.database.read<{ id: string }>(
      // In order, so that PostgreSQL goes by the index however much waits.
      `SELECT w.id FROM webhooks w WHERE w.disabled_at IS NULL
         AND (SELECT d.event_id FROM webhook_deliveries d WHERE d.webhook_id = w.id AND ${this.isReady}
              ORDER BY d.next_attempt_at LIMIT 1) IS NOT NULL`,
    );
    return rows.map(({ id }) => id);
  }

  /** Gives up to `most` of what is due for a webhook to the caller: of each subject the earliest alone, the longest due first. */
  async claim(webhookId: string, most: number): Promise<ClaimedDelivery[]> {
    const { connection, now } = this.database;
    const lock = connection.dialect === 'postgres' ? 'FOR UPDATE OF d SKIP LOCKED' : '';
    const rows = await this.database.write<DeliveryEntity & { claimed_until: number }>(
      `UPDATE webhook_deliveries SET claimed_until = ${now} + $3
       WHERE webhook_id = $1 AND event_id IN (
         SELECT d.event_id FROM webhook_deliveries d WHERE d.webhook_id = $1 AND ${this.isReady}
         ORDER BY d.next_attempt_at LIMIT $2 ${lock})
       RETURNING webhook_id, event_id, type, data, occurred_at, attempts, claimed_until`,
      [webhookId, most, CLAIM_TIME],
    );
    return rows.map((row) => ({
      ...{ webhookId: row.webhook_id, eventId: row.event_id, type: row.type, data: row.data },
      ...{ occurredAt: row.occurred_at, attempts: row.attempts, claimedUntil: row.claimed_until },
    }));
  }

  /** Nothing was attempted: it is anybody's again. */
  async release(claimed: ClaimedDelivery): Promise<void> {
    await this.database.write(
      `UPDATE webhook_deliveries SET claimed_until = NULL
       WHERE webhook_id = $1 AND event_id = $2 AND claimed_until = $3 RETURNING event_id`,
      [claimed.webhookId, claimed.eventId, claimed.claimedUntil],
    );
  }

  /**
   * Keeps how an attempt ended, unless the claim was over before it did.
   * @returns why the webhook is disabled from now on; `undefined`: it is not, or was before
   */
  async settle(
    claimed: ClaimedDelivery,
    { statusCode, duration, error }: Attempted,
    verdict: Verdict,
  ): Promise<DisabledReason | undefined> {
    const { now } = this.database;
    const retryIn = verdict.kind === 'failed' ? verdict.retryIn : undefined;
    const status = verdict.kind === 'delivered' ? 'delivered' : retryIn === undefined ? 'failed' : 'pending';
    return this.database.transaction(async (transaction) => {
      const [row] = await transaction.rows(
        `UPDATE webhook_deliveries SET status = $4, attempts = attempts + 1, next_attempt_at = ${now} + $5,
           claimed_until = NULL, last_attempt_at = ${now}, status_code = $6, duration = $7, error = $8
         WHERE webhook_id = $1 AND event_id = $2 AND claimed_until = $3 RETURNING event_id`,
        [
          ...[claimed.webhookId, claimed.eventId, claimed.claimedUntil],
          ...[status, retryIn ?? 0, statusCode, duration, error],
        ],
      );
      if (row === undefined) return undefined;
      const [webhook] = await transaction.rows<{ disabled_reason: DisabledReason | null }>(this.consequence(verdict), [
        claimed.webhookId,
      ]);
      return webhook?.disabled_reason ?? undefined;
    });
  }

  /** The newest first. */
  async list(webhookId: string, wish: PageWish): Promise<Page<Delivery>> {
    const { at, id } = wish.after ?? { at: Number.MAX_SAFE_INTEGER, id: '' };
    const rows = await this.database.read<ListedRow>(
      `SELECT ${LISTED} FROM webhook_deliveries WHERE webhook_id = $1 AND (occurred_at, event_id) < ($2, $3)
       ORDER BY occurred_at DESC, event_id DESC LIMIT $4`,
      [webhookId, at, id, wish.limit + 1],
    );
    return toPage(rows, wish, (row) => ({ at: row.occurred_at, id: row.event_id }), toDelivery);
  }

  /**
   * Sends an event anew, under the same id: behind what waits already, and with all attempts before it.
   * @returns as it is then; `undefined`: there is none, or it is being sent this very moment
   */
  async redeliver(webhookId: string, eventId: string): Promise<Delivery | undefined> {
    const { now } = this.database;
    const [row] = await this.database.write<ListedRow>(
      `UPDATE webhook_deliveries SET position = CASE WHEN status = 'pending' THEN position ELSE ${now} END,
         status = 'pending', attempts = 0, next_attempt_at = ${now}
       WHERE webhook_id = $1 AND event_id = $2 AND (claimed_until IS NULL OR claimed_until <= ${now})
       RETURNING ${LISTED}`,
      [webhookId, eventId],
    );
    return row && toDelivery(row);
  }

  /** How many events wait, up to ten thousand. */
  async backlog(): Promise<number> {
    const [row] = await this.database.read<{ waiting: number }>(
      `SELECT count(*) AS waiting FROM (
         SELECT 1 FROM webhook_deliveries WHERE status = 'pending' LIMIT ${COUNT_LIMIT}) AS all_waiting`,
    );
    return row?.waiting ?? 0;
  }

  /** Removes up to `most` events that are older than so many milliseconds, told or not. @returns how many */
  async prune(age: number, most: number): Promise<number> {
    const { now, connection } = this.database;
    const lock = connection.dialect === 'postgres' ? 'FOR UPDATE SKIP LOCKED' : '';
    const gone = await this.database.write(
      `DELETE FROM webhook_deliveries WHERE (webhook_id, event_id) IN (
         SELECT webhook_id, event_id FROM webhook_deliveries WHERE occurred_at < (SELECT ${now}) - $1
         ORDER BY occurred_at LIMIT $2 ${lock}) RETURNING event_id`,
      [age, most],
    );
    return gone.length;
  }

  /** Of a row `d`: its turn has come, nobody has it, and nothing earlier of its subject waits. */
  private get isReady(): string {
    const instant = `(SELECT ${this.database.now})`;
    return `d.status = 'pending' AND d.next_attempt_at <= ${instant}
      AND (d.claimed_until IS NULL OR d.claimed_until <= ${instant})
      AND NOT EXISTS (SELECT 1 FROM webhook_deliveries e WHERE e.webhook_id = d.webhook_id AND e.subject = d.subject
                        AND e.status = 'pending' AND e.position < d.position)`;
  }

  /** What an attempt says of the webhook itself; of one that is healthy nothing is written. */
  private consequence({ kind }: Verdict): string {
    const { now } = this.database;
    if (kind === 'delivered') {
      return `UPDATE webhooks SET failing_since = NULL
              WHERE id = $1 AND failing_since IS NOT NULL AND disabled_at IS NULL RETURNING disabled_reason`;
    }
    const isOver = kind === 'gone' ? 'true' : `failing_since <= ${now} - ${DISABLE_AFTER}`;
    return `UPDATE webhooks SET failing_since = COALESCE(failing_since, ${now}),
              disabled_at = CASE WHEN ${isOver} THEN ${now} END,
              disabled_reason = CASE WHEN ${isOver} THEN '${kind === 'gone' ? 'gone' : 'failing'}' END
            WHERE id = $1 AND disabled_at IS NULL RETURNING disabled_reason`;
  }
}

function toDelivery(row: ListedRow): Delivery {
  return {
    ...{ eventId: row.event_id, type: row.type, occurredAt: row.occurred_at, status: row.status },
    ...{ attempts: row.attempts, nextAttemptAt: row.status === 'pending' ? row.next_attempt_at : undefined },
    ...{ lastAttemptAt: row.last_attempt_at, statusCode: row.status_code, duration: row.duration, error: row.error },
  };
}

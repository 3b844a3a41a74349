import { newId } from '../crypto/random.ts';
import type { Statements } from '../database/connection.ts';
import type { Database } from '../database/database.ts';
import type { WebhookEvent } from './webhook-event.ts';

/** Where events are written down for those who want to be told, within the transaction that makes them true. */
export class Outbox {
  private readonly database: Pick<Database, 'now'>;

  constructor(database: Pick<Database, 'now'>) {
    this.database = database;
  }

  /**
   * A row for each webhook that wants it, none where there is none.
   * @param only this webhook, whatever it wants
   * @returns the event's id; `undefined` where nobody is to be told
   */
  async put(statements: Statements, { type, subject, data }: WebhookEvent, only?: string): Promise<string | undefined> {
    const { now } = this.database;
    const wanted = only === undefined ? `(w.events = '*' OR w.events LIKE '% ' || $2 || ' %')` : 'w.id = $5';
    // Whoever changes the subject holds its row: nobody writes of it side by side.
    const rows = await statements.rows(
      `INSERT INTO webhook_deliveries (webhook_id, event_id, type, subject, position, data, occurred_at, status,
         attempts, next_attempt_at)
       SELECT w.id, CAST($1 AS text), CAST($2 AS text), CAST($3 AS text),
         (SELECT CASE WHEN max(d.position) >= ${now} THEN max(d.position) + 1 ELSE ${now} END FROM webhook_deliveries d
          WHERE d.webhook_id = w.id AND d.subject = $3 AND d.status = 'pending'),
         CAST($4 AS text), ${now}, 'pending', 0, ${now}
       FROM webhooks w WHERE w.disabled_at IS NULL AND ${wanted} RETURNING event_id`,
      [newId(), type, subject, JSON.stringify(data), ...(only === undefined ? [] : [only])],
    );
    return (rows[0] as { event_id: string } | undefined)?.event_id;
  }
}

import type { KeyRing } from '../crypto/key-ring.ts';
import { newId } from '../crypto/random.ts';
import { sealedColumn } from '../crypto/sealed-column.ts';
import type { Database } from '../database/database.ts';
import { toPage, type Page, type PageWish } from '../database/page.ts';
import type { EventType } from './webhook-event.ts';
import { WebhookEntity } from './webhook.entity.ts';
import type { NewWebhook, Webhook, WebhookChange } from './webhook.ts';

/** What an attempt needs to know of a webhook. */
export interface Target {
  id: string;
  url: string;
  /** The present one first. Sealed: see {@link WebhookStore.open}. */
  sealed: Pick<WebhookEntity, 'secret' | 'previous_secret'>;
}

const SECRET = sealedColumn(WebhookEntity, 'secret');
const PREVIOUS = sealedColumn(WebhookEntity, 'previous_secret');
const ALL = '*';
/** Another rotates it, or the keys that seal, at the very same time. */
const TRIES = 5;

type Row = Omit<WebhookEntity, 'secret' | 'previous_secret'> & { waiting: number };

/** Who is told of events. */
export class WebhookStore {
  private readonly database: Database;
  private readonly ring: KeyRing;

  constructor(database: Database, ring: KeyRing) {
    this.database = database;
    this.ring = ring;
  }

  async add({ url, description, events }: NewWebhook, secret: string): Promise<Webhook> {
    const id = newId();
    const [row] = await this.database.write<Row>(
      `INSERT INTO webhooks (id, url, description, events, secret, created_at)
       VALUES ($1, $2, $3, $4, $5, ${this.database.now}) RETURNING ${this.shown}`,
      [id, url, description ?? null, writeEvents(events), this.ring.seal(secret, SECRET.at({ id }))],
    );
    if (row === undefined) throw new Error('a row that was just made is gone');
    return toWebhook(row);
  }

  /** The oldest first. */
  async list(wish: PageWish): Promise<Page<Webhook>> {
    const { at, id } = wish.after ?? { at: -1, id: '' };
    const rows = await this.database.read<Row>(
      `SELECT ${this.shown} FROM webhooks WHERE (created_at, id) > ($1, $2) ORDER BY created_at, id LIMIT $3`,
      [at, id, wish.limit + 1],
    );
    return toPage(rows, wish, (row) => ({ at: row.created_at, id: row.id }), toWebhook);
  }

  async find(id: string): Promise<Webhook | undefined> {
    const [row] = await this.database.read<Row>(`SELECT ${this.shown} FROM webhooks WHERE id = $1`, [id]);
    return row && toWebhook(row);
  }

  /**
   * One that is enabled again, or leads elsewhere, begins anew: it counts as failing no more, and what waits for it is due.
   * @returns as it is then; `undefined`: there is none
   */
  async change(id: string, { url, description, events, enabled }: WebhookChange): Promise<Webhook | undefined> {
    const { now } = this.database;
    const sets: string[] = [];
    const values: (string | null)[] = [id];
    const set = (column: string, value: string | null): void => void sets.push(`${column} = $${values.push(value)}`);
    if (url !== undefined) set('url', url);
    if (description !== undefined) set('description', description);
    if (events !== undefined) set('events', writeEvents(events === 'all' ? undefined : events));
    if (enabled === true) sets.push('disabled_at = NULL', 'disabled_reason = NULL');
    if (enabled === false)
      sets.push(
        `disabled_at = COALESCE(disabled_at, ${now})`,
        `disabled_reason = COALESCE(disabled_reason, 'operator')`,
      );
    const beginsAnew = enabled === true || url !== undefined;
    if (beginsAnew) sets.push('failing_since = NULL');
    if (sets.length === 0) return this.find(id);
    return this.database.transaction(async (transaction) => {
      // In the order in which attempts that end lock them: deliveries, then their webhook.
      if (beginsAnew) {
        await transaction.rows(
          `UPDATE webhook_deliveries SET next_attempt_at = ${now}
           WHERE webhook_id = $1 AND status = 'pending' RETURNING event_id`,
          [id],
        );
      }
      const [row] = await transaction.rows<Row>(
        `UPDATE webhooks SET ${sets.join(', ')} WHERE id = $1 RETURNING ${this.shown}`,
        values,
      );
      return row && toWebhook(row);
    });
  }

  /** With all that waited for it. @returns whether there was one */
  async remove(id: string): Promise<boolean> {
    return this.database.transaction(async (transaction) => {
      await transaction.rows('DELETE FROM webhook_deliveries WHERE webhook_id = $1 RETURNING event_id', [id]);
      return (await transaction.rows('DELETE FROM webhooks WHERE id = $1 RETURNING id', [id])).length > 0;
    });
  }

  /**
   * From now on the new secret signs, and the one before as well for so many milliseconds.
   * @returns until when; `undefined`: there is no such webhook  @throws DoesNotOpen
   */
  async rotate(id: string, secret: string, overlap: number): Promise<number | undefined> {
    for (let tries = TRIES; tries > 0; tries -= 1) {
      const [held] = await this.database.read<Pick<WebhookEntity, 'secret'>>(
        'SELECT secret FROM webhooks WHERE id = $1',
        [id],
      );
      if (held === undefined) return undefined;
      const before = this.ring.seal(this.ring.open(held.secret, SECRET.at({ id })), PREVIOUS.at({ id }));
      const [row] = await this.database.write<{ previous_until: number }>(
        `UPDATE webhooks SET secret = $2, previous_secret = $3, previous_until = ${this.database.now} + $4
         WHERE id = $1 AND secret = $5 RETURNING previous_until`,
        [id, this.ring.seal(secret, SECRET.at({ id })), before, overlap, held.secret],
      );
      if (row !== undefined) return row.previous_until;
    }
    throw new Error('the secret of a webhook changes all the time');
  }

  /** Where to send to; `undefined`: it is gone, or disabled. */
  async target(id: string): Promise<Target | undefined> {
    const [row] = await this.database.read<Pick<WebhookEntity, 'url' | 'secret' | 'previous_secret'>>(
      `SELECT url, secret, CASE WHEN previous_until > ${this.database.now} THEN previous_secret END AS previous_secret
       FROM webhooks WHERE id = $1 AND disabled_at IS NULL`,
      [id],
    );
    return row && { id, url: row.url, sealed: { secret: row.secret, previous_secret: row.previous_secret } };
  }

  /** What signs, in clear, the present one first. @throws DoesNotOpen */
  open({ id, sealed }: Target): string[] {
    const present = this.ring.open(sealed.secret, SECRET.at({ id }));
    if (sealed.previous_secret === null) return [present];
    return [present, this.ring.open(sealed.previous_secret, PREVIOUS.at({ id }))];
  }

  /** How many there are in each state. */
  async states(): Promise<Record<'enabled' | 'failing' | 'disabled', number>> {
    const [row] = await this.database.read<{ total: number; failing: number; disabled: number }>(
      `SELECT count(*) AS total, count(disabled_at) AS disabled,
         count(CASE WHEN disabled_at IS NULL THEN failing_since END) AS failing FROM webhooks`,
    );
    const { total = 0, failing = 0, disabled = 0 } = row ?? {};
    return { enabled: total - failing - disabled, failing, disabled };
  }

  /** The columns of a {@link Row}. */
  private get shown(): string {
    return `id, url, description, events, failing_since, disabled_at, disabled_reason, created_at,
      CASE WHEN previous_until > ${this.database.now} THEN previous_until END AS previous_until,
      (SELECT count(*) FROM webhook_deliveries d WHERE d.webhook_id = webhooks.id AND d.status = 'pending') AS waiting`;
  }
}

function writeEvents(events: readonly EventType[] | undefined): string {
  return events === undefined ? ALL : ` ${[...new Set(events)].join(' ')} `;
}

function toWebhook(row: Row): Webhook {
  const { disabled_at: at, disabled_reason: reason } = row;
  return {
    ...{ id: row.id, url: row.url, description: row.description },
    events: row.events === ALL ? undefined : (row.events.trim().split(' ') as EventType[]),
    disabled: at === null || reason === null ? undefined : { at, reason },
    ...{ failingSince: row.failing_since, previousSecretUntil: row.previous_until },
    ...{ waiting: row.waiting, createdAt: row.created_at },
  };
}

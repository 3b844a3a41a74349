import { Store, type SessionData } from 'express-session';
import type { Value } from '../database/connection.ts';
import type { Database } from '../database/database.ts';
import { toPage, type Page, type PageWish } from '../database/page.ts';
import { digest } from '../crypto/hashing.ts';
import type { KeyRing } from '../crypto/key-ring.ts';
import { sealedColumn } from '../crypto/sealed-column.ts';
import { SessionEntity } from './session.entity.ts';

export interface SessionLimits {
  /** Milliseconds without a request. */
  idle: number;
  /** Milliseconds from the sign-in, whatever happens. */
  absolute: number;
}

/** A signed-in browser, as operators see it. Milliseconds since the epoch. */
export interface ListedSession {
  createdAt: number;
  /** When it ends, should nobody use it. */
  expiresAt: number;
}

/** An idle session is written at most once in this many milliseconds, or in a quarter of a shorter idle limit. */
const TOUCH_STEP = 5 * 60 * 1000;
const SWEEP_CHANCE = 0.02;

const DATA = sealedColumn(SessionEntity, 'data');

type Done<T = void> = (error?: unknown, value?: T) => void;

/** Sessions in the database: the id is digested, the data sealed. The idle limit moves on with use; the absolute one does not. */
export class DatabaseSessionStore extends Store {
  private readonly database: Database;
  private readonly ring: KeyRing;
  private readonly limits: SessionLimits;

  constructor(database: Database, ring: KeyRing, limits: SessionLimits) {
    super();
    this.database = database;
    this.ring = ring;
    this.limits = limits;
  }

  override get(sid: string, done: Done<SessionData | null>): void {
    settle(this.find(digest(sid)), done);
  }

  override set(sid: string, session: SessionData, done: Done = () => undefined): void {
    settle(this.keep(digest(sid), session), done);
  }

  override touch(sid: string, _session: SessionData, done: Done = () => undefined): void {
    settle(this.prolong(digest(sid)), done);
  }

  override destroy(sid: string, done: Done = () => undefined): void {
    const gone = this.database.write('DELETE FROM sessions WHERE id = $1 RETURNING id', [digest(sid)]);
    settle(
      gone.then(() => undefined),
      done,
    );
  }

  /** Ends all of a user's. @returns how many */
  async endOf(userId: string): Promise<number> {
    const gone = await this.database.write('DELETE FROM sessions WHERE user_id = $1 RETURNING id', [userId]);
    return gone.length;
  }

  /** Those of a user that are alive, newest first. */
  async listOf(userId: string, wish: PageWish): Promise<Page<ListedSession>> {
    const { now } = this.database;
    const { absolute } = this.limits;
    const values: Value[] = [userId, absolute, wish.limit + 1];
    const behind = wish.after === undefined ? '' : 'AND (created_at, id) < ($4, $5)';
    if (wish.after !== undefined) values.push(wish.after.at, wish.after.id);
    const rows = await this.database.read<Pick<SessionEntity, 'id' | 'created_at' | 'expires_at'>>(
      `SELECT id, created_at, expires_at FROM sessions
       WHERE user_id = $1 AND expires_at > ${now} AND created_at > ${now} - $2 ${behind}
       ORDER BY created_at DESC, id DESC LIMIT $3`,
      values,
    );
    return toPage(
      rows,
      wish,
      ({ created_at: at, id }) => ({ at, id }),
      ({ created_at: createdAt, expires_at: expiresAt }) => ({
        createdAt,
        expiresAt: Math.min(expiresAt, createdAt + absolute),
      }),
    );
  }

  /** How many people's browsers are signed in. */
  async count(): Promise<number> {
    const { now } = this.database;
    const [row] = await this.database.read<{ count: number }>(
      `SELECT count(*) AS count FROM sessions
       WHERE user_id IS NOT NULL AND expires_at > ${now} AND created_at > ${now} - $1`,
      [this.limits.absolute],
    );
    return row?.count ?? 0;
  }

  private async find(id: string): Promise<SessionData | null> {
    const { now } = this.database;
    const [row] = await this.database.read<Pick<SessionEntity, 'data'>>(
      `SELECT data FROM sessions WHERE id = $1 AND expires_at > ${now} AND created_at > ${now} - $2`,
      [id, this.limits.absolute],
    );
    return row ? (JSON.parse(this.ring.open(row.data, DATA.at({ id }))) as SessionData) : null;
  }

  private async keep(id: string, session: Partial<SessionData>): Promise<void> {
    const { now } = this.database;
    await this.database.write(
      `INSERT INTO sessions (id, data, user_id, created_at, expires_at) VALUES ($1, $2, $4, ${now}, ${now} + $3)
       ON CONFLICT (id) DO UPDATE SET data = excluded.data, user_id = excluded.user_id,
         expires_at = excluded.expires_at RETURNING id`,
      [id, this.ring.seal(JSON.stringify(session), DATA.at({ id })), this.limits.idle, session.userId ?? null],
    );
    if (Math.random() < SWEEP_CHANCE) await this.sweep();
  }

  /** Removes what has expired. */
  private async sweep(): Promise<void> {
    await this.database.write(`DELETE FROM sessions WHERE expires_at <= (SELECT ${this.database.now}) RETURNING id`);
  }

  private async prolong(id: string): Promise<void> {
    const { now } = this.database;
    const { idle, absolute } = this.limits;
    const alive = `id = $1 AND expires_at > ${now} AND created_at > ${now} - $3`;
    const due = await this.database.read(`SELECT id FROM sessions WHERE ${alive} AND expires_at < ${now} + $2`, [
      id,
      idle - Math.min(TOUCH_STEP, idle / 4),
      absolute,
    ]);
    if (due.length === 0) return;
    await this.database.write(`UPDATE sessions SET expires_at = ${now} + $2 WHERE ${alive} RETURNING id`, [
      id,
      idle,
      absolute,
    ]);
  }
}

function settle<T>(promise: Promise<T>, done: Done<T>): void {
  promise.then(
    (value) => done(null, value),
    (error: unknown) => done(error),
  );
}

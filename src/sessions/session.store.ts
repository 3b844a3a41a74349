import { Store, type SessionData } from 'express-session';
import type { Database } from '../database/database.ts';
import { digest } from '../crypto/hashing.ts';
import type { KeyRing, SealedPlace } from '../crypto/key-ring.ts';
import type { SessionEntity } from './session.entity.ts';

export interface SessionLimits {
  /** Milliseconds without a request. */
  idle: number;
  /** Milliseconds from the sign-in, whatever happens. */
  absolute: number;
}

/** An idle session is written at most once in this many milliseconds, or in a quarter of a shorter idle limit. */
const TOUCH_STEP = 5 * 60 * 1000;

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

  /** Removes what has expired. @returns how many */
  async sweep(): Promise<number> {
    const gone = await this.database.write(
      `DELETE FROM sessions WHERE expires_at <= (SELECT ${this.database.now}) RETURNING id`,
    );
    return gone.length;
  }

  /** Ends all of a user's. @returns how many */
  async endOf(userId: string): Promise<number> {
    const gone = await this.database.write('DELETE FROM sessions WHERE user_id = $1 RETURNING id', [userId]);
    return gone.length;
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
    return row ? (JSON.parse(this.ring.open(row.data, place(id))) as SessionData) : null;
  }

  private async keep(id: string, session: Partial<SessionData>): Promise<void> {
    const { now } = this.database;
    await this.database.write(
      `INSERT INTO sessions (id, data, user_id, created_at, expires_at) VALUES ($1, $2, $4, ${now}, ${now} + $3)
       ON CONFLICT (id) DO UPDATE SET data = excluded.data, user_id = excluded.user_id,
         expires_at = excluded.expires_at RETURNING id`,
      [id, this.ring.seal(JSON.stringify(session), place(id)), this.limits.idle, session.userId ?? null],
    );
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

function place(id: string): SealedPlace {
  return { table: 'sessions', column: 'data', row: id, owner: '', provider: '' };
}

function settle<T>(promise: Promise<T>, done: Done<T>): void {
  promise.then(
    (value) => done(null, value),
    (error: unknown) => done(error),
  );
}

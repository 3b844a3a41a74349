import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import expressSession, { type SessionData } from 'express-session';
import { digest } from '../../src/crypto/hashing.ts';
import { DoesNotOpen } from '../../src/crypto/key-ring.ts';
import { newSecret } from '../../src/crypto/random.ts';
import type { Database } from '../../src/database/database.ts';
import type { SessionEntity } from '../../src/sessions/session.entity.ts';
import { DatabaseSessionStore } from '../../src/sessions/session.store.ts';
import { databases } from '../support/databases.ts';
import { newRing, nowOf, openFresh, theRow, type Opened } from './opened.ts';

const { Cookie } = expressSession;
const MINUTE = 60_000;
const IDLE = 60 * MINUTE;
const ABSOLUTE = 8 * IDLE;

describe.each(databases)('DatabaseSessionStore on $name', (kind) => {
  const ring = newRing();
  let opened: Opened;
  let database: Database;
  let store: DatabaseSessionStore;
  beforeAll(async () => {
    opened = await openFresh(kind);
    ({ database } = opened);
    store = new DatabaseSessionStore(database, ring, { idle: IDLE, absolute: ABSOLUTE });
  });
  afterAll(() => opened.close());

  const get = (sid: string, from = store): Promise<SessionData | null> =>
    promised<SessionData | null>((done) => from.get(sid, done)).then((data) => data ?? null);
  const set = (sid: string, data: SessionData, to = store) => promised((done) => to.set(sid, data, done));
  const touch = (sid: string, from = store) => promised((done) => from.touch(sid, session(), done));
  const destroy = (sid: string) => promised((done) => store.destroy(sid, done));

  const rowOf = (sid: string) => theRow<SessionEntity>(database, 'SELECT * FROM sessions WHERE id = $1', [digest(sid)]);
  /** As if so much time had passed since the session was last written. */
  const age = (sid: string, by: number) =>
    database.write(
      'UPDATE sessions SET expires_at = expires_at - $2, created_at = created_at - $2 WHERE id = $1 RETURNING id',
      [digest(sid), by],
    );
  const isKept = async (sid: string): Promise<boolean> =>
    (await database.read('SELECT id FROM sessions WHERE id = $1', [digest(sid)])).length > 0;
  async function added(data = session()): Promise<string> {
    const sid = newSecret();
    await set(sid, data);
    return sid;
  }

  it('gives back what it was given', async () => {
    const data = session({ userId: 'ann', claims: { sub: 'ä "1"' } });

    expect(await get(await added(data))).toEqual(JSON.parse(JSON.stringify(data)));
  });

  it('knows no session that was never set', async () => {
    expect(await get(newSecret())).toBeNull();
  });

  it('lists a user’s that are alive, newest first, and nothing of what is in them', async () => {
    const sids = [await added(session({ userId: 'gus' })), await added(session({ userId: 'gus' }))];
    const [old, idle] = [await added(session({ userId: 'gus' })), await added(session({ userId: 'gus' }))];
    await added(session({ userId: 'hal' }));
    await age(sids[0]!, MINUTE);
    await age(idle, IDLE);
    await database.write('UPDATE sessions SET created_at = created_at - $2 WHERE id = $1 RETURNING id', [
      ...[digest(old), ABSOLUTE - MINUTE],
    ]);
    const all = await store.listOf('gus', { limit: 50, after: undefined });
    const rows = [await rowOf(sids[1]!), await rowOf(sids[0]!), await rowOf(old)];
    expect(all).toEqual({
      items: rows.map(({ created_at: createdAt, expires_at: expiresAt }) => ({
        createdAt,
        expiresAt: Math.min(expiresAt, createdAt + ABSOLUTE),
      })),
      next: undefined,
    });
    const first = await store.listOf('gus', { limit: 2, after: undefined });
    const rest = await store.listOf('gus', { limit: 2, after: first.next });
    expect([...first.items, ...rest.items]).toEqual(all.items);
  });

  it('ends all of a user’s, and counts those of whoever has signed in', async () => {
    const before = await store.count();
    const [one, two] = [await added(session({ userId: 'eve' })), await added()];
    await set(two, session({ userId: 'eve' }));
    const [other, nobodys] = [await added(session({ userId: 'fay' })), await added()];
    expect(await store.count()).toBe(before + 3);
    await age(other, IDLE);
    expect(await store.count()).toBe(before + 2);

    expect(await store.endOf('eve')).toBe(2);
    expect(await Promise.all([one, two].map((sid) => get(sid)))).toEqual([null, null]);
    expect(await get(nobodys)).not.toBeNull();
    expect(await store.count()).toBe(before);
  });

  it('replaces what it was given before, and its first instant stays', async () => {
    const sid = await added(session({ userId: 'ann' }));
    await age(sid, 10 * MINUTE);
    const before = await rowOf(sid);
    await set(sid, session({ userId: 'bo' }));

    expect(await get(sid)).toMatchObject({ userId: 'bo' });
    const after = await rowOf(sid);
    expect(after.created_at).toBe(before.created_at);
    expect(after.expires_at).toBeGreaterThan(before.expires_at);
  });

  it('forgets what is destroyed, and only that', async () => {
    const [sid, other] = [await added(), await added()];
    await destroy(sid);

    expect(await get(sid)).toBeNull();
    expect(await get(other)).not.toBeNull();
    await destroy(sid);
  });

  it('ends when idle for too long', async () => {
    const sid = await added();
    await age(sid, IDLE - MINUTE);
    expect(await get(sid)).not.toBeNull();

    await age(sid, MINUTE);
    expect(await get(sid)).toBeNull();
  });

  it('ends at its absolute age, however much it is used', async () => {
    const sid = await added();
    for (let passed = 0; passed < ABSOLUTE - 30 * MINUTE; passed += 30 * MINUTE) {
      await age(sid, 30 * MINUTE);
      await touch(sid);
      expect(await get(sid)).not.toBeNull();
    }
    await age(sid, 30 * MINUTE);
    await touch(sid);
    await set(sid, session());

    expect(await get(sid)).toBeNull();
  });

  it('moves on with use, but is not written more than every five minutes', async () => {
    const sid = await added();
    await age(sid, 4 * MINUTE);
    const before = await rowOf(sid);
    await touch(sid);
    expect(await rowOf(sid)).toEqual(before);

    await age(sid, 2 * MINUTE);
    await touch(sid);
    const now = await nowOf(database);
    const { expires_at } = await rowOf(sid);
    expect(Math.abs(expires_at - now - IDLE)).toBeLessThan(MINUTE);
    expect(await get(sid)).not.toBeNull();
  });

  it('moves on with use when its idle limit is as short as it may be', async () => {
    const brief = new DatabaseSessionStore(database, ring, { idle: MINUTE, absolute: ABSOLUTE });
    const sid = newSecret();
    await set(sid, session(), brief);
    for (let use = 1; use <= 3; use += 1) {
      await age(sid, 45_000);
      await touch(sid, brief);
      expect(await get(sid, brief)).not.toBeNull();
    }
  });

  it('does not come to life again by a touch', async () => {
    const ended = await added();
    await age(ended, IDLE + MINUTE);
    await touch(ended);
    const destroyed = await added();
    await destroy(destroyed);
    await touch(destroyed);

    expect(await get(ended)).toBeNull();
    expect(await get(destroyed)).toBeNull();
  });

  it('sweeps away what has ended now and then, and nothing else', async () => {
    const [ended, alive] = [await added(), await added()];
    await age(ended, IDLE + MINUTE);
    const chance = jest.spyOn(Math, 'random').mockReturnValue(0.5);
    try {
      await added();
      expect(await isKept(ended)).toBe(true);
      chance.mockReturnValue(0);
      await added();
    } finally {
      chance.mockRestore();
    }

    expect([await isKept(ended), await isKept(alive)]).toEqual([false, true]);
  });

  it('keeps neither ids nor data in clear', async () => {
    const sid = await added(session({ userId: 'a-user-of-note', idToken: 'an-id-token-of-note' }));
    const row = await rowOf(sid);

    expect(row.id).toBe(digest(sid));
    expect(JSON.stringify(row)).not.toContain(sid);
    const clear = [row.data, Buffer.from(row.data, 'base64url').toString('latin1')].join();
    expect(clear).not.toMatch(/a-user-of-note|an-id-token-of-note|userId/);
  });

  it('does not open data that was moved to another session', async () => {
    const [mine, theirs] = [await added(session({ userId: 'me' })), await added(session({ userId: 'them' }))];
    const { data } = await rowOf(theirs);
    await database.write('UPDATE sessions SET data = $2 WHERE id = $1 RETURNING id', [digest(mine), data]);

    await expect(get(mine)).rejects.toBeInstanceOf(DoesNotOpen);
  });

  it('serves another replica with the same key, and none with another', async () => {
    const sid = await added(session({ userId: 'ann' }));
    const replica = await opened.again();
    const limits = { idle: IDLE, absolute: ABSOLUTE };

    expect(await get(sid, new DatabaseSessionStore(replica, ring, limits))).toMatchObject({ userId: 'ann' });
    await expect(get(sid, new DatabaseSessionStore(replica, newRing(), limits))).rejects.toBeInstanceOf(DoesNotOpen);
  });

  it('hands an unavailable database to the callback', async () => {
    const replica = await opened.again();
    await replica.close();
    const cut = new DatabaseSessionStore(replica, ring, { idle: IDLE, absolute: ABSOLUTE });

    await expect(get(newSecret(), cut)).rejects.toMatchObject({ code: 'database_unavailable' });
    await expect(set(newSecret(), session(), cut)).rejects.toMatchObject({ code: 'database_unavailable' });
  });
});

function session(data: Partial<SessionData> = {}): SessionData {
  const cookie = new Cookie();
  cookie.originalMaxAge = IDLE;
  return { cookie, ...data } as SessionData;
}

/** What a store hands to its callback. */
function promised<T>(task: (done: (error?: unknown, value?: T) => void) => void): Promise<T | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<T | undefined>();
  task((error, value) => (error === undefined || error === null ? resolve(value) : reject(error)));
  return promise;
}

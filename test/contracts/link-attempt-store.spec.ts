import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { digest } from '../../src/crypto/hashing.ts';
import { DoesNotOpen } from '../../src/crypto/key-ring.ts';
import { newSecret } from '../../src/crypto/random.ts';
import type { Database } from '../../src/database/database.ts';
import { LinkAttemptStore, type LinkIntent } from '../../src/grants/link/link-attempt.store.ts';
import { databases } from '../support/databases.ts';
import { addUser, newRing, nowOf, openFresh, theRow, type Opened } from './opened.ts';

const MINUTE = 60_000;
const SESSION = 'digest of a session';
const SECRETS = { verifier: 'a-verifier-of-note', nonce: 'a-nonce-of-note' };

describe.each(databases)('LinkAttemptStore on $name', (kind) => {
  let opened: Opened;
  let database: Database;
  let store: LinkAttemptStore;
  let intent: LinkIntent;
  beforeAll(async () => {
    opened = await openFresh(kind);
    ({ database } = opened);
    store = new LinkAttemptStore(database, newRing());
  });
  beforeEach(async () => {
    intent = {
      userId: await addUser(database),
      provider: 'idp1',
      version: 'v1',
      returnUrl: 'https://hub.example/done?x=1',
      scope: 'openid offline_access',
    };
  });
  afterAll(() => opened.close());

  const age = (secret: string, by: number) =>
    database.write('UPDATE link_attempts SET expires_at = expires_at - $2 WHERE id = $1 RETURNING id', [
      digest(secret),
      by,
    ]);
  const rowOf = (secret: string) =>
    theRow<Record<string, unknown>>(database, 'SELECT * FROM link_attempts WHERE id = $1', [digest(secret)]);
  const bearer = () => ({ userId: intent.userId, provider: intent.provider, session: SESSION });

  describe('a state', () => {
    it('comes back with all that was put in it', async () => {
      const state = await store.addState(intent, SESSION, SECRETS);
      const before = await nowOf(database);
      const taken = await store.takeState(state, bearer());

      expect(taken).toEqual({ ...intent, ...SECRETS, takenAt: expect.any(Number) });
      expect(Math.abs((taken as { takenAt: number }).takenAt - before)).toBeLessThan(10_000);
    });

    it('is taken once', async () => {
      const state = await store.addState(intent, SESSION, SECRETS);
      await store.takeState(state, bearer());

      expect(await store.takeState(state, bearer())).toBe('unknown');
    });

    it('is taken once by many at once', async () => {
      const state = await store.addState(intent, SESSION, SECRETS);
      const stores = [store, new LinkAttemptStore(await opened.again(), newRing())];
      const answers = await Promise.allSettled(
        Array.from({ length: 10 }, (_, i) => stores[i % 2]!.takeState(state, bearer())),
      );

      // A replica with another key consumes the state as well, and cannot open it.
      expect(answers.filter((answer) => answer.status === 'rejected' || answer.value !== 'unknown')).toHaveLength(1);
    });

    it('of another user is refused as such, and stays', async () => {
      const state = await store.addState(intent, SESSION, SECRETS);
      const stranger = await addUser(database);

      expect(await store.takeState(state, { ...bearer(), userId: stranger })).toBe('foreign');
      expect(await store.takeState(state, { ...bearer(), userId: undefined })).toBe('foreign');
      expect(await store.takeState(state, bearer())).toMatchObject(intent);
    });

    it.each([
      ['another session', { session: 'another' }],
      ['no session', { session: undefined }],
      ['another provider', { provider: 'idp2' }],
    ])('in %s is unknown, and stays', async (_case, changes) => {
      const state = await store.addState(intent, SESSION, SECRETS);

      expect(await store.takeState(state, { ...bearer(), ...changes })).toBe('unknown');
      expect(await store.takeState(state, bearer())).toMatchObject(intent);
    });

    it('is unknown after ten minutes, to its user and to others', async () => {
      const [early, late] = [
        await store.addState(intent, SESSION, SECRETS),
        await store.addState(intent, SESSION, SECRETS),
      ];
      await age(early, 9 * MINUTE);
      await age(late, 10 * MINUTE);

      expect(await store.takeState(early, bearer())).toMatchObject(intent);
      expect(await store.takeState(late, bearer())).toBe('unknown');
      expect(await store.takeState(late, { ...bearer(), userId: await addUser(database) })).toBe('unknown');
    });

    it('that was never made is unknown', async () => {
      expect(await store.takeState(newSecret(), bearer())).toBe('unknown');
      expect(await store.takeState('', bearer())).toBe('unknown');
    });

    it('is kept as a digest, its secrets sealed', async () => {
      const state = await store.addState(intent, SESSION, SECRETS);
      const row = await rowOf(state);

      expect(JSON.stringify(row)).not.toContain(state);
      expect(JSON.stringify(row)).not.toMatch(/of-note/);
      expect(Buffer.from(String(row['secrets']), 'base64url').toString('latin1')).not.toMatch(/of-note/);
    });

    it('does not open with the secrets of another, nor when it is given to another user or provider', async () => {
      const [one, other] = [
        await store.addState(intent, SESSION, SECRETS),
        await store.addState(intent, SESSION, { ...SECRETS, verifier: 'other' }),
      ];
      await database.write('UPDATE link_attempts SET secrets = $2 WHERE id = $1 RETURNING id', [
        digest(one),
        String((await rowOf(other))['secrets']),
      ]);
      await expect(store.takeState(one, bearer())).rejects.toBeInstanceOf(DoesNotOpen);

      const stranger = await addUser(database);
      await database.write('UPDATE link_attempts SET user_id = $2 WHERE id = $1 RETURNING id', [
        digest(other),
        stranger,
      ]);
      await expect(store.takeState(other, { ...bearer(), userId: stranger })).rejects.toBeInstanceOf(DoesNotOpen);

      const third = await store.addState(intent, SESSION, SECRETS);
      await database.write(`UPDATE link_attempts SET provider = 'idp2' WHERE id = $1 RETURNING id`, [digest(third)]);
      await expect(store.takeState(third, { ...bearer(), provider: 'idp2' })).rejects.toBeInstanceOf(DoesNotOpen);
    });
  });

  describe('a ticket', () => {
    it('can be looked at and stays, until it is taken, once', async () => {
      const ticket = await store.addTicket(intent);

      expect(await store.peekTicket(ticket, intent.provider)).toEqual(intent);
      expect(await store.peekTicket(ticket, intent.provider)).toEqual(intent);
      const taken = await Promise.all(Array.from({ length: 5 }, () => store.takeTicket(ticket)));
      expect(taken.filter(Boolean)).toHaveLength(1);
      expect(await store.peekTicket(ticket, intent.provider)).toBeUndefined();
    });

    it('is for one provider and ten minutes', async () => {
      const ticket = await store.addTicket(intent);
      expect(await store.peekTicket(ticket, 'idp2')).toBeUndefined();
      await age(ticket, 9 * MINUTE);
      expect(await store.peekTicket(ticket, intent.provider)).toEqual(intent);

      await age(ticket, MINUTE);
      expect(await store.peekTicket(ticket, intent.provider)).toBeUndefined();
    });

    it('is no state, nor a state a ticket', async () => {
      const ticket = await store.addTicket(intent);
      const state = await store.addState(intent, SESSION, SECRETS);

      expect(await store.takeState(ticket, bearer())).toBe('unknown');
      expect(await store.takeState(ticket, { ...bearer(), session: undefined })).toBe('unknown');
      expect(await store.peekTicket(state, intent.provider)).toBeUndefined();
      expect(await store.takeTicket(state)).toBe(false);
      expect(await store.takeState(state, bearer())).toMatchObject(intent);
    });

    it('is kept as a digest', async () => {
      const ticket = await store.addTicket(intent);

      expect(JSON.stringify(await rowOf(ticket))).not.toContain(ticket);
    });
  });

  it('ends with its user', async () => {
    const state = await store.addState(intent, SESSION, SECRETS);
    await database.write('DELETE FROM users WHERE id = $1 RETURNING id', [intent.userId]);

    expect(await store.takeState(state, bearer())).toBe('unknown');
  });

  it('are swept away some time after they ended', async () => {
    const state = await store.addState(intent, SESSION, SECRETS);
    await age(state, 10 * MINUTE);
    const gone = async () =>
      (await database.read('SELECT id FROM link_attempts WHERE id = $1', [digest(state)])).length === 0;
    // One of fifty sweeps: 2000 leave a chance of 3e-18 that none did.
    for (let i = 0; i < 2000 && !(await gone()); i += 1) await store.addTicket(intent);

    expect(await gone()).toBe(true);
  });
});

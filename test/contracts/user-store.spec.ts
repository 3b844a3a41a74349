import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/crypto/random.ts';
import type { Database } from '../../src/database/database.ts';
import { UserStore, type Profile } from '../../src/users/user.store.ts';
import { databases } from '../support/databases.ts';
import { openFresh, theRow, type Opened } from './opened.ts';

const HOUR = 60 * 60 * 1000;

interface SeenRow {
  seen_at: number;
  created_at: number;
}

describe.each(databases)('UserStore on $name', (kind) => {
  let opened: Opened;
  let database: Database;
  let store: UserStore;
  beforeAll(async () => {
    opened = await openFresh(kind);
    ({ database } = opened);
    store = new UserStore(database);
  });
  afterAll(() => opened.close());

  const person = (changes: Partial<Profile> = {}): Profile => ({
    issuer: 'https://login.example',
    subject: newId(),
    name: 'Ann',
    email: 'ann@example.org',
    emailVerified: true,
    roles: ['staff', 'admin'],
    ...changes,
  });
  const seen = (id: string) => theRow<SeenRow>(database, 'SELECT seen_at, created_at FROM users WHERE id = $1', [id]);
  const moveBack = (id: string, by: number) =>
    database.write('UPDATE users SET seen_at = seen_at - $2, created_at = created_at - $2 WHERE id = $1 RETURNING id', [
      id,
      by,
    ]);

  it('makes a user at the first sight, with all that the issuer says', async () => {
    const ann = person();
    const user = await store.recognise(ann);

    expect(user).toEqual({ ...ann, id: user.id, disabled: false });
    expect(await store.byId(user.id)).toEqual(user);
  });

  it('keeps what the issuer does not say as unknown', async () => {
    const nobody = person({ name: null, email: null, emailVerified: null, roles: [] });

    expect(await store.recognise(nobody)).toMatchObject(nobody);
  });

  it.each([true, false, null])('keeps a verified address of %s', async (emailVerified) => {
    const profile = person({ emailVerified });

    expect((await store.recognise(profile)).emailVerified).toBe(emailVerified);
    expect((await store.recognise(profile)).emailVerified).toBe(emailVerified);
  });

  it('knows the same person again', async () => {
    const ann = person();
    const first = await store.recognise(ann);

    expect(await store.recognise(ann)).toEqual(first);
    expect(await store.recognise(person({ subject: ann.subject, issuer: 'https://other.example' }))).not.toMatchObject({
      id: first.id,
    });
    expect(await store.recognise(person({ subject: ann.subject.toUpperCase() }))).not.toMatchObject({ id: first.id });
  });

  it.each<Partial<Profile>>([
    { name: 'Anna' },
    { email: null },
    { emailVerified: false },
    { roles: ['staff'] },
    { roles: ['admin', 'staff'] },
    { roles: [] },
  ])('keeps the news: %j', async (news) => {
    const ann = person();
    const { id } = await store.recognise(ann);

    expect(await store.recognise({ ...ann, ...news })).toEqual({ ...ann, ...news, id, disabled: false });
    expect(await store.byId(id)).toEqual({ ...ann, ...news, id, disabled: false });
  });

  it('writes when a person was last seen, once an hour', async () => {
    const ann = person();
    const { id } = await store.recognise(ann);
    await moveBack(id, HOUR - 60_000);
    const before = await seen(id);
    await store.recognise(ann);
    expect(await seen(id)).toEqual(before);

    await moveBack(id, 120_000);
    await store.recognise(ann);
    const after = await seen(id);
    expect(after.seen_at).toBeGreaterThan(before.seen_at);
    expect(after.created_at).toBe(before.created_at - 120_000);
  });

  it('makes one user of a person who arrives many times at once', async () => {
    const ann = person();
    const users = await Promise.all(Array.from({ length: 10 }, () => store.recognise(ann)));

    expect(new Set(users.map(({ id }) => id)).size).toBe(1);
  });

  it('says who is disabled, and a login does not change that', async () => {
    const ann = person();
    const { id } = await store.recognise(ann);
    await database.write('UPDATE users SET disabled_at = 1 WHERE id = $1 RETURNING id', [id]);

    expect(await store.byId(id)).toMatchObject({ disabled: true });
    expect(await store.recognise({ ...ann, name: 'Anna' })).toMatchObject({ id, disabled: true });
    expect(await store.byId(id)).toMatchObject({ disabled: true });
  });

  it('finds whom a name means: by id, else by subject at the issuer that is asked for', async () => {
    const ann = await store.recognise(person());
    const namesake = await store.recognise(person({ subject: ann.id }));
    const stranger = await store.recognise(person({ issuer: 'https://other.example' }));
    const issuer = 'https://login.example';

    expect(await store.named(ann.id, issuer)).toEqual(ann);
    expect(await store.named(ann.id, undefined)).toEqual(ann);
    expect(await store.named(ann.subject, issuer)).toEqual(ann);
    expect(await store.named(namesake.id, issuer)).toEqual(namesake);
    for (const name of [ann.subject.toUpperCase(), stranger.subject, '', '%', 'x'.repeat(10_000)]) {
      expect(await store.named(name, issuer)).toBeUndefined();
    }
    expect(await store.named(ann.subject, undefined)).toBeUndefined();
  });

  it('knows no user by a wrong id', async () => {
    expect(await store.byId(newId())).toBeUndefined();
  });
});

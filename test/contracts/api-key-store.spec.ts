import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiKeyStore, MOST_KEYS, type NewKey } from '../../src/api-keys/api-key.store.ts';
import { newKeyText } from '../../src/api-keys/key-text.ts';
import { digest } from '../../src/crypto/hashing.ts';
import { newId } from '../../src/crypto/random.ts';
import type { Database } from '../../src/database/database.ts';
import { LastUse } from '../../src/database/last-use.ts';
import { UserStore } from '../../src/users/user.store.ts';
import { databases } from '../support/databases.ts';
import { addUser, nowOf, openFresh, type Opened } from './opened.ts';

describe.each(databases)('ApiKeyStore on $name', (kind) => {
  let opened: Opened;
  let database: Database;
  let store: ApiKeyStore;
  beforeAll(async () => {
    opened = await openFresh(kind);
    ({ database } = opened);
    store = new ApiKeyStore(database);
  });
  afterAll(() => opened.close());

  const newKey = (changes: Partial<NewKey> & Pick<NewKey, 'owner'>): NewKey => ({
    id: newKeyText().id,
    secretHash: digest('secret'),
    name: 'notebook',
    scopes: ['token', 'grants:read'],
    providers: null,
    expiresAt: null,
    ...changes,
  });
  const created = async (changes: Partial<NewKey> & Pick<NewKey, 'owner'>) => {
    const key = await store.create(newKey(changes));
    if (key === undefined) throw new Error('there was no room');
    return key;
  };
  const ofSomebody = async (changes: Partial<NewKey> = {}) =>
    created({ owner: { user: await addUser(database) }, ...changes });
  const expireNow = (id: string) =>
    database.write(`UPDATE api_keys SET expires_at = ${database.now} WHERE id = $1 RETURNING id`, [id]);

  it('keeps a key, and finds it with the user whose it is', async () => {
    const users = new UserStore(database);
    const user = await users.recognise({
      ...{ issuer: 'https://login.example', subject: newId() },
      ...{ name: 'Ann', email: 'ann@example.org', emailVerified: true, roles: ['staff'] },
    });
    const before = await nowOf(database);
    const key = await created({ owner: { user: user.id }, providers: ['idp1'], expiresAt: before + 60_000 });

    expect(key).toEqual({
      ...{ id: key.id, name: 'notebook', userId: user.id, clientId: null },
      ...{ scopes: ['token', 'grants:read'], providers: ['idp1'] },
      ...{ createdAt: key.createdAt, expiresAt: before + 60_000, lastUsedAt: null },
    });
    expect(key.createdAt).toBeGreaterThanOrEqual(before);
    expect(await store.byId(key.id)).toEqual(key);
    expect(await store.find(key.id)).toEqual({
      ...{ id: key.id, secretHash: digest('secret'), clientId: null },
      ...{ scopes: ['token', 'grants:read'], providers: ['idp1'], user },
    });
  });

  it('finds a key of a client without any user', async () => {
    const { id } = await created({ owner: { client: 'robot' } });

    expect(await store.find(id)).toMatchObject({ clientId: 'robot', user: undefined, providers: null });
  });

  it('finds the user as the row says at present', async () => {
    const { id, userId } = await ofSomebody();
    await database.write(`UPDATE users SET disabled_at = 1, roles = '["new"]' WHERE id = $1 RETURNING id`, [userId]);

    expect((await store.find(id))?.user).toMatchObject({ id: userId, disabled: true, roles: ['new'] });
  });

  it.each(['', 'unknown', "' OR 1=1 --", '%'])('finds none by %j', async (id) => {
    expect(await store.find(id)).toBeUndefined();
    expect(await store.byId(id)).toBeUndefined();
    expect(await store.delete(id)).toBeUndefined();
  });

  it('does not find a key by its id in other letters', async () => {
    const { id } = await ofSomebody({ id: 'abcDEF123456' });

    expect(await store.find(id.toLowerCase())).toBeUndefined();
    expect(await store.find(`${id} `)).toBeUndefined();
  });

  it('does not find a key from its end on, by the clock of the database, but lists it', async () => {
    const key = await ofSomebody({ expiresAt: (await nowOf(database)) + 60_000 });
    expect(await store.find(key.id)).toBeDefined();
    await expireNow(key.id);

    expect(await store.find(key.id)).toBeUndefined();
    expect(await store.byId(key.id)).toMatchObject({ id: key.id });
    const { items } = await store.list({ user: key.userId! }, { limit: 10, after: undefined });
    expect(items).toMatchObject([{ id: key.id }]);
  });

  it('takes a scope that it does not know for none', async () => {
    const { id } = await ofSomebody();
    const scopes = '["token","from-the-future","token:","token:idp1","__proto__","toString"]';
    await database.write('UPDATE api_keys SET scopes = $2 WHERE id = $1 RETURNING id', [id, scopes]);

    expect((await store.find(id))?.scopes).toEqual(['token', 'token:idp1']);
  });

  it('lists the newest first, page by page, those of one instant too', async () => {
    const user = await addUser(database);
    const other = await ofSomebody();
    const ids: string[] = [];
    for (let i = 0; i < 7; i += 1) ids.push((await created({ owner: { user }, name: `key ${i}` })).id);
    await database.write('UPDATE api_keys SET created_at = 1000 WHERE user_id = $1 RETURNING id', [user]);
    await database.write('UPDATE api_keys SET created_at = 2000 WHERE id = $1 RETURNING id', [ids[3]!]);

    const first = await store.list({ user }, { limit: 3, after: undefined });
    const second = await store.list({ user }, { limit: 3, after: first.next });
    const third = await store.list({ user }, { limit: 3, after: second.next });
    const listed = [first, second, third].flatMap(({ items }) => items.map(({ id }) => id));
    expect(listed[0]).toBe(ids[3]);
    expect([...listed].sort()).toEqual([...ids].sort());
    expect([first.items.length, second.items.length, third.items.length]).toEqual([3, 3, 1]);
    expect(third.next).toBeUndefined();
    expect(listed).not.toContain(other.id);
  });

  it('lists those of a client, and everybody’s', async () => {
    const mine = await ofSomebody();
    const clients = await created({ owner: { client: 'lister' } });
    const ofClient = await store.list({ client: 'lister' }, { limit: 10, after: undefined });
    expect(ofClient.items).toEqual([clients]);

    const all = await store.list('all', { limit: 200, after: undefined });
    const ids = all.items.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining([mine.id, clients.id]));
    // A user and a client of the same id are two owners.
    expect((await store.list({ client: mine.userId! }, { limit: 10, after: undefined })).items).toEqual([]);
  });

  it('deletes a key of the named owner only, once', async () => {
    const key = await ofSomebody();
    const somebodyElse = { user: await addUser(database) };

    expect(await store.delete(key.id, somebodyElse)).toBeUndefined();
    expect(await store.delete(key.id, { client: key.userId! })).toBeUndefined();
    expect(await store.find(key.id)).toBeDefined();
    expect(await store.delete(key.id, { user: key.userId! })).toEqual(key);
    expect(await store.find(key.id)).toBeUndefined();
    expect(await store.delete(key.id)).toBeUndefined();
  });

  it('shows a deletion to another replica at once', async () => {
    const replica = new ApiKeyStore(await opened.again());
    const { id } = await ofSomebody();
    expect(await replica.find(id)).toBeDefined();
    await store.delete(id);

    expect(await replica.find(id)).toBeUndefined();
  });

  it('gives the last place to one of many who want it at once, on two replicas', async () => {
    const owner = { user: await addUser(database) };
    const replica = new ApiKeyStore(await opened.again());
    for (let i = 1; i < MOST_KEYS; i += 1) await created({ owner });
    const tries = Array.from({ length: 8 }, (_, i) => (i % 2 === 0 ? store : replica).create(newKey({ owner })));

    expect((await Promise.all(tries)).filter((key) => key !== undefined)).toHaveLength(1);
    expect(await store.create(newKey({ owner }))).toBeUndefined();
    expect(await store.create(newKey({ owner: { user: await addUser(database) } }))).toBeDefined();
  });

  it('lets keys that expired make room, and no others', async () => {
    const owner = { user: await addUser(database) };
    const keys: string[] = [];
    for (let i = 0; i < MOST_KEYS; i += 1) keys.push((await created({ owner })).id);
    await expireNow(keys[5]!);
    await expireNow(keys[6]!);

    expect(await store.create(newKey({ owner }))).toBeDefined();
    expect(await store.create(newKey({ owner }))).toBeDefined();
    expect(await store.create(newKey({ owner }))).toBeUndefined();
    expect(await store.byId(keys[5]!)).toBeUndefined();
    expect(await store.byId(keys[7]!)).toBeDefined();
  });

  it('keeps no second key of the same id', async () => {
    const { id } = await ofSomebody();

    await expect(ofSomebody({ id })).rejects.toThrow();
    expect(await store.find(id)).toBeDefined();
  });

  it('knows when a key was used last', async () => {
    const { id } = await ofSomebody();
    const lastUse = new LastUse(database);
    const before = await nowOf(database);
    lastUse.touch('api_keys', id);
    await lastUse.write();

    expect((await store.byId(id))?.lastUsedAt).toBeGreaterThanOrEqual(before);
  });

  it('tells the time by the clock that ends keys', async () => {
    const before = await nowOf(database);
    const now = await store.now();

    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(await nowOf(database));
  });

  it('loses a user’s keys with the user', async () => {
    const { id, userId } = await ofSomebody();
    await database.write('DELETE FROM users WHERE id = $1 RETURNING id', [userId]);

    expect(await store.byId(id)).toBeUndefined();
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ClientDirectory } from '../../src/clients/client-directory.ts';
import { ClientStore, type NewClient } from '../../src/clients/client.store.ts';
import { ConsentStore } from '../../src/clients/consent.store.ts';
import { DeclaredClients } from '../../src/clients/declared-clients.ts';
import { RuleStore, type NewRule } from '../../src/clients/rule.store.ts';
import { digest } from '../../src/crypto/hashing.ts';
import { newId } from '../../src/crypto/random.ts';
import type { Database } from '../../src/database/database.ts';
import type { Cursor, Page, PageWish } from '../../src/database/page.ts';
import { databases } from '../support/databases.ts';
import { addUser, openFresh, type Opened } from './opened.ts';

const declared = new DeclaredClients([
  {
    id: 'zulu',
    secret: 'the secret of zulu',
    issuer: 'https://cluster.example',
    subject: 'zulu',
    rules: [
      { providers: ['idp1'], scopes: ['read'], users: ['alice'], consent: true },
      { providers: '*', users: { role: 'staff' }, consent: false },
    ],
  },
  { id: 'alpha', name: 'Alpha', rules: [] },
]);

describe.each(databases)('clients on $name', (kind) => {
  let opened: Opened;
  let database: Database;
  let store: ClientStore;
  let rules: RuleStore;
  let consents: ConsentStore;
  let directory: ClientDirectory;

  beforeAll(async () => {
    opened = await openFresh(kind);
    ({ database } = opened);
    store = new ClientStore(database);
    rules = new RuleStore(database, declared);
    consents = new ConsentStore(database);
    directory = new ClientDirectory(declared, store);
  });
  afterAll(() => opened.close());

  const fresh = (changes: Partial<NewClient> = {}): NewClient => ({
    ...{ id: newId(), name: 'Batch', secretHash: null, issuer: null, subject: null, loginClient: null },
    ...changes,
  });
  const rule = (clientId: string, changes: Partial<NewRule> = {}): NewRule => ({
    ...{ clientId, providers: ['idp1'], scopes: undefined, users: { kind: 'all' }, needsConsent: true },
    ...changes,
  });
  const count = async (table: string, clientId: string): Promise<number> =>
    (await database.read(`SELECT id FROM ${table} WHERE client_id = $1`, [clientId])).length;
  const addKey = (clientId: string) =>
    database.write(
      `INSERT INTO api_keys (id, secret_hash, client_id, name, scopes, created_at) VALUES ($1, 'x', $2, 'x', '[]', 1)
       RETURNING id`,
      [newId(), clientId],
    );

  async function allPages<T>(list: (wish: PageWish) => Promise<Page<T>>, limit: number): Promise<T[]> {
    const all: T[] = [];
    let after: Cursor | undefined;
    for (let turn = 0; turn < 50; turn += 1) {
      const page = await list({ limit, after });
      expect(page.items.length).toBeLessThanOrEqual(limit);
      all.push(...page.items);
      if (page.next === undefined) return all;
      after = page.next;
    }
    throw new Error('pages without end');
  }

  it('keeps what a client was registered with', async () => {
    const client = fresh({
      secretHash: digest('s'),
      issuer: 'https://i.example',
      subject: newId(),
      loginClient: 'app',
    });
    const added = await store.add(client);

    expect(added).toEqual(await store.find(client.id));
    expect(added).toEqual({
      client: {
        ...{ id: client.id, name: 'Batch', disabled: false, source: 'api', hasSecret: true },
        ...{ issuer: client.issuer, subject: client.subject, loginClient: 'app', createdAt: expect.any(Number) },
      },
      secretHash: client.secretHash,
    });
    expect(await store.bySubject('https://i.example', client.subject!)).toEqual(added);
    expect(await store.bySubject('https://i.example/', client.subject!)).toBeUndefined();
  });

  it('knows one client of an id, and one of an issuer’s subject, also when they come together', async () => {
    const proof = { issuer: 'https://i.example', subject: newId() };
    const client = fresh(proof);
    await store.add(client);
    expect(await store.add(fresh({ id: client.id }))).toBe('id taken');
    expect(await store.add(fresh(proof))).toBe('subject taken');
    expect(await store.add(fresh({ subject: 'x', issuer: null }))).toMatchObject({ client: { issuer: null } });
    expect(await store.add(fresh({ subject: 'x', issuer: null }))).toMatchObject({ client: { issuer: null } });

    const same = fresh();
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => store.add(same)));
    expect(outcomes.filter((outcome) => outcome !== 'id taken')).toHaveLength(1);
  });

  it('ends rules, consents and keys with their client, and those of no other', async () => {
    const userId = await addUser(database);
    const [ended, other] = [fresh(), fresh()];
    for (const { id } of [ended, other]) {
      await store.add(fresh({ id }));
      await rules.add(rule(id));
      await consents.give({ userId, clientId: id, provider: 'idp1', scopes: undefined });
      await addKey(id);
    }
    expect(await store.remove(ended.id)).toBe(true);
    expect(await store.remove(ended.id)).toBe(false);
    for (const table of ['delegations', 'consents', 'api_keys']) {
      expect([table, await count(table, ended.id), await count(table, other.id)]).toEqual([table, 0, 1]);
    }
  });

  it('gives a new client nothing of an earlier one of its id', async () => {
    const userId = await addUser(database);
    const { id } = fresh();
    await consents.give({ userId, clientId: id, provider: 'idp1', scopes: undefined });
    await addKey(id);
    await store.add(fresh({ id }));
    expect([await count('consents', id), await count('api_keys', id)]).toEqual([0, 0]);
  });

  it('takes a secret, and no other; none of a disabled client', async () => {
    const { id } = fresh();
    await store.add(fresh({ id, secretHash: digest('right') }));
    expect(await directory.bySecret(id, 'right')).toMatchObject({ id });
    for (const wrong of ['', 'Right', 'right ', digest('right')]) {
      expect(await directory.bySecret(id, wrong)).toBeUndefined();
    }
    expect(await directory.bySecret(newId(), 'right')).toBeUndefined();
    expect(await directory.bySecret('zulu', 'the secret of zulu')).toMatchObject({ id: 'zulu', source: 'settings' });

    expect(await store.setDisabled(id, true)).toMatchObject({ client: { disabled: true } });
    expect(await directory.bySecret(id, 'right')).toBeUndefined();
    expect(await directory.find(id)).toMatchObject({ disabled: true });
    await store.setDisabled(id, false);
    expect(await store.setSecret(id, digest('new'))).toBe(true);
    expect([await directory.bySecret(id, 'right'), await directory.bySecret(id, 'new')]).toEqual([
      undefined,
      expect.objectContaining({ id }),
    ]);
  });

  it.each(['', '[]', digest('')])('never takes a secret of a client without one: %j', async (secret) => {
    const { id } = fresh();
    await store.add(fresh({ id }));
    expect(await directory.bySecret(id, secret)).toBeUndefined();
    expect(await directory.bySecret('alpha', secret)).toBeUndefined();
  });

  it('lets the settings win over a row of the same id', async () => {
    await store.add(
      fresh({ id: 'zulu', secretHash: digest('of the row'), issuer: 'https://row.example', subject: 'z' }),
    );
    await rules.add(rule('zulu', { providers: undefined, needsConsent: false }));
    expect(await directory.find('zulu')).toMatchObject({ source: 'settings', issuer: 'https://cluster.example' });
    expect(await directory.bySecret('zulu', 'of the row')).toBeUndefined();
    expect(await directory.bySubject('https://row.example', 'z')).toBeUndefined();
    expect(await directory.bySubject('https://cluster.example', 'zulu')).toMatchObject({ id: 'zulu' });
    expect((await rules.standing('zulu', '', 'idp2')).rules.map(({ source }) => source)).toEqual(['settings']);
    expect((await allPages((wish) => rules.list(wish, 'zulu'), 5)).map(({ id }) => id)).toEqual(['zulu.1', 'zulu.2']);
  });

  it.each([1, 2, 3, 200])('lists each client and rule once, in pages of %d', async (limit) => {
    const all = await allPages((wish) => directory.list(wish), limit);
    expect(all.slice(0, 2).map(({ id }) => id)).toEqual(['alpha', 'zulu']);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    const stored = await database.read('SELECT id FROM clients');
    expect(all).toHaveLength(stored.length + 1);

    const everyRule = await allPages((wish) => rules.list(wish), limit);
    expect(new Set(everyRule.map(({ id }) => id)).size).toBe(everyRule.length);
    expect(everyRule).toHaveLength((await database.read('SELECT id FROM delegations')).length + 2 - 1);
  });

  it.each<Partial<NewRule>>([
    { providers: undefined },
    { providers: ['idp1', 'idp2'], scopes: ['read', 'https://scope.example/x'] },
    { users: { kind: 'role', role: 'staff' } },
    { users: { kind: 'listed', names: ['alice', 'a"b', '*'] }, needsConsent: false },
    { providers: ['*'] },
  ])('keeps a rule as it is: %j', async (changes) => {
    const { id } = fresh();
    await store.add(fresh({ id }));
    const added = await rules.add(rule(id, changes));
    const expected = changes.providers?.[0] === '*' ? { ...changes, providers: undefined } : changes;
    expect(added).toEqual({
      ...rule(id, expected),
      ...{ id: expect.any(String), source: 'api', createdAt: expect.any(Number) },
    });
    expect((await rules.standing(id, '', 'idp1')).rules).toEqual([added]);
    expect(await rules.remove(newId(), added!.id)).toBe(false);
    expect(await rules.remove(id, added!.id)).toBe(true);
    expect((await rules.standing(id, '', 'idp1')).rules).toEqual([]);
  });

  it('makes no rule of a client that is not there', async () => {
    expect(await rules.add(rule(newId()))).toBeUndefined();
    expect(await rules.add(rule('alpha'))).toBeUndefined();
  });

  it('knows the rules at a provider, and the consent of a user there', async () => {
    const [userId, other] = [await addUser(database), await addUser(database)];
    const { id } = fresh();
    await store.add(fresh({ id }));
    await rules.add(rule(id));
    await rules.add(rule(id, { providers: ['idp2'] }));
    for (const clientId of [id, 'zulu']) {
      expect(await rules.standing(clientId, userId, 'idp1')).toMatchObject({ consent: undefined });
      await consents.give({ userId, clientId, provider: 'idp1', scopes: ['read'] });
      expect(await rules.standing(clientId, userId, 'idp1')).toMatchObject({ consent: { scopes: ['read'] } });
      for (const [who, where] of [
        [other, 'idp1'],
        [userId, 'idp2'],
        ['', 'idp1'],
      ] as const) {
        expect((await rules.standing(clientId, who, where)).consent).toBeUndefined();
      }
      await consents.give({ userId, clientId, provider: 'idp1', scopes: undefined });
      expect((await rules.standing(clientId, userId, 'idp1')).consent).toEqual({ scopes: undefined });
    }
    expect((await rules.standing(id, userId, 'idp1')).rules).toHaveLength(1);
    expect((await rules.standing(newId(), userId, 'idp1')).rules).toEqual([]);
  });

  it('knows the rules that ask for no consent: declared ones, and those of clients that are not disabled', async () => {
    const { id } = fresh();
    await store.add(fresh({ id }));
    const added = await rules.add(rule(id, { needsConsent: false }));
    await rules.add(rule(id));
    const found = await rules.unasked();
    expect(found.filter(({ clientId }) => clientId === id)).toEqual([added]);
    expect(found.filter(({ source }) => source === 'settings')).toMatchObject([
      { clientId: 'zulu', users: { kind: 'role', role: 'staff' } },
    ]);
    await store.setDisabled(id, true);
    expect((await rules.unasked()).filter(({ clientId }) => clientId === id)).toEqual([]);
  });

  it('has one consent of a user for a client at a provider; a new one replaces it', async () => {
    const userId = await addUser(database);
    const wish = { userId, clientId: 'alpha', provider: 'idp1' };
    const [first, second] = [
      await consents.give({ ...wish, scopes: ['a', 'b'] }),
      await consents.give({ ...wish, scopes: undefined }),
    ];
    expect(second.id).not.toBe(first.id);
    expect(await consents.find(userId, first.id)).toBeUndefined();
    expect((await consents.ofUser(userId, { limit: 5, after: undefined })).items).toEqual([second]);
    await Promise.all(Array.from({ length: 5 }, () => consents.give({ ...wish, scopes: ['c'] })));
    expect((await consents.ofUser(userId, { limit: 5, after: undefined })).items).toHaveLength(1);
  });

  it('lists a user’s consents newest first, at the providers that count', async () => {
    const userId = await addUser(database);
    for (const [index, provider] of ['p1', 'p2', 'p3', 'p4', 'p5'].entries()) {
      const { id } = await consents.give({ userId, clientId: 'alpha', provider, scopes: undefined });
      await database.write('UPDATE consents SET created_at = $2 WHERE id = $1 RETURNING id', [id, 1000 + (index >> 1)]);
    }
    const all = await allPages((wish) => consents.ofUser(userId, wish), 2);
    expect(all.map(({ provider }) => provider).sort()).toEqual(['p1', 'p2', 'p3', 'p4', 'p5']);
    expect(all.map(({ createdAt }) => createdAt)).toEqual([1002, 1001, 1001, 1000, 1000]);
    expect((await allPages((wish) => consents.ofUser(userId, wish, ['p5', 'p9']), 2)).length).toBe(1);
    expect(await allPages((wish) => consents.ofUser(userId, wish, []), 2)).toEqual([]);
  });

  it('lets nobody but the user withdraw, and says what was withdrawn', async () => {
    const [userId, other] = [await addUser(database), await addUser(database)];
    const consent = await consents.give({ userId, clientId: 'alpha', provider: 'idp1', scopes: ['read'] });
    expect(await consents.withdraw(other, consent.id)).toBeUndefined();
    expect(await consents.withdrawFrom(other, 'alpha', 'idp1')).toBeUndefined();
    expect(await consents.find(other, consent.id)).toBeUndefined();
    expect(await consents.withdraw(userId, consent.id)).toEqual(consent);
    expect(await consents.withdraw(userId, consent.id)).toBeUndefined();
    const again = await consents.give({ userId, clientId: 'alpha', provider: 'idp1', scopes: ['read'] });
    expect(await consents.withdrawFrom(userId, 'alpha', 'idp1')).toEqual(again);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Database } from '../../src/database/database.ts';
import { isAccountName, LocalAccountStore, type NewAccount } from '../../src/users/local-account.store.ts';
import { LOCAL_ISSUER, UserStore } from '../../src/users/user.store.ts';
import { databases } from '../support/databases.ts';
import { openFresh, theRow, type Opened } from './opened.ts';

let serial = 0;

function account(changes: Partial<NewAccount> = {}): NewAccount {
  serial += 1;
  return {
    name: `ann-${serial}`,
    passwordHash: '$argon2id$…',
    fullName: 'Ann Example',
    email: 'ann@example.org',
    roles: ['staff', 'admin'],
    ...changes,
  };
}

describe.each(databases)('LocalAccountStore on $name', (kind) => {
  let opened: Opened;
  let database: Database;
  let store: LocalAccountStore;

  beforeAll(async () => {
    opened = await openFresh(kind);
    ({ database } = opened);
    store = new LocalAccountStore(database);
  });
  afterAll(() => opened.close());

  it('keeps an account with all there is to say, and finds it by its name', async () => {
    const ann = account();
    expect(await store.add(ann)).toBe(true);
    expect(await store.find(ann.name)).toEqual({ ...ann, disabled: false });
  });

  it('keeps what nobody said as unknown', async () => {
    const nobody = account({ fullName: null, email: null, roles: [] });
    await store.add(nobody);
    expect(await store.find(nobody.name)).toEqual({ ...nobody, disabled: false });
  });

  it('tells names apart by every letter', async () => {
    const ann = account();
    await store.add(ann);
    expect(await store.find(ann.name.toUpperCase())).toBeUndefined();
    expect(await store.find('%')).toBeUndefined();
    expect(await store.add(account({ name: ann.name.toUpperCase() }))).toBe(true);
  });

  it('gives a name away once, also when many ask at once, and leaves the first alone', async () => {
    const ann = account();
    const added = await Promise.all(
      Array.from({ length: 5 }, (_, i) => store.add({ ...ann, passwordHash: `hash ${i}` })),
    );
    expect(added.filter(Boolean)).toHaveLength(1);
    const kept = await store.find(ann.name);
    expect(kept?.passwordHash).toBe(`hash ${added.indexOf(true)}`);
    expect(await store.disable(ann.name)).toBe(true);
    expect(await store.add(ann)).toBe(false);
    expect(await store.find(ann.name)).toEqual({ ...kept, disabled: true });
  });

  it('changes a password, that of one account', async () => {
    const [ann, bob] = [account(), account()];
    await store.add(ann);
    await store.add(bob);
    expect(await store.setPassword(ann.name, 'new')).toBe(true);
    expect(await store.find(ann.name)).toEqual({ ...ann, passwordHash: 'new', disabled: false });
    expect(await store.find(bob.name)).toMatchObject({ passwordHash: bob.passwordHash });
    expect(await store.setPassword('nobody', 'new')).toBe(false);
  });

  it('disables an account with its user, and nobody else', async () => {
    const users = new UserStore(database);
    const profile = { name: null, email: null, emailVerified: null, roles: [] };
    const ann = account();
    await store.add(ann);
    const own = await users.recognise({ ...profile, issuer: LOCAL_ISSUER, subject: ann.name });
    const namesake = await users.recognise({ ...profile, issuer: 'https://login.example', subject: ann.name });
    expect(await store.disable(ann.name)).toBe(true);
    expect(await store.find(ann.name)).toMatchObject({ disabled: true });
    expect(await users.byId(own.id)).toMatchObject({ disabled: true });
    expect(await users.byId(namesake.id)).toMatchObject({ disabled: false });
    const { disabled_at: at } = await theRow<{ disabled_at: number }>(
      database,
      'SELECT disabled_at FROM local_accounts WHERE name = $1',
      [ann.name],
    );
    expect(Math.abs(at - Date.now())).toBeLessThan(60_000);

    expect(await store.enable(ann.name)).toBe(true);
    expect(await store.find(ann.name)).toMatchObject({ disabled: false });
    expect(await users.byId(own.id)).toMatchObject({ disabled: false });
  });

  it('disables a user who has no account here, as those of HTPASSWD_FILE', async () => {
    const users = new UserStore(database);
    const listed = account();
    expect(await store.disable(listed.name)).toBe(false);
    const { name: subject } = listed;
    const profile = { name: null, email: null, emailVerified: null, roles: [] };
    const { id } = await users.recognise({ ...profile, issuer: LOCAL_ISSUER, subject });
    expect(await store.disable(subject)).toBe(true);
    expect(await users.byId(id)).toMatchObject({ disabled: true });
  });

  it('lists all by name, and never a hash', async () => {
    const before = await store.list();
    const [z, a] = [account({ name: 'zz' }), account({ name: 'Aa' })];
    await store.add(z);
    await store.add(a);
    const all = await store.list();
    expect(all).toHaveLength(before.length + 2);
    expect(all).toContainEqual({
      name: 'zz',
      fullName: z.fullName,
      email: z.email,
      roles: z.roles,
      disabled: false,
    });
    expect(JSON.stringify(all)).not.toContain('argon2');
  });
});

describe('the name of an account', () => {
  it.each(['ann', 'a', 'Ann Example', 'ann@example.org', 'ünïcode', '名前', 'x'.repeat(128)])('may be %j', (name) => {
    expect(isAccountName(name)).toBe(true);
  });

  it.each(['', ' ann', 'ann ', 'a:b', 'a\nb', 'a\0b', 'a\u200bb', 'x'.repeat(129), 'u\u0308', '\uD800'])(
    'may not be %j',
    (name) => {
      expect(isAccountName(name)).toBe(false);
    },
  );
});

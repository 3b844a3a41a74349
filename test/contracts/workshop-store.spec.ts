import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { KeyRing } from '../../src/crypto/key-ring.ts';
import type { Database } from '../../src/database/database.ts';
import { LocalAccountStore } from '../../src/users/local-account.store.ts';
import { LOCAL_ISSUER, UserStore } from '../../src/users/user.store.ts';
import { RegistrationStore } from '../../src/users/workshops/registration.store.ts';
import { WorkshopStore, type NewWorkshop } from '../../src/users/workshops/workshop.store.ts';
import { databases } from '../support/databases.ts';
import { newRing, openFresh, theRow, type Opened } from './opened.ts';
import { participant, workshop } from './workshops.ts';

const DAY = 86_400_000;

describe.each(databases)('workshops on $name', (kind) => {
  let opened: Opened;
  let database: Database;
  let ring: KeyRing;
  let workshops: WorkshopStore;
  let registrations: RegistrationStore;
  let accounts: LocalAccountStore;

  beforeAll(async () => {
    opened = await openFresh(kind);
    ({ database } = opened);
    ring = newRing();
    workshops = new WorkshopStore(database);
    registrations = new RegistrationStore(database, ring);
    accounts = new LocalAccountStore(database);
  });
  afterAll(() => opened.close());

  const open = async (changes: Partial<NewWorkshop> = {}): Promise<string> => {
    const opening = workshop(changes);
    expect(await workshops.add(opening)).toBe(true);
    return opening.code;
  };
  const taken = async (code: string) => (await workshops.find(code))?.taken;
  const sealed = async (name: string) =>
    (
      await theRow<{ password: string | null }>(
        database,
        'SELECT password FROM workshop_registrations WHERE name = $1',
        [name],
      )
    ).password;

  it('give away as many places as there are, when 200 want one of 150 on two replicas at once', async () => {
    const code = await open({ places: 150 });
    const replicas = [registrations, new RegistrationStore(await opened.again(), ring)];
    const wishes = Array.from({ length: 200 }, () => participant({ workshop: code }));
    const outcomes = await Promise.all(wishes.map((wish, i) => replicas[i % 2]!.register(wish)));

    expect(Object.entries(Object.groupBy(outcomes, (outcome) => outcome)).map(([what, all]) => [what, all.length]))
      .toEqual(expect.arrayContaining([['registered', 150], ['full', 50]])); // prettier-ignore
    expect(await workshops.find(code)).toMatchObject({ taken: 150, state: 'full' });
    const names = wishes.filter((_, i) => outcomes[i] === 'registered').map(({ name }) => name);
    const kept = (await registrations.all(code)).map(({ name }) => name);
    expect(kept.sort()).toEqual(names.sort());
    expect((await accounts.list()).filter(({ name }) => names.includes(name))).toHaveLength(150);
    expect((await registrations.entries(code)).map(({ name }) => name).sort()).toEqual(names);
  });

  it('take each name and each address once, also when many ask at once', async () => {
    const [one, other] = [await open({ places: 50 }), await open({ places: 50 })];
    const again = new RegistrationStore(await opened.again(), ring);
    const ann = participant({ workshop: one });
    const sameName = Array.from({ length: 8 }, (_, i) =>
      participant({ workshop: i % 2 === 0 ? one : other, name: ann.name }),
    );
    const byName = await Promise.all(sameName.map((who, i) => (i < 4 ? registrations : again).register(who)));
    expect(byName.filter((outcome) => outcome === 'registered')).toHaveLength(1);
    expect(byName.filter((outcome) => outcome === 'name taken')).toHaveLength(7);
    const sameEmail = Array.from({ length: 8 }, () => participant({ workshop: one, email: 'ann@example.org' }));
    const byEmail = await Promise.all(sameEmail.map((who, i) => (i < 4 ? registrations : again).register(who)));
    expect(byEmail.filter((outcome) => outcome === 'registered')).toHaveLength(1);
    expect(byEmail.filter((outcome) => outcome === 'email taken')).toHaveLength(7);
    expect(await registrations.register(participant({ workshop: other, email: 'ann@example.org' }))).toBe('registered');
  });

  it('give nobody the place of somebody who is known here', async () => {
    const code = await open();
    const about = { passwordHash: 'x', fullName: null, email: null, roles: [] };
    await accounts.add({ ...about, name: 'Zoe' });
    const profile = { name: null, email: null, emailVerified: null, roles: [] };
    await new UserStore(database).recognise({ ...profile, issuer: LOCAL_ISSUER, subject: 'listed' });
    await new UserStore(database).recognise({ ...profile, issuer: 'https://login.example', subject: 'elsewhere' });
    for (const name of ['zoe', 'listed']) {
      expect(await registrations.isNameTaken(name)).toBe(true);
      expect(await registrations.register(participant({ workshop: code, name }))).toBe('name taken');
    }
    expect(await registrations.isNameTaken('elsewhere')).toBe(false);
    expect(await taken(code)).toBe(0);
  });

  it.each<[string, Partial<NewWorkshop>, string]>([
    ['has not begun', { startsAt: Date.now() + DAY, endsAt: Date.now() + 2 * DAY }, 'not_begun'],
    ['is over', { endsAt: Date.now() - 1 }, 'over'],
  ])('take nobody where one %s', async (_, changes, state) => {
    const code = await open(changes);
    expect(await workshops.find(code)).toMatchObject({ state, taken: 0 });
    const who = participant({ workshop: code });
    expect(await registrations.register(who)).toBe(state);
    expect(await accounts.find(who.name)).toBeUndefined();
  });

  it('are closed, opened again, extended and given other places', async () => {
    const code = await open({ places: 1 });
    expect(await workshops.change(code, { closed: true })).toBe(true);
    expect(await registrations.register(participant({ workshop: code }))).toBe('closed');
    await workshops.change(code, { closed: false });
    expect(await registrations.register(participant({ workshop: code }))).toBe('registered');
    expect(await registrations.register(participant({ workshop: code }))).toBe('full');
    const endsAt = Date.now() + 5 * DAY;
    await workshops.change(code, { places: 2, endsAt });
    expect(await workshops.find(code)).toMatchObject({ places: 2, endsAt, state: 'open' });
    expect(await workshops.change('nothing', { places: 2 })).toBe(false);
    expect(await registrations.register(participant({ workshop: 'nothing' }))).toBe('unknown');
    expect(await workshops.add(workshop({ code }))).toBe(false);
  });

  it('are listed newest first, a page after the other', async () => {
    const codes: string[] = [];
    for (let i = 0; i < 3; i += 1) codes.push(await open());
    const first = await workshops.list({ limit: 2, after: undefined });
    expect(first.items).toHaveLength(2);
    const all = [...first.items];
    for (let { next } = first; next !== undefined;) {
      const page = await workshops.list({ limit: 2, after: next });
      all.push(...page.items);
      ({ next } = page);
    }
    expect(new Set(all.map(({ code }) => code)).size).toBe(all.length);
    expect(all.map(({ code }) => code)).toEqual(expect.arrayContaining(codes));
    expect(all.map(({ createdAt }) => createdAt)).toEqual(all.map(({ createdAt }) => createdAt).sort((a, b) => b - a));
  });

  it('keep passwords sealed until the end alone, and only where they were opened so', async () => {
    const [keeps, forgets] = [await open({ keepsPasswords: true }), await open()];
    const [ann, bob] = [participant({ workshop: keeps }), participant({ workshop: forgets })];
    await registrations.register(ann);
    await registrations.register(bob);
    expect(await registrations.passwords(keeps)).toEqual(new Map([[ann.name, ann.password]]));
    expect(await registrations.passwords(forgets)).toEqual(new Map());
    expect([await sealed(ann.name), await sealed(bob.name)]).toEqual([expect.not.stringContaining(ann.password), null]);
    expect(await registrations.forgetPasswords()).toBe(0);

    await workshops.change(keeps, { endsAt: Date.now() - 1 });
    expect(await registrations.passwords(keeps)).toEqual(new Map());
    expect(await registrations.forgetPasswords()).toBe(1);
    expect(await sealed(ann.name)).toBeNull();
    await workshops.change(keeps, { endsAt: Date.now() + DAY });
    expect(await registrations.passwords(keeps)).toEqual(new Map());
  });

  it('know no password that was moved to another’s row', async () => {
    const code = await open({ keepsPasswords: true });
    const [ann, bob] = [participant({ workshop: code }), participant({ workshop: code })];
    await registrations.register(ann);
    await registrations.register(bob);
    await database.write('UPDATE workshop_registrations SET password = $2 WHERE name = $1 RETURNING name', [
      bob.name,
      await sealed(ann.name),
    ]);
    await expect(registrations.passwords(code)).rejects.toThrow();
  });

  it('change a password in every form, that of one person', async () => {
    const [keeps, other] = [await open({ keepsPasswords: true }), await open()];
    const [ann, bob] = [participant({ workshop: keeps }), participant({ workshop: keeps })];
    await registrations.register(ann);
    await registrations.register(bob);
    const fresh = { password: 'fresh', accountHash: 'argon2', htpasswdHash: 'bcrypt' };
    expect(await registrations.setPassword(other, ann.name, fresh)).toBe(false);
    expect(await registrations.setPassword(keeps, ann.name, fresh)).toBe(true);
    expect(await registrations.passwords(keeps)).toEqual(new Map([[ann.name, 'fresh'], [bob.name, bob.password]])); // prettier-ignore
    expect(await registrations.entries(keeps)).toEqual([
      { name: ann.name, hash: 'bcrypt' },
      { name: bob.name, hash: bob.htpasswdHash },
    ]);
    expect(await accounts.find(ann.name)).toMatchObject({ passwordHash: 'argon2' });
    await workshops.change(keeps, { endsAt: Date.now() - 1 });
    await registrations.setPassword(keeps, ann.name, fresh);
    expect(await sealed(ann.name)).toBeNull();
  });

  it('export nobody who is disabled, and give back the place of who is removed', async () => {
    const code = await open({ places: 2 });
    const [ann, bob] = [participant({ workshop: code }), participant({ workshop: code })];
    await registrations.register(ann);
    await registrations.register(bob);
    await accounts.disable(ann.name);
    expect(await registrations.entries(code)).toEqual([{ name: bob.name, hash: bob.htpasswdHash }]);
    expect(await accounts.workshopOf(bob.name)).toBe(code);
    await registrations.remove('another', bob.name);
    expect(await taken(code)).toBe(2);
    await registrations.remove(code, bob.name);
    expect(await taken(code)).toBe(1);
    expect(await accounts.find(bob.name)).toBeUndefined();
    expect(await registrations.register(participant({ workshop: code }))).toBe('registered');
  });

  it('end for all at once, and are forgotten when nobody is left', async () => {
    const code = await open();
    const [ann, bob] = [participant({ workshop: code }), participant({ workshop: await open() })];
    for (const who of [ann, bob]) await registrations.register(who);
    const profile = { name: null, email: null, emailVerified: null, roles: [] };
    const { id } = await new UserStore(database).recognise({ ...profile, issuer: LOCAL_ISSUER, subject: ann.name });
    expect(await workshops.remove(code)).toBe(false);
    expect(await workshops.beginEnd(code)).toBe(true);
    expect(await workshops.find(code)).toMatchObject({ state: 'ending' });
    expect(await accounts.find(ann.name)).toMatchObject({ disabled: true });
    expect(await new UserStore(database).byId(id)).toMatchObject({ disabled: true });
    expect(await accounts.find(bob.name)).toMatchObject({ disabled: false });
    expect(await registrations.register(participant({ workshop: code }))).toBe('ending');
    expect(await workshops.change(code, { closed: false })).toBe(false);
    expect(await workshops.remove(code)).toBe(false);
    await registrations.remove(code, ann.name);
    expect(await workshops.remove(code)).toBe(true);
    expect(await workshops.find(code)).toBeUndefined();
    expect(await workshops.beginEnd(code)).toBe(false);
  });
});

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { RegistrationStore } from '../../src/users/workshops/registration.store.ts';
import { WorkshopStore } from '../../src/users/workshops/workshop.store.ts';
import { ClusterSecret } from '../../src/workshop/secret/cluster.ts';
import { SecretKeeper } from '../../src/workshop/secret/secret-keeper.ts';
import { freshSqlite } from '../support/databases.ts';
import { startCluster, type FakeCluster } from '../support/kubernetes.ts';
import { newRing, openFresh, type Opened } from './opened.ts';
import { participant, workshop } from './workshops.ts';

const STRANGERS = ['root:$2y$10$aaa', '# kept by the hub', 'zoë:$apr1$bbb', 'ann:{SHA}ccc'];
/** In bytes, as a file is. */
const THEIRS = Buffer.from(`${STRANGERS.join('\n')}\n`).toString('latin1');
const log = pino({ level: 'silent' });

describe('the Secret of workshops', () => {
  let opened: Opened;
  let cluster: FakeCluster;
  let registrations: RegistrationStore;
  let workshops: WorkshopStore;
  let secret: ClusterSecret;
  let spring: string;

  beforeAll(async () => {
    opened = await openFresh({ name: 'sqlite', fresh: freshSqlite });
    registrations = new RegistrationStore(opened.database, newRing());
    workshops = new WorkshopStore(opened.database);
  });
  afterAll(() => opened.close());

  beforeEach(async () => {
    cluster = await startCluster('/api/v1/namespaces/hub/secrets/users', { users: THEIRS, other: 'untouched' });
    secret = new ClusterSecret(cluster.place, { namespace: 'hub', name: 'users', key: 'users' });
    await opened.database.write('DELETE FROM local_accounts RETURNING name');
    const opening = workshop({ places: 150 });
    spring = opening.code;
    await workshops.add(opening);
  });
  afterEach(() => cluster.close());

  const keeper = (): SecretKeeper =>
    new SecretKeeper({ secret, key: 'users', store: 'abc', entries: () => registrations.entries(), log });
  const register = async (count: number): Promise<string[]> => {
    const all = Array.from({ length: count }, () => participant({ workshop: spring }));
    for (const one of all) expect(await registrations.register(one)).toBe('registered');
    return all.map(({ name, htpasswdHash }) => `${name}:${htpasswdHash}`);
  };
  const lines = (): string[] => cluster.text('users').trimEnd().split('\n');

  it('holds ours beside those of others, byte by byte; removal takes only ours', async () => {
    const ours = await register(150);
    await keeper().sync();
    expect(cluster.text('users')).toBe(`${THEIRS}${ours.join('\n')}\n`);
    expect(cluster.text('other')).toBe('untouched');
    await registrations.remove(spring, ours[7]!.split(':')[0]!);
    await keeper().sync();
    expect(lines()).toHaveLength(STRANGERS.length + 149);
    expect(cluster.text('users')).not.toContain(ours[7]);
    await workshops.beginEnd(spring);
    await keeper().sync();
    expect(cluster.text('users')).toBe(THEIRS);
    expect(Object.keys(cluster.secret!.annotations)).toEqual(['kubectl.kubernetes.io/last-applied-configuration']);
  });

  it('leaves a Secret alone that is as it should be', async () => {
    await keeper().sync();
    expect(cluster.calls).toEqual(['GET 200']);
    await register(1);
    await keeper().sync();
    const { resourceVersion } = cluster.secret!;
    await keeper().sync();
    expect(cluster.secret!.resourceVersion).toBe(resourceVersion);
  });

  it('loses nothing of what somebody else writes at the same moment', async () => {
    const ours = await register(2);
    cluster.onceBeforeChange = () => cluster.edit('users', (text) => `${text}late:$2y$10$ddd\n`);
    await keeper().sync();
    expect(cluster.calls).toEqual(['GET 200', 'PATCH 409', 'GET 200', 'PATCH 200']);
    expect(lines().slice(-3)).toEqual(['late:$2y$10$ddd', ...ours]);
  });

  it('is written by several replicas at once while people register', async () => {
    const replicas = [keeper(), keeper()];
    const ours: string[] = [];
    const syncs: Promise<void>[] = [];
    for (let i = 0; i < 10; i += 1) {
      ours.push(...(await register(1)));
      syncs.push(...replicas.map((one) => one.sync()));
    }
    await Promise.all(syncs);
    expect(cluster.text('users')).toBe(`${THEIRS}${ours.join('\n')}\n`);
  });

  it('takes no entry away that another replica wrote after ours were read', async () => {
    const ours = await register(1);
    let isFirst = true;
    const entries = async () => {
      const read = await registrations.entries();
      if (isFirst) {
        isFirst = false;
        ours.push(...(await register(1)));
        await keeper().sync();
      }
      return read;
    };
    await new SecretKeeper({ secret, key: 'users', store: 'abc', entries, log }).sync();
    expect(lines().slice(STRANGERS.length)).toEqual(ours);
  });

  it('never replaces an entry of another, and knows whose it is', async () => {
    await registrations.register(participant({ workshop: spring, name: 'ann', htpasswdHash: '$2y$10$mine' }));
    const one = keeper();
    await one.sync();
    expect(lines().filter((line) => line.startsWith('ann:'))).toEqual(['ann:{SHA}ccc']);
    expect([one.isTheirs('ann'), one.isTheirs('root'), one.isTheirs('nobody')]).toEqual([true, true, false]);
    await registrations.remove(spring, 'ann');
    await one.sync();
    expect(lines()).toContain('ann:{SHA}ccc');
  });

  it('knows its own entries where the annotation was lost, and leaves alone those of another store', async () => {
    const ours = await register(2);
    await keeper().sync();
    cluster.secret!.annotations = {};
    await keeper().sync();
    const entries = [{ name: 'theirs', hash: '$2y$10$eee' }];
    const another = (wanted: typeof entries) =>
      new SecretKeeper({ secret, key: 'users', store: 'def', entries: () => Promise.resolve(wanted), log });
    await another(entries).sync();
    expect(lines().slice(-3)).toEqual([...ours, 'theirs:$2y$10$eee']);
    await another([]).sync();
    expect(lines().slice(-2)).toEqual(ours);
    await registrations.remove(spring, ours[0]!.split(':')[0]!);
    await keeper().sync();
    expect(lines().slice(-1)).toEqual([ours[1]]);
    expect(lines()).toHaveLength(STRANGERS.length + 1);
  });

  it('writes a new password in place of the old one', async () => {
    const [line] = await register(1);
    const name = line!.split(':')[0]!;
    await keeper().sync();
    const password = { password: 'new', accountHash: 'a', htpasswdHash: '$2y$10$new' };
    expect(await registrations.setPassword(spring, name, password)).toBe(true);
    await keeper().sync();
    expect(lines().slice(STRANGERS.length)).toEqual([`${name}:$2y$10$new`]);
  });

  it('takes the token as it is now: it rotates', async () => {
    const one = keeper();
    await one.sync();
    await cluster.rotateToken('second');
    await register(1);
    await one.sync();
    expect(cluster.calls).not.toContain('GET 401');
    expect(lines()).toHaveLength(STRANGERS.length + 1);
  });

  it.each<[string, (fake: FakeCluster) => void, RegExp]>([
    ['no Secret', (fake) => void (fake.secret = undefined), /no Secret users in hub: kubectl/],
    ['no right to read', (fake) => void fake.verbs.delete('get'), /read \(403\).*workshop-secret\.yaml/],
    ['no right to change', (fake) => void fake.verbs.delete('patch'), /changed \(403\)/],
    ['no server', (fake) => void (fake.place = { ...fake.place, port: '1' }), /cannot be reached \(ECONNREFUSED\)/],
    ['no token', (fake) => void (fake.place = { ...fake.place, directory: '/nowhere' }), /token cannot be read/],
  ])('says what is wrong: %s', async (_, spoil, said) => {
    await register(1);
    spoil(cluster);
    secret = new ClusterSecret(cluster.place, { namespace: 'hub', name: 'users', key: 'users' });
    await expect(keeper().sync()).rejects.toThrow(said);
    await expect(keeper().trySync()).resolves.toBeUndefined();
  });
});

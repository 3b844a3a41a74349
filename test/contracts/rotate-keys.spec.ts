import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import expressSession, { type SessionData } from 'express-session';
import { KeyRing } from '../../src/crypto/key-ring.ts';
import { newSecret } from '../../src/crypto/random.ts';
import { sealedColumnsOf } from '../../src/crypto/sealed-column.ts';
import { keyIdOf } from '../../src/crypto/sealed-text.ts';
import { SealingKey } from '../../src/crypto/sealing-key.ts';
import type { Database } from '../../src/database/database.ts';
import { DeviceLinkStore } from '../../src/grants/device/device-link.store.ts';
import { LinkAttemptStore } from '../../src/grants/link/link-attempt.store.ts';
import type { Holder } from '../../src/grants/vault.ts';
import { reportKeys } from '../../src/keys/key-report.ts';
import { rotateKeys, rotatingColumns, type BrokenValue, type Rotation } from '../../src/keys/rotate-keys.ts';
import { SealedValues } from '../../src/keys/sealed-values.ts';
import { RegistrationStore } from '../../src/users/workshops/registration.store.ts';
import { WorkshopStore } from '../../src/users/workshops/workshop.store.ts';
import { DatabaseSessionStore } from '../../src/sessions/session.store.ts';
import { WebhookStore } from '../../src/webhooks/webhook.store.ts';
import { databases } from '../support/databases.ts';
import { Grants } from './granted.ts';
import { granted } from './token-set.ts';
import { addUser, gate, openFresh, type Opened } from './opened.ts';
import { participant, workshop } from './workshops.ts';

const SECRETS = { verifier: 'the verifier', nonce: 'the nonce', proofKey: undefined };
const LIMITS = { idle: 3_600_000, absolute: 36_000_000 };

describe.each(databases)('rotating keys on $name', (kind) => {
  let opened: Opened;
  let database: Database;
  let [old, next]: SealingKey[] = [];
  let before: Grants;
  let after: Grants;
  beforeAll(async () => {
    opened = await openFresh(kind);
    ({ database } = opened);
  });
  afterAll(() => opened.close());
  beforeEach(async () => {
    for (const table of ['users', 'sessions', 'webhooks']) await database.write(`DELETE FROM ${table} RETURNING id`);
    await database.write('DELETE FROM local_accounts RETURNING name');
    [old, next] = [0, 1].map(() => new SealingKey(crypto.getRandomValues(new Uint8Array(32))));
    before = new Grants(database, new KeyRing([old!]));
    after = new Grants(database, new KeyRing([next!]));
  });

  const rotate = (
    steps: { signal?: AbortSignal; batch?: number; onResealed?: (values: number) => void } = {},
    through: Database = database,
  ): Promise<Rotation> =>
    rotateKeys(through.connection, new KeyRing([next!, old!]), {
      signal: new AbortController().signal,
      onResealed: () => undefined,
      onBroken: () => undefined,
      ...steps,
    });
  /** Values by the id of their key. */
  const borne = async (): Promise<Record<string, number>> => {
    const { keys } = await reportKeys(database.connection, []);
    return Object.fromEntries(keys.map(({ id, values }) => [id, Object.values(values).reduce((a, b) => a + b, 0)]));
  };
  const linkMany = async (count: number): Promise<Holder[]> => {
    const userId = await addUser(database);
    const holders: Holder[] = [];
    for (let i = 0; i < count; i += 1) {
      holders.push(await before.linked({ userId, account: `a${i}` }, { refreshToken: `refresh-${i}` }));
    }
    return holders;
  };
  const refreshed = async (grants: Grants, { grantId }: Holder, refreshToken: string, reuseWindow = 0) => {
    const { generation, fence, refresh_token } = await grants.row({ grantId });
    const lease = await grants.refreshes.lease({ id: grantId, generation, fence }, 'test');
    if (lease === undefined || refresh_token === null) throw new Error('no lease');
    const spent = grants.vault.openRefreshToken(refresh_token, lease);
    await grants.refreshes.store(lease, '', granted({ refreshToken }), { refreshToken: spent, reuseWindow });
  };

  it('reaches every place where values are sealed: afterwards the new key alone opens all of them', async () => {
    const ring = new KeyRing([old!]);
    const holder = await before.linked({ ties: { proofKey: 'the proof key' } });
    await refreshed(before, holder, 'refresh-2', 60_000);
    const lease = await before.refreshes.lease(await before.row(holder), 'test');
    await before.refreshes.store(lease!, 'narrow', granted({ accessToken: 'narrow-1', refreshToken: undefined }), {
      refreshToken: 'refresh-2',
      reuseWindow: 0,
    });
    const intent = {
      userId: holder.userId,
      provider: 'idp1',
      version: 'v1' as const,
      returnUrl: 'https://x',
      scope: '',
    };
    const state = await new LinkAttemptStore(database, ring).addState(intent, 'session', SECRETS);
    const link = {
      userId: holder.userId,
      provider: 'idp1',
      scope: '',
      ownLabel: undefined,
      interval: 0,
      expiresIn: 600_000,
    };
    await new DeviceLinkStore(database, ring).add({ ...link, deviceCode: 'the device code' });
    const webhooks = new WebhookStore(database, ring);
    const wish = { url: 'https://receiver.example', description: undefined, events: undefined };
    const webhook = await webhooks.add(wish, 'whsec_b25l');
    await webhooks.rotate(webhook.id, 'whsec_dHdv', 60_000);
    const sid = newSecret();
    const data = { cookie: new expressSession.Cookie(), userId: holder.userId } as SessionData;
    await promised((done) => new DatabaseSessionStore(database, ring, LIMITS).set(sid, data, done));
    const spring = workshop({ keepsPasswords: true });
    await new WorkshopStore(database).add(spring);
    await new RegistrationStore(database, ring).register(participant({ workshop: spring.code, password: 'theirs' }));

    await everyPlaceIsFilledAndDeclared(database, old!.id);
    const values = (await borne())[old!.id];
    expect(await rotate()).toEqual({ resealed: values, broken: [], busy: 0, isDone: true });

    expect(await borne()).toEqual({ [next!.id]: values });
    const newRing = new KeyRing([next!]);
    expect(await after.refreshToken(holder)).toBe('refresh-2');
    expect([await after.accessToken(holder), await after.accessToken(holder, 'narrow')]).toEqual([
      'access-1',
      'narrow-1',
    ]);
    const { dpop_key } = await after.row(holder);
    expect(after.vault.openProofKey(dpop_key!, holder)).toBe('the proof key');
    const bearer = { userId: holder.userId, provider: 'idp1', session: 'session' };
    expect(await new LinkAttemptStore(database, newRing).takeState(state, bearer)).toMatchObject({
      nonce: 'the nonce',
    });
    const devices = new DeviceLinkStore(database, newRing);
    expect((await devices.claim(1)).map((claimed) => devices.open(claimed))).toEqual(['the device code']);
    const signing = new WebhookStore(database, newRing);
    expect(signing.open((await signing.target(webhook.id))!)).toEqual(['whsec_dHdv', 'whsec_b25l']);
    const session = await promised<SessionData | null>((done) =>
      new DatabaseSessionStore(database, newRing, LIMITS).get(sid, done),
    );
    expect(session).toMatchObject({ userId: holder.userId });
    const passwords = await new RegistrationStore(database, newRing).passwords(spring.code);
    expect([...passwords.values()]).toEqual(['theirs']);
  });

  it('leaves generation and fence alone, so that a refresh under way is still stored', async () => {
    const [holder] = await linkMany(1);
    const { generation, fence } = await before.row(holder!);
    const lease = await before.refreshes.lease({ id: holder!.grantId, generation, fence }, 'test');
    await rotate();
    const spent = { refreshToken: 'refresh-0', reuseWindow: 0 };

    expect(await before.refreshes.store(lease!, '', granted({ refreshToken: 'newer' }), spent)).toBe('stored');
    expect(await before.refreshToken(holder!)).toBe('newer');
    await rotate();
    expect(await after.refreshToken(holder!)).toBe('newer');
  });

  it('gives way to a refresh that was stored between reading and writing', async () => {
    const [holder] = await linkMany(1);
    const column = rotatingColumns(database.connection).find(({ name }) => name === 'refresh_token');
    const values = new SealedValues(database.connection, column!);
    const { values: found } = await values.page({ after: undefined, until: undefined }, 10, next!.id);
    const changes = found.map(({ key, sealed }) => ({ key, old: sealed, fresh: 'stale' }));
    await refreshed(before, holder!, 'newer');

    expect(await values.replace(changes)).toBe(0);
    expect(await before.refreshToken(holder!)).toBe('newer');
  });

  it('loses nothing while grants are refreshed all the time', async () => {
    const holders = await linkMany(12);
    const replica = await opened.again();
    const busy = new Grants(replica, new KeyRing([next!, old!]));
    const refreshing = holders.map(async (holder, i) => {
      for (let n = 0; n < 4; n += 1) await refreshed(busy, holder, `refresh-${i}-${n}`);
    });
    await Promise.all([...refreshing, rotate({ batch: 5 })]);
    await rotate({ batch: 5 });

    expect(Object.keys(await borne())).toEqual([next!.id]);
    const tokens = await Promise.all(holders.map((holder) => after.refreshToken(holder)));
    expect(tokens).toEqual(holders.map((_, i) => `refresh-${i}-3`));
  });

  it('goes on where it was stopped', async () => {
    const holders = await linkMany(20);
    const stopping = new AbortController();
    const first = await rotate({ batch: 4, signal: stopping.signal, onResealed: () => stopping.abort() });
    expect(first.isDone).toBe(false);
    expect(first.resealed).toBeGreaterThan(0);
    const left = (await borne())[old!.id]!;
    expect(left).toBe(40 - first.resealed);
    expect(left).toBeGreaterThan(0);
    expect((await rotate({ batch: 4 })).resealed).toBe(left);

    expect(await borne()).toEqual({ [next!.id]: 40 });
    expect(await Promise.all(holders.map((holder) => after.refreshToken(holder)))).toEqual(
      holders.map((_, i) => `refresh-${i}`),
    );
  });

  it('is shared by several at once, which seal each value once', async () => {
    await linkMany(30);
    const others = await Promise.all([opened.again(), opened.again()]);
    const rotations = await Promise.all([database, ...others].map((one) => rotate({ batch: 7 }, one)));

    expect(rotations.reduce((sum, { resealed }) => sum + resealed, 0)).toBe(60);
    expect(rotations.every(({ broken, busy }) => broken.length + busy === 0)).toBe(true);
    expect(await borne()).toEqual({ [next!.id]: 60 });
  });

  it('tells of a value that does not open, leaves it as it is, and goes on', async () => {
    const [broken, lost, whole] = await linkMany(3);
    const moved = (await before.row(whole!)).refresh_token;
    await before.alter(broken!, { refresh_token: moved });
    const foreign = new Grants(database, new KeyRing([new SealingKey(crypto.getRandomValues(new Uint8Array(32)))]));
    await before.alter(lost!, { refresh_token: foreign.vault.sealRefreshToken('x', lost!) });
    const kept = [await before.row(broken!), await before.row(lost!)];
    const rotation = await rotate();

    const told = (holder?: Holder): BrokenValue => ({ table: 'grants', column: 'refresh_token', row: holder!.grantId });
    expect(rotation.broken).toHaveLength(2);
    expect(rotation.broken).toEqual(expect.arrayContaining([told(broken), told(lost)]));
    expect(rotation.resealed).toBe(4);
    expect([await before.row(broken!), await before.row(lost!)]).toEqual(kept);
    expect(await after.refreshToken(whole!)).toBe('refresh-2');
  });

  // SQLite has one writer, who waits for nobody's rows.
  if (kind.name === 'sqlite') return;
  it('passes over a row that somebody holds, and waits for nobody', async () => {
    const [held] = await linkMany(2);
    const [locked, done] = [gate(), gate()];
    const holding = database.transaction(async (statements) => {
      await statements.rows('UPDATE grants SET fence = fence WHERE id = $1 RETURNING id', [held!.grantId]);
      locked.open();
      await done.opened;
    });
    await locked.opened;
    const rotation = await rotate();
    done.open();
    await holding;

    expect(rotation).toMatchObject({ resealed: 3, busy: 1 });
    expect((await rotate()).resealed).toBe(1);
  });
});

/** A column that holds sealed values and is not declared would be forgotten; one that nothing here fills is not tried. */
async function everyPlaceIsFilledAndDeclared(database: Database, keyId: string): Promise<void> {
  const { entityMetadatas } = database.connection.dataSource;
  const declared = sealedColumnsOf(entityMetadatas.map(({ target }) => target));
  const found = new Set<string>();
  for (const { tableName, columns } of entityMetadatas) {
    for (const { databaseName: name, type } of columns) {
      if (type !== 'text') continue;
      const rows = await database.read<{ value: string }>(
        `SELECT ${name} AS value FROM ${tableName} WHERE ${name} IS NOT NULL`,
      );
      if (rows.some(({ value }) => value.length > 40 && keyIdOf(value) === keyId)) found.add(`${tableName}.${name}`);
    }
  }
  const rotating = declared.filter(({ rule }) => rule.staysWithKey !== true);
  expect([...found].sort()).toEqual(rotating.map(({ table, name }) => `${table}.${name}`).sort());
}

function promised<T = void>(task: (done: (error?: unknown, value?: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) =>
    task((error, value) =>
      error === null || error === undefined ? resolve(value as T) : reject(new Error('failed', { cause: error })),
    ),
  );
}

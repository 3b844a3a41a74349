import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { FirstEditionReport } from '../../src/grants/first-edition/outcome.ts';
import { databases, type TestDatabase } from '../support/databases.ts';
import { digestOf, OLD_KEY, oldRow, writeFirstEdition } from '../support/first-edition.ts';
import { databaseOf } from '../support/grants.ts';
import { freePort } from '../support/ports.ts';
import { startStore, type TestStore } from '../support/store.ts';
import { alice, bob, jsonOf, keptGrants, link, linkedOf, rows, signedIn, tokenOf } from './acts.ts';
import { runProgram } from './cli-acts.ts';
import { obtainedElsewhere } from './import-acts.ts';
import { connect, grantsOf } from './v2-acts.ts';

const HOUR = 3_600;
const DAY = 24 * HOUR;
const seconds = () => Math.floor(Date.now() / 1000);

describe.each(databases)('coming from the first edition on $name', ({ fresh }) => {
  let database: TestDatabase;
  let old: TestDatabase;
  let store: TestStore;

  beforeAll(async () => {
    database = await fresh();
    store = await startStore({
      databaseUrl: database.url,
      providers: { strict: { rotation: 'strict' }, other: {}, forever: {} },
      env: { FOREVER_REFRESH_STYLE: 'none', OTHER_IDLE_LIMIT: '30d' },
    });
  });

  afterAll(async () => {
    await store.stop();
    await database.drop();
  });

  beforeEach(async () => {
    old = await fresh();
    await databaseOf(store).write('DELETE FROM users RETURNING id');
    for (const { calls } of Object.values(store.providers)) calls.reset();
  });

  afterEach(() => old.drop());

  const run = (...args: string[]) =>
    runProgram(store, ['import-first-edition', '--from', old.url, '--keys', '1'.repeat(32), ...args]);

  /** @returns the report, without what is zero */
  async function report(...args: string[]) {
    const { status, out, err } = await run('--json', ...args);
    if (err !== '') throw new Error(err);
    const { counts, ...rest } = JSON.parse(out) as FirstEditionReport;
    return { status, ...rest, counts: Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0)) };
  }

  it('tells what would be, then brings grants that work at once, and spends none on the way', async () => {
    const token = await obtainedElsewhere(store, 'strict', alice);
    await writeFirstEdition(old.url, 'refresh_token', [oldRow({ refreshToken: token })]);
    const before = await digestOf(old.url);
    expect(await run()).toEqual({
      status: 0,
      out:
        'Read refresh_token (1 row).\n  1  to be imported\n' +
        'Nothing was written: this was a dry run. Import with --apply.\n',
      err: '',
    });
    expect(await rows(store, 'SELECT id FROM users')).toEqual([]);
    expect(await run('--apply')).toEqual({
      status: 0,
      out: 'Read refresh_token (1 row).\n  1  imported\n',
      err: '',
    });
    expect(store.providers['strict']!.calls.refresh).toBe(0);
    expect(await linkedOf(store)).toEqual(['strict']);
    expect((await tokenOf(store, 'strict')).status).toBe(200);
    expect((await tokenOf(store, 'strict')).status).toBe(200);
    expect(store.providers['strict']!.calls.refresh).toBe(1);
    expect(await digestOf(old.url)).toBe(before);
    expect(await rows(store, "SELECT outcome, provider FROM audit_events WHERE action = 'link'")).toContainEqual({
      outcome: 'imported',
      provider: 'strict',
    });
  });

  it('is of the account that is connected anew, and gives way to it', async () => {
    await writeFirstEdition(old.url, 'refresh_token', [oldRow()]);
    await report('--apply');
    await link(store, await signedIn(store, alice), 'strict', alice);
    expect(await grantsOf(store)).toMatchObject([{ provider: 'strict', default: true, account: { subject: 'alice' } }]);
    expect((await tokenOf(store, 'strict')).status).toBe(200);
    expect((await report('--apply')).counts).toEqual({ imported_before: 1 });
  });

  it('leaves alone what people connected or ended here meanwhile', async () => {
    await connect(store, { provider: 'strict' }, { at: bob });
    await connect(store, { provider: 'other' }, { at: alice });
    await databaseOf(store).write("UPDATE grants SET status = 'revoked' WHERE provider = 'other' RETURNING id");
    const before = await keptGrants(store);
    await writeFirstEdition(old.url, 'refresh_token', [oldRow(), oldRow({ provider: 'other', refreshToken: 'b' })]);
    expect(await report('--apply')).toMatchObject({
      status: 0,
      counts: { connected_here: 2 },
      told: [
        { table: 'refresh_token', id: 1, user: 'alice', provider: 'strict', outcome: 'connected_here' },
        { id: 2, provider: 'other' },
      ],
    });
    expect(await keptGrants(store)).toEqual(before);
  });

  it('knows how long a refresh token lives, and when it wants to be used', async () => {
    const sealedAt = seconds() - DAY;
    const expires_at = seconds() + DAY + 0.25;
    await writeFirstEdition(old.url, 'refresh_token', [
      oldRow({ user_id: 'lives', sealedAt, expires_in: 2 * DAY, expires_at }),
      oldRow({ user_id: 'forever', sealedAt, expires_in: 0, expires_at: 1 }),
      oldRow({ user_id: 'unknown', sealedAt, expires_in: null }),
      oldRow({ user_id: 'idle', sealedAt, provider: 'other' }),
      oldRow({ user_id: 'dead', sealedAt, expires_in: HOUR, expires_at: sealedAt + HOUR }),
    ]);
    expect((await report('--apply')).counts).toEqual({ imported: 4, expired: 1 });
    const kept = await rows(
      store,
      `SELECT u.subject, g.account, g.refresh_expires_at, g.refresh_never_expires, g.next_refresh_at, g.is_default
       FROM grants g JOIN users u ON u.id = g.user_id`,
    );
    const of = (subject: string) => kept.find((row) => row['subject'] === subject)!;
    expect(of('lives')).toMatchObject({ account: 'lives', refresh_expires_at: Math.round(expires_at * 1000) });
    expect(Number(of('lives')['next_refresh_at'])).toBeGreaterThan(sealedAt * 1000);
    expect(Number(of('lives')['next_refresh_at'])).toBeLessThan(expires_at * 1000);
    expect(Boolean(of('lives')['refresh_never_expires'])).toBe(false);
    expect(of('forever')).toMatchObject({ refresh_expires_at: null, next_refresh_at: null });
    expect(Boolean(of('forever')['refresh_never_expires'])).toBe(true);
    expect(of('unknown')).toMatchObject({ refresh_expires_at: null, next_refresh_at: null });
    expect(Boolean(of('unknown')['refresh_never_expires'])).toBe(false);
    expect(Number(of('idle')['next_refresh_at'])).toBeGreaterThan((sealedAt + 15 * DAY) * 1000);
    expect(kept.every((row) => Boolean(row['is_default']))).toBe(true);
  });

  it('takes the newest of several, however they lie in the table', async () => {
    const now = seconds();
    const token = await obtainedElsewhere(store, 'strict', alice);
    await writeFirstEdition(old.url, 'refresh_token', [
      oldRow({ refreshToken: 'older', sealedAt: now - 60 }),
      oldRow({ refreshToken: token, sealedAt: now }),
      oldRow({ refreshToken: 'oldest', sealedAt: now - 120 }),
      oldRow({ token: Buffer.from('newest, and broken') }),
    ]);
    const { counts, told } = await report('--apply');
    expect(counts).toEqual({ imported: 1, duplicate: 2, not_sealed: 1 });
    expect(told.map(({ id, outcome }) => [id, outcome])).toEqual([
      [1, 'duplicate'],
      [3, 'duplicate'],
      [4, 'not_sealed'],
    ]);
    expect((await tokenOf(store, 'strict')).status).toBe(200);
  });

  it('reads the older table too, whose ends are those of the token before, with keys between semicolons', async () => {
    const key = Buffer.from('2'.repeat(32));
    const past = seconds() - DAY;
    await writeFirstEdition(old.url, 'refresh_tokens', [
      oldRow({ key, expires_in: DAY, expires_at: past }),
      oldRow({ user_id: 'bob', key: OLD_KEY }),
      oldRow({ user_id: 'carol', token: Buffer.from('a refresh token as it is') }),
    ]);
    await writeFirstEdition(old.url, 'refresh_token', [oldRow({ refreshToken: 'newer' })]);
    const directory = await mkdtemp(join(tmpdir(), 'tokenstore-keys-'));
    const file = join(directory, 'keys');
    await writeFile(file, `${key.toString('hex')};${OLD_KEY.toString('base64')}\n`);
    const { out } = await runProgram(store, [
      ...['import-first-edition', '--from', old.url, '--keys-file', file, '--apply', '--json'],
    ]);
    await rm(directory, { recursive: true });
    expect(JSON.parse(out)).toMatchObject({
      tables: { refresh_token: 1, refresh_tokens: 3 },
      counts: { imported: 2, duplicate: 1, not_sealed: 1 },
    });
    expect(
      await rows(
        store,
        'SELECT u.subject, g.account FROM grants g JOIN users u ON u.id = g.user_id ORDER BY u.subject',
      ),
    ).toEqual([
      { subject: 'alice', account: 'alice' },
      { subject: 'bob', account: '' },
    ]);
  });

  it('sets aside what it cannot take, and tells each by its row', async () => {
    await writeFirstEdition(old.url, 'refresh_token', [
      oldRow({ key: Buffer.from('9'.repeat(32)) }),
      oldRow({ token: null }),
      oldRow({ user_id: null }),
      oldRow({ provider: '' }),
      oldRow({ user_id: 'a\u001bb' }),
      oldRow({ refreshToken: '' }),
      oldRow({ provider: 'gone\u0007' }),
      oldRow({ provider: 'forever' }),
      oldRow({ user_id: 'leaver' }),
      oldRow({ user_id: 'mallory' }),
    ]);
    await databaseOf(store).write(
      `INSERT INTO users (id, issuer, subject, created_at, seen_at, disabled_at)
       VALUES ('leaver', '${store.login.issuer}', 'leaver', 1, 1, 1) RETURNING id`,
    );
    const { status, counts, told } = await report('--apply');
    expect({ status, counts }).toEqual({
      status: 1,
      counts: {
        ...{ imported: 1, does_not_open: 1, incomplete: 3, unusable: 2, unknown_provider: 1, no_refresh_tokens: 1 },
        user_disabled: 1,
      },
    });
    expect(told.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const { out } = await run();
    expect(out).toContain('\n  does not open with these keys\n    refresh_token 1\n');
    expect(out).toContain('    gone : 1 row\n');
    expect(out).not.toMatch(/[^\n\P{Cc}]/u);
    expect(out.split('\n').every((line) => line.length <= 80)).toBe(true);
  });

  it('gives nobody a token that is another’s', async () => {
    await writeFirstEdition(old.url, 'refresh_token', [oldRow({ refreshToken: 'the same' })]);
    await report('--apply');
    await old.drop();
    old = await fresh();
    await writeFirstEdition(old.url, 'refresh_token', [oldRow({ user_id: 'mallory', refreshToken: 'the same' })]);
    expect(await report('--apply')).toMatchObject({ status: 1, counts: { anothers: 1 } });
    expect(await grantsOf(store, '', 'mallory')).toEqual([]);
  });

  it('finds providers by their new names', async () => {
    await writeFirstEdition(old.url, 'refresh_token', [oldRow({ provider: 'idp1' }), oldRow({ provider: 'strict' })]);
    expect((await report()).counts).toEqual({ ready: 1, unknown_provider: 1 });
    expect((await report('--apply', '--map', 'idp1=other')).counts).toEqual({ imported: 2 });
    expect((await linkedOf(store)).toSorted()).toEqual(['other', 'strict']);
  });

  it.each([
    ['no old=new', ['--map', 'idp1'], /--map idp1 is not old=new/],
    ['a provider that is not there', ['--map', 'idp1=nowhere'], /no provider nowhere; there are strict, other/],
    ['keys that are none', ['--keys', 'secret-key'], /32 characters/],
    ['two sources of keys', ['--keys-file', '/nowhere'], /Either --keys or --keys-file/],
    ['both to write and not to', ['--apply', '--dry-run'], /Either --apply or --dry-run/],
    [
      'a file that is not there',
      ['--from', 'sqlite:////nowhere/old.db'],
      /\/nowhere\/old.db cannot be read \(ENOENT\)/,
    ],
    ['another kind of database', ['--from', 'mysql://u:secret-password@h/d'], /--from is not sqlite/],
    ['an option that is none', ['--force'], /unknown option/],
  ])('refuses %s in one line', async (_, args, words) => {
    await writeFirstEdition(old.url, 'refresh_token', [oldRow()]);
    const { status, out, err } = await run(...args);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toMatch(/^[^\n]+\n$/);
    expect(err).toMatch(words);
    expect(err).not.toMatch(/secret-(key|password)/);
  });

  it('says in one line that it is another database, or none', async () => {
    expect(await run('--from', database.url)).toMatchObject({
      ...{ status: 78, out: '' },
      err: 'This is no database of the first edition: it has no table refresh_token or refresh_tokens.\n',
    });
    const away = `postgresql://u:secret-password@127.0.0.1:${await freePort()}/old`;
    const { status, err } = await run('--from', away);
    expect(status).toBe(69);
    expect(err).toMatch(/^The database to read from cannot be read: [^\n]+\n$/);
    expect(err).not.toContain('secret-password');
  });

  it('takes its addresses and keys from the environment, and tries the store’s own keys else', async () => {
    await writeFirstEdition(old.url, 'refresh_token', [oldRow({ key: Buffer.from('aa'.repeat(32), 'hex') })]);
    const ask = async (env: Record<string, string>) => {
      const environment = { ...store.environment, FIRST_EDITION_DATABASE_URL: old.url, ...env };
      return runProgram({ environment }, ['import-first-edition', '--json']);
    };
    expect(JSON.parse((await ask({})).out)).toMatchObject({ counts: { ready: 1 } });
    const other = await ask({ FIRST_EDITION_CRYPTOKEY: OLD_KEY.toString('hex') });
    expect(JSON.parse(other.out)).toMatchObject({ counts: { does_not_open: 1 } });
  });

  it('brings ten thousand rows, some broken; the counts add up, and a second time nothing is doubled', async () => {
    const all = Array.from({ length: 10_000 }, (_, i) => {
      const row = { user_id: `user ${i}`, refreshToken: `token ${i}`, provider: i % 2 === 0 ? 'strict' : 'other' };
      if (i % 100 === 7) return oldRow({ ...row, key: Buffer.from('9'.repeat(32)) });
      if (i % 100 === 8) return oldRow({ ...row, provider: 'gone' });
      if (i % 100 === 9)
        return oldRow({ ...row, user_id: `user ${i - 2}`, provider: 'other', token: Buffer.from('?') });
      return oldRow(row);
    });
    await writeFirstEdition(old.url, 'refresh_token', all);
    const broken = { does_not_open: 100, unknown_provider: 100, not_sealed: 100 };
    expect(await report()).toMatchObject({ status: 1, rows: 10_000, counts: { ready: 9_700, ...broken } });
    expect(await report('--apply')).toMatchObject({ status: 1, counts: { imported: 9_700, ...broken } });
    expect(await report('--apply')).toMatchObject({ counts: { imported_before: 9_700, ...broken } });
    expect(await rows(store, 'SELECT count(*) AS count FROM grants')).toEqual([{ count: 9_700 }]);
    const audited = await rows(
      store,
      "SELECT count(*) AS count FROM audit_events e JOIN grants g ON g.id = e.grant_id WHERE e.outcome = 'imported'",
    );
    expect(audited).toEqual([{ count: 9_700 }]);
    expect(jsonOf(await tokenOf(store, 'strict', 'user 0'))).toMatchObject({ code: 'reauth_required' });
  }, 180_000);
});

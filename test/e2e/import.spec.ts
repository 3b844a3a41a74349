import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ImportGrant } from '../../src/grants/import/import-grant.ts';
import type { ImportLine } from '../../src/grants/import/import-line.ts';
import { ProviderCatalogue } from '../../src/providers/catalogue.ts';
import { databases, type TestDatabase } from '../support/databases.ts';
import { answerInstead, answers, delay, dropAnswer } from '../support/faults.ts';
import { databaseOf, endRest } from '../support/grants.ts';
import type { IdentityProvider } from '../support/identity-provider.ts';
import { startStore, type TestStore } from '../support/store.ts';
import { alice, auditWritten, bearer, bob, expectProblem, jsonOf, keptGrants, rows, tokenOf } from './acts.ts';
import { roleBearer } from './api-key-acts.ts';
import { runProgram } from './cli-acts.ts';
import { importGrant, obtainedElsewhere } from './import-acts.ts';
import { connect, grantsOf, idOf } from './v2-acts.ts';

describe.each(databases)('importing grants on $name', ({ fresh }) => {
  let database: TestDatabase;
  let store: TestStore;
  let admin: Record<string, string>;
  let strict: IdentityProvider;

  beforeAll(async () => {
    database = await fresh();
    store = await startStore({
      databaseUrl: database.url,
      providers: { strict: { rotation: 'strict' }, one: {}, forever: {}, window: { rotation: 'never' } },
      env: { ADMIN_ROLES: 'boss', ONE_ACCOUNTS: 'one', FOREVER_REFRESH_STYLE: 'none', WINDOW_REUSE_WINDOW: '10m' },
    });
    strict = store.providers['strict']!;
  });

  afterAll(async () => {
    await store.stop();
    await database.drop();
  });

  beforeEach(async () => {
    await databaseOf(store).write('DELETE FROM users RETURNING id');
    admin = await roleBearer(store, 'root', ['boss']);
    for (const { intercept, calls } of Object.values(store.providers)) {
      intercept.clear();
      calls.reset();
    }
  });

  const line = async (more: Record<string, unknown> = {}) => ({
    user: { subject: 'alice' },
    provider: 'strict',
    refresh_token: await obtainedElsewhere(store, 'strict', alice),
    ...more,
  });
  const take = async (wish: Record<string, unknown>) => (await importGrant(store, admin, wish)).body;
  const grantRows = () => rows(store, 'SELECT id, account, status, is_default FROM grants');

  it('takes a refresh token for somebody who has not been here yet, and serves from it', async () => {
    const body = await take(await line({ label: 'Old job' }));
    expect(body).toEqual({ status: 'imported', grant_id: expect.any(String), reason: null });
    expect(strict.calls.refresh).toBe(1);
    expect(await grantsOf(store)).toMatchObject([
      {
        id: body['grant_id'],
        ...{ provider: 'strict', status: 'active', default: true, label: 'Old job' },
        account: { subject: 'alice', label: 'alice@example.org' },
        scopes: { missing: [] },
      },
    ]);
    expect((await tokenOf(store, 'strict')).status).toBe(200);
    expect(strict.calls.refresh).toBe(1);
    await auditWritten(store);
    expect(await rows(store, "SELECT outcome, provider FROM audit_events WHERE action = 'link'")).toEqual(
      expect.arrayContaining([{ outcome: 'imported', provider: 'strict' }]),
    );
    expect(store.logged()).not.toContain((await line())['refresh_token']);
  });

  it('spends the same token once, however often it is brought, and by however many at once', async () => {
    const wish = await line();
    const all = await Promise.all(Array.from({ length: 6 }, () => take(wish)));
    const [{ grant_id: id }] = all as [Record<string, unknown>];
    expect(new Set(all.map((body) => body['grant_id']))).toEqual(new Set([id]));
    expect(strict.calls.refresh).toBe(1);
    const before = await keptGrants(store);
    expect(await take(wish)).toEqual({ status: 'already_there', grant_id: id, reason: null });
    expect(await keptGrants(store)).toEqual(before);
    expect(strict.calls.refresh).toBe(1);
    expect(strict.calls.refreshes.every(({ outcome }) => outcome === 'ok')).toBe(true);
  });

  it('does not give one person what was imported for another', async () => {
    const wish = await line();
    await take(wish);
    expect(await take({ ...wish, user: { subject: 'bob' } })).toMatchObject({ status: 'refused', reason: 'anothers' });
    expect(await grantsOf(store, '', 'bob')).toEqual([]);
  });

  it('leaves a grant alone that works: unasked where the line names the account, else once it is known', async () => {
    await connect(store, { provider: 'strict' }, { at: alice });
    const id = await idOf(store, 'strict', 'alice');
    const wish = await line();
    const before = await keptGrants(store);
    strict.calls.reset();
    expect(await take({ ...wish, account: 'alice' })).toMatchObject({ status: 'already_there', grant_id: id });
    expect(strict.calls.refresh).toBe(0);
    expect(await take(wish)).toMatchObject({ status: 'already_there', grant_id: id });
    expect(await take(wish)).toMatchObject({ status: 'already_there', grant_id: id });
    expect(strict.calls.refresh).toBe(1);
    expect(await keptGrants(store)).toEqual(before);
  });

  it.each(['reauth_required', 'revoked'])('takes the place of a grant that is %s', async (status) => {
    await connect(store, { provider: 'strict', label: 'Mine' }, { at: alice });
    await databaseOf(store).write(`UPDATE grants SET status = '${status}', reason = 'refused' RETURNING id`);
    const body = await take(await line());
    expect(body).toMatchObject({ status: 'imported' });
    expect(await grantsOf(store)).toMatchObject([
      { id: body['grant_id'], label: 'Mine', default: true, account: { subject: 'alice' } },
    ]);
    expect(await grantRows()).toHaveLength(1);
  });

  it.each([
    ['does not take', answerInstead(answers.invalidGrant), 'refused'],
    ['refuses the store', answerInstead(answers.invalidClient), 'provider_misconfigured'],
    ['is out of order', answerInstead({ status: 429 }), 'provider_unavailable'],
  ])('leaves nothing of a token that the provider %s', async (_, fault, reason) => {
    const wish = await line();
    strict.intercept.always('refresh', fault);
    expect(await take(wish)).toEqual({ status: 'refused', grant_id: null, reason });
    expect(await grantRows()).toEqual([]);
    strict.intercept.clear();
    expect(await take(wish)).toMatchObject({ status: 'imported' });
  });

  it('keeps a token whose answer was lost, and finishes it the next time', async () => {
    const wish = {
      ...(await line()),
      provider: 'window',
      refresh_token: await obtainedElsewhere(store, 'window', alice),
    };
    const { intercept, calls } = store.providers['window']!;
    intercept.once('refresh', dropAnswer());
    const pending = await take(wish);
    expect(pending).toMatchObject({ status: 'pending', grant_id: expect.any(String) });
    await endRest(store);
    expect(await take(wish)).toEqual({ ...pending, status: 'imported' });
    expect(calls.refresh).toBe(2);
    expect(await grantRows()).toMatchObject([{ account: 'alice', status: 'active' }]);
  });

  it('has stored the token before it is sent', async () => {
    const gate = Promise.withResolvers<undefined>();
    const sent = strict.intercept.once('refresh', delay(gate.promise));
    const taking = take(await line());
    await sent.reached;
    expect(await rows(store, 'SELECT status, is_default, refresh_token IS NOT NULL AS held FROM grants')).toHaveLength(
      1,
    );
    gate.resolve(undefined);
    expect(await taking).toMatchObject({ status: 'imported' });
  });

  it('does not link an account that the line, or ACCOUNTS, does not allow', async () => {
    const wrong = { status: 'refused', reason: 'wrong_account' };
    expect(await take(await line({ account: 'bob' }))).toMatchObject(wrong);
    await connect(store, { provider: 'one' }, { at: bob });
    const refresh_token = await obtainedElsewhere(store, 'one', alice);
    expect(await take(await line({ provider: 'one', refresh_token }))).toMatchObject(wrong);
    expect(await grantRows()).toMatchObject([{ account: 'bob' }]);
  });

  it.each([
    ['a provider that is not there', { provider: 'nowhere' }, 'unknown_provider'],
    ['a provider that gives no refresh tokens', { provider: 'forever' }, 'no_refresh_tokens'],
    ['an unknown id', { user: 'nobody' }, 'unknown_user'],
    ['somebody of another issuer', { user: { issuer: 'https://elsewhere.example', subject: 'alice' } }, 'unknown_user'],
  ])('refuses %s, and sends nothing', async (_, more, reason) => {
    expect(await take(await line(more))).toMatchObject({ status: 'refused', reason });
    expect(strict.calls.refresh).toBe(0);
    expect(await grantRows()).toEqual([]);
  });

  it('is for administrators, and says what is wrong with a line without repeating it', async () => {
    const wish = await line();
    expectProblem((await importGrant(store, await bearer(store, 'alice'), wish)).answer, 403, 'forbidden');
    const { answer } = await importGrant(store, admin, { ...wish, refresh_token: 'a\nb', colour: 'secret' });
    expectProblem(answer, 400, 'invalid_request');
    expect(answer.body).not.toContain('secret');
    expect(jsonOf(answer)['errors']).toEqual(
      expect.arrayContaining([expect.objectContaining({ path: 'refresh_token' })]),
    );
  });

  it('stays within the provider’s budget: without room nothing is kept or sent', async () => {
    const { budget } = store.service.app.get(ProviderCatalogue, { strict: false }).get('strict');
    const wish = (await line()) as ImportLine;
    while (budget.available > 0) budget.spend();
    const importGrant = store.service.app.get(ImportGrant, { strict: false });
    const reason = 'provider_unavailable';
    expect(await importGrant.import(wish, undefined, 0)).toEqual({ status: 'refused', reason });
    expect(strict.calls.refresh).toBe(0);
    expect(await grantRows()).toEqual([]);
    expect(await importGrant.import(wish, undefined, 10_000)).toMatchObject({ status: 'imported' });
  });

  describe('by the command line', () => {
    let directory: string;

    beforeAll(async () => {
      directory = await mkdtemp(join(tmpdir(), 'tokenstore-import-'));
    });

    afterAll(() => rm(directory, { recursive: true }));

    it('says what became of each line, and ends with 1 where one was refused', async () => {
      const good = await line();
      const file = join(directory, 'lines');
      const secret = 'a-token-that-nobody-may-see';
      const lines = [JSON.stringify(good), '', `{"refresh_token": "${secret}"`, JSON.stringify({ ...good, user: 7 })];
      await writeFile(file, [...lines, JSON.stringify({ ...good, refresh_token: secret })].join('\n'));
      const first = await runProgram(store, ['grants', 'import', file]);
      expect(first.out.split('\n').sort()).toEqual([
        '',
        '1 imported, 0 already there, 0 pending, 3 refused',
        expect.stringMatching(/^line 1: imported as [0-9a-f-]{36}$/),
        'line 3: refused: is not JSON',
        'line 4: refused: user is neither an id nor {subject}',
        expect.stringMatching(/^line 5: refused \(refused\): /),
      ]);
      expect(first).toMatchObject({ status: 1, err: '' });
      expect(first.out).not.toContain(secret);
      expect(first.out).not.toContain(good['refresh_token']);
      expect((await tokenOf(store, 'strict')).status).toBe(200);

      await writeFile(file, lines[0]!);
      const again = await runProgram(store, ['grants', 'import', file]);
      expect(again).toMatchObject({ status: 0, out: expect.stringContaining('0 imported, 1 already there') });
      await auditWritten(store);
      expect(
        await rows(store, "SELECT actor_kind FROM audit_events WHERE action = 'link' AND outcome = 'imported'"),
      ).toEqual(expect.arrayContaining([{ actor_kind: 'store' }]));
    });

    it('says in one line that a file is not there', async () => {
      const done = await runProgram(store, ['grants', 'import', join(directory, 'nothing')]);
      expect(done).toMatchObject({ status: 2, out: '', err: expect.stringMatching(/^[^\n]+ENOENT[^\n]+\n$/) });
    });
  });
});

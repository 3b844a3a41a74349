import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Command } from 'commander';
import { completionOf, SHELLS } from '../../src/cli/completion.ts';
import { createProgram } from '../../src/cli/program.ts';
import { databases, freshSqlite, type TestDatabase } from '../support/databases.ts';
import { databaseOf } from '../support/grants.ts';
import { freePort } from '../support/ports.ts';
import { startStore, type TestStore } from '../support/store.ts';
import { alice, bob, call, expectProblem, link, rows, signedIn, tokenOf } from './acts.ts';
import { runProgram } from './cli-acts.ts';
import { grantsOf, idOf } from './v2-acts.ts';

describe.each(databases)('the command line beside a service on $name', ({ fresh }) => {
  let database: TestDatabase;
  let store: TestStore;

  beforeAll(async () => {
    database = await fresh();
    store = await startStore({ databaseUrl: database.url, providers: { idp1: {}, idp2: {} } });
  });

  afterAll(async () => {
    await store.stop();
    await database.drop();
  });

  beforeEach(async () => {
    await databaseOf(store).write('DELETE FROM users RETURNING id');
    await databaseOf(store).write('DELETE FROM clients RETURNING id');
    await databaseOf(store).write('DELETE FROM sessions RETURNING id');
    for (const { calls } of Object.values(store.providers)) calls.reset();
  });

  const run = (...args: string[]) => runProgram(store, args);
  const jsonOf = async (...args: string[]): Promise<unknown> => {
    const { status, out, err } = await run(...args, '--json');
    if (status !== 0) throw new Error(err);
    return JSON.parse(out);
  };

  it('shows a user by id and by subject, and lists all', async () => {
    await link(store, await signedIn(store, alice), 'idp1', alice);
    const [{ id } = { id: '' }] = (await jsonOf('users', 'list', '--all')) as { id: string }[];
    expect(await jsonOf('users', 'show', 'alice')).toMatchObject({
      ...{ id, subject: 'alice', issuer: store.login.issuer, api_keys: 0 },
      grants: [{ provider: 'idp1', status: 'active' }],
    });
    expect(await jsonOf('users', 'show', id)).toMatchObject({ subject: 'alice' });
    const { out } = await run('users', 'show', 'alice');
    expect(out).toMatch(/^subject +alice$/m);
    expect(out).toMatch(/^ {2}\S+ +idp1 +active +alice@example.org$/m);
    expect((await run('users', 'list', '--all')).out).toMatch(/alice/);
  });

  it('does not guess which of two users is meant', async () => {
    await databaseOf(store).write(
      `INSERT INTO users (id, issuer, subject, created_at, seen_at)
       VALUES ('one', 'https://a.example', 'twin', 1, 1), ('two', 'https://b.example', 'twin', 1, 1) RETURNING id`,
    );
    expect(await run('users', 'show', 'twin')).toEqual({
      status: 2,
      out: '',
      err: 'Several issuers have a twin; say which by its id: one (https://a.example), two (https://b.example)\n',
    });
    expect(await run('users', 'show', 'one')).toMatchObject({ status: 0 });
  });

  it('removes a user, at the providers first, and the service knows at once', async () => {
    const browser = await signedIn(store, alice);
    await link(store, browser, 'idp1', alice);
    await link(store, browser, 'idp2', alice);
    const { out: key } = await run('apikey', 'create', '--user', 'alice', '--name', 'k', '--scope', 'token');
    expect(await run('users', 'remove', 'alice')).toMatchObject({
      ...{ status: 2, out: '' },
      err: expect.stringMatching(/^Remove alice \(.+\), and end 2 grants\? Nobody is there to answer: say --yes.\n$/),
    });
    expect(await grantsOf(store)).toHaveLength(2);
    expect(await run('users', 'remove', 'alice', '--yes')).toEqual({
      ...{ status: 0, out: 'alice is removed, with 2 grants.\n', err: '' },
    });
    expect(store.providers['idp1']!.calls.revocation).toBeGreaterThan(0);
    expect(store.providers['idp2']!.calls.revocation).toBeGreaterThan(0);
    for (const table of ['users', 'grants', 'api_keys', 'sessions']) {
      expect(
        await rows(store, `SELECT * FROM ${table}${table === 'sessions' ? ' WHERE user_id IS NOT NULL' : ''}`),
      ).toEqual([]);
    }
    expectProblem(
      await call(`${store.base}/api/v2/grants`, { headers: { authorization: `Bearer ${key.trim()}` } }),
      ...([401, 'unauthenticated'] as const),
    );
    expect(await rows(store, "SELECT actor_kind FROM audit_events WHERE outcome = 'user removed'")).toContainEqual({
      actor_kind: 'store',
    });
  });

  it('lists, exports and ends grants; no token is among what it tells', async () => {
    await link(store, await signedIn(store, alice), 'idp1', alice);
    await link(store, await signedIn(store, bob), 'idp2', bob);
    const held = await tokenOf(store, 'idp1');
    const id = await idOf(store, 'idp1', 'alice');
    expect(await jsonOf('grants', 'list', '--user', 'alice')).toMatchObject([{ id, provider: 'idp1' }]);
    expect(await jsonOf('grants', 'list', '--provider', 'idp2', '--status', 'active')).toHaveLength(1);
    expect((await run('grants', 'list')).out).toMatch(new RegExp(`^${id} +idp1 +active +`, 'm'));
    const [{ id: bobs }] = (await jsonOf('grants', 'list', '--user', 'bob')) as [{ id: string }];
    const { out } = await run('grants', 'export');
    const exported = out.trimEnd().split('\n');
    expect(exported.map((line) => (JSON.parse(line) as { provider: string }).provider).toSorted()).toEqual([
      'idp1',
      'idp2',
    ]);
    expect(out).not.toContain(String((JSON.parse(held.body) as Record<string, unknown>)['access_token']));
    expect(out).not.toMatch(/token"/);
    expect(await run('grants', 'revoke', id)).toMatchObject({ status: 0, out: `${id}: revoked\n` });
    expectProblem(await tokenOf(store, 'idp1'), 400, 'not_linked');
    expect(store.providers['idp1']!.calls.revocation).toBeGreaterThan(0);
    expect(await run('grants', 'revoke', id)).toMatchObject({ status: 0, out: `${id}: ended before\n` });
    expect(await run('grants', 'revoke', bobs, 'nothing')).toMatchObject({
      ...{ status: 2, out: '', err: 'There is no grant nothing: nothing was changed.\n' },
    });
    expect((await tokenOf(store, 'idp2', 'bob')).status).toBe(200);
  });

  it('keeps clients: the secret alone is printed, and counts at once', async () => {
    const added = await run('clients', 'add', 'portal', '--name', 'The portal');
    expect(added).toMatchObject({ status: 0, out: expect.stringMatching(/^tsc_\w+\n$/) });
    const basic = (secret: string) => `Basic ${Buffer.from(`portal:${secret.trim()}`).toString('base64')}`;
    const exchange = async (secret: string) =>
      call(`${store.base}/oauth/token`, {
        method: 'POST',
        headers: { authorization: basic(secret), 'content-type': 'application/x-www-form-urlencoded' },
        body: 'grant_type=nothing',
      });
    expect((await exchange(added.out)).body).toContain('unsupported_grant_type');
    const renewed = await run('clients', 'secret', 'portal');
    expect((await exchange(added.out)).body).toContain('invalid_client');
    expect((await exchange(renewed.out)).body).toContain('unsupported_grant_type');
    expect(await jsonOf('clients', 'list')).toMatchObject([{ id: 'portal', name: 'The portal', has_secret: true }]);
    expect((await run('clients', 'list')).out).toMatch(/^portal +The portal +database +secret$/m);
    expect(await run('clients', 'add', 'portal')).toMatchObject({
      status: 2,
      out: '',
      err: 'id: is that of another client\n',
    });
    expect(await run('clients', 'remove', 'portal')).toMatchObject({ status: 2, out: '' });
    expect(await run('clients', 'remove', 'portal', '--yes')).toMatchObject({ status: 0, out: 'portal is removed.\n' });
    expect((await exchange(renewed.out)).body).toContain('invalid_client');
    expect(await run('clients', 'secret', 'portal')).toMatchObject({ status: 2, err: 'There is no such client.\n' });
  });

  it('keeps API keys: the key alone is printed, counts at once, and is refused once it is revoked', async () => {
    await link(store, await signedIn(store, alice), 'idp1', alice);
    const made = await run(
      ...['apikey', 'create', '--user', 'alice', '--name', 'backup', '--scope', 'token', '--scope', 'grants:read'],
      ...['--provider', 'idp1', '--expires-in', '90d'],
    );
    expect(made).toMatchObject({ status: 0, out: expect.stringMatching(/^tsk_\w+\n$/) });
    const headers = { authorization: `Bearer ${made.out.trim()}` };
    expect((await call(`${store.base}/api/v2/grants`, { headers })).status).toBe(200);
    const [key] = (await jsonOf('apikey', 'list', '--user', 'alice')) as Record<string, unknown>[];
    expect(key).toMatchObject({ name: 'backup', scopes: ['token', 'grants:read'], providers: ['idp1'] });
    const day = 86_400;
    expect(Number(key!['expires_at']) - Number(key!['created_at'])).toBe(90 * day);
    const { out } = await run('apikey', 'list');
    expect(out).toContain(String(key!['id']));
    expect(out).not.toContain(made.out.trim());
    expect(await run('apikey', 'revoke', made.out.trim())).toMatchObject({
      status: 0,
      out: `${String(key!['id'])} is revoked.\n`,
    });
    expectProblem(await call(`${store.base}/api/v2/grants`, { headers }), 401, 'unauthenticated');
    expect(await run('apikey', 'revoke', String(key!['id']))).toMatchObject({
      status: 2,
      err: 'There is no such key.\n',
    });
  });

  it('gives clients keys of their own', async () => {
    await run('clients', 'add', 'portal');
    expect(await run('apikey', 'create', '--client', 'portal', '--name', 'k')).toMatchObject({ status: 0 });
    expect(await jsonOf('apikey', 'list', '--client', 'portal')).toMatchObject([
      { client: 'portal', scopes: ['token', 'act-as'] },
    ]);
  });

  it.each([
    ['a key of nobody', ['apikey', 'create', '--name', 'k', '--scope', 'token'], /--user or --client/],
    ['a key of two', ['apikey', 'create', '--name', 'k', '--user', 'a', '--client', 'b'], /Either --user or --client/],
    [
      'a key of an unknown client',
      ['apikey', 'create', '--name', 'k', '--client', 'b'],
      /client: there is no such client/,
    ],
    ['a key without a name', ['apikey', 'create', '--client', 'b'], /--name/],
    [
      'a key without an end that is one',
      ['apikey', 'create', '--name', 'k', '--client', 'b', '--expires-in', 'soon'],
      /soon/,
    ],
    ['an unknown user', ['users', 'show', 'nobody'], /no user nobody/],
    ['an unknown user to be removed', ['users', 'remove', 'nobody', '--yes'], /no user nobody/],
    ['a client with a name that is none', ['clients', 'add', 'a b'], /^id: /],
    ['a state that is none', ['grants', 'list', '--status', 'good'], /Allowed choices/],
    ['a time that is none', ['audit', 'export', '--since', 'yesterday'], /"yesterday" is no time/],
    ['workshops where WORKSHOP is off', ['workshop', 'list'], /set WORKSHOP to true/],
    ['an unknown command', ['user'], /unknown command 'user'/],
    ['an unknown shell', ['completion', 'tcsh'], /bash, zsh, fish/],
  ])('refuses %s in one line, with status 2', async (_, args, words) => {
    const { status, out, err } = await run(...args);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toMatch(words);
    expect(err).toMatch(/^[^\n]+\n$/);
  });

  it('exports the audit in its order, and removes its old end', async () => {
    await databaseOf(store).write('DELETE FROM audit_events RETURNING id');
    const day = 86_400_000;
    const now = Date.now();
    const all = Array.from(
      { length: 450 },
      (_, i) => `('${String(i).padStart(4, '0')}', ${now - (449.5 - i) * day}, 'token', 'given', 'store')`,
    );
    await databaseOf(store).write(
      `INSERT INTO audit_events (id, at, action, outcome, actor_kind) VALUES ${all.join(', ')} RETURNING id`,
    );
    const ids = async (...args: string[]) =>
      (await run('audit', 'export', ...args)).out
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => Number((JSON.parse(line) as { id: string }).id));
    expect(await ids()).toEqual(Array.from({ length: 450 }, (_, i) => i));
    expect(await ids('--since', String(Math.floor((now - 9 * day) / 1000)))).toEqual([
      441, 442, 443, 444, 445, 446, 447, 448, 449,
    ]);
    expect(await ids('--since', '400d', '--until', '397d')).toHaveLength(3);
    expect(await run('audit', 'prune')).toMatchObject({ status: 2, out: '' });
    expect(await run('audit', 'prune', '--yes')).toMatchObject({ status: 0, out: 'Removed: 50 events.\n' });
    expect(await run('audit', 'prune', '--until', '10d', '--yes')).toMatchObject({
      out: expect.stringMatching(/^Removed: 390 events/),
    });
    expect(
      await run('audit', 'prune', '--until', new Date(now + day).toISOString().slice(0, 10), '--yes'),
    ).toMatchObject({
      status: 0,
    });
    expect(await rows(store, "SELECT id FROM audit_events WHERE action = 'token'")).toHaveLength(0);
  });

  it('names the revision, undoes it and does it again', async () => {
    const other = await fresh();
    const at = { environment: { ...store.environment, TOKENSTORE_DATABASE_URL: other.url } };
    const there = (...args: string[]) => runProgram(at, ['database', ...args]);
    expect(await there('revision')).toMatchObject({ status: 0, out: 'none\n' });
    const { out: before } = await there('status');
    expect(before).toMatch(/^To be migrated:\n {2}FirstTables1795000000000\n/);
    expect(await runProgram(at, ['users', 'list'])).toMatchObject({
      status: 78,
      err: expect.stringContaining('database upgrade'),
    });
    const { out: ran } = await there('upgrade');
    const names = ran.trimEnd().split('\n');
    expect(names[0]).toBe('FirstTables1795000000000');
    expect(await there('revision')).toMatchObject({ out: `${names.at(-1)}\n` });
    expect(await there('upgrade')).toMatchObject({ out: 'The tables are up to date.\n' });
    expect(await there('downgrade')).toMatchObject({ status: 2, out: '', err: expect.stringContaining('--yes') });
    expect(await there('downgrade', '--yes')).toMatchObject({ status: 0, out: `${names.at(-1)}\n` });
    expect(JSON.parse((await there('status', '--json')).out)).toMatchObject({
      revision: names.at(-2),
      pending: names.slice(-1),
    });
    expect(await there('upgrade')).toMatchObject({ out: `${names.at(-1)}\n` });
    await other.drop();
  });
});

describe('the command line', () => {
  it.each([
    ['users', 'list'],
    ['grants', 'list'],
    ['clients', 'list'],
    ['database', 'status'],
    ['audit', 'export'],
  ])('says in one line, with status 69, that the database is away: %s %s', async (...args) => {
    const environment = {
      TOKENSTORE_DATABASE_URL: `postgresql://u:secret-password@127.0.0.1:${await freePort()}/d`,
      TOKENSTORE_CRYPTOKEY: 'a'.repeat(64),
      TOKENSTORE_LOCAL_ACCOUNTS: 'true',
    };
    expect(await runProgram({ environment }, args)).toEqual({
      ...{ status: 69, out: '', err: 'The database cannot be reached at the moment.\n' },
    });
  });

  it('says what is wrong with a setting, with status 78', async () => {
    const { url, drop } = await freshSqlite();
    const environment = { TOKENSTORE_DATABASE_URL: url, TOKENSTORE_PORT: 'x', TOKENSTORE_LOCAL_ACCOUNTS: 'true' };
    expect(await runProgram({ environment }, ['users', 'list'])).toMatchObject({ status: 78, out: '' });
    await drop();
  });

  it('completes commands and options in bash', () => {
    const program = createProgram('test');
    const script = completionOf(program, 'bash');
    const complete = (...typed: string[]) =>
      execFileSync('bash', [
        '-c',
        `${script}\nCOMP_WORDS=(tokenstore ${typed.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${typed.length}; _tokenstore; echo "\${COMPREPLY[*]}"`,
      ])
        .toString()
        .trim();
    expect(complete('use')).toBe('users');
    expect(complete('users', 're')).toBe('remove');
    expect(complete('users', 'add', 'users', '--em')).toBe('--email');
    expect(complete('import-first-edition', '--from', 'x', '--a')).toBe('--apply');
  });

  it.each(SHELLS)('knows every command and option in %s', (shell) => {
    const program = createProgram('test');
    const script = completionOf(program, shell);
    for (const command of everyCommand(program)) {
      expect(script).toContain(command.name());
      for (const { long } of command.options) expect(script).toContain(long?.slice(2));
    }
  });

  it('fits into 80 columns, and gives every command a word of help', () => {
    for (const command of everyCommand(createProgram('test'))) {
      const said: string[] = [];
      command.configureHelp({ helpWidth: 80 }).configureOutput({ writeOut: (text) => void said.push(text) });
      command.outputHelp();
      expect(command.description()).not.toBe('');
      const long = said
        .join('')
        .split('\n')
        .filter((line) => line.length > 80);
      expect(long).toEqual([]);
    }
  });
});

function everyCommand(command: Command): Command[] {
  return command.commands.flatMap((one) => [one, ...everyCommand(one)]);
}

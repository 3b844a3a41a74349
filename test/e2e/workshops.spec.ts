import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { fitsPassword } from '../../src/crypto/passwords.ts';
import { Browser, type Page } from '../support/browser.ts';
import { freshSqlite, type TestDatabase } from '../support/databases.ts';
import { describeWith } from '../support/servers/installed.ts';
import { startStore, type TestStore } from '../support/store.ts';
import { auditWritten, call, expectProblem, jsonOf, link, rows, whoami, write, type Answer } from './acts.ts';
import { roleBearer, type Headers } from './api-key-acts.ts';
import { runProgram } from './cli-acts.ts';
import { askAs, LISTED } from './local-acts.ts';

const HTPASSWD = '/usr/bin/htpasswd';
const DAY = 86_400;
const ann = { first_name: 'Ann', last_name: 'Example', email: 'ann@example.org', username: 'ann' };
type Form = Partial<typeof ann>;

const passwordOn = ({ body }: Page): string => /<code>((?:[a-z2-9]{4}-){3}[a-z2-9]{4})<\/code>/.exec(body)?.[1] ?? '';

describe('a workshop', () => {
  let folder: string;
  let database: TestDatabase;
  let store: TestStore;
  let admin: Headers;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tokenstore-workshop-'));
    await writeFile(join(folder, 'htpasswd'), `listed:${LISTED}\n`);
    database = await freshSqlite();
    store = await startStore({
      databaseUrl: database.url,
      providers: { idp1: {} },
      env: {
        ...{ LOCAL_ACCOUNTS: 'true', WORKSHOP: 'true', ADMIN_ROLES: 'boss', RATE_LIMIT_ANONYMOUS: '100/1m' },
        TRUST_PROXY: '127.0.0.1',
        ...{ HTPASSWD_FILE: join(folder, 'htpasswd'), WORKSHOP_RESERVED_NAMES: 'Hub-Admin' },
      },
    });
    admin = await roleBearer(store, 'root', ['boss']);
  });
  afterAll(async () => {
    await store.stop();
    await database.drop();
    await rm(folder, { recursive: true });
  });
  beforeEach(async () => {
    await write(store, 'DELETE FROM local_accounts RETURNING name');
    await write(store, 'DELETE FROM workshops RETURNING code');
    await write(store, `DELETE FROM users WHERE issuer = 'local' RETURNING id`);
  });

  const api = (path: string, method = 'GET', body?: unknown): Promise<Answer> =>
    call(`${store.base}/api/v2/workshops${path}`, {
      method,
      headers: { ...admin, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  const open = async (changes: Record<string, unknown> = {}): Promise<string> => {
    const ends_at = Math.floor(Date.now() / 1000) + DAY;
    const wish = { code: 'spring', name: 'Spring <school>', places: 5, ends_at, ...changes };
    const opened = await api('', 'POST', wish);
    expect({ status: opened.status, body: opened.body }).toMatchObject({ status: 201 });
    return String(jsonOf(opened)['url']);
  };
  const register = async (values: Form = {}, browser = new Browser(), code = 'spring'): Promise<Page> => {
    const page = await browser.get(`${store.base}/workshop/${code}`);
    return browser.submit(page, { values: { ...ann, ...values } });
  };
  const run = (...args: string[]) => runProgram(store, ['workshop', ...args]);

  it('lets people register on its page, sign in with the password they are shown once, and use the service', async () => {
    const url = await open({ places: 2 });
    expect(url).toBe(`${store.base}/workshop/spring`);
    const browser = new Browser();
    const form = await browser.get(url.replace('spring', 'Spring'));
    expect(form.status).toBe(200);
    expect(form.body).toContain('Spring &lt;school&gt;');
    expect(form.body).toContain('2 of 2 places are free.');
    const page = await browser.submit(form, { values: { ...ann, username: ' Ann ' } });
    expect(page.status).toBe(200);
    expect(page.headers).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy': expect.stringMatching(/^default-src 'none';.*script-src 'self'$/),
    });
    expect(page.body).toContain('nobody can look it up');
    const password = passwordOn(page);
    const login = await browser.submit(page);
    expect(login.url).toBe(`${store.base}/login`);
    const home = await browser.submit(login, { values: { username: 'ann', password } });
    expect(home.status).toBeLessThan(400);
    expect(jsonOf(await browser.get(whoami(store)))).toMatchObject({
      ...{ name: 'Ann Example', email: 'ann@example.org', claims: { iss: 'local', sub: 'ann' } },
    });
    expect(jsonOf(await api('/spring'))).toMatchObject({ taken: 1, places: 2, state: 'open' });
    await auditWritten(store);
    expect(store.logged()).not.toContain(password);
    expect(
      await rows(
        store,
        `SELECT actor_kind, subject FROM audit_events WHERE outcome = 'registered' AND subject = 'spring/ann'`,
      ),
    ).toEqual([{ actor_kind: 'anonymous', subject: 'spring/ann' }]);
    expect(await rows(store, 'SELECT password FROM workshop_registrations')).toEqual([{ password: null }]);
  });

  it('tells what is wrong at the field, keeps what was typed, and takes no place for it', async () => {
    await open();
    const wrong = await register({ username: 'a:b', email: 'nowhere', first_name: '"><script>' });
    expect(wrong.status).toBe(400);
    expect(wrong.body).toContain('value="a:b"');
    expect(wrong.body).toContain('value="&quot;&gt;&lt;script&gt;"');
    expect(wrong.body.match(/class="fault"/g)).toHaveLength(2);
    const asProgram = await call(`${store.base}/workshop/spring`, {
      method: 'POST',
      headers: { origin: store.base, 'content-type': 'application/json' },
      body: JSON.stringify({ ...ann, username: 'a\nroot:x' }),
    });
    expectProblem(asProgram, 400, 'invalid_request');
    expect(jsonOf(asProgram)['errors']).toEqual([{ path: 'username', message: 'invalid' }]);
    for (const body of ['null', '[]', '"x"', '{"username":{}}']) {
      const headers = { origin: store.base, 'content-type': 'application/json' };
      expectProblem(await call(`${store.base}/workshop/spring`, { method: 'POST', headers, body }), ...([400, 'invalid_request'] as const)); // prettier-ignore
    }
    expect(jsonOf(await api('/spring'))).toMatchObject({ taken: 0 });
  });

  it('gives nobody a name or an address twice, nor a name that is somebody’s elsewhere', async () => {
    await open();
    expect((await register()).status).toBe(200);
    const again = await register({ email: 'other@example.org' });
    expect([again.status, again.body]).toEqual([409, expect.stringContaining('Somebody has this name already')]);
    const address = await register({ username: 'anna', email: 'ANN@example.org' });
    expect([address.status, address.body]).toEqual([409, expect.stringContaining('with this address already')]);
    for (const username of ['listed', 'hub-admin', 'HUB-ADMIN']) {
      const refused = await register({ username, email: 'x@example.org' });
      expect([refused.status, refused.body]).toEqual([409, expect.stringContaining('Somebody has this name already')]);
    }
    expect(jsonOf(await api('/spring'))).toMatchObject({ taken: 1 });
  });

  it('gives the places there are to those who want them at once, and tells the others', async () => {
    await open({ places: 3 });
    const all = await Promise.all(
      Array.from({ length: 6 }, (_, i) => register({ username: `person-${i}`, email: `p${i}@example.org` })),
    );
    expect(all.map(({ status }) => status).sort()).toEqual([200, 200, 200, 409, 409, 409]);
    const refused = all.find(({ status }) => status === 409)!;
    expect(refused.body).toContain('<h1>All places are taken</h1>');
    const late = await new Browser().get(`${store.base}/workshop/spring`, { headers: { 'accept-language': 'de' } });
    expect([late.status, late.body]).toEqual([200, expect.stringContaining('<h1>Alle Plätze sind vergeben</h1>')]);
    const program = { origin: store.base, 'content-type': 'application/json' };
    const body = JSON.stringify(ann);
    const answer = await call(`${store.base}/workshop/spring`, { method: 'POST', headers: program, body });
    expectProblem(answer, 409, 'registration_closed');
    expect(jsonOf(answer)).toMatchObject({ reason: 'full' });
  });

  it('takes a form from its own page only', async () => {
    await open();
    const body = new URLSearchParams(ann).toString();
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    for (const headers of [
      {},
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
    ]) {
      const sent = { ...type, ...headers } as Headers;
      const answer = await call(`${store.base}/workshop/spring`, { method: 'POST', headers: sent, body });
      expectProblem(answer, 403, 'csrf');
    }
    expect(jsonOf(await api('/spring'))).toMatchObject({ taken: 0 });
  });

  it('has room for a class room behind one address, and none for who guesses codes', async () => {
    await open();
    const at = (code: string, ip: string) =>
      call(`${store.base}/workshop/${code}`, { headers: { accept: 'text/html', 'x-forwarded-for': ip } });
    const room = await Promise.all(Array.from({ length: 200 }, () => at('spring', '192.0.2.1')));
    expect(new Set(room.map(({ status }) => status))).toEqual(new Set([200]));
    const guesses = await Promise.all(Array.from({ length: 40 }, (_, i) => at(`summer-${i}`, '192.0.2.2')));
    expect(guesses.filter(({ status }) => status === 404)).toHaveLength(30);
    expect(guesses.filter(({ status }) => status === 429)).toHaveLength(10);
    expect((await at('spring', '192.0.2.2')).status).toBe(429);
    expect((await at('spring', '192.0.2.1')).status).toBe(200);
  });

  it('exports what agrees: who registered, the hashes and, where they are kept, the passwords', async () => {
    await open({ keeps_passwords: true });
    const passwords = new Map<string, string>();
    for (const username of ['ann', 'bob']) {
      const page = await register({ username, email: `${username}@example.org`, last_name: '=cmd|x' });
      expect(page.body).toContain('the organisers can look it up');
      passwords.set(username, passwordOn(page));
    }
    const csv = await api('/spring/users.csv');
    expect(csv.headers).toMatchObject({
      ...{ 'cache-control': 'no-store', 'content-disposition': 'attachment; filename="users.csv"' },
      'content-type': expect.stringMatching(/^text\/csv/),
    });
    const table = csv.body
      .trimEnd()
      .split('\r\n')
      .map((line) => line.split(','));
    expect(table[0]).toEqual(['user_name', 'first_name', 'last_name', 'email', 'registered_at', 'password']);
    expect(new Map(table.slice(1).map((cells) => [cells[0], cells[5]]))).toEqual(passwords);
    expect(table[1]![2]).toBe("'=cmd|x");
    const file = await api('/spring/users.htpasswd');
    expect(file.headers['content-type']).toMatch(/^text\/plain/);
    const lines = file.body
      .trimEnd()
      .split('\n')
      .map((line) => line.split(':'));
    expect(lines.map(([name]) => name)).toEqual(['ann', 'bob']);
    for (const [name = '', hash = ''] of lines) {
      expect(hash).toMatch(/^\$2y\$10\$/);
      expect(await fitsPassword(passwords.get(name)!, hash)).toBe(true);
      expect((await askAs(store, name, passwords.get(name)!)).status).toBe(200);
    }
    expect(jsonOf(await api('/spring/participants'))).toMatchObject({
      items: [{ user_name: 'ann', last_name: '=cmd|x' }, { user_name: 'bob' }],
      next: null,
    });
    const out = join(folder, 'users.htpasswd');
    expect(await run('export', 'spring', 'htpasswd', '--out', out)).toEqual({ status: 0, out: '', err: '' });
    expect(await run('export', 'spring', 'csv')).toMatchObject({ status: 0, out: csv.body });
    expect(await run('export', 'spring', 'htpasswd')).toMatchObject({ status: 0, out: file.body });
    await auditWritten(store);
    expect((await rows(store, `SELECT outcome FROM audit_events WHERE action = 'workshop' ORDER BY at`)).map(({ outcome }) => outcome)).toEqual(
      expect.arrayContaining(['passwords exported', 'exported']),
    ); // prettier-ignore
    expect(store.logged()).not.toContain(passwords.get('ann'));
  });

  it('gives a new password to who lost theirs, for here and elsewhere, and signs them out', async () => {
    await open({ keeps_passwords: true });
    const browser = new Browser();
    const page = await register({}, browser);
    const old = passwordOn(page);
    await browser.submit(await browser.submit(page), { values: { username: 'ann', password: old } });
    expect((await browser.get(whoami(store))).status).toBe(200);
    const answer = await api('/spring/participants/ann/password', 'POST');
    expect(answer).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } });
    const fresh = String(jsonOf(answer)['password']);
    expect(fresh).not.toBe(old);
    expect((await askAs(store, 'ann', fresh)).status).toBe(200);
    expectProblem(await askAs(store, 'ann', old), 401, 'unauthenticated');
    expect(
      (await call(whoami(store), { headers: { cookie: await browser.cookies.getCookieString(whoami(store)) } })).status,
    ).toBe(401);
    const [, hash = ''] = (await api('/spring/users.htpasswd')).body.trimEnd().split(':');
    expect(await fitsPassword(fresh, hash)).toBe(true);
    expect((await api('/spring/users.csv')).body).toContain(fresh);
    const again = await run('reset', 'spring', 'ann');
    expect((await askAs(store, 'ann', again.out.trim())).status).toBe(200);
    expect(await runProgram(store, ['users', 'password', 'ann'])).toMatchObject({
      ...{ status: 2, err: 'ann registered for spring: tokenstore workshop reset spring ann\n' },
    });
    expectProblem(await api('/spring/participants/nobody/password', 'POST'), 404, 'not_found');
  });

  it('removes somebody, and at its end everybody, with their grants at the providers', async () => {
    await open();
    for (const username of ['ann', 'bob', 'cat']) {
      const browser = new Browser();
      const page = await register({ username, email: `${username}@example.org` }, browser);
      if (username === 'cat') continue;
      await browser.submit(await browser.submit(page), { values: { username, password: passwordOn(page) } });
      await link(store, browser, 'idp1', { login: username === 'ann' ? 'alice' : 'bob' });
    }
    const { calls } = store.providers['idp1']!;
    const before = calls.revocation;
    const removed = await api('/spring/participants/ann', 'DELETE');
    expect([removed.status, jsonOf(removed)]).toEqual([200, { grants: 1, unconfirmed: 0 }]);
    expect(calls.revocation).toBeGreaterThan(before);
    expect(jsonOf(await api('/spring'))).toMatchObject({ taken: 2 });
    expectProblem(await api('/spring/participants/ann', 'DELETE'), 404, 'not_found');

    expect(await run('end', 'spring')).toMatchObject({
      ...{ status: 2, err: expect.stringContaining('End spring: remove 2 accounts, and end all their grants?') },
    });
    const twice = await Promise.all([api('/spring', 'DELETE'), api('/spring', 'DELETE')]);
    expect(twice.map(({ status }) => status)).toContain(200);
    for (const { status } of twice) expect([200, 404]).toContain(status);
    expect(await rows(store, `SELECT subject FROM users WHERE issuer = 'local'`)).toEqual([]);
    for (const table of ['grants', 'local_accounts', 'workshop_registrations', 'workshops']) {
      expect(await rows(store, `SELECT * FROM ${table}`)).toEqual([]);
    }
    expectProblem(await api('/spring', 'DELETE'), 404, 'not_found');
    expect((await new Browser().get(`${store.base}/workshop/spring`)).status).toBe(404);
  });

  it('is opened, looked at, closed and extended at the command line', async () => {
    const opened = await run('open', '--name', 'Autumn', '--places', '2', '--ends', '3d', '--code', 'autumn');
    expect(opened).toEqual({
      ...{ status: 0, out: `${store.base}/workshop/autumn\n`, err: 'autumn has 2 places. People register at:\n' },
    });
    const made = await run(
      'open',
      '--name',
      'Winter',
      '--places',
      '2',
      '--ends',
      '2d',
      '--starts',
      '1d',
      '--keep-passwords',
    );
    expect(made.out).toMatch(/\/workshop\/[a-z2-9]{5}-[a-z2-9]{5}\n$/);
    expect((await register({}, new Browser(), 'autumn')).status).toBe(200);
    expect((await run('list')).out).toMatch(/^\S+ +0\/2 +not begun .*Winter\nautumn +1\/2 +open .*Autumn\n$/);
    expect(JSON.parse((await run('show', 'autumn', '--json')).out)).toMatchObject({
      ...{ code: 'autumn', taken: 1, participants: [{ user_name: 'ann' }] },
    });
    expect((await run('show', 'autumn')).out).toContain('Ann Example · ann@example.org');
    expect(await run('close', 'autumn')).toMatchObject({ out: 'autumn: closed.\n' });
    expect((await new Browser().get(`${store.base}/workshop/autumn`)).body).toContain('Registration is closed');
    expect(await run('close', 'autumn', '--reopen')).toMatchObject({ out: 'autumn: open.\n' });
    expect((await run('extend', 'autumn', '--places', '9', '--ends', '2030-01-01')).out).toBe(
      'autumn: 1 of 9 places taken, until 2030-01-01 00:00.\n',
    );
    expect(await run('remove', 'autumn', 'ann', '--yes')).toMatchObject({ out: 'ann is removed, with 0 grants.\n' });
  });

  it.each<[string, string[], RegExp]>([
    ['no number of places', ['open', '--name', 'x', '--places', 'many', '--ends', '3d'], /^places: /],
    ['no time', ['open', '--name', 'x', '--places', '2', '--ends', 'soon'], /"soon" is no time/],
    [
      'an end before the beginning',
      ['open', '--name', 'x', '--places', '2', '--ends', '1d', '--starts', '2d'],
      /^ends_at: /,
    ],
    ['a code that is none', ['open', '--name', 'x', '--places', '2', '--ends', '1d', '--code', 'A B'], /^code: /],
    ['no change', ['extend', 'spring'], /changes nothing/],
    ['an unknown workshop', ['show', 'nothing'], /no such workshop/],
    ['an unknown form', ['export', 'spring', 'xml'], /htpasswd, csv/],
  ])('is told at the command line: %s', async (_, args, said) => {
    expect(await run(...args)).toMatchObject({ status: 2, out: '', err: expect.stringMatching(said) });
  });

  describeWith(existsSync(HTPASSWD) ? undefined : 'htpasswd')('in Apache', () => {
    it('finds its passwords right', async () => {
      await open();
      const password = passwordOn(await register());
      const path = join(folder, 'apache');
      await writeFile(path, (await api('/spring/users.htpasswd')).body);
      const verify = (given: string) => promisify(execFile)(HTPASSWD, ['-vb', path, 'ann', given]);
      await expect(verify(password)).resolves.toMatchObject({ stderr: expect.stringContaining('correct') });
      await expect(verify('wrong')).rejects.toMatchObject({ code: 3 });
    });
  });
});

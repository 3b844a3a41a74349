import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hashPassword } from '../../src/crypto/passwords.ts';
import { Browser } from '../support/browser.ts';
import { databases } from '../support/databases.ts';
import { type TestStore } from '../support/store.ts';
import { advance, asScript, bearer, call, expectProblem, jsonOf, rows, whoami } from './acts.ts';
import { accountsOf, addAccount, askAs, basic, LISTED, PASSWORD, startWithAccounts } from './local-acts.ts';

describe('local accounts by HTTP Basic', () => {
  let directory: string;
  let htpasswd: string;
  let store: TestStore;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tokenstore-htpasswd-'));
    htpasswd = join(directory, 'htpasswd');
    await writeFile(htpasswd, `rasmus:${LISTED}\nann:${LISTED}\ngone:${LISTED}\n`);
    store = await startWithAccounts({ ADMIN_ROLES: 'staff', HTPASSWD_FILE: htpasswd });
    await addAccount(store, 'gone');
    await accountsOf(store).disable('gone');
  });

  afterAll(async () => {
    await store.stop();
    await rm(directory, { recursive: true });
  });

  it('let in who has the name and the password', async () => {
    const answer = await askAs(store, 'ann', PASSWORD);
    expect(answer.status).toBe(200);
    expect(jsonOf(answer)).toMatchObject({
      name: 'Ann Example',
      email: 'ann@example.org',
      email_verified: null,
      roles: ['staff'],
      scopes: expect.arrayContaining(['token', 'admin']),
      claims: { iss: 'local', sub: 'ann' },
    });
    expect(await rows(store, "SELECT issuer FROM users WHERE subject = 'ann'")).toEqual([{ issuer: 'local' }]);
  });

  it('let in those of HTPASSWD_FILE', async () => {
    expect(jsonOf(await askAs(store, 'rasmus', 'rasmuslerdorf'))).toMatchObject({ name: 'rasmus', roles: [] });
  });

  it('are no users of the login issuer, though they be called the same', async () => {
    await addAccount(store, 'alice');
    const [here, there] = [
      await askAs(store, 'alice', PASSWORD),
      await call(whoami(store), { headers: await bearer(store, 'alice') }),
    ];
    expect([here.status, there.status]).toEqual([200, 200]);
    expect(jsonOf(here)['id']).not.toBe(jsonOf(there)['id']);
  });

  it.each([
    ['a wrong password', 'ann', 'wrong'],
    ['an empty password', 'ann', ''],
    ['the hash as password', 'ann', LISTED],
    ['a password with more behind it', 'ann', `${PASSWORD}x`],
    ['a password with a NUL behind it', 'ann', `${PASSWORD}\0`],
    ['a password that is a book', 'ann', 'x'.repeat(9_000)],
    ['the name in other letters', 'ANN', PASSWORD],
    ['the name with a space', 'ann ', PASSWORD],
    ['an unknown name', 'nobody', PASSWORD],
    ['an unknown name with the password of the hash that stands in for it', 'nobody', 'x'],
    ['a disabled account whose user nobody has seen', 'gone', PASSWORD],
    ['a disabled account that HTPASSWD_FILE has too', 'gone', 'rasmuslerdorf'],
    ['a name with a NUL', 'ann\0', PASSWORD],
    ['a name that is a book', 'n'.repeat(5_000), PASSWORD],
    ['a name that is in every object', 'constructor', PASSWORD],
    ['a name that is a pattern', '%', PASSWORD],
    ['the password of the same name in HTPASSWD_FILE', 'ann', 'rasmuslerdorf'],
  ])('refuse %s, in the same words', async (_, name, password) => {
    const users = await rows(store, 'SELECT id FROM users');
    const answer = await askAs(store, name, password);
    expectProblem(answer, 401, 'unauthenticated');
    expect(jsonOf(answer)['detail']).toBe('The name or the password is wrong.');
    expect(await rows(store, 'SELECT id FROM users')).toEqual(users);
  });

  it.each(['Basic', 'Basic !!!', 'Basic YW5u', 'Basic OnBhc3N3b3Jk', 'Basic //79', 'Basic YW5uOng= YW5uOng='])(
    'refuse the header %j',
    async (authorization) => {
      expectProblem(await call(whoami(store), { headers: { authorization } }), 401, 'unauthenticated');
    },
  );

  it('take as long for an unknown name as for a wrong password', async () => {
    const time = async (name: string): Promise<number> => {
      const begun = performance.now();
      await askAs(store, name, `wrong ${Math.random()}`);
      return performance.now() - begun;
    };
    const fastest = { ann: Infinity, rasmus: Infinity, nobody: Infinity, '\0': Infinity };
    for (let i = 0; i < 6; i += 1) {
      for (const name of ['ann', 'rasmus', 'nobody', '\0'] as const) {
        fastest[name] = Math.min(fastest[name], await time(name));
      }
    }
    const all = Object.values(fastest);
    expect(Math.max(...all) / Math.min(...all)).toBeLessThan(2);
    expect(Math.min(...all)).toBeGreaterThan(10);
  });

  it('remember a right password, but not past a change, a disabling or a minute', async () => {
    await addAccount(store, 'carl');
    const time = async (): Promise<number> => {
      const begun = performance.now();
      expect((await askAs(store, 'carl', PASSWORD)).status).toBe(200);
      return performance.now() - begun;
    };
    const first = await time();
    const again = Math.min(await time(), await time(), await time());
    expect(again).toBeLessThan(first / 2);
    expectProblem(await askAs(store, 'carl', `${PASSWORD}x`), 401, 'unauthenticated');

    await accountsOf(store).setPassword('carl', await hashPassword('another password'));
    expectProblem(await askAs(store, 'carl', PASSWORD), 401, 'unauthenticated');
    expect((await askAs(store, 'carl', 'another password')).status).toBe(200);
    await accountsOf(store).disable('carl');
    expectProblem(await askAs(store, 'carl', 'another password'), 401, 'unauthenticated');
    await accountsOf(store).enable('carl');
    expect((await askAs(store, 'carl', 'another password')).status).toBe(200);
  });

  it('forget a line that HTPASSWD_FILE has no more, and a user who was disabled', async () => {
    await writeFile(htpasswd, `rasmus:${LISTED}\ntemp:${LISTED}\n`);
    advance(store, 1_000);
    expect((await askAs(store, 'temp', 'rasmuslerdorf')).status).toBe(200);
    await writeFile(htpasswd, `rasmus:${LISTED}\n`);
    await utimes(htpasswd, 1, 1);
    advance(store, 1_000);
    expectProblem(await askAs(store, 'temp', 'rasmuslerdorf'), 401, 'unauthenticated');
    expect((await askAs(store, 'rasmus', 'rasmuslerdorf')).status).toBe(200);
    await accountsOf(store).disable('rasmus');
    expectProblem(await askAs(store, 'rasmus', 'rasmuslerdorf'), 401, 'unauthenticated');
  });

  it('are named in the audit when they are refused, without what was typed as password', async () => {
    await askAs(store, 'ann', 'sesame-9131');
    const line = store
      .logged()
      .split('\n')
      .findLast((one) => one.includes('sign-in: refused'))!;
    expect(JSON.parse(line)).toMatchObject({ action: 'sign-in', outcome: 'refused', subject: 'ann' });
    expect(store.logged()).not.toContain('sesame-9131');
    expect(store.logged()).not.toContain(PASSWORD);
  });
});

describe('where local accounts are off', () => {
  it('nobody is asked for a password', async () => {
    const store = await startWithAccounts({ LOCAL_ACCOUNTS: undefined });
    try {
      expectProblem(await askAs(store, 'ann', PASSWORD), 401, 'unauthenticated');
      const page = await new Browser().get(`${store.base}/login`);
      expect(page.status).toBe(200);
      expect(page.body).not.toContain('<form');
      expect(page.body).toContain(new URL(store.login.issuer).host);
      const body = new URLSearchParams({ username: 'ann', password: PASSWORD });
      const from = `${store.base}/login`;
      expectProblem(await new Browser().get(from, { method: 'POST', body, from, ...asScript }), 404, 'not_found');
    } finally {
      await store.stop();
    }
  });
});

describe.each(databases)('local accounts on $name', ({ fresh }) => {
  it('find nobody by a name that a database would not take', async () => {
    const { url, drop } = await fresh();
    const store = await startWithAccounts({ DATABASE_URL: url });
    try {
      expect((await askAs(store, 'ann', PASSWORD)).status).toBe(200);
      expectProblem(await askAs(store, 'ann\0', PASSWORD), 401, 'unauthenticated');
      expectProblem(await askAs(store, 'ann', `${PASSWORD}\0`), 401, 'unauthenticated');
    } finally {
      await store.stop();
      await drop();
    }
  });
});

describe('many wrong passwords', () => {
  it('for one name are slowed down from wherever they come, and the other names work on', async () => {
    const store = await startWithAccounts({ RATE_LIMIT_ANONYMOUS: '5/1m', TRUST_PROXY: '127.0.0.1' });
    try {
      const from = (host: number, name: string, password: string) =>
        call(whoami(store), { headers: { ...basic(name, password), 'x-forwarded-for': `192.0.2.${host}` } });
      expect((await from(99, 'bob', PASSWORD)).status).toBe(200);
      for (let i = 0; i < 5; i += 1) expectProblem(await from(i, 'ann', `wrong ${i}`), 401, 'unauthenticated');
      expectProblem(await from(9, 'ann', 'wrong again'), 429, 'rate_limited');
      expectProblem(await from(10, 'ann', PASSWORD), 429, 'rate_limited');
      expect((await from(11, 'bob', PASSWORD)).status).toBe(200);
    } finally {
      await store.stop();
    }
  });

  it('are slowed down for the name and for the address, on the page too', async () => {
    const store = await startWithAccounts({ RATE_LIMIT_ANONYMOUS: '5/1m' });
    try {
      for (let i = 0; i < 5; i += 1) expectProblem(await askAs(store, 'ann', `wrong ${i}`), 401, 'unauthenticated');
      expectProblem(await askAs(store, 'ann', PASSWORD), 429, 'rate_limited');
      const page = await new Browser().get(`${store.base}/login`);
      const answer = await new Browser().submit(page, { values: { username: 'ann', password: PASSWORD } });
      expect(answer.status).toBe(429);
      expect(answer.headers['retry-after']).toMatch(/^\d+$/);
      expect(answer.headers['content-type']).toContain('text/html');
    } finally {
      await store.stop();
    }
  });
});

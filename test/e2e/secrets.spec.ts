import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Browser } from '../support/browser.ts';
import { databases } from '../support/databases.ts';
import { answerInstead, answers } from '../support/faults.ts';
import { startStore, type TestStore } from '../support/store.ts';
import { alice, altered, advance, bearer, call, comingBack, cookieOf, link, rows, tokenOf, write } from './acts.ts';
import { Secrets } from './secrets.ts';

const CRYPTOKEY = randomBytes(32).toString('hex');
const SECRET_KEY = randomBytes(24).toString('base64url');

describe.each(databases)('what must stay secret on $name', ({ name, fresh }) => {
  const secrets = new Secrets();
  let store: TestStore;
  let database: Awaited<ReturnType<typeof fresh>>;

  beforeAll(async () => {
    database = await fresh();
    store = await startStore({
      databaseUrl: database.url,
      providers: { idp1: { rotation: 'strict' }, idp2: {} },
      env: { CRYPTOKEY, SECRET_KEY, IDP1_REUSE_WINDOW: '1h' },
    });
    for (const provider of [store.login, ...Object.values(store.providers)]) secrets.watch(provider);
    secrets.add('CRYPTOKEY', CRYPTOKEY);
    secrets.add('SECRET_KEY', SECRET_KEY);
    secrets.add('client secret', store.settings.OIDC_CLIENT_SECRET);
    await liveADay();
  });

  afterAll(async () => {
    await store.stop();
    await database.drop();
  });

  /** All that the store can do, with what goes wrong on the way. */
  async function liveADay(): Promise<void> {
    const browser = new Browser();
    const cookie = async () => secrets.addCookie((await cookieOf(store, browser)).cookie);
    secrets.addFrom(await browser.get(`${store.base}/api/oidc/login`));
    await cookie();
    secrets.addFrom(await browser.walk(`${store.base}/api/oidc/login?return_url=/api/whoami`, alice));
    await cookie();
    for (const id of ['idp1', 'idp2']) secrets.addFrom(await link(store, browser, id, alice));

    // Begun elsewhere by a service; one ticket is taken up, one left lying.
    const service = await bearer(store, 'alice');
    secrets.add('bearer', service.authorization.slice('Bearer '.length));
    for (const take of [true, false]) {
      const begun = await call(`${store.base}/api/v1/idp2/authorize`, { method: 'POST', headers: service });
      const ticket = String(begun.headers['location']);
      secrets.add('ticket', new URL(ticket).searchParams.get('ticket'));
      if (take) secrets.addFrom(await browser.walk(ticket, alice));
    }

    // Links that fail: a wrong code, a wrong issuer, a person's no; one is left under way.
    for (const wrong of [{ code: 'wrong-code-0123456789' }, { iss: 'https://evil.example' }]) {
      const url = await comingBack(store, browser, 'idp1', alice);
      secrets.addFrom({ hops: [{ status: 0, url: url.href, location: undefined }] });
      secrets.addFrom(await browser.get(altered(url, wrong)));
    }
    secrets.addFrom(await link(store, browser, 'idp1', { login: 'alice', consents: false }));
    secrets.addFrom(await browser.get(`${store.base}/api/v1.0/idp1/authorize`));

    // Refreshes: one that works, and two that do not.
    const expire = () => write(store, 'UPDATE grant_tokens SET expires_at = issued_at + 1 RETURNING grant_id');
    for (const fault of [undefined, answerInstead(answers.serverErrorHtml), answerInstead(answers.invalidClient)]) {
      await expire();
      if (fault) store.providers['idp1']!.intercept.once('refresh', fault);
      await tokenOf(store, 'idp1');
      advance(store, 120_000);
      await write(store, 'UPDATE grants SET retry_at = NULL, lease_expires_at = NULL RETURNING id');
    }
    await expire();
    secrets.add('served token', JSON.parse((await tokenOf(store, 'idp1')).body).access_token as string);
    secrets.add('served token', JSON.parse((await tokenOf(store, 'idp2')).body).access_token as string);

    // What callers do wrong, with secrets in hand.
    const stray = `stray-secret-${randomBytes(8).toString('hex')}`;
    secrets.add('stray secret', stray);
    const headers = { authorization: `Bearer ${stray}`, cookie: `tokenstore=s%3A${stray}.x`, 'x-secret': stray };
    for (const path of [
      '/nothing',
      '/api/whoami',
      '/api/v1/idp1/token',
      `/api/v1/idp1/redirect_uri?state=${stray}&code=${stray}`,
    ]) {
      await call(`${store.base}${path}${path.includes('?') ? '&' : '?'}token=${stray}`, { headers });
    }
    await call(`${store.base}/%zz?code=${stray}`);
    const post = { method: 'POST', headers: { ...service, 'content-type': 'application/json' } };
    await call(`${store.base}/api/v1/idp1/authorize`, { ...post, body: `{"referer": "${stray}` });
    await call(`${store.base}/api/v1/idp1/authorize`, { ...post, body: JSON.stringify({ referer: `//${stray}` }) });

    // Another session is left open; one grant is ended, and this session.
    const other = new Browser();
    secrets.addFrom(await other.walk(`${store.base}/api/oidc/login`, alice, { stopBefore: `${store.base}/api/docs` }));
    secrets.addCookie((await cookieOf(store, other)).cookie);
    await call(`${store.base}/api/v1/idp2/revoke`, { method: 'POST', headers: service });
    secrets.addFrom(await link(store, browser, 'idp2', alice));
    secrets.addFrom(await browser.get(`${store.base}/api/oidc/logout`));
    await store.restart();
    await tokenOf(store, 'idp1');
  }

  it('is known here: the day was a full one', () => {
    const day = ['access_token', 'refresh_token', 'id_token', 'code', 'code_verifier', 'state', 'nonce', 'ticket'];
    const kept = ['session id', 'client authentication', 'CRYPTOKEY', 'client secret', 'served token', 'stray secret'];
    expect(secrets.kinds()).toEqual(expect.arrayContaining([...day, ...kept]));
    expect(secrets.known.size).toBeGreaterThan(60);
  });

  it('would be found in any spelling', () => {
    const [secret = ''] = secrets.known.keys();
    const json = Buffer.from(JSON.stringify({ a: secret, b: 1 }));
    const spelt = [secret, json.toString('base64'), `x${json.toString('hex')}`, `?a=${encodeURIComponent(secret)}`];
    for (const text of spelt) expect(secrets.foundIn(Buffer.from(text))).toHaveLength(1);
    expect(secrets.foundIn(Buffer.from(CRYPTOKEY, 'hex'))).toHaveLength(1);
    expect(secrets.foundIn(Buffer.from('nothing of the kind'))).toEqual([]);
  });

  it('stands nowhere in a copy of the database', async () => {
    const copy = await copyOfDatabase();
    // The copy is whole: what is no secret can be read in it.
    for (const plain of ['alice@example.org', 'idp1', 'key_rings']) expect(copy.includes(plain)).toBe(true);
    expect(await rows(store, 'SELECT id FROM sessions')).not.toHaveLength(0);
    expect(await rows(store, 'SELECT id FROM link_attempts')).not.toHaveLength(0);
    expect(secrets.foundIn(copy)).toEqual([]);
  });

  it('stands nowhere in the log, at debug', () => {
    const log = store.logged();
    for (const said of ['a link failed', 'sign-in: signed in', 'refresh failed', '"level":20'])
      expect(log).toContain(said);
    expect(secrets.foundIn(Buffer.from(log))).toEqual([]);
  });

  async function copyOfDatabase(): Promise<Buffer> {
    if (name === 'sqlite') {
      const directory = dirname(new URL(database.url.replace('sqlite:///', 'file://')).pathname);
      const files = await readdir(directory);
      return Buffer.concat(await Promise.all(files.map((file) => readFile(join(directory, file)))));
    }
    const tables = await rows(store, `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'`);
    const dumps = tables.map(async ({ table_name: table }) => {
      const dump = await rows(store, `SELECT to_jsonb(t)::text AS row FROM "${String(table)}" t`);
      return [String(table), ...dump.map(({ row }) => String(row))].join('\n');
    });
    return Buffer.from((await Promise.all(dumps)).join('\n'));
  }
});

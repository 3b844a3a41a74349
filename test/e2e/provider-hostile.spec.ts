import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Outbound } from '../../src/providers/outbound.ts';
import { freshSqlite, type TestDatabase } from '../support/databases.ts';
import { databaseOf, expireTokens, grantRow } from '../support/grants.ts';
import { startStore, type TestStore } from '../support/store.ts';
import { startHostile, type HostileAnswer, type HostileServer } from '../zoo/hostile.ts';
import { alice, expectProblem, jsonOf } from './acts.ts';
import { ask, connect } from './v2-acts.ts';

let hostile: HostileServer;
let store: TestStore;
let database: TestDatabase;

const token = () => ask(store, 'token/hostile');
const refreshToken = async () => (await grantRow(store, 'hostile')).refresh_token;

beforeAll(async () => {
  hostile = await startHostile();
  database = await freshSqlite();
  store = await startStore({
    databaseUrl: database.url,
    env: {
      TOKEN_PROVIDERS: 'hostile',
      HOSTILE_AUTHORIZE_URL: hostile.endpoints.authorize,
      HOSTILE_TOKEN_URL: hostile.endpoints.token,
      HOSTILE_CLIENT_ID: 'store',
      HOSTILE_CLIENT_SECRET: 'a secret to lose',
      HOSTILE_SCOPE: 'read',
    },
  });
});

afterAll(async () => {
  await store.stop();
  await hostile.close();
  await database.drop();
});

/** A new grant, whose token's time is over; no memory of what failed before. */
beforeEach(async () => {
  await databaseOf(store).write('DELETE FROM users RETURNING id');
  await store.restart();
  hostile.answer = 'honest';
  await connect(store, { provider: 'hostile' }, { at: alice });
  await expireTokens(store);
});

const unreadable = [
  ...['a body of 1 GiB', 'a body without end', 'a small body that unpacks to 64 MiB', 'half of a JSON object'],
  ...['an HTML page with status 200', 'no body', 'an array', 'a string', 'null', 'members of the prototype'],
  ...['a token that is a number', 'a token that is an object', 'a token that is null', 'an empty token'],
  ...['a token with CR and LF', 'a token with a NUL', 'a redirect by 302', 'a redirect by 307'],
] as HostileAnswer[];

describe('a token endpoint that answers with', () => {
  it.each(unreadable)('%s, is unavailable, and the grant stays as it was', async (answer) => {
    const kept = await refreshToken();
    const before = hostile.written();
    hostile.answer = answer;
    expectProblem(await token(), 503, 'provider_unavailable');
    expect(await grantRow(store, 'hostile')).toMatchObject({ status: 'active', refresh_token: kept });
    expect(hostile.written() - before).toBeLessThan(2 ** 24);
    expect(hostile.trapped).toEqual([]);
    expect(store.logged()).not.toContain('stolen');
  });

  const tolerable = [
    ['a negative expires_in', expect.any(Number)],
    ['a huge expires_in', expect.any(Number)],
    ['an expires_in past the safe integers', expect.any(Number)],
    ['an expires_in in words', null],
    ['a refresh token that is an array', expect.any(Number)],
    ['a scope that is an object', expect.any(Number)],
    ['deep JSON', null],
  ] as [HostileAnswer, unknown][];

  it.each(tolerable)(
    '%s, is taken by what of it makes sense: a token is not thrown away',
    async (answer, expiresIn) => {
      hostile.answer = answer;
      const given = await token();
      expect([given.status, jsonOf(given)['expires_in']]).toEqual([200, expiresIn]);
      expect(Number(jsonOf(given)['expires_in'])).toBeLessThanOrEqual(10 * 366 * 24 * 3600);
      expect(await grantRow(store, 'hostile')).toMatchObject({ status: 'active', generation: 2 });
      expect(await refreshToken()).toEqual(expect.any(String));
    },
  );
});

it.each(['headers that never come', 'a body that trickles for ever', 'a body without end'] as const)(
  'a request ends although the answer is %s, and is known to have been sent',
  async (answer) => {
    hostile.answer = answer;
    const outbound = new Outbound();
    const sent = outbound.request(hostile.endpoints.token, { method: 'POST', headers: {}, body: '', timeout: 300 });
    await expect(sent).rejects.toMatchObject({ name: 'NoAnswer', sent: true });
    await outbound.close();
  },
);

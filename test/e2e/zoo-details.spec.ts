import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { freshSqlite, type TestDatabase } from '../support/databases.ts';
import { answerInstead, answers, dropAnswer } from '../support/faults.ts';
import { expireTokens, grantRow } from '../support/grants.ts';
import type { Env } from '../support/store.ts';
import type { Family } from '../zoo/authorization-server.ts';
import { facebook } from '../zoo/families/facebook.ts';
import { githubOauthApp } from '../zoo/families/github.ts';
import { instagram } from '../zoo/families/instagram.ts';
import { linear } from '../zoo/families/linear.ts';
import { notion } from '../zoo/families/notion.ts';
import { quickbooks } from '../zoo/families/quickbooks.ts';
import { slack } from '../zoo/families/slack.ts';
import { strava } from '../zoo/families/strava.ts';
import { zoho } from '../zoo/families/zoho.ts';
import { alice, expectProblem, jsonOf } from './acts.ts';
import { ask, connect, grantsOf } from './v2-acts.ts';
import { ID, startWalk, type Walk } from './zoo-acts.ts';

let walk: Walk;
let database: TestDatabase;

beforeEach(async () => {
  database = await freshSqlite();
});

afterEach(async () => {
  await walk.stop();
  await database.drop();
});

async function start(family: Family, env: Env = {}): Promise<Walk> {
  walk = await startWalk(family, family.name, database.url, env);
  return walk;
}

const link = (scope?: string) =>
  connect(walk.store, { provider: ID, ...(scope !== undefined && { scope }) }, { at: alice });
const failed = (code: string) => `?error=${code}&provider=${ID}`;

it('sends neither code nor secret to a host that a callback names and no setting does', async () => {
  const { zoo } = await start(zoho, { TOKEN_HOSTS: 'accounts.zoho.com' });
  expect(await link()).toBe(failed('link_failed'));
  expect(zoo.callsTo('code')).toEqual([]);
});

it('refreshes, and asks whose account it is, at the account’s own host alone', async () => {
  const { zoo, store } = await start(zoho);
  await link();
  await expireTokens(store);
  expect((await ask(store, `token/${ID}`)).status).toBe(200);
  const asked = zoo.calls.filter(({ endpoint }) => endpoint !== 'authorization');
  expect(asked.map(({ endpoint }) => endpoint)).toEqual(['code', 'userinfo', 'refresh']);
  expect(new Set(asked.map(({ headers }) => `http://${headers.host ?? ''}`))).toEqual(new Set([zoo.origins[1]]));
});

it('tries the next secret where the first is refused with status 200 and in words of the provider’s', async () => {
  const { zoo } = await start(githubOauthApp, { CLIENT_SECRET: 'old', CLIENT_SECRET_NEXT: 'zoo-secret' });
  expect(await link()).toBe(`?linked=${ID}`);
  expect(zoo.callsTo('code')).toHaveLength(2);
});

it('puts commas between all scopes that are asked for', async () => {
  const { zoo, store } = await start(slack());
  await link('channels:read files:read');
  expect(zoo.callsTo('authorization')[0]!.query.get('user_scope')).toBe('users.profile:read,channels:read,files:read');
  expect((await grantsOf(store))[0]!.scopes.missing).toEqual([]);
});

it('sees in the callback what the person unticked, where the answer does not say', async () => {
  const { zoo, store } = await start(strava);
  zoo.consent = { scopes: ['read'] };
  await link('activity:read');
  expect((await grantsOf(store))[0]!.scopes).toMatchObject({ granted: ['read'], missing: ['activity:read'] });
});

it.each([
  ['is told no', answerInstead({ status: 400, body: '{"error":{"code":190}}' }), 'provider_error'],
  ['hears nothing', dropAnswer(), 'provider_unavailable'],
])('links nothing where the exchange that follows the code %s, and can be begun again', async (_, fault, code) => {
  const { zoo, store } = await start(facebook);
  zoo.intercept.once('otherGrant', fault);
  expect(await link()).toBe(failed(code));
  expect(await grantsOf(store)).toEqual([]);
  expect(await link()).toBe(`?linked=${ID}`);
});

it('keeps an access token that stands for a refresh token as long as nobody says that it is dead', async () => {
  const { zoo, store } = await start(facebook);
  await link();
  const kept = (await grantRow(store, ID)).refresh_token;
  await expireTokens(store);
  zoo.intercept.once('otherGrant', answerInstead(answers.serverErrorHtml));
  expectProblem(await ask(store, `token/${ID}`), 503, 'provider_unavailable');
  expect(await grantRow(store, ID)).toMatchObject({ status: 'active', refresh_token: kept });
});

it('exchanges at one address, and refreshes at another, by GET', async () => {
  const { zoo, store } = await start(instagram);
  await link();
  zoo.clock.forward(3 * 24 * 3600);
  await expireTokens(store);
  const token = jsonOf(await ask(store, `token/${ID}`));
  const [exchange] = zoo.calls.filter(({ path }) => path === '/access_token');
  const [refresh] = zoo.callsTo('refresh');
  expect([exchange!.method, exchange!.query.get('grant_type')]).toEqual(['GET', 'ig_exchange_token']);
  expect([refresh!.method, refresh!.query.get('grant_type')]).toEqual(['GET', 'ig_refresh_token']);
  expect(zoo.tokens.live('access')).toContain(token['access_token']);
  expect(store.logged()).not.toContain(String(token['access_token']));
});

describe('several accounts of one user', () => {
  it.each([
    ['told apart by the callback', quickbooks, ['9130347208814711', '91303472088112']],
    ['told apart by an answer to a question', linear, ['u-12', 'u-4711']],
  ])('stay several grants, %s', async (_, family, subjects) => {
    const { zoo, store } = await start(family);
    const ada = zoo.person;
    await link();
    zoo.person = { id: '12', name: 'Grace', email: 'grace@example.org' };
    await link();
    zoo.person = ada;
    await link();
    const grants = await grantsOf(store);
    expect(grants.map(({ account }) => account.subject).sort()).toEqual(subjects.sort());
    expect(new Set(grants.map(({ id }) => id)).size).toBe(2);
  });

  it('are one where the callback names none', async () => {
    const { store } = await start(quickbooks, { SUBJECT_PATH: 'company' });
    await link();
    await link();
    expect((await grantsOf(store)).map(({ account }) => account.subject)).toEqual([null]);
  });

  it('are never told apart by what protects the callback itself', async () => {
    const { store } = await start(quickbooks, { SUBJECT_PATH: 'code', LABEL_PATH: 'state' });
    await link();
    expect((await grantsOf(store))[0]!.account).toEqual({ subject: null, label: null });
  });
});

it('sends the headers that a provider wants to each of its endpoints, and they replace none of its own', async () => {
  const { zoo, store } = await start(notion(), {
    REQUEST_HEADERS: 'Notion-Version=2025-09-03&User-Agent=store/2 (by us)',
    USERINFO_URL: undefined,
  });
  await link();
  await expireTokens(store);
  await ask(store, `token/${ID}`);
  const [grant] = await grantsOf(store);
  await ask(store, `grants/${grant!.id}`, { method: 'DELETE' });
  const asked = zoo.calls.filter(({ endpoint }) => endpoint !== 'authorization');
  expect(asked.map(({ endpoint }) => endpoint)).toEqual(['code', 'refresh', 'revocation']);
  for (const { headers } of asked) {
    expect(headers).toMatchObject({
      'notion-version': '2025-09-03',
      'user-agent': 'store/2 (by us)',
      authorization: expect.stringMatching(/^Basic /),
      'content-type': 'application/json',
    });
  }
  expect(asked[2]!.json).toEqual({ token: expect.any(String) });
});

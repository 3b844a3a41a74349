import { beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { RefreshTally } from '../../src/grants/series/refresh-tally.ts';
import { Courier } from '../../src/webhooks/courier.ts';
import { alice, auditWritten, bob, link, rows, signedIn, write } from '../e2e/acts.ts';
import { userId } from '../e2e/api-key-acts.ts';
import { isSigned, startReceiver } from '../support/webhook-receiver.ts';
import { describeInBrowser } from './support/house.ts';
import { inspect } from './support/inspect.ts';

const person = (sub: string, name: string, roles: string[]) => ({
  ...{ sub, name, email: `${sub}@example.org`, preferred_username: sub, roles },
});

const CLIENTS = JSON.stringify([
  {
    id: 'runner',
    name: 'The runner',
    secret: 's'.repeat(40),
    rules: [{ providers: ['idp1'], users: { role: 'staff' } }],
  },
]);

const options = {
  login: { accounts: [person('alice', 'Alice Adams', ['boss']), person('bob', 'Bob Brown', ['staff'])] },
  providers: { idp1: {}, idp2: {}, idp3: {} },
  env: {
    ...{ ADMIN_ROLES: 'boss', CLIENTS, IDP1_MD_NAME: 'Skylark Drive', IDP2_MD_NAME: 'Pebble Notes' },
    WEBHOOK_ALLOWED_NETWORKS: '127.0.0.1',
    ...{ IDP3_MD_NAME: 'Heron Mail', IDP3_CLIENT_SECRET: 'not the right one' },
  },
};

describeInBrowser('those who run the service', options, (house) => {
  let bobId: string;
  beforeAll(async () => {
    const { store } = house;
    await link(store, await signedIn(store, alice), 'idp1', alice);
    const browser = await signedIn(store, bob);
    await link(store, browser, 'idp1', bob);
    await link(store, browser, 'idp2', bob);
    bobId = await userId(store, 'bob');
  });

  const dialogOf = (page: Page) => page.getByRole('dialog');
  const section = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
  const open = async (path: string, login = 'alice') => {
    const visitor = await house.visit();
    await visitor.signIn(path, login);
    return visitor;
  };

  it('are told how accounts and refreshes fare, in plots and in numbers', async () => {
    const tally = house.store.service.app.get(RefreshTally, { strict: false });
    for (let i = 0; i < 30; i += 1) tally.count('idp1', i % 10 === 0 ? 'transient' : 'kept', 100 + i);
    tally.count('idp2', 'dead', 2_000);
    await tally.write();
    const { page, watched } = await open('operators');
    await page.getByRole('img', { name: 'Refreshes 31 refreshes in this time.' }).waitFor();
    await page.getByRole('img', { name: 'Failed 4 of them brought no token.' }).waitFor();
    const health = section(page, 'Accounts by health').getByRole('row');
    expect(await health.nth(1).innerText()).toMatch(/^Skylark Drive\s+answers\s+2\s+0\s+0\s+0$/);
    expect(await health.nth(2).innerText()).toMatch(/^Pebble Notes\s+answers\s+1\s+0\s+0\s+0$/);
    await page.getByText('As a table').click();
    const table = section(page, 'As a table').getByRole('row');
    expect(await table.nth(1).innerText()).toMatch(/27\s+1\s+0\s+3\s+0\s+0\.1\d+ s\s+2 s$/);
    await inspect(page, 'operators-overview');
    await page.getByLabel('Provider', { exact: true }).selectOption('Pebble Notes');
    await page.getByRole('img', { name: 'Refreshes One refresh in this time.' }).waitFor();
    await page.getByLabel('Time', { exact: true }).selectOption('28 days');
    await page.getByRole('img', { name: 'Until the provider answered 2 seconds in the mean, 2 at most.' }).waitFor();
    watched.expectQuiet();
  });

  it('have providers examined, and read what is wrong', async () => {
    const { page, watched } = await open('operators/providers');
    await page.getByRole('button', { name: 'Examine all' }).click();
    await section(page, 'Skylark Drive').getByText('Nothing is wrong.').waitFor();
    const heron = section(page, 'Heron Mail');
    await heron.getByText('One thing is wrong').waitFor();
    expect(await heron.getByRole('listitem').first().innerText()).toMatch(/^wrong\s+client\s+.*IDP3_CLIENT_SECRET/);
    expect(await page.locator('main').innerText()).not.toMatch(/not the right one|store-secret/);
    await inspect(page, 'operators-providers');
    await page.getByRole('button', { name: 'Examine Pebble Notes' }).click();
    await section(page, 'Pebble Notes').getByText('Examined now').waitFor();
    watched.expectQuiet();
  });

  it('find a user by how a name begins', async () => {
    const { page, watched } = await open('operators/users');
    await page.getByRole('link', { name: 'Bob Brown' }).waitFor();
    await page.getByLabel('Search').fill('ALI');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Bob Brown' }).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Alice Adams' }).waitFor();
    expect(await page.evaluate('document.activeElement.id')).toBe('user-search');
    await inspect(page, 'operators-users');
    await page.getByLabel('Search').fill('nobody at all');
    await page.keyboard.press('Enter');
    await page.getByText('Nobody begins with “nobody at all”').waitFor();
    await inspect(page, 'operators-users-none');
    await page.goBack();
    await page.getByRole('link', { name: 'Alice Adams' }).click();
    await page.getByText('This is you.').waitFor();
    expect(await page.getByRole('button', { name: 'Disable' }).count()).toBe(0);
    watched.expectQuiet();
  });

  it('add a webhook, are shown its secret once, and see what became of its events', async () => {
    const receiver = await startReceiver('127.0.0.1');
    const { page, watched } = await open('operators/webhooks');
    await page.getByText('Nobody is told').waitFor();
    await page.getByRole('button', { name: 'Add a webhook' }).click();
    await dialogOf(page).getByLabel('Address').fill(receiver.url);
    await dialogOf(page).getByLabel('Whose it is').fill('The portal');
    await dialogOf(page).getByLabel('everything').uncheck();
    await dialogOf(page).getByLabel('accounts that have to be connected again').check();
    await inspect(page, 'operators-webhook-add');
    await dialogOf(page).getByRole('button', { name: 'Add a webhook' }).click();
    const secret = await dialogOf(page).locator('pre').innerText();
    await inspect(page, 'operators-webhook-secret');
    await dialogOf(page).getByRole('button', { name: 'I have copied it' }).click();
    await page.getByRole('heading', { name: 'The portal' }).waitFor();
    expect(await page.content()).not.toContain(secret);

    await page.getByRole('button', { name: 'Send a test event' }).click();
    const event = section(page, 'Deliveries').getByRole('row').nth(1);
    await event.getByText('webhook.test').waitFor();
    await house.store.service.app.get(Courier, { strict: false }).deliver();
    expect(receiver.told.map((told) => isSigned(told, secret))).toEqual([true]);
    await page.reload();
    await event.getByText('arrived').waitFor();
    await inspect(page, 'operators-webhook');
    await page.getByRole('button', { name: 'New secret' }).click();
    await dialogOf(page).getByRole('button', { name: 'New secret' }).click();
    expect(await dialogOf(page).locator('pre').innerText()).toMatch(/^whsec_/);
    await dialogOf(page).getByRole('button', { name: 'I have copied it' }).click();
    await page.getByRole('button', { name: 'Disable' }).click();
    await page.getByText('disabled', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Delete' }).click();
    await dialogOf(page).getByRole('button', { name: 'Delete' }).click();
    await page.getByText('Nobody is told').waitFor();
    await receiver.close();
    watched.expectQuiet();
  });

  it('disable a user, who is out at once, and enable them again', async () => {
    const bobs = await open('', 'bob');
    const { page, watched } = await open(`operators/users/${bobId}`);
    await page.getByRole('heading', { name: 'Bob Brown' }).waitFor();
    await inspect(page, 'operators-user');
    await page.getByRole('button', { name: 'Disable' }).click();
    await inspect(page, 'operators-disable');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await page.getByText('Sessions, keys, refreshes and hand-outs have ended').waitFor();
    expect((await bobs.page.request.get(`${house.store.base}/api/whoami`)).status()).toBe(401);
    await inspect(page, 'operators-user-disabled');
    await page.getByRole('button', { name: 'Enable' }).click();
    await page.getByText('Bob Brown may use the service again.').waitFor();
    expect(await rows(house.store, 'SELECT id FROM users WHERE disabled_at IS NOT NULL')).toEqual([]);
    watched.expectQuiet();
  });

  it('sign a user out everywhere', async () => {
    const bobs = await open('', 'bob');
    const { page, watched } = await open(`operators/users/${bobId}`);
    await section(page, 'Sessions').getByText('Signed in now').first().waitFor();
    await page.getByRole('button', { name: 'Sign out everywhere' }).click();
    await dialogOf(page).getByRole('button', { name: 'Sign out everywhere' }).click();
    await page.getByText(/^Bob Brown is signed out of /).waitFor();
    await page.getByText('Not signed in anywhere.').waitFor();
    expect((await bobs.page.request.get(`${house.store.base}/api/whoami`)).status()).toBe(401);
    watched.expectQuiet();
  });

  it('disconnect a user’s account, and are told what became of it at the provider', async () => {
    const { page, watched } = await open(`operators/users/${bobId}`);
    await page.getByRole('button', { name: /^Disconnect .* at Pebble Notes$/ }).click();
    await inspect(page, 'operators-disconnect');
    await page.keyboard.press('Escape');
    expect(await rows(house.store, `SELECT id FROM grants WHERE provider = 'idp2' AND status = 'active'`)).toHaveLength(
      1,
    );
    await page.getByRole('button', { name: /^Disconnect .* at Pebble Notes$/ }).click();
    // Enter alone takes nothing away.
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await page.getByText('The provider confirmed that access is withdrawn.').waitFor();
    expect(await rows(house.store, `SELECT status FROM grants WHERE provider = 'idp2'`)).toEqual([
      { status: 'revoked' },
    ]);
    expect(await page.evaluate('document.activeElement.id')).toBe('grants');
    watched.expectQuiet();
  });

  it('register a client, and see its secret once', async () => {
    const { page, watched } = await open('operators/clients');
    await page.getByRole('button', { name: 'Register a client' }).click();
    await page.keyboard.press('Enter');
    await dialogOf(page).getByText('This is needed.').waitFor();
    await inspect(page, 'operators-register');
    await page.getByLabel('Id', { exact: true }).fill('runner');
    await page.keyboard.press('Enter');
    await dialogOf(page).getByRole('alert').waitFor();
    await page.getByLabel('Id', { exact: true }).fill('portal');
    await page.keyboard.press('Enter');
    expect(await dialogOf(page).locator('pre').innerText()).toMatch(/^tsc_/);
    await page.keyboard.press('Escape');
    await inspect(page, 'operators-secret');
    await page.getByRole('button', { name: 'I have copied it' }).click();
    await page.getByText('It may nothing yet').waitFor();
    expect(await page.evaluate('document.activeElement.id')).toBe('content');
    watched.expectQuiet(/status of 400/);
  });

  it('let a client have what a rule says, and take it back', async () => {
    await write(house.store, `INSERT INTO clients (id, name, created_at) VALUES ('mailer', 'Mailer', 1) RETURNING id`);
    const { page, watched } = await open('operators/clients/mailer');
    await page.getByRole('button', { name: 'Add a rule' }).click();
    await page.getByRole('button', { name: 'Add a rule' }).last().click();
    await page.getByText('Choose at least one.').waitFor();
    await page.getByLabel('Skylark Drive').check();
    await page.getByLabel('Only these users').check();
    await page.getByLabel('Users', { exact: true }).fill('bob');
    await page.getByLabel('Each user must consent first').uncheck();
    await inspect(page, 'operators-rule');
    await page.getByLabel('Scopes').fill('openid email');
    await page.keyboard.press('Enter');
    await page.getByText('With these scopes at most:').waitFor();
    const [rule] = await rows(house.store, `SELECT * FROM delegations WHERE client_id = 'mailer'`);
    expect(rule).toMatchObject({
      providers: '["idp1"]',
      users: '["bob"]',
      scopes: '["openid","email"]',
      needs_consent: 0,
    });
    await inspect(page, 'operators-client');
    await page.getByRole('button', { name: 'Delete rule 1' }).click();
    await dialogOf(page).getByRole('button', { name: 'Delete' }).click();
    await page.getByText('The rule is deleted.').waitFor();
    expect(await rows(house.store, 'SELECT id FROM delegations')).toEqual([]);
    watched.expectQuiet();
  });

  it('give a client a new secret, disable and delete it', async () => {
    await write(
      house.store,
      `INSERT INTO clients (id, name, secret_hash, created_at) VALUES ('old', 'Old', 'x', 1) RETURNING id`,
    );
    const { page, watched } = await open('operators/clients/old');
    await page.getByRole('button', { name: 'New secret' }).click();
    await dialogOf(page).getByRole('button', { name: 'New secret' }).click();
    expect(await dialogOf(page).locator('pre').innerText()).toMatch(/^tsc_/);
    await page.getByRole('button', { name: 'I have copied it' }).click();
    expect(await page.evaluate('document.activeElement.className')).toBe('op-buttons');
    await page.getByRole('button', { name: 'Disable' }).click();
    await page.getByRole('button', { name: 'Enable' }).waitFor();
    await page.getByRole('button', { name: 'Delete' }).click();
    await dialogOf(page).getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('heading', { name: 'Clients' }).waitFor();
    expect(await rows(house.store, `SELECT id FROM clients WHERE id = 'old'`)).toEqual([]);
    watched.expectQuiet();
  });

  it('see a client of the settings, and that it is changed there', async () => {
    const { page, watched } = await open('operators/clients');
    await page.getByRole('link', { name: 'The runner' }).click();
    await page.getByText('This client is declared in the setting CLIENTS').waitFor();
    await page.getByText('for users with the role staff').waitFor();
    expect(await page.getByRole('button', { name: /rule|secret|Delete/ }).count()).toBe(0);
    watched.expectQuiet();
  });

  it('read who did what, filtered', async () => {
    await auditWritten(house.store);
    const { page, watched } = await open(`operators/users/${bobId}`);
    await page.getByRole('link', { name: 'What they did' }).click();
    const events = section(page, 'Audit').getByRole('listitem');
    await page.getByText('Only what concerns Bob Brown').waitFor();
    await events.first().waitFor();
    await inspect(page, 'operators-audit');
    await page.getByLabel('What').selectOption('Connect');
    const filtered = page.waitForResponse((answer) =>
      /action=link\b.*provider=|provider=.*action=link\b/.test(answer.url()),
    );
    await page.getByLabel('Provider').selectOption('Skylark Drive');
    await filtered;
    await events.nth(1).waitFor({ state: 'detached' });
    await events.first().waitFor();
    const [event, ...others] = await events.allInnerTexts();
    expect(others).toEqual([]);
    expect(event).toMatch(/^Connect\s+linked\s.*\sBob Brown \(in a browser\) at Skylark Drive/s);
    watched.expectQuiet();
  });

  it('see the keys by their ids, and a way back from where there is nothing', async () => {
    const { page, goTo, watched } = await open('operators/keys');
    await page.getByText('seals and opens').waitFor();
    await page.getByText(/, \d+ values bear it$/).waitFor();
    expect(await page.getByRole('progressbar').count()).toBe(0);
    // As if half of them still bore another key.
    await page.route('**/api/v2/admin/keys/usage', async (route) => {
      const { items, next } = (await (await route.fetch()).json()) as { items: { values: number }[]; next: null };
      const old = { id: '0123456789ab', values: items[0]!.values, droppable: false };
      await route.fulfill({ json: { items: [...items, old], next } });
    });
    await goTo('operators/keys');
    await page.getByRole('progressbar', { name: /^(\d+) of \d+ sealed values bear the key that seals now$/ }).waitFor();
    await inspect(page, 'operators-keys');
    await goTo('operators/nothing');
    await page.getByRole('link', { name: 'To the overview' }).click();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await goTo('operators/users/nobody');
    await page.getByRole('heading', { name: 'There is no such user' }).waitFor();
    await inspect(page, 'operators-nobody');
    watched.expectQuiet(/status of 404/);
  });

  it('are others than who is refused, by the page and by the service', async () => {
    const { page, watched } = await open('operators', 'bob');
    await page.getByRole('heading', { name: 'You may not see this page.' }).waitFor();
    expect(await page.getByRole('link', { name: 'Operators' }).count()).toBe(0);
    await inspect(page, 'operators-refused');
    expect((await page.request.get(`${house.store.base}/api/v2/admin/overview`)).status()).toBe(403);
    watched.expectQuiet();
  });
});

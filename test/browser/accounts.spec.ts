import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { LINK_ERRORS } from '../../src/problem/codes.ts';
import { ProviderCatalogue } from '../../src/providers/catalogue.ts';
import { de } from '../../ui/src/texts/de.ts';
import { en } from '../../ui/src/texts/en.ts';
import { alice, auditWritten, bearer, bob, call, tokenOf } from '../e2e/acts.ts';
import { made, shown } from '../e2e/api-key-acts.ts';
import { connect, grantsOf, idOf } from '../e2e/v2-acts.ts';
import { answerInstead, answers } from '../support/faults.ts';
import { databaseOf, expireTokens } from '../support/grants.ts';
import { atProvider, describeInBrowser, type Visitor } from './support/house.ts';
import { inspect } from './support/inspect.ts';

const options = {
  providers: { sky: {}, pebble: { scopes: ['read', 'write', 'notes:archive'] } },
  env: {
    ...{ SKY_MD_NAME: 'Skylark Drive', SKY_MD_DESCRIPTION: 'Files that follow you.', SKY_ACCOUNTS: 'one' },
    ...{ PEBBLE_MD_NAME: 'Pebble Notes', PEBBLE_MD_URL: 'https://pebble.example/' },
    PEBBLE_MD_DESCRIPTION: 'A notebook for everybody.',
  },
};

describeInBrowser('connected accounts', options, (house) => {
  beforeEach(async () => {
    for (const provider of Object.values(house.store.providers)) provider.intercept.clear();
    await databaseOf(house.store).write('DELETE FROM grants RETURNING id');
  });

  /** A person at their accounts, once these are connected. */
  async function arrive(...connected: [provider: string, at: { login: string }][]): Promise<Visitor> {
    for (const [provider, at] of connected) await connect(house.store, { provider }, { at });
    const visitor = await house.visit();
    await visitor.signIn();
    return visitor;
  }

  const account = (page: Page, name: string) => page.getByRole('listitem', { name, exact: true });
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
  async function choose(page: Page, full: string, item: string): Promise<void> {
    await button(page, `More for ${full}`).click();
    await page.getByRole('menuitem', { name: item }).click();
  }
  /** Goes to the provider, where nobody is signed in. */
  async function goAndAllow(page: Page, click: () => Promise<void>, login = 'alice'): Promise<void> {
    await page.context().clearCookies({ name: /_session/ });
    await click();
    await page.locator('form[data-step]').waitFor();
    await atProvider(page, login);
  }

  it('are none at first', async () => {
    const { page, watched } = await arrive();
    await page.getByText('Nothing is connected yet').waitFor();
    await inspect(page, 'accounts-none');
    watched.expectQuiet();
  });

  it('are connected by way of the provider and back', async () => {
    const { page, watched } = await arrive();
    await goAndAllow(page, () => button(page, 'Connect Skylark Drive').click());
    await page.getByText('Skylark Drive is connected.').waitFor();
    const item = account(page, 'alice@example.org at Skylark Drive');
    await item.getByText('Works. Connected now.').waitFor();
    await item.getByText('see your e-mail address').waitFor();
    await item.getByText('Not used yet.').waitFor();
    await page.locator('li:focus', { hasText: 'Works.' }).waitFor();
    expect(new URL(page.url()).search).toBe('');
    expect(await button(page, 'Connect another account at Skylark Drive').count()).toBe(0);
    await inspect(page, 'accounts-one');
    watched.expectQuiet();
  });

  it('stay as they were when one refuses at the provider, and one may try again', async () => {
    const { page, watched } = await arrive();
    await page.context().clearCookies({ name: /_session/ });
    await button(page, 'Connect Pebble Notes').click();
    await page.locator('form[data-step]').waitFor();
    await atProvider(page, 'alice', 'Deny');
    await page.getByText('Pebble Notes was not connected.').waitFor();
    await page.locator(':focus', { hasText: 'You refused at Pebble Notes.' }).waitFor();
    expect(new URL(page.url()).search).toBe('');
    await inspect(page, 'accounts-refused');
    await goAndAllow(page, () => button(page, 'Try again').click());
    await page.getByText('Pebble Notes is connected.').waitFor();
    watched.expectQuiet();
  });

  it('can be two at one provider, and the default moves', async () => {
    const { page, watched } = await arrive(['pebble', alice]);
    await goAndAllow(page, () => button(page, 'Connect another account at Pebble Notes').click(), 'bob');
    const first = account(page, 'alice@example.org at Pebble Notes');
    const second = account(page, 'bob@example.org at Pebble Notes');
    await second.getByText('Just connected').waitFor();
    expect([await first.getByText('Default').count(), await second.getByText('Default').count()]).toEqual([1, 0]);
    await choose(page, 'bob@example.org at Pebble Notes', 'Make it the default');
    await second.getByText('This is the default now.').waitFor();
    expect([await first.getByText('Default', { exact: true }).count()]).toEqual([0]);
    expect((await grantsOf(house.store)).map((grant) => grant.default)).toEqual([false, true]);

    await inspect(page, 'accounts-two');
    watched.expectQuiet();
  });

  it('have the name that one gives them, until one takes it away', async () => {
    const { page, watched } = await arrive(['pebble', bob]);
    await choose(page, 'bob@example.org at Pebble Notes', 'Rename');
    const name = page.getByRole('textbox', { name: 'Name' });
    await inspect(page, 'accounts-rename');
    await name.fill('x'.repeat(101));
    await page.getByText('At most 100 characters.').waitFor();
    await name.fill('  Work  ');
    await button(page, 'Save').click();
    await account(page, 'Work at Pebble Notes').getByText('bob@example.org', { exact: true }).waitFor();
    expect((await grantsOf(house.store)).map(({ label }) => label)).toEqual(['Work']);
    await choose(page, 'Work at Pebble Notes', 'Rename');
    await name.fill('');
    await button(page, 'Save').click();
    await account(page, 'bob@example.org at Pebble Notes').waitFor();
    expect((await grantsOf(house.store)).map(({ label }) => label)).toEqual([null]);
    watched.expectQuiet();
  });

  it('are the same when the provider sends the one that is there already, and one is told', async () => {
    const { page } = await arrive(['pebble', alice]);
    await goAndAllow(page, () => button(page, 'Connect another account at Pebble Notes').click());
    await page.getByText('sent the account that was connected already').waitFor();
    expect(await grantsOf(house.store)).toHaveLength(1);
  });

  /** Alice's account, which the provider no longer accepts. */
  async function arriveAtDead(): Promise<Visitor> {
    await connect(house.store, { provider: 'sky' }, { at: alice });
    house.store.providers['sky']!.intercept.once('refresh', answerInstead(answers.invalidGrant));
    await expireTokens(house.store);
    expect((await tokenOf(house.store, 'sky')).status).toBe(400);
    return arrive();
  }
  const MEND = 'Connect again: alice@example.org at Skylark Drive';

  it('need their user when access was withdrawn, and are mended with one click', async () => {
    const { page, watched } = await arriveAtDead();
    await page.getByText('One account is connected. One needs you.').waitFor();
    const item = account(page, 'alice@example.org at Skylark Drive');
    await item.getByText('Needs you: access was withdrawn at Skylark Drive.').waitFor();
    await inspect(page, 'accounts-needy');
    await goAndAllow(page, () => button(page, MEND).click());
    await item.getByText('Works.').waitFor();
    expect((await tokenOf(house.store, 'sky')).status).toBe(200);
    watched.expectQuiet();
  });

  it('are not mended by another account: told there, and one tries again with the right one', async () => {
    const { page } = await arriveAtDead();
    const item = account(page, 'alice@example.org at Skylark Drive');
    await goAndAllow(page, () => button(page, MEND).click(), 'bob');
    await item.getByText('Another account was chosen at Skylark Drive').waitFor();
    await goAndAllow(page, () => item.getByRole('button', { name: 'Try again' }).click());
    await item.getByText('Works.').waitFor();
    expect(await grantsOf(house.store)).toMatchObject([{ status: 'active', account: { subject: 'alice' } }]);
  });

  it('may be allowed more, by choice or by typing, and what was refused is asked for again', async () => {
    const { page, watched } = await arrive(['pebble', alice]);
    await choose(page, 'alice@example.org at Pebble Notes', 'Allow more');
    await button(page, 'Go on at Pebble Notes').click();
    await page.getByText('Choose or type at least one.').waitFor();
    await page.getByLabel('notes:archive').check();
    await page.getByLabel('Other scopes').fill('write');
    await inspect(page, 'accounts-more');
    await page.context().clearCookies({ name: /_session/ });
    await button(page, 'Go on at Pebble Notes').click();
    await page.getByLabel('User name').fill('alice');
    await button(page, 'Sign in').click();
    await page.getByLabel('change your files').uncheck();
    await button(page, 'Allow').click();
    const item = account(page, 'alice@example.org at Pebble Notes');
    await item.getByText('It may', { exact: false }).getByText('notes:archive').waitFor();
    const missing = item.getByText('You did not allow it to write.');
    await goAndAllow(page, () => missing.getByRole('button', { name: 'Ask again' }).click());
    await missing.waitFor({ state: 'detached' });
    const [grant] = await grantsOf(house.store);
    expect(grant?.scopes.granted).toEqual(expect.arrayContaining(['email', 'notes:archive', 'write']));
    watched.expectQuiet();
  });

  it('are disconnected after a question, and the provider confirms', async () => {
    const { page, watched } = await arrive(['pebble', alice], ['pebble', bob]);
    await choose(page, 'alice@example.org at Pebble Notes', 'Disconnect');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Access is withdrawn at Pebble Notes too').waitFor();
    await dialog.getByText('bob@example.org becomes the default.').waitFor();
    await inspect(page, 'accounts-disconnect');
    await dialog.getByRole('button', { name: 'Disconnect' }).click();
    await page.locator(':focus', { hasText: 'Pebble Notes confirmed that access is withdrawn.' }).waitFor();
    expect(await account(page, 'alice@example.org at Pebble Notes').count()).toBe(0);
    expect((await grantsOf(house.store)).map(({ account: { subject } }) => subject)).toEqual(['bob']);
    watched.expectQuiet();
  });

  it('that the provider does not confirm to be over are to be ended there, with the way to it', async () => {
    const { page } = await arrive(['pebble', alice]);
    house.store.providers['pebble']!.intercept.always('revocation', answerInstead(answers.serverErrorHtml));
    await choose(page, 'alice@example.org at Pebble Notes', 'Disconnect');
    await page.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click();
    await page.getByText('Pebble Notes did not confirm.').waitFor();
    const link = page.getByRole('link', { name: 'To Pebble Notes' });
    expect(await link.getAttribute('href')).toBe('https://pebble.example/');
    await page.getByText('Nothing is connected yet').waitFor();
    await inspect(page, 'accounts-disconnected');
  });

  it('say that their provider fails just now, and that nothing is lost', async () => {
    await connect(house.store, { provider: 'pebble' }, { at: alice });
    const { breaker } = house.store.service.app.get(ProviderCatalogue, { strict: false }).get('pebble');
    for (let i = 0; i < 5; i += 1) breaker.failed({ grantId: String(i), mayBeTheGrants: false });
    try {
      const { page, watched } = await arrive();
      await account(page, 'alice@example.org at Pebble Notes').getByText('Pebble Notes fails just now.').waitFor();
      await inspect(page, 'accounts-down');
      watched.expectQuiet();
    } finally {
      breaker.succeeded();
    }
  });

  it('cannot be connected while the service cannot reach the provider: told where one clicked', async () => {
    const { page } = await arrive();
    await page.route('**/api/v2/grants', (route) =>
      route.fulfill({
        ...{ status: 503, contentType: 'application/problem+json', headers: { 'retry-after': '5' } },
        body: JSON.stringify({ code: 'provider_unavailable', detail: 'down', request_id: 'r-1' }),
      }),
    );
    await button(page, 'Connect Pebble Notes').click();
    const offer = page.getByRole('listitem').filter({ hasText: 'A notebook for everybody.' });
    await offer.getByText('Pebble Notes did not answer. Nothing has changed.').waitFor();
  });

  it('say by whom they were used last, by the name of the key', async () => {
    await connect(house.store, { provider: 'pebble' }, { at: alice });
    const { key } = await made(house.store, await bearer(house.store, 'alice'), { name: 'laptop' });
    expect((await call(`${house.store.base}/api/v2/token/pebble`, { headers: shown(key) })).status).toBe(200);
    await auditWritten(house.store);
    const { page } = await arrive();
    await page.getByText(/^Last used (now|this minute) by your key laptop\.$/).waitFor();
  });

  it('are used by the keyboard alone: focus goes into the dialog and back', async () => {
    const { page } = await arrive(['pebble', alice]);
    const more = button(page, 'More for alice@example.org at Pebble Notes');
    await more.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Rename' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type('Home');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    const renamed = button(page, 'More for Home at Pebble Notes');
    await expectFocus(page, 'More for Home at Pebble Notes');
    await renamed.press('Enter');
    await page.locator('[role=menuitem]:focus').waitFor();
    await page.keyboard.press('End');
    await page.locator('[role=menuitem]:focus', { hasText: 'Disconnect' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Disconnect Home at Pebble Notes?' }).waitFor();
    await page.keyboard.press('Escape');
    await expectFocus(page, 'More for Home at Pebble Notes');
    expect(await grantsOf(house.store)).toHaveLength(1);
  });

  it('tell a few of many scopes, and the rest on demand', async () => {
    await connect(house.store, { provider: 'pebble' }, { at: alice });
    const scopes = Array.from({ length: 20 }, (_, i) => `https://pebble.example/scopes/number.${i}`).join(' ');
    await databaseOf(house.store).write(`UPDATE grants SET scope_granted = '${scopes}' RETURNING id`);
    const { page } = await arrive();
    await page.getByText('number.5').waitFor();
    expect(await page.getByText('number.6').count()).toBe(0);
    await button(page, '14 more').press('Enter');
    await page.getByText('number.19').waitFor();
    await button(page, 'Show fewer').waitFor();
  });

  it('whose provider is set up no more can only be disconnected', async () => {
    await connect(house.store, { provider: 'pebble' }, { at: alice });
    const id = await idOf(house.store, 'pebble', 'alice');
    await databaseOf(house.store).write(`UPDATE grants SET provider = 'gone' WHERE id = '${id}' RETURNING id`);
    const { page } = await arrive();
    await page.getByText('This provider is no longer set up here.').waitFor();
    await button(page, 'More for alice@example.org at gone').click();
    expect(await page.getByRole('menuitem').allInnerTexts()).toEqual(['Rename', 'Disconnect']);
  });

  it('are shown in German too', async () => {
    await connect(house.store, { provider: 'pebble' }, { at: alice });
    const { page, goTo } = await arrive();
    await button(page, 'Deutsch').click();
    await goTo('?error=access_denied&provider=pebble');
    await page.getByText('Pebble Notes wurde nicht verbunden.').waitFor();
    await page.getByText('Es darf wissen, welches Konto es ist').waitFor();
    await inspect(page, 'accounts-german');
  });
});

async function expectFocus(page: Page, name: string): Promise<void> {
  await page.locator(`[aria-label="${name}"]:focus`).waitFor();
}

describeInBrowser('connected accounts where nothing is set up', {}, (house) => {
  it('say what an operator has to do', async () => {
    const { page, signIn, watched } = await house.visit();
    await signIn();
    await page.getByText('There is nothing to connect yet').waitFor();
    await page.getByText('TOKENSTORE_TOKEN_PROVIDERS').waitFor();
    await inspect(page, 'accounts-no-providers');
    watched.expectQuiet();
  });
});

describe('the texts of connected accounts', () => {
  const others = ['wrong_account', 'provider_unavailable', 'provider_misconfigured', 'database_unavailable'];
  const codes = [...Object.keys(LINK_ERRORS), ...others, 'internal', 'state_invalid', 'forbidden'];
  it.each(Object.entries({ en, de }))('say in %s what each error of the callback means', (_, { accounts }) => {
    const told = codes.map((code) => accounts.problems[code]?.('Pebble'));
    expect(told).not.toContain(undefined);
    expect(new Set(told).size).toBe(codes.length);
  });
});

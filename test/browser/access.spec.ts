import { beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { alice, auditWritten, bearer, link, rows, signedIn, write } from '../e2e/acts.ts';
import { made, roleBearer, shown, type Headers } from '../e2e/api-key-acts.ts';
import { consent, token } from '../e2e/delegation-acts.ts';
import { describeInBrowser } from './support/house.ts';
import { inspect } from './support/inspect.ts';

const DAY = 86_400;

const CLIENTS = JSON.stringify([
  { id: 'portal', name: 'The portal', rules: [{ providers: ['idp1'], users: 'all', scopes: ['openid', 'email'] }] },
  { id: 'nightly', name: 'Nightly', rules: [{ providers: ['idp1'], users: 'all', consent: false }] },
]);

const options = {
  providers: { idp1: {}, idp2: {} },
  env: { ADMIN_ROLES: 'boss', CLIENTS, IDP1_MD_NAME: 'Skylark Drive', IDP2_MD_NAME: 'Pebble Notes' },
};

describeInBrowser('who has access', options, (house) => {
  let user: Headers;
  beforeAll(async () => {
    await link(house.store, await signedIn(house.store, alice), 'idp1', alice);
    user = await bearer(house.store, 'alice');
  });
  beforeEach(async () => {
    await write(house.store, 'DELETE FROM api_keys RETURNING id');
    await write(house.store, 'DELETE FROM consents RETURNING id');
    await auditWritten(house.store);
    await write(house.store, 'DELETE FROM audit_events RETURNING id');
  });

  const keys = () => rows(house.store, 'SELECT * FROM api_keys ORDER BY created_at DESC, id DESC');
  const dialogOf = (page: Page) => page.getByRole('dialog');
  const item = (page: Page, name: string) =>
    page.getByRole('listitem').filter({ has: page.getByRole('heading', { name }) });

  it('says what keys and services are to whoever has none', async () => {
    const { page, signIn, watched } = await house.visit();
    await signIn('access');
    await page.getByText('You have no keys').waitFor();
    await page.getByText('You have allowed no service').waitFor();
    await inspect(page, 'access-empty');
    watched.expectQuiet();
  });

  it('makes a key with a name alone: it fetches tokens, for 90 days', async () => {
    const { page, signIn, watched } = await house.visit();
    await signIn('access');
    await page.getByRole('button', { name: 'Make a key' }).click();
    await inspect(page, 'access-make');
    await page.keyboard.type('laptop');
    await page.keyboard.press('Enter');
    const text = await dialogOf(page).locator('pre').innerText();
    expect(text).toMatch(/^tsk_\w+_\w+_\w+$/);
    expect((await token(house.store, shown(text))).status).toBe(200);
    const [key] = await keys();
    expect(key).toMatchObject({ name: 'laptop', scopes: '["token"]', providers: null });
    const lifetime = Number(key?.['expires_at']) - Number(key?.['created_at']);
    expect(Math.round(lifetime / 1000)).toBe(90 * DAY);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await item(page, 'laptop').getByText('May fetch access tokens. Good for everything that is connected.').waitFor();
    watched.expectQuiet();
  });

  it('shows the key once, and not less: neither Escape nor a click beside closes it', async () => {
    const { page, signIn, watched } = await house.visit();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await signIn('access');
    await page.getByRole('button', { name: 'Make a key' }).click();
    await page.getByLabel('Name').fill('once');
    await page.keyboard.press('Enter');
    const text = await dialogOf(page).locator('pre').innerText();
    await inspect(page, 'access-made');
    await page.keyboard.press('Escape');
    await page.mouse.click(5, 5);
    expect(await dialogOf(page).count()).toBe(1);
    await dialogOf(page).getByRole('button', { name: 'Copy the key' }).click();
    await dialogOf(page).getByRole('button', { name: 'Copied', exact: true }).waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(text);
    await dialogOf(page).getByRole('button', { name: 'I have copied it' }).click();
    expect(await focused(page)).toBe('Make a key');
    expect(await page.content()).not.toContain(text);
    expect(page.url()).not.toContain('tsk_');
    expect(await page.evaluate('JSON.stringify({ ...localStorage, ...sessionStorage })')).not.toContain('tsk_');
    watched.expectQuiet();
  });

  it('makes a key that may more, or less, and says what for ever means', async () => {
    const { page, signIn } = await house.visit();
    await signIn('access');
    await page.getByRole('button', { name: 'Make a key' }).click();
    const dialog = dialogOf(page);
    await dialog.getByLabel('Name').fill('narrow');
    await dialog.getByLabel('See your accounts and activity').check();
    await dialog.getByLabel('Only those at').check();
    await dialog.getByLabel('Pebble Notes').check();
    await dialog.getByLabel('Expires').selectOption('Never');
    await dialog.getByText('It never expires by itself.').waitFor();
    await inspect(page, 'access-make-more');
    await dialog.getByRole('button', { name: 'Make a key' }).click();
    await dialog.getByRole('button', { name: 'I have copied it' }).click();
    await item(page, 'narrow')
      .getByText('May fetch access tokens and see your accounts and activity. Good for Pebble Notes.')
      .waitFor();
    await item(page, 'narrow').getByText('Never expires').waitFor();
    expect(await keys()).toMatchObject([
      { scopes: '["token","grants:read"]', providers: '["idp2"]', expires_at: null },
    ]);
  });

  it('offers nobody what they may not do themselves', async () => {
    const { page, signIn } = await house.visit();
    await signIn('access');
    await page.getByRole('button', { name: 'Make a key' }).click();
    await dialogOf(page).getByLabel('Make and revoke keys').waitFor();
    expect(await dialogOf(page).getByLabel('Administer this service').count()).toBe(0);
  });

  it('says what is missing, beside it, and goes there', async () => {
    const { page, signIn } = await house.visit();
    await signIn('access');
    await page.getByRole('button', { name: 'Make a key' }).click();
    const dialog = dialogOf(page);
    await dialog.getByLabel('Fetch access tokens').uncheck();
    await dialog.getByLabel('Only those at').check();
    await dialog.getByRole('button', { name: 'Make a key' }).click();
    await dialog.getByText('Give it a name.').waitFor();
    expect(await dialog.getByText('Choose at least one.').count()).toBe(2);
    expect(await page.evaluate('document.activeElement.name')).toBe('name');
    expect(await keys()).toEqual([]);
    await inspect(page, 'access-make-missing');
  });

  it('says in the dialog why a key was not made, and makes it when asked again', async () => {
    const { page, signIn } = await house.visit();
    await signIn('access');
    await page.getByRole('button', { name: 'Make a key' }).click();
    const dialog = dialogOf(page);
    await dialog.getByLabel('Name').fill('stubborn');
    await page.route('**/api/v2/api-keys', (route) => route.abort());
    await dialog.getByRole('button', { name: 'Make a key' }).click();
    await dialog.getByRole('alert').getByText('The service cannot be reached.').waitFor();
    await page.unroute('**/api/v2/api-keys');
    await dialog.getByRole('button', { name: 'Make a key' }).click();
    await dialog.getByRole('heading', { name: 'The key “stubborn”' }).waitFor();
  });

  it('revokes a key, once that was confirmed', async () => {
    const { key } = await made(house.store, user, { name: 'doomed', expires_in: 30 * DAY });
    const { page, signIn, watched } = await house.visit();
    await signIn('access');
    const revoke = page.getByRole('button', { name: 'Revoke the key doomed' });
    await revoke.click();
    await inspect(page, 'access-revoke');
    await page.keyboard.press('Escape');
    expect(await focused(page)).toBe('Revoke the key doomed');
    expect((await token(house.store, shown(key))).status).toBe(200);
    await revoke.click();
    await dialogOf(page).getByRole('button', { name: 'Revoke', exact: true }).click();
    await page.getByRole('status').getByText('The key “doomed” is revoked.').waitFor();
    await page.getByText('You have no keys').waitFor();
    expect(await focused(page)).toBe('API keys');
    expect((await token(house.store, shown(key))).status).toBe(401);
    watched.expectQuiet();
  });

  it('tells keys that have expired, and those that soon will, from the others', async () => {
    const { id } = await made(house.store, user, { name: 'over', expires_in: DAY });
    await made(house.store, user, { name: 'good', providers: ['idp1', 'idp2'], expires_in: 90 * DAY });
    await made(house.store, user, { name: 'soon', scopes: ['token:idp1'], expires_in: 3 * DAY });
    const past = Date.now() - DAY * 1000;
    await write(
      house.store,
      `UPDATE api_keys SET created_at = ${Date.now() + 60_000}, expires_at = ${past} WHERE id = '${id}' RETURNING id`,
    );
    const { page, signIn } = await house.visit();
    await signIn('access');
    await item(page, 'good').getByText('Good for Skylark Drive and Pebble Notes.').waitFor();
    await item(page, 'soon').getByText('May fetch access tokens of Skylark Drive.', { exact: true }).waitFor();
    await item(page, 'soon').getByText('Expires in 3 days').waitFor();
    await item(page, 'over').getByText('Expired', { exact: true }).waitFor();
    // The newest, and last all the same.
    expect(
      await page.getByRole('region', { name: 'API keys' }).getByRole('heading', { level: 3 }).allInnerTexts(),
    ).toEqual(['soon', 'good', expect.stringContaining('over')]);
    await inspect(page, 'access-keys');
    await page.getByRole('button', { name: 'Remove the key over' }).click();
    await dialogOf(page).getByText('opens nothing any more').waitFor();
    await dialogOf(page).getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('status').getByText('The key “over” is removed.').waitFor();
    expect(await keys()).toHaveLength(2);
  });

  it('shows what a service may, and what it fetched', async () => {
    await consent(house.store, 'alice', { client: 'portal', provider: 'idp1' });
    const portal = await clientKey('portal');
    for (let i = 0; i < 2; i += 1) expect((await token(house.store, portal)).status).toBe(200);
    await auditWritten(house.store);
    const { page, signIn, watched } = await house.visit();
    await signIn('access');
    const service = item(page, 'The portal');
    await service.getByText('Fetched 2 tokens in the last 7 days, the last now').waitFor();
    await service.getByText('Skylark Drive: know which account it is and see your e-mail address').waitFor();
    await inspect(page, 'access-services');
    watched.expectQuiet();
  });

  it('takes back what a service was allowed, once that was confirmed', async () => {
    await consent(house.store, 'alice', { client: 'portal', provider: 'idp1' });
    const portal = await clientKey('portal');
    expect((await token(house.store, portal)).status).toBe(200);
    await auditWritten(house.store);
    const { page, signIn, watched } = await house.visit();
    await signIn('access');
    await page.getByRole('button', { name: 'Take back what The portal may at Skylark Drive' }).click();
    await inspect(page, 'access-take-back');
    await dialogOf(page).getByRole('button', { name: 'Take back' }).click();
    await page.getByRole('status').getByText('The portal gets no more tokens').waitFor();
    expect(await focused(page)).toBe('Services');
    expect((await token(house.store, portal)).status).toBe(403);
    // What it had is not hidden by that.
    await page.getByText('Without your consent').waitFor();
    watched.expectQuiet();
  });

  it('names services that may fetch tokens though nobody asked the person, and when they did', async () => {
    const { page: before, signIn: signInBefore } = await house.visit();
    await signInBefore('access');
    await item(before, 'nightly').getByText('Fetched nothing in the last 30 days').waitFor();
    expect((await token(house.store, await clientKey('nightly'))).status).toBe(200);
    await auditWritten(house.store);
    const { page, signIn } = await house.visit();
    await signIn('access');
    await page.getByRole('button', { name: 'Deutsch' }).click();
    await page.getByText('Ohne deine Zustimmung').waitFor();
    await item(page, 'nightly').getByText('Zuletzt geholt').waitFor();
    await inspect(page, 'access-others-de');
  });

  /** Of a client that acts for alice. */
  async function clientKey(client: string): Promise<Headers> {
    const admin = await roleBearer(house.store, 'root', ['boss']);
    const { key } = await made(house.store, admin, { client, scopes: ['token', 'act-as'] });
    return { ...shown(key), 'on-behalf-of': 'alice' };
  }
});

/** What a screen reader calls the element that has the focus. */
async function focused(page: Page): Promise<string> {
  return page.evaluate<string>('document.activeElement.getAttribute("aria-label") ?? document.activeElement.innerText');
}

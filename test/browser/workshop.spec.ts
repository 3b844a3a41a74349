import { expect, it } from '@jest/globals';
import { roleBearer } from '../e2e/api-key-acts.ts';
import { call } from '../e2e/acts.ts';
import { describeInBrowser, type House, type Visitor } from './support/house.ts';
import { inspect } from './support/inspect.ts';

const env = { LOCAL_ACCOUNTS: 'true', WORKSHOP: 'true', ADMIN_ROLES: 'boss' };

async function open({ store }: House, code: string, places: number): Promise<string> {
  const headers = { ...(await roleBearer(store, 'root', ['boss'])), 'content-type': 'application/json' };
  const ends_at = Math.floor(Date.now() / 1000) + 86_400;
  const body = JSON.stringify({ code, name: 'Spring School on Research Clouds', places, ends_at });
  await call(`${store.base}/api/v2/workshops`, { method: 'POST', headers, body });
  return `${store.base}/workshop/${code}`;
}

async function fillIn({ page }: Visitor, labels: readonly string[], values: readonly string[]): Promise<void> {
  for (const [i, label] of labels.entries()) await page.getByLabel(label, { exact: true }).fill(values[i] ?? '');
}

const ENGLISH = ['First name', 'Last name', 'E-mail address', 'User name'];
const GERMAN = ['Vorname', 'Nachname', 'E-Mail-Adresse', 'Benutzername'];

describeInBrowser('registering for a workshop', { providers: {}, env }, (house) => {
  it('goes from the form to a password that is copied, noted and used', async () => {
    const url = await open(house, 'spring', 2);
    const visitor = await house.visit({ permissions: ['clipboard-read', 'clipboard-write'] });
    const { page, watched } = visitor;
    await page.goto(url);
    await inspect(page, 'workshop-register');
    await fillIn(visitor, ENGLISH, ['Ann', 'Example', 'ann@example.org', 'a:b']);
    await page.getByRole('button', { name: 'Register' }).click();
    await page.getByRole('alert').getByText('You are not registered yet.').waitFor();
    expect(await page.getByLabel('User name', { exact: true }).getAttribute('aria-invalid')).toBe('true');
    await inspect(page, 'workshop-register-wrong');
    await page.getByLabel('User name', { exact: true }).fill('ann');
    await page.getByRole('button', { name: 'Register' }).click();
    await page.getByRole('heading', { name: 'You are registered' }).waitFor();
    await inspect(page, 'workshop-password');
    const password = await page.locator('.secrets code').nth(1).innerText();
    await page.getByRole('button', { name: 'Copy' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(`ann\n${password}`);
    await page.getByRole('button', { name: 'Sign in' }).click();
    expect(page.url()).toBe(url);
    await page.getByLabel('I have noted my user name and my password.').check();
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByLabel('User name').fill('ann');
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(/\/ui\//);
    watched.expectQuiet(/400 \(Bad Request\)/);
  });

  it('needs no script, speaks German, and says when all places are taken', async () => {
    const url = await open(house, 'autumn', 1);
    const visitor = await house.visit({ javaScriptEnabled: false, locale: 'de-AT' });
    const { page } = visitor;
    await page.goto(url);
    await fillIn(visitor, GERMAN, ['Bo', 'Muster', 'bo@example.org', 'bo']);
    await page.getByRole('button', { name: 'Registrieren' }).click();
    await page.getByRole('heading', { name: 'Du bist registriert' }).waitFor();
    expect(await page.getByRole('button', { name: 'Kopieren' }).isVisible()).toBe(false);
    expect(await page.locator('.secrets code').nth(1).innerText()).toMatch(/^(?:[a-z2-9]{4}-){3}[a-z2-9]{4}$/);
    const late = await house.visit();
    await late.page.goto(url);
    await late.page.getByRole('heading', { name: 'All places are taken' }).waitFor();
  });
});

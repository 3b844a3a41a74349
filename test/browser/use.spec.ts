import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import type * as client from '../../src/store-client/client.ts';
import { alice, bob, link, rows, signedIn, write } from '../e2e/acts.ts';
import { connect, grantsOf } from '../e2e/v2-acts.ts';
import { describeInBrowser, type Visitor } from './support/house.ts';
import { inspect } from './support/inspect.ts';

const run = promisify(execFile);
const DAY = 86_400;
const HAS_REQUESTS = await run('python3', ['-c', 'import requests']).then(
  () => true,
  () => false,
);
const itWithRequests = HAS_REQUESTS ? it : it.skip;

const options = {
  providers: { idp1: {}, idp2: {} },
  // A path prefix, which has to be in what is shown.
  env: ({ port }: { port: number }) => ({
    BASE_URL: `http://127.0.0.1:${port}/tokens`,
    IDP1_MD_NAME: 'Skylark Drive',
    IDP2_MD_NAME: 'Pebble Notes',
  }),
};

describeInBrowser('use it', options, (house) => {
  let directory: string;
  beforeEach(async () => {
    for (const table of ['api_keys', 'grants']) await write(house.store, `DELETE FROM ${table} RETURNING id`);
    directory = await mkdtemp(join(tmpdir(), 'tokenstore-use-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  const linked = async (provider = 'idp1') => link(house.store, await signedIn(house.store, alice), provider, alice);
  const open = async (): Promise<Visitor> => {
    const visitor = await house.visit();
    await visitor.signIn('use');
    return visitor;
  };
  const makeKey = async (page: Page) => {
    await page.getByRole('button', { name: 'Make a key' }).click();
    await page.getByText('The key stands in the commands below.').waitFor();
  };
  /** The choice stands in the address, and the button follows it. */
  const choose = async (page: Page, name: string) => {
    await page.getByRole('radio', { name }).click();
    await page.getByRole('radio', { name, checked: true }).waitFor();
  };
  const textOf = (page: Page, title: string) => page.getByRole('figure', { name: title }).getByRole('code').innerText();
  /** As somebody who pastes it into a shell of their own, which knows nothing of ours. */
  const shell = async (command: string) =>
    (await run('sh', ['-c', command], { cwd: directory, env: { PATH: process.env['PATH'] } })).stdout;

  it('leads to the accounts where nothing is connected', async () => {
    const { page, watched } = await open();
    await page.getByText('Nothing is connected yet').waitFor();
    await inspect(page, 'use-empty');
    await page.getByRole('link', { name: 'To your accounts' }).click();
    await page.waitForURL(/\/tokens\/ui\/?$/);
    watched.expectQuiet();
  });

  it('shows a curl that fetches the token as it stands, with a key made on the spot', async () => {
    await linked();
    const { page, watched } = await open();
    expect(await textOf(page, 'In a shell')).toContain("export TOKENSTORE_KEY='the key from step 1'");
    await makeKey(page);
    await inspect(page, 'use-made');
    const command = await textOf(page, 'In a shell');
    expect(command).toContain(`'${house.store.base}/api/v2/token/idp1'`);
    expect(JSON.parse(await shell(command))).toMatchObject({ access_token: expect.any(String), token_type: 'Bearer' });
    watched.expectQuiet();
  });

  it('makes the narrowest key that will do', async () => {
    await linked();
    const { page } = await open();
    await page.getByRole('button', { name: 'Make a key' }).waitFor();
    await inspect(page, 'use');
    await makeKey(page);
    const [key] = await rows(house.store, 'SELECT * FROM api_keys');
    expect(key).toMatchObject({ name: 'curl for Skylark Drive', scopes: '["token:idp1"]', providers: '["idp1"]' });
    const lifetime = Number(key?.['expires_at']) - Number(key?.['created_at']);
    expect(Math.round(lifetime / 1000)).toBe(30 * DAY);
  });

  it('copies the commands, key and all', async () => {
    await linked();
    const { page } = await open();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await makeKey(page);
    await page.getByRole('button', { name: 'Copy the commands' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(await textOf(page, 'In a shell'));
  });

  it('keeps the key nowhere: it is gone with the page, and was never in an address', async () => {
    await linked();
    const { page } = await open();
    const urls: string[] = [];
    page.on('request', (request) => urls.push(request.url()));
    await makeKey(page);
    expect(await page.evaluate('JSON.stringify({ ...localStorage, ...sessionStorage })')).not.toContain('tsk_');
    await page.getByRole('link', { name: 'Access' }).first().click();
    await page.getByRole('heading', { name: 'curl for Skylark Drive' }).waitFor();
    await page.goBack();
    await page.getByRole('button', { name: 'Make a key' }).waitFor();
    expect(await textOf(page, 'In a shell')).not.toContain('tsk_');
    expect(urls.join(' ')).not.toContain('tsk_');
  });

  itWithRequests('shows a Python program that runs', async () => {
    await linked();
    const { page } = await open();
    await page.getByRole('tab', { name: 'Python' }).click();
    await makeKey(page);
    await inspect(page, 'use-python');
    await writeFile(join(directory, 'fetch_token.py'), await textOf(page, 'Save as fetch_token.py'));
    expect(await shell(await textOf(page, 'In a shell'))).toMatch(/^A token of \d+ characters\n$/);
  });

  it('shows a JavaScript program that runs, and is reached by keyboard', async () => {
    await linked();
    const { page } = await open();
    await makeKey(page);
    await page.getByRole('tab', { name: 'curl' }).focus();
    for (const name of ['Python', 'JavaScript']) {
      await page.keyboard.press('ArrowRight');
      await page.getByRole('tab', { name, selected: true }).waitFor();
    }
    await writeFile(join(directory, 'fetch-token.mjs'), await textOf(page, 'Save as fetch-token.mjs'));
    expect(await shell(await textOf(page, 'In a shell'))).toMatch(/^A token of \d+ characters\n$/);
  });

  it('names the account where there are several, and fetches that one', async () => {
    await connect(house.store, { provider: 'idp1' }, { at: alice });
    await connect(house.store, { provider: 'idp1', label: 'At work' }, { at: bob });
    await linked('idp2');
    const work = (await grantsOf(house.store)).find(({ label }) => label === 'At work');
    const { page } = await open();
    await choose(page, 'Skylark Drive At work');
    await makeKey(page);
    await inspect(page, 'use-accounts');
    expect(JSON.parse(await shell(await textOf(page, 'In a shell')))).toMatchObject({ grant_id: work?.id });
  });

  it('keeps a key to its provider, and goes to the account that the address names', async () => {
    await linked('idp1');
    await linked('idp2');
    const [, pebble] = await grantsOf(house.store);
    const { page, goTo } = await open();
    await makeKey(page);
    await choose(page, 'Pebble Notes');
    expect(await textOf(page, 'In a shell')).toMatch(/the key from step 1[^]*\/token\/idp2'$/);
    await choose(page, 'Skylark Drive');
    expect(await textOf(page, 'In a shell')).toContain('tsk_');
    await goTo(`use?account=${pebble?.id}`);
    expect(await page.getByRole('radio', { name: 'Pebble Notes' }).isChecked()).toBe(true);
  });

  it('says so where the provider no longer accepts the account', async () => {
    await linked();
    await write(house.store, "UPDATE grants SET status = 'reauth_required', reason = 'refused' RETURNING id");
    const { page } = await open();
    await page.getByText('The provider no longer accepts this account').waitFor();
    await inspect(page, 'use-ended');
  });

  it('says why no key was made, and makes one when asked again', async () => {
    await linked();
    const { page } = await open();
    await page.route('**/api/v2/api-keys', (route) => route.abort());
    await page.getByRole('button', { name: 'Make a key' }).click();
    await page.getByRole('alert').getByText('The service cannot be reached.').waitFor();
    await page.unroute('**/api/v2/api-keys');
    await makeKey(page);
    expect(await page.evaluate('document.activeElement.innerText')).toMatch(/^The key stands in the commands below\./);
  });

  it('is also done by the JavaScript client, with the session of the page', async () => {
    await linked();
    const { page, watched } = await open();
    // As a bundler would: without the types.
    await page.route('**/store-client/*.ts', async (route) => {
      const file = new URL(`../../src/store-client/${basename(route.request().url())}`, import.meta.url);
      const body = stripTypeScriptTypes(await readFile(file, 'utf8'));
      await route.fulfill({ contentType: 'text/javascript', body });
    });
    const { base } = house.store;
    const found = await page.evaluate(async (server) => {
      const { TokenStore } = (await import(`${server}/store-client/client.ts`)) as typeof client;
      const store = new TokenStore({ server });
      const token = await store.token('idp1');
      const renewed = await store.renew('idp1', token);
      const failed: unknown = await store.token('idp2').catch((error: unknown) => error);
      return { token, renewed, code: (failed as client.StoreError).code };
    }, base);
    expect(found).toMatchObject({ token: { token_type: 'Bearer' }, code: 'not_linked' });
    expect(found.renewed.generation).toBeGreaterThan(found.token.generation);
    watched.expectQuiet(/status of 404/);
  });
});

import { beforeAll, expect, it } from '@jest/globals';
import { clientsSetting } from '../e2e/delegation-acts.ts';
import { atProvider, describeInBrowser, type House } from './support/house.ts';
import { inspect } from './support/inspect.ts';

const CLIENTS = clientsSetting([
  {
    id: 'portal',
    name: 'The Portal',
    rules: [{ providers: ['cloud'], users: 'all', scopes: ['email', 'Files.Read', 'x:odd'] }],
  },
]);
const env = { ...CLIENTS, CLOUD_MD_NAME: 'Research Cloud' };

const address = ({ store }: House, client = 'portal'): string =>
  `${store.base}/consent?${new URLSearchParams({ client, provider: 'cloud', return_url: '/ui/access' }).toString()}`;

describeInBrowser('the consent page', { providers: { cloud: {} }, env }, (house) => {
  let beginning: string;

  beforeAll(() => {
    beginning = address(house);
  });

  it('says who asks for what in words, is allowed by keyboard, and taken back the same way', async () => {
    const { page, watched } = await house.visit();
    await page.goto(beginning);
    await atProvider(page, 'alice');
    await page.getByRole('heading', { level: 1, name: 'Allow The Portal?' }).waitFor();
    expect(await page.getByRole('listitem').allInnerTexts()).toEqual([
      'see your e-mail address email',
      'read your files Files.Read',
      'x:odd',
    ]);
    await inspect(page, 'consent');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/ui\/access\?consent=granted$/);
    await page.goto(beginning);
    await page.getByText('You have allowed this.').waitFor();
    await inspect(page, 'consent-given');
    await page.getByRole('button', { name: 'Refuse' }).click();
    await page.waitForURL(/\/ui\/access\?consent=refused$/);
    watched.expectQuiet();
  });

  it('speaks German, and needs no script', async () => {
    const { page } = await house.visit({ locale: 'de-DE', javaScriptEnabled: false });
    await page.goto(beginning);
    await atProvider(page, 'bob');
    await page.getByRole('heading', { level: 1, name: 'The Portal erlauben?' }).waitFor();
    expect(await page.getByRole('listitem').first().innerText()).toBe('deine E-Mail-Adresse sehen email');
    await page.getByRole('button', { name: 'Erlauben' }).click();
    await page.waitForURL(/consent=granted$/);
  });

  it('that nobody asks for is told by a page, with a way home', async () => {
    const { page, watched } = await house.visit();
    await page.goto(address(house, 'nobody'));
    await atProvider(page, 'alice');
    await page.getByRole('heading', { level: 1, name: 'There is nothing here' }).waitFor();
    await inspect(page, 'consent-nobody');
    await page.getByRole('link', { name: 'To your accounts' }).click();
    await page.getByRole('heading', { level: 1, name: 'Accounts' }).waitFor();
    watched.expectQuiet(/404 \(Not Found\)/);
  });
});

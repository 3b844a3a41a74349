import { expect, it } from '@jest/globals';
import { addAccount, PASSWORD } from '../e2e/local-acts.ts';
import { advance, write } from '../e2e/acts.ts';
import { atProvider, describeInBrowser, type House, type Visitor } from './support/house.ts';
import { inspect } from './support/inspect.ts';

const READ_ALOUD = ['refused', 'failed', 'lost', 'misconfigured', 'disabled', 'busy', 'unavailable', 'away'];
const CALM = ['ended', 'elsewhere', 'signed-out', 'signed-out-here'];

const at = ({ store }: House, path: string): string => `${store.base}/${path}`;
const button = ({ page }: Visitor, name: string | RegExp) => page.getByRole('link', { name });

describeInBrowser('signing in at the identity provider alone', { providers: {} }, (house) => {
  it('takes one click, and leads to where one wanted to go', async () => {
    const visitor = await house.visit();
    const { page, watched } = visitor;
    await page.goto(at(house, 'ui/activity?since=week'));
    expect(await page.title()).toBe('Sign in · tokenstore');
    await inspect(page, 'sign-in');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await atProvider(page, 'alice');
    await page.getByRole('heading', { level: 1, name: 'Activity' }).waitFor();
    expect(page.url()).toBe(at(house, 'ui/activity?since=week'));
    watched.expectQuiet();
  });

  it('needs no script, and speaks German to whoever asks for it', async () => {
    const visitor = await house.visit({ javaScriptEnabled: false, locale: 'de-AT' });
    const { page } = visitor;
    await page.goto(at(house, 'login'));
    expect(await page.locator('html').getAttribute('lang')).toBe('de');
    await button(visitor, /^Bei .* anmelden$/).click();
    await page.locator('form[data-step="login"]').waitFor();
  });

  it('that one refuses there is told, and can be tried again at once', async () => {
    const visitor = await house.visit();
    const { page, watched } = visitor;
    await page.goto(at(house, 'ui/access'));
    await button(visitor, /^Sign in at/).click();
    await atProvider(page, 'alice', 'Deny');
    await page.getByRole('alert').getByText('it was cancelled or refused').waitFor();
    await button(visitor, /^Try again at/).click();
    await page.locator('form[data-step]').waitFor();
    watched.expectQuiet();
  });

  it('says what went before, first of all in the title', async () => {
    const { page, watched } = await house.visit();
    for (const notice of [...READ_ALOUD, ...CALM]) {
      await page.goto(at(house, `login?notice=${notice}&reference=0b8f1d62`));
      const said = page.getByRole(CALM.includes(notice) ? 'status' : 'alert');
      const [sentence = ''] = (await said.innerText()).split(/[.:]/, 1);
      expect(await page.title()).toBe(`${sentence} · Sign in · tokenstore`);
      expect(await page.getByRole('link', { name: /at 127\.0\.0\.1/ }).count()).toBe(1);
    }
    watched.expectQuiet();
  });

  it.each(['failed', 'disabled', 'signed-out-here'])('is well made where it says: %s', async (notice) => {
    const { page } = await house.visit();
    await page.goto(at(house, `login?notice=${notice}&reference=0b8f1d62`));
    await inspect(page, `sign-in-${notice}`);
  });

  it('tells somebody disabled so, and lets them sign in as somebody else', async () => {
    const visitor = await house.visit();
    const { page } = visitor;
    await visitor.signIn('', 'bob');
    const change = (to: string) =>
      write(house.store, `UPDATE users SET disabled_at = ${to} WHERE subject = 'bob' RETURNING id`);
    await change('1');
    try {
      await page.goto(at(house, 'ui/use'));
      await page.getByText('Your access was disabled.').waitFor();
      await button(visitor, 'Sign out there, to sign in as somebody else').click();
      await page.getByRole('button').first().click();
      await page.getByText('You are signed out.').waitFor();
    } finally {
      await change('NULL');
    }
  });
});

describeInBrowser(
  'signing in at the identity provider or with an account here',
  { providers: {}, env: { LOCAL_ACCOUNTS: 'true', RATE_LIMIT_ANONYMOUS: '12/1m' } },
  (house) => {
    const fillIn = async ({ page }: Visitor, name: string, password: string): Promise<void> => {
      await page.getByLabel('User name').fill(name);
      await page.getByLabel('Password').fill(password);
      await page.getByRole('button', { name: 'Sign in' }).click();
    };

    it('offers both, says what was wrong, keeps the name, and lets one in', async () => {
      await addAccount(house.store, 'ann', { fullName: 'Ann Example' });
      const visitor = await house.visit();
      const { page, watched } = visitor;
      await page.goto(at(house, 'ui/use'));
      await inspect(page, 'sign-in-both');
      await fillIn(visitor, 'ann', 'not the one');
      await page.getByRole('alert').getByText('The name or the password is wrong.').waitFor();
      expect(await page.getByLabel('User name').inputValue()).toBe('ann');
      expect(await page.evaluate('document.activeElement.id')).toBe('password');
      await inspect(page, 'sign-in-wrong');
      await fillIn(visitor, 'ann', PASSWORD);
      await page.getByRole('heading', { level: 1, name: 'Use it' }).waitFor();
      watched.expectQuiet(/401 \(Unauthorized\)/);
      advance(house.store, 60_000);
    });

    it('offers the account here first while the identity provider is away', async () => {
      await house.store.login.goDown();
      await house.store.restart();
      try {
        const visitor = await house.visit();
        await visitor.page.goto(at(house, 'api/oidc/login?return_url=/ui/use'));
        await visitor.page.getByText('An account here works all the same.').waitFor();
        await inspect(visitor.page, 'sign-in-away-form');
        await fillIn(visitor, 'ann', PASSWORD);
        await visitor.page.getByRole('heading', { level: 1, name: 'Use it' }).waitFor();
      } finally {
        await house.store.login.comeUp();
        advance(house.store, 60_000);
      }
    });

    it('tells whoever tries too often to wait', async () => {
      const visitor = await house.visit();
      const { page } = visitor;
      await page.goto(at(house, 'login'));
      for (let i = 0; i < 12 && !(await page.getByText('Too many').isVisible()); i += 1) {
        await fillIn(visitor, 'ann', 'not the one');
      }
      await page.getByText('Too many').first().waitFor();
      await inspect(page, 'sign-in-too-often');
    });
  },
);

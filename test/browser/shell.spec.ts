import { expect, it } from '@jest/globals';
import { write } from '../e2e/acts.ts';
import { atProvider, describeInBrowser, type Visitor } from './support/house.ts';
import { inspect } from './support/inspect.ts';

const ROOT = {
  sub: 'root',
  name: 'Root Example',
  email: 'root@example.org',
  preferred_username: 'root',
  roles: ['boss'],
};

const heading = ({ page }: Visitor, name: string) => page.getByRole('heading', { level: 1, name });
const FOCUSED = 'document.activeElement.id';

describeInBrowser('what is around the pages', { providers: {} }, (house) => {
  const endSessions = () => write(house.store, 'DELETE FROM sessions RETURNING id');

  it('leads by keyboard from page to page, names the window, and puts the focus on what is new', async () => {
    const visitor = await house.visit();
    const { page, watched } = visitor;
    await visitor.signIn('access');
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').innerText()).toBe('Skip to content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(FOCUSED)).toBe('content');
    for (const [link, title] of [
      ['Use it', 'Use it'],
      ['Activity', 'Activity'],
      ['Access', 'Access'],
    ] as const) {
      await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: link }).press('Enter');
      await heading(visitor, title).waitFor();
      expect(await page.title()).toBe(`${title} · tokenstore`);
      expect(await page.evaluate(FOCUSED)).toBe('content');
      expect(await page.locator('[aria-current="page"]').allInnerTexts()).toEqual([link]);
    }
    watched.expectQuiet();
  });

  it('shows nothing of what only administrators see', async () => {
    const visitor = await house.visit();
    await visitor.signIn('access');
    expect(await visitor.page.getByRole('link', { name: 'Operators' }).count()).toBe(0);
  });

  it('says that there is no such page, and leads home', async () => {
    const visitor = await house.visit();
    const { page, watched } = visitor;
    await visitor.signIn('no/such/page');
    await heading(visitor, 'There is no such page').waitFor();
    await inspect(page, 'not-found');
    await page.getByRole('link', { name: 'To your accounts' }).click();
    await heading(visitor, 'Accounts').waitFor();
    watched.expectQuiet();
  });

  it('speaks the language of the browser until another is chosen, and the pages around it too', async () => {
    const visitor = await house.visit({ locale: 'de-DE' });
    const { page, watched } = visitor;
    await page.goto(`${house.store.base}/ui/no/such/page`);
    await page.getByRole('link', { name: /^Bei .* anmelden$/ }).click();
    await atProvider(page, 'alice');
    await heading(visitor, 'Diese Seite gibt es nicht').waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('de');
    await inspect(page, 'not-found-german');
    await page.getByRole('button', { name: 'English' }).click();
    await heading(visitor, 'There is no such page').waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    await page.reload();
    await heading(visitor, 'There is no such page').waitFor();
    await page.getByRole('link', { name: 'Sign out' }).click();
    await page.getByRole('button').first().click();
    await page.getByText('You are signed out.').waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    watched.expectQuiet();
  });

  it('says when the session has ended in the middle, and comes back to the same place', async () => {
    const visitor = await house.visit();
    const { page, watched } = visitor;
    await visitor.signIn('activity?since=week');
    await endSessions();
    await page.getByLabel('What').selectOption({ label: 'Signing in' });
    const dialog = page.getByRole('dialog', { name: 'Your session has ended' });
    await dialog.waitFor();
    await inspect(page, 'session-ended');
    await page.keyboard.press('Escape');
    expect(await dialog.isVisible()).toBe(true);
    expect(await page.locator(':focus').innerText()).toBe('Sign in');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: /^Sign in at/ }).click();
    await page.waitForURL(/\/ui\/activity\?since=week&action=sign-in$/);
    await heading(visitor, 'Activity').waitFor();
    watched.expectQuiet(/401 \(Unauthorized\)/);
  });

  it('says so while the browser is offline, and what that means for a page that is not here yet', async () => {
    const visitor = await house.visit();
    const { page } = visitor;
    await visitor.signIn('no/such/page');
    await page.context().setOffline(true);
    await page.getByText('You are offline.').waitFor();
    await page.getByRole('link', { name: 'Use it' }).click();
    await heading(visitor, 'This page did not load').waitFor();
    await page.getByText('Its files did not come.').waitFor();
    await inspect(page, 'offline');
    await page.context().setOffline(false);
    await page.getByText('You are offline.').waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Load again' }).click();
    await heading(visitor, 'Use it').waitFor();
  });

  it('says that the service does not answer, in words, and tries again', async () => {
    const visitor = await house.visit();
    const { page } = visitor;
    await visitor.signIn('access');
    await page.route('**/api/whoami', (route) => route.abort());
    await page.goto(`${house.store.base}/ui/access`);
    await heading(visitor, 'This page did not load').waitFor();
    await inspect(page, 'service-down');
    await page.unroute('**/api/whoami');
    await page.getByRole('button', { name: 'Try again' }).click();
    await heading(visitor, 'Access').waitFor();
  });

  it('keeps standing when a page breaks', async () => {
    const visitor = await house.visit();
    const { page } = visitor;
    await visitor.signIn('access');
    await page.route('**/api/v2/audit*', (route) => route.fulfill({ json: { items: [{}], next: null } }));
    await page.goto(`${house.store.base}/ui/activity`);
    await heading(visitor, 'Something went wrong on this page').waitFor();
    await inspect(page, 'broken');
    await page.getByRole('link', { name: 'Access' }).click();
    await heading(visitor, 'Access').waitFor();
  });

  it('is left by a page that says so; going back shows nothing of what was there', async () => {
    const visitor = await house.visit();
    const { page } = visitor;
    await visitor.signIn('activity');
    await page.getByRole('link', { name: 'Sign out' }).click();
    await page.getByRole('button').first().click();
    await page.getByText('You are signed out.').waitFor();
    await page.goto(`${house.store.base}/ui/activity`);
    await page.getByText('Your session has ended.').waitFor();
  });
});

describeInBrowser(
  'an administrator',
  { providers: {}, env: { ADMIN_ROLES: 'boss' }, login: { accounts: [ROOT] } },
  (house) => {
    it('finds the way to all pages on a phone too', async () => {
      const visitor = await house.visit({ viewport: { width: 360, height: 740 } });
      const { page, watched } = visitor;
      await visitor.signIn('no/such/page', 'root');
      await inspect(page, 'header');
      for (const width of [320, 360]) {
        await page.setViewportSize({ width, height: 740 });
        const box = await page.getByRole('link', { name: 'Operators' }).boundingBox();
        expect(box!.x + box!.width).toBeLessThanOrEqual(width);
      }
      watched.expectQuiet();
    });
  },
);

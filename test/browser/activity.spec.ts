import { afterEach, expect, it } from '@jest/globals';
import { auditWritten, bearer, call, signedIn, alice, bob, link, tokenOf } from '../e2e/acts.ts';
import { describeInBrowser, type Visitor } from './support/house.ts';
import { inspect } from './support/inspect.ts';

const deeds = ({ page }: Visitor) => page.locator('main section > ul > li');
const deed = (visitor: Visitor, sentence: string) => deeds(visitor).filter({ hasText: sentence });

describeInBrowser(
  'the activity',
  { providers: { github: {}, gitlab: {} }, env: { GITHUB_MD_NAME: 'GitHub', GITLAB_MD_NAME: 'GitLab' } },
  (house) => {
    afterEach(() => auditWritten(house.store));

    it('of somebody new says what will stand there', async () => {
      const visitor = await house.visit();
      const { page, watched } = visitor;
      await visitor.signIn('activity', 'alice');
      await deed(visitor, 'You signed in').waitFor();
      await page.getByLabel('What').selectOption({ label: 'Tokens handed out' });
      await page.getByText('Nothing fits').waitFor();
      await inspect(page, 'activity-nothing');
      await page.getByRole('button', { name: 'Show everything' }).click();
      await deed(visitor, 'You signed in').waitFor();
      watched.expectQuiet();
    });

    it('tells in sentences what was done, by whom and from where, and what did not work', async () => {
      const { store } = house;
      const browser = await signedIn(store, alice);
      await link(store, browser, 'github', alice);
      const { data } = await browser.json(`${store.base}/api/v2/api-keys`, {
        data: { name: 'laptop', scopes: ['token'] },
      });
      const { key } = data as { key: string };
      const headers = { authorization: `Bearer ${key}` };
      for (let i = 0; i < 12; i += 1) await call(`${store.base}/api/v2/token/github`, { headers });
      await call(`${store.base}/api/v2/token/gitlab`, { headers });
      await tokenOf(store, 'github', 'alice');
      await auditWritten(store);

      const visitor = await house.visit();
      const { page, watched } = visitor;
      await visitor.signIn('activity', 'alice');
      const often = deed(visitor, 'Your key laptop obtained a token for GitHub');
      await often.waitFor();
      expect(await often.count()).toBe(1);
      expect(await often.innerText()).toMatch(/now · from 127\.0\.0\.1/);
      await often.getByText(/^12 times/).click();
      expect(await often.locator('details li').count()).toBe(12);
      const failed = deed(visitor, 'Your key laptop got no token for GitLab: no account is connected');
      expect(await failed.getByRole('img', { name: 'Failed' }).count()).toBe(1);
      for (const sentence of [
        'A program with your sign-in obtained a token for GitHub',
        'You connected GitHub',
        'You made the key laptop',
      ]) {
        expect(await deed(visitor, sentence).count()).toBe(1);
      }
      expect(await page.getByRole('heading', { level: 2 }).allInnerTexts()).toEqual(['Today']);
      await inspect(page, 'activity');
      watched.expectQuiet();
    });

    it('is filtered by what, where and when, by an address that can be kept', async () => {
      const visitor = await house.visit();
      const { page, watched } = visitor;
      await visitor.signIn('activity', 'alice');
      await deed(visitor, 'You connected GitHub').waitFor();
      await page.getByLabel('What').selectOption({ label: 'Tokens handed out' });
      await deed(visitor, 'You connected GitHub').waitFor({ state: 'detached' });
      await page.getByLabel('Provider').selectOption({ label: 'GitLab' });
      await deed(visitor, 'GitHub').first().waitFor({ state: 'detached' });
      await page.getByLabel('When').selectOption({ label: 'Last 7 days' });
      expect(page.url()).toMatch(/\?action=token&provider=gitlab&since=week$/);
      await page.reload();
      await deed(visitor, 'got no token for GitLab').waitFor();
      expect(await deeds(visitor).count()).toBe(1);
      await visitor.goTo('activity?action=nonsense&since=ever&provider=gone');
      await page.getByText('Nothing fits').waitFor();
      watched.expectQuiet();
    });

    it('has older ones on demand, and says when that was all', async () => {
      const { store } = house;
      const headers = await bearer(store, 'bob');
      await signedIn(store, bob);
      for (let i = 0; i < 60; i += 1) await call(`${store.base}/api/v2/token/git${i % 2 ? 'lab' : 'hub'}`, { headers });
      await auditWritten(store);
      const visitor = await house.visit();
      const { page, watched } = visitor;
      await visitor.signIn('activity', 'bob');
      await deed(visitor, 'got no token for GitLab').waitFor();
      await page.getByRole('button', { name: 'Show older' }).press('Enter');
      await page.getByText('That is all.').waitFor();
      expect(await page.locator(':focus').innerText()).toBe('That is all.');
      await page
        .getByText(/^30 times/)
        .first()
        .waitFor();
      expect(await deed(visitor, 'GitHub').count()).toBe(1);
      watched.expectQuiet();
    });

    it('speaks German', async () => {
      const visitor = await house.visit({ locale: 'de-DE' });
      const { page } = visitor;
      await page.context().addCookies([{ name: 'tokenstore-language', value: 'en', url: house.store.base }]);
      await visitor.signIn('activity', 'alice');
      await page.getByRole('button', { name: 'Deutsch' }).click();
      await deed(visitor, 'Dein Schlüssel laptop hat ein Token für GitHub geholt').waitFor();
      await inspect(page, 'activity-german');
    });

    it('says why it cannot be read, and tries again', async () => {
      const visitor = await house.visit();
      const { page } = visitor;
      await visitor.signIn('access', 'alice');
      await page.route('**/api/v2/audit*', (route) => route.fulfill({ status: 500, json: { code: 'internal' } }));
      await visitor.goTo('activity');
      await page.getByRole('alert').getByText('Something went wrong in this service.').waitFor();
      await inspect(page, 'activity-failed');
      await page.unroute('**/api/v2/audit*');
      await page.getByRole('button', { name: 'Try again' }).click();
      await deed(visitor, 'You signed in').first().waitFor();
    });
  },
);

import { it } from '@jest/globals';
import { describeInBrowser } from './support/house.ts';
import { inspect } from './support/inspect.ts';

describeInBrowser('An address that is no page', {}, (house) => {
  it('says so, and leads home', async () => {
    const { page, watched, signIn } = await house.visit();
    await signIn('nowhere');
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
    await inspect(page, 'not-found');
    await page.getByRole('link', { name: 'To your accounts' }).click();
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor({ state: 'detached' });
    watched.expectQuiet();
  });
});

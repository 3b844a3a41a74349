import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { atProvider, describeInBrowser } from './support/house.ts';

const run = promisify(execFile);

describeInBrowser(
  'somebody who has never been here',
  { providers: { sky: {} }, env: { SKY_MD_NAME: 'Skylark' } },
  (house) => {
    it('signs in, connects an account, makes a key, and fetches a token by the curl that is shown', async () => {
      const { page, watched } = await house.visit();
      await page.goto(house.store.base);
      await page.getByRole('link', { name: /^Sign in at/ }).click();
      await atProvider(page, 'bob');

      await page.getByRole('button', { name: 'Connect Skylark', exact: true }).click();
      await page.locator('form[data-step]').waitFor();
      await atProvider(page, 'bob');
      await page.getByText('Skylark is connected.').waitFor();

      await page.getByRole('link', { name: 'Use it', exact: true }).click();
      await page.getByRole('button', { name: 'Make a key' }).click();
      await page.getByText('The key stands in the commands below.').waitFor();
      const command = await page.getByRole('figure', { name: 'In a shell' }).getByRole('code').innerText();

      const { stdout } = await run('sh', ['-c', command], { env: { PATH: process.env['PATH'] } });
      expect(JSON.parse(stdout)).toMatchObject({ access_token: expect.any(String), token_type: 'Bearer' });
      watched.expectQuiet();
    });
  },
);

import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';

const SCREENS = fileURLToPath(new URL('../../../test-results/screens/', import.meta.url));
const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const OVERFLOW = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

const WIDTHS = { desktop: 1280, phone: 360 } as const;
const THEMES = ['light', 'dark'] as const;

/**
 * Looks at a page as it stands, in both themes, on a desktop and on a phone: axe finds nothing, nothing has to be
 * scrolled sideways. A screenshot of each is kept in `test-results/screens/<name>-<width>-<theme>.png`.
 */
export async function inspect(page: Page, name: string): Promise<void> {
  await mkdir(SCREENS, { recursive: true });
  const before = page.viewportSize();
  for (const [device, width] of Object.entries(WIDTHS)) {
    await page.setViewportSize({ width, height: 900 });
    for (const colorScheme of THEMES) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.screenshot({ path: `${SCREENS}${name}-${device}-${colorScheme}.png`, fullPage: true });
      // Of a theme the colours are its own, of a width the layout: the fourth would say what the others said.
      if (device === 'phone' && colorScheme === 'dark') continue;
      const found = await violations(page, colorScheme === 'dark' ? ['color-contrast'] : undefined);
      expect({ name, device, colorScheme, found }).toMatchObject({ found: [] });
    }
    const overflow = await page.evaluate(OVERFLOW);
    expect({ name, device, overflow }).toEqual({ name, device, overflow: 0 });
  }
  if (before) await page.setViewportSize(before);
}

/**
 * What axe has against the page, a line each. It comes by the debugger's door, which the page's policy does not guard.
 * @param rules these alone
 */
async function violations(page: Page, rules?: readonly string[]): Promise<string[]> {
  // Half a megabyte: a page is given it once.
  if (await page.evaluate("typeof axe === 'undefined'")) await page.evaluate(AXE);
  const options = { resultTypes: ['violations'], ...(rules && { runOnly: rules }) };
  // Told where they are found: all that axe knows is a megabyte.
  return page.evaluate<string[]>(`axe.run(${JSON.stringify(options)}).then(({ violations }) =>
    violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => id + ': ' + help + ': ' + html)))`);
}

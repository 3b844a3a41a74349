import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';

const SCREENS = fileURLToPath(new URL('../../../test-results/screens/', import.meta.url));
const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const OVERFLOW = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

const LIGHT_DESKTOP = { device: 'desktop', width: 1280, colorScheme: 'light' } as const;
const DARK_PHONE = { device: 'phone', width: 360, colorScheme: 'dark' } as const;
const OTHERS = [
  { ...LIGHT_DESKTOP, colorScheme: 'dark' },
  { ...DARK_PHONE, colorScheme: 'light' },
] as const;
/** Colours are the theme's and the layout is the width's: two show all, and the others are for who wants to look. */
const VIEWS = process.env['SCREENS'] === 'all' ? [LIGHT_DESKTOP, DARK_PHONE, ...OTHERS] : [LIGHT_DESKTOP, DARK_PHONE];

/**
 * Looks at a page as it stands, in both themes, on a desktop and on a phone: axe finds nothing, nothing has to be
 * scrolled sideways. A screenshot of each is kept in `test-results/screens/<name>-<width>-<theme>.png`; with `SCREENS=all`
 * each width in each theme.
 */
export async function inspect(page: Page, name: string): Promise<void> {
  await mkdir(SCREENS, { recursive: true });
  const before = page.viewportSize();
  for (const { device, width, colorScheme } of VIEWS) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.screenshot({ path: `${SCREENS}${name}-${device}-${colorScheme}.png`, fullPage: true });
    expect({ name, device, colorScheme, found: await violations(page) }).toMatchObject({ found: [] });
    const overflow = await page.evaluate(OVERFLOW);
    expect({ name, device, overflow }).toEqual({ name, device, overflow: 0 });
  }
  if (before) await page.setViewportSize(before);
}

/** What axe has against the page, a line each. It comes by the debugger's door, which the page's policy does not guard. */
async function violations(page: Page): Promise<string[]> {
  // Half a megabyte: a page is given it once.
  if (await page.evaluate("typeof axe === 'undefined'")) await page.evaluate(AXE);
  // Told where they are found: all that axe knows is a megabyte.
  return page.evaluate<string[]>(`axe.run({ resultTypes: ['violations'] }).then(({ violations }) =>
    violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => id + ': ' + help + ': ' + html)))`);
}

import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

// The shell first: it is the same without the frame of a desktop, and starts in half the time.
const PLACES = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** The Chromium of TEST_CHROMIUM, else where systems put it. @throws in CI, where there has to be one */
export function findChromium(): string | undefined {
  const path = [process.env['TEST_CHROMIUM'], ...PLACES].find((place) => place !== undefined && existsSync(place));
  if (path === undefined && process.env['CI']) throw new Error('there is no Chromium: apt-get install chromium');
  return path;
}

/** Without a sandbox of its own: it sees our own pages alone, and root has none. */
export async function launch(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

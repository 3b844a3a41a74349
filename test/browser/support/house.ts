import { afterAll, beforeAll, describe, jest } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { freshSqlite } from '../../support/databases.ts';
import { startStore, type TestStore, type TestStoreOptions } from '../../support/store.ts';
import { findChromium, launch } from './chromium.ts';
import { watch, type Watched } from './watch.ts';

/** A real service with its identity providers, and people with a Chromium in front of it. */
export interface House {
  store: TestStore;
  /** A page of a new person, not signed in: nothing is shared with other people. Watched: see {@link Watched}. */
  visit: (options?: BrowserContextOptions) => Promise<Visitor>;
}

export interface Visitor {
  page: Page;
  /** What went wrong in the page that nobody saw. */
  watched: Watched;
  /** Goes to a page of the app (`''`, `'access'`), signing in on the way. */
  signIn: (path?: string, login?: string) => Promise<void>;
  /** Goes to a page of the app and waits until it stands. */
  goTo: (path: string) => Promise<void>;
}

/**
 * Describes what people see, in a house of its own on SQLite. Without a Chromium it is skipped aloud, and fails in CI.
 * @param options as for a test store; `alice` and `bob` are known at every provider, by any password
 */
export function describeInBrowser(
  what: string,
  options: Omit<TestStoreOptions, 'databaseUrl'>,
  body: (house: House) => void,
): void {
  const path = findChromium();
  if (path === undefined) {
    console.warn(`skipped, there is no Chromium: ${what}`);
    describe.skip(what, () => body(absent));
    return;
  }
  // A browser on a busy machine may stumble; what it stumbled over is told all the same.
  jest.retryTimes(1, { logErrorsBeforeRetry: true });
  describe(what, () => {
    let browser: Browser;
    let store: TestStore;
    let drop: () => Promise<void>;
    beforeAll(async () => {
      const database = await freshSqlite();
      drop = database.drop;
      [store, browser] = await Promise.all([startStore({ ...options, databaseUrl: database.url }), launch(path)]);
    });
    afterAll(async () => {
      await browser.close();
      await store.stop();
      await drop();
    });
    body({
      get store() {
        return store;
      },
      visit: async (given) => visitor(store, browser, given),
    });
  });
}

const absent: House = {
  get store(): TestStore {
    throw new Error('there is no Chromium');
  },
  visit: () => Promise.reject(new Error('there is no Chromium')),
};

async function visitor(store: TestStore, browser: Browser, options?: BrowserContextOptions): Promise<Visitor> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-GB', ...options });
  context.setDefaultTimeout(8_000);
  const page = await context.newPage();
  const goTo = async (path: string): Promise<void> => {
    await page.goto(`${store.base}/ui/${path}`);
    await page.locator('main h1').waitFor();
  };
  return {
    page,
    watched: watch(page, store.base),
    goTo,
    signIn: async (path = '', login = 'alice') => {
      await page.goto(`${store.base}/ui/${path}`);
      await page.locator('main a.button').first().click();
      await atProvider(page, login);
      await page.locator('main h1').waitFor();
    },
  };
}

/** Signs in at an identity provider and answers what it asks, until the browser has left it. */
export async function atProvider(page: Page, login: string, decision: 'Allow' | 'Deny' = 'Allow'): Promise<void> {
  const form = page.locator('form[data-step]');
  for (;;) {
    const step = await form.getAttribute('data-step');
    const { origin } = new URL(page.url());
    if (step === 'login') await page.getByLabel('User name').fill(login);
    const isLast = step === 'consent';
    await form.getByRole('button', { name: isLast ? decision : 'Sign in' }).click();
    if (isLast) {
      await page.waitForURL((url) => url.origin !== origin);
      return;
    }
    await page.waitForURL((url) => url.origin !== origin || !url.href.includes('step=login'));
    if (new URL(page.url()).origin !== origin) return;
  }
}

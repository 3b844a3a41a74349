import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';

/** What a page did that nobody sees. */
export interface Watched {
  /** Errors on the console (what the policy refused is among them), in scripts, and requests to another origin. */
  readonly troubles: readonly string[];
  /** Expects that there were none, but for those that a pattern fits. */
  expectQuiet: (...expected: RegExp[]) => void;
}

/** Watches pages of the service; what identity providers' own pages do is their business. */
export function watch(page: Page, base: string): Watched {
  const troubles: string[] = [];
  const isOurs = (): boolean => page.url().startsWith(base);
  page.on('console', (message) => {
    const from = message.location().url;
    if (message.type() === 'error' && (from === '' ? isOurs() : from.startsWith(base))) troubles.push(message.text());
  });
  page.on('pageerror', (error) => isOurs() && troubles.push(String(error)));
  page.on('request', (request) => {
    const isNavigation = request.isNavigationRequest();
    if (!isNavigation && isOurs() && !request.url().startsWith(base)) troubles.push(`a request to ${request.url()}`);
  });
  return {
    troubles,
    expectQuiet: (...expected) => {
      expect(troubles.filter((trouble) => !expected.some((pattern) => pattern.test(trouble)))).toEqual([]);
    },
  };
}

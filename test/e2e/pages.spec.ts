import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startStore, type TestStore } from '../support/store.ts';
import { alice, call, expectProblem, signedIn } from './acts.ts';

describe.each([
  ['at the root', {}],
  ['under a prefix', { BASE_URL: 'http://127.0.0.1:1/store' }],
])('the pages %s', (_, env: Record<string, string>) => {
  let store: TestStore;
  let at: string;
  const prefix = new URL(env['BASE_URL'] ?? 'http://127.0.0.1').pathname.replace(/\/$/, '');

  beforeAll(async () => {
    store = await startStore({ databaseUrl: 'sqlite://:memory:', providers: {}, env });
    at = `http://127.0.0.1:${store.settings.PORT}${prefix}`;
  });

  afterAll(() => store.stop());

  it('lead somebody unknown to the sign-in page, and back to the same place', async () => {
    const answer = await call(`${at}/ui/access?by=name`);
    expect(answer.status).toBe(303);
    const back = encodeURIComponent(`${store.base}/ui/access?by=name`);
    expect(answer.headers['location']).toBe(`${store.base}/login?return_url=${back}`);
  });

  it('are none of workshops unless WORKSHOP is on', async () => {
    expectProblem(await call(`${at}/workshop/spring`), 404, 'not_found');
  });

  it('are where people at a browser come to from the front door; programs come to the documentation', async () => {
    const accept = { accept: 'text/html,application/xhtml+xml' };
    expect((await call(`${at}/`, { headers: accept })).headers['location']).toBe(`${store.base}/ui/`);
    expect((await call(`${at}/`)).headers['location']).toBe(`${store.base}/api/`);
  });
});

describe('the app', () => {
  let store: TestStore;
  let document: { headers: Record<string, string | string[] | undefined>; body: string };

  beforeAll(async () => {
    store = await startStore({ databaseUrl: 'sqlite://:memory:', providers: {} });
    document = await (await signedIn(store, alice)).get(`${store.base}/ui/anywhere/at/all`);
  });

  afterAll(() => store.stop());

  const script = (): string => /src="([^"]+\.js)"/.exec(document.body)?.[1] ?? '';

  it('is one document, asked for anew each time, with a policy that allows our own files alone', () => {
    expect(document.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'content-security-policy': expect.stringMatching(/^default-src 'none'; script-src 'self'; style-src 'self';/),
    });
    expect(document.headers['content-security-policy']).not.toContain('unsafe');
    expect(document.body).toContain('<div id="root">');
    expect(script()).toMatch(/^\/ui\/assets\/[\w-]+-[\w-]{8}\.js$/);
  });

  it('has files that browsers keep for good, and that come compressed', async () => {
    const plain = await call(store.base + script());
    expect(plain.headers).toMatchObject({
      'content-type': expect.stringMatching(/^(text|application)\/javascript/),
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    });
    for (const [accepted, coding] of [
      ['br, gzip', 'br'],
      ['gzip', 'gzip'],
    ] as const) {
      const answer = await call(store.base + script(), { headers: { 'accept-encoding': accepted } });
      expect(answer.headers['content-encoding']).toBe(coding);
      expect(Number(answer.headers['content-length'])).toBeLessThan(plain.body.length / 2);
    }
  });

  it('gives nothing else away', async () => {
    for (const path of [
      '/ui/assets/',
      '/ui/assets/nothing.js',
      '/ui/assets/../index.html',
      '/ui/assets/%2e%2e/index.html',
    ]) {
      const answer = await call(store.base + path);
      expect(answer.body).not.toContain('<div id="root">');
      if (answer.status !== 303)
        expectProblem(answer, answer.status, answer.status === 404 ? 'not_found' : 'forbidden');
    }
  });
});

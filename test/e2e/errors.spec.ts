import dns from 'node:dns';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser } from '../support/browser.ts';
import { startStore, type TestStore } from '../support/store.ts';
import { alice, bearer, call, cookieOf, expectProblem, jsonOf, keptGrants, link, signedIn, write } from './acts.ts';
import { head, sendRaw } from './raw-http.ts';

/** Every error on any path: invariant 7 of architecture.md. */
describe('an error', () => {
  let store: TestStore;
  let browser: Browser;

  beforeAll(async () => {
    store = await startStore({ databaseUrl: 'sqlite://:memory:', providers: { idp1: {} } });
    browser = await signedIn(store, alice);
    await link(store, browser, 'idp1', alice);
  });

  afterAll(() => store.stop());

  const post = async (path: string, body: string, type = 'application/json') =>
    call(store.base + path, {
      method: 'POST',
      headers: { ...(await bearer(store, 'alice')), 'content-type': type },
      body,
    });

  it.each([
    ['GET', '/nothing/here'],
    ['GET', '/api/v3/grants'],
    ['GET', '/api/v1'],
    ['GET', '/api/v1/idp1'],
    ['GET', '/api/v1/idp1/token/more'],
    ['GET', '/API/WHOAMI'],
    ['GET', '/.env'],
    ['GET', '/%2e%2e/%2e%2e/etc/passwd'],
    ['GET', '/api/docs/nothing.js'],
    ['GET', '/api//whoami'],
    ['POST', '/api/whoami'],
    ['POST', '/api/v1/idp1/token'],
    ['GET', '/api/v1/idp1/revoke'],
    ['PUT', '/api/v1/idp1/token'],
    ['PATCH', '/api/v1/authorizations'],
    ['DELETE', '/api/v1/idp1/token'],
    ['DELETE', '/api/oidc/logout'],
    ['OPTIONS', '/api/whoami'],
    ['TRACE', '/api/whoami'],
    ['PROPFIND', '/api/whoami'],
  ])('is a problem where there is nothing: %s %s', async (method, target) => {
    const before = await keptGrants(store);
    const { cookie } = await cookieOf(store, browser);
    const answer = await sendRaw(store.base, head(method, target, `Cookie: ${cookie}`, 'Sec-Fetch-Site: same-origin'));
    expectProblem(answer, 404, 'not_found');
    expect(await keptGrants(store)).toEqual(before);
  });

  it('names the request as its headers and the log do, without the query', async () => {
    const answer = await call(`${store.base}/nothing/here?code=secret&state=secret`);
    expect(jsonOf(answer)).toMatchObject({ instance: '/nothing/here', request_id: answer.headers['x-request-id'] });
    expect(answer.body).not.toContain('secret');
    expect(store.logged()).toContain(String(answer.headers['x-request-id']));
  });

  it('names the request as the caller does, where that is a name', async () => {
    const answer = await call(`${store.base}/nothing/here`, { headers: { 'x-request-id': 'From-the_proxy-1' } });
    expect(answer.headers['x-request-id']).toBe('From-the_proxy-1');
    expect(jsonOf(answer)).toMatchObject({ request_id: 'From-the_proxy-1' });
    expect(store.logged()).toContain('"request":"From-the_proxy-1"');
  });

  it.each([
    ['too long', 'x'.repeat(65)],
    ['none', ''],
    ['a cell that reckons', '=1+1'],
    ['an option', '-rf'],
    ['markup', 'a<b>c'],
    ['two words', 'one two'],
    ['quotes', 'a"b'],
    ['letters of another alphabet', 'r\u00e9'],
    ['a key', `tsk_${'a'.repeat(12)}_${'b'.repeat(43)}_${'c'.repeat(6)}`],
  ])('names the request anew where the caller’s name is %s', async (_, id) => {
    const answer = await sendRaw(store.base, head('GET', '/nothing/here', `X-Request-Id: ${id}`));
    expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(jsonOf(answer)['request_id']).toBe(answer.headers['x-request-id']);
    if (id !== '') expect(store.logged()).not.toContain(`"${id}"`);
  });

  it('names it anew where two names came', async () => {
    const lines = ['X-Request-Id: one', 'X-Request-Id: two'];
    expect((await sendRaw(store.base, head('GET', '/nothing', ...lines))).headers['x-request-id']).toMatch(
      /^[0-9a-f-]{36}$/,
    );
  });

  it('belongs to the caller’s trace in the log, where the request names one as it should', async () => {
    const [trace, span] = ['4bf92f3577b34da6a3ce929d0e0e4736', '00f067aa0ba902b7'];
    const lineOf = async (traceparent: string): Promise<string | undefined> => {
      const answer = await call(`${store.base}/nothing`, { headers: { traceparent } });
      const lines = store.logged().split('\n');
      return lines.find((line) => line.includes(String(answer.headers['x-request-id'])));
    };
    expect(await lineOf(`00-${trace}-${span}-01`)).toContain(`"trace_id":"${trace}","span_id":"${span}"`);
    expect(await lineOf(`00-${trace}-${span}-01-x`)).not.toContain('trace_id');
  });

  it.each(['/%zz', '/api/%', '/api/v1/%E0%A4%A/token', '/%c0%ae%c0%ae'])(
    'is a problem for a malformed URL: %s',
    async (target) => {
      expectProblem(await sendRaw(store.base, head('GET', target)), 400, 'invalid_request');
    },
  );

  it.each([
    ['no HTTP at all', 'nonsense\r\n\r\n'],
    ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n'],
    ['an unknown method', head('FETCH', '/api/whoami')],
    ['a header without a colon', head('GET', '/api/whoami', 'nonsense')],
    ['a length that is none', head('POST', '/api/oidc/logout', 'Content-Length: many')],
    ['two lengths', head('POST', '/api/oidc/logout', 'Content-Length: 1', 'Content-Length: 2') + 'xx'],
    ['a length and chunks', head('POST', '/api/oidc/logout', 'Content-Length: 5', 'Transfer-Encoding: chunked')],
    [
      'a broken chunk',
      head('POST', '/api/oidc/logout', 'Content-Type: application/json', 'Transfer-Encoding: chunked') + 'z\r\n',
    ],
    ['another version of HTTP', 'GET / HTTP/3.7\r\nHost: store\r\n\r\n'],
  ])('is a problem for %s', async (_, bytes) => {
    expectProblem(await sendRaw(store.base, bytes), 400, 'invalid_request');
  });

  it('is a problem for a request that names no host', async () => {
    const answer = await sendRaw(store.base, 'GET /nothing HTTP/1.1\r\nConnection: close\r\n\r\n');
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
  });

  it('is a problem for an expectation that nobody can meet', async () => {
    const answer = await sendRaw(store.base, head('GET', '/nothing', 'Expect: a-miracle'));
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
  });

  it.each([
    ['one header', [`X-Long: ${'x'.repeat(20_000)}`]],
    ['a cookie', [`Cookie: tokenstore=${'x'.repeat(20_000)}`]],
    ['many headers', Array.from({ length: 1500 }, (_, i) => `X-${i}: ${'x'.repeat(10)}`)],
  ])('is a problem for headers that are too large: %s', async (_, lines) => {
    expectProblem(await sendRaw(store.base, head('GET', '/api/whoami', ...lines)), 413, 'body_too_large');
  });

  it('is a problem for an address that is too long', async () => {
    const answer = await sendRaw(store.base, head('GET', `/api/v1/${'x'.repeat(300)}/token`));
    expect([400, 403, 404]).toContain(answer.status);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
  });

  it.each([
    ['broken JSON', '{"referer":'],
    ['JSON that is cut off deep within', `{"referer":${'['.repeat(30_000)}`],
    ['deep JSON', `{"referer":${'['.repeat(30_000)}${']'.repeat(30_000)}}`],
    ['deep objects', `${'{"referer":'.repeat(5_000)}1${'}'.repeat(5_000)}`],
    ['a prototype', '{"__proto__":{"referer":"/"}}'],
    ['a constructor', '{"constructor":{"prototype":{"referer":"/"}}}'],
    ['a number without end', `{"referer":${'9'.repeat(60_000)}}`],
  ])('is a problem for %s', async (name, body) => {
    const answer = await post('/api/v1/idp1/authorize', body);
    if (name === 'a constructor' && answer.status === 201) return;
    expectProblem(answer, 400, 'invalid_request');
  });

  it('is a problem for a body of more than 64 KiB, announced or not', async () => {
    const json = (length: number) => `{"referer":"/${'x'.repeat(length - 15)}"}`;
    expectProblem(await post('/api/v1/idp1/authorize', json(64 * 1024)), 400, 'return_url_not_allowed');
    expectProblem(await post('/api/v1/idp1/authorize', json(64 * 1024 + 1)), 413, 'body_too_large');
    const { authorization } = await bearer(store, 'alice');
    const lines = [`Authorization: ${authorization}`, 'Content-Type: application/json', 'Transfer-Encoding: chunked'];
    const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
    const bytes = head('POST', '/api/v1/idp1/authorize', ...lines) + chunk + chunk;
    expectProblem(await sendRaw(store.base, bytes), 413, 'body_too_large');
  });

  it.each(['text/xml', 'multipart/form-data; boundary=x', 'application/x-yaml', 'nonsense', ''])(
    'is a problem for a body of another type: %j',
    async (type) => {
      expectProblem(await post('/api/v1/idp1/authorize', 'x', type), 400, 'invalid_request');
    },
  );

  it.each(['authorize', 'revoke'])(
    'is no matter of an empty body that was announced as JSON: POST %s',
    async (verb) => {
      const answer = await post(`/api/v1/idp1/${verb}`, '');
      expect([200, 201]).toContain(answer.status);
    },
  );

  it('is no matter of a body that is not there, announced as JSON without a length, as curl does', async () => {
    const { authorization } = await bearer(store, 'alice');
    const lines = [`Authorization: ${authorization}`, 'Content-Type: application/json'];
    expect((await sendRaw(store.base, head('POST', '/api/v1/idp1/authorize', ...lines))).status).toBe(201);
  });

  it('says the same to HEAD as to GET, without the body', async () => {
    const { cookie } = await cookieOf(store, browser);
    const ask = (method: string, path: string) => sendRaw(store.base, head(method, path, `Cookie: ${cookie}`));
    for (const path of ['/api/whoami', '/nothing', '/api/v1/nobody/token', '/livez', '/api/docs']) {
      const [got, asked] = [await ask('GET', path), await ask('HEAD', path)];
      expect({ status: asked.status, body: asked.body }).toEqual({ status: got.status, body: '' });
      expect(asked.headers['content-type']).toBe(got.headers['content-type']);
    }
  });

  it('never says what was thrown, only that something was', async () => {
    const headers = await cookieOf(store, browser);
    // The store itself is at fault: a column went missing.
    await write(store, 'ALTER TABLE grants RENAME COLUMN status TO stolen');
    const answer = await call(`${store.base}/api/v1/authorizations`, { headers });
    await write(store, 'ALTER TABLE grants RENAME COLUMN stolen TO status');
    expectProblem(answer, 500, 'internal');
    expect(answer.body).not.toMatch(/stolen|sqlite|column|grants/i);
    const lines = store.logged().split('\n');
    const line = lines.find((one) => one.includes(String(jsonOf(answer)['request_id'])) && one.includes('"level":50'));
    expect(line).toContain('no such column');
    expect((await call(`${store.base}/api/v1/authorizations`, { headers })).status).toBe(200);
  });
});

describe('a host that is called localhost', () => {
  it('answers at one address only: at a second one no answer would bear what every answer bears', async () => {
    const real = dns.lookup;
    // As on a machine that calls both of its addresses so. The frameworks ask for all.
    const both = [
      { address: '127.0.0.1', family: 4 },
      { address: '::1', family: 6 },
    ];
    const lookup = jest.spyOn(dns, 'lookup').mockImplementation(((name: string, ...others: [never, never]) => {
      if (name !== 'localhost' || !('all' in (others[0] as object))) Reflect.apply(real, dns, [name, ...others]);
      else (others[1] as (error: null, found: typeof both) => void)(null, both);
    }) as typeof dns.lookup);
    const store = await startStore({ databaseUrl: 'sqlite://:memory:', env: { HOST: 'localhost' } });
    const { port } = new URL(store.base);
    const answers = await Promise.allSettled(
      ['127.0.0.1', '[::1]'].map((host) => call(`http://${host}:${port}/nothing`)),
    );
    await store.stop();
    lookup.mockRestore();
    const [inOne, inOther] = answers;
    expect(inOne).toMatchObject({ value: { headers: { 'x-content-type-options': 'nosniff' } } });
    expect(inOther).toMatchObject({ status: 'rejected' });
  });
});

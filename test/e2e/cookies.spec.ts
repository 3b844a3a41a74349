import { describe, expect, it } from '@jest/globals';
import { Browser } from '../support/browser.ts';
import { startStore, type TestStore } from '../support/store.ts';
import { alice, asScript, call, expectProblem, jsonOf, signedIn, tokenOf, type Answer, whoami } from './acts.ts';
import { startReverseProxy } from './reverse-proxy.ts';

/** The attributes of the one cookie that an answer sets, by name in small letters. */
function cookieSet(answer: Answer): { name: string; value: string; attributes: Record<string, string> } {
  const lines = [answer.headers['set-cookie'] ?? []].flat();
  expect(lines).toHaveLength(1);
  const [pair = '', ...rest] = lines[0]!.split(/; */);
  const [name = '', value = ''] = pair.split('=');
  const attributes = rest.map((part): [string, string] => {
    const [key = '', ...text] = part.split('=');
    return [key.toLowerCase(), text.join('=')];
  });
  return { name, value, attributes: Object.fromEntries(attributes) };
}

/**
 * Signs in at a store whose public address is not where it listens, as if a proxy that ends TLS stood before it.
 * @param path what that proxy makes of a path of the public address
 */
async function signInBehindTls(
  store: TestStore,
  path: (of: string) => string,
): Promise<{ cookie: string; last: Answer }> {
  const send = async (url: string, cookie?: string) =>
    call(store.service.address + path(url.slice(new URL(store.base).origin.length)), {
      headers: { host: new URL(store.base).host, 'x-forwarded-proto': 'https', ...(cookie && { cookie }) },
    });
  const start = await send(`${store.base}/api/oidc/login?return_url=${encodeURIComponent(whoami(store))}`);
  const before = cookieSet(start);
  const back = await new Browser().walk(String(start.headers['location']), alice, { stopBefore: store.base });
  const last = await send(back.location!, `${before.name}=${before.value}`);
  expect({ status: last.status, location: last.headers['location'] }).toEqual({ status: 302, location: whoami(store) });
  const { name, value } = cookieSet(last);
  const cookie = `${name}=${value}`;
  expect(jsonOf(await send(whoami(store), cookie))).toMatchObject({ name: 'Alice Example' });
  return { cookie, last };
}

async function withStore(
  options: Omit<Parameters<typeof startStore>[0], 'databaseUrl'>,
  test: (store: TestStore) => Promise<void>,
) {
  const store = await startStore({ databaseUrl: 'sqlite://:memory:', ...options });
  try {
    await test(store);
  } finally {
    await store.stop();
  }
}

const lasting = { expires: expect.any(String), httponly: '', samesite: 'Lax' };

describe('the session cookie', () => {
  it('is for this host alone, and no script’s', async () => {
    await withStore({ env: { SESSION_LIFETIME: '1h' } }, async (store) => {
      const page = await new Browser().get(`${store.base}/api/oidc/login`);
      const { name, value, attributes } = cookieSet(page);
      expect(name).toBe('tokenstore');
      expect(attributes).toEqual({ path: '/', ...lasting });
      expect(Date.parse(attributes['expires']!) - Date.now()).toBeGreaterThan(3_500_000);
      expect(Date.parse(attributes['expires']!) - Date.now()).toBeLessThanOrEqual(3_600_000);
      expect(decodeURIComponent(value)).toMatch(/^s:[\w-]{32,}\.[\w+/]{40,}$/);
      expect(page.headers['strict-transport-security']).toBeUndefined();
    });
  });

  it('is set where a session begins, and nowhere else', async () => {
    await withStore({ providers: { idp1: {} } }, async (store) => {
      const paths = [
        '/',
        '/api/docs',
        '/healthz',
        '/api/whoami',
        '/api/v1/authorizations',
        '/api/v1/idp1/redirect_uri',
      ];
      const rest = [
        '/api/oidc/callback?state=x&code=y',
        '/api/oidc/logout',
        '/api/oidc/login?return_url=//evil.example',
      ];
      for (const path of [...paths, ...rest]) {
        expect((await call(store.base + path)).headers['set-cookie']).toBeUndefined();
        const stale = await call(store.base + path, { headers: { cookie: 'tokenstore=s%3Aforged.signature' } });
        expect(stale.headers['set-cookie']).toBeUndefined();
      }
    });
  });

  it('is worth nothing when its id was chosen, its signature forged, or taken from another secret', async () => {
    await withStore({}, async (store) => {
      const browser = await signedIn(store, alice);
      const { cookie } = { cookie: await browser.cookies.getCookieString(store.base) };
      const [id = '', signature = ''] = decodeURIComponent(cookie.slice('tokenstore='.length)).slice(2).split('.');
      const forged = [
        id,
        `s:${id}`,
        `s:${id}.`,
        `s:${id}.${'A'.repeat(43)}`,
        `s:${id}x.${signature}`,
        `j:{"id":"${id}"}`,
      ];
      for (const value of forged) {
        const headers = { cookie: `tokenstore=${encodeURIComponent(value)}` };
        expectProblem(await call(whoami(store), { headers }), 401, 'unauthenticated');
      }
      expect((await call(whoami(store), { headers: { cookie: `a=b; ${cookie}; c=d` } })).status).toBe(200);
    });
  });

  it('bears the configured name', async () => {
    await withStore({ env: { SESSION_COOKIE_NAME: 'vault' } }, async (store) => {
      expect(cookieSet(await new Browser().get(`${store.base}/api/oidc/login`)).name).toBe('vault');
      const browser = await signedIn(store, alice);
      expect((await browser.get(whoami(store))).status).toBe(200);
    });
  });

  it('is __Host- and Secure on https, though the proxy before the store speaks plainly to it', async () => {
    await withStore({ env: { BASE_URL: 'https://tokens.example' } }, async (store) => {
      const { cookie, last } = await signInBehindTls(store, (path) => path);
      const { name, attributes } = cookieSet(last);
      expect(name).toBe('__Host-tokenstore');
      expect(attributes).toEqual({ path: '/', secure: '', ...lasting });
      expect(last.headers['strict-transport-security']).toMatch(/^max-age=\d{7,}/);
      const bare = { cookie: cookie.replace('__Host-', '') };
      expectProblem(await call(`${store.service.address}/api/whoami`, { headers: bare }), 401, 'unauthenticated');
    });
  });

  it.each([
    ['keeps', (path: string) => path],
    ['strips', (path: string) => path.slice('/store'.length)],
  ])('is __Secure- on https under a prefix that the proxy %s, for that path alone', async (_, path) => {
    await withStore({ env: { BASE_URL: 'https://tokens.example/store' } }, async (store) => {
      const { name, attributes } = cookieSet((await signInBehindTls(store, path)).last);
      expect(name).toBe('__Secure-tokenstore');
      expect(attributes).toEqual({ path: '/store', secure: '', ...lasting });
    });
  });

  it('takes no word for its security from headers that anybody may send', async () => {
    await withStore({}, async (store) => {
      const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'evil.example', host: 'evil.example' };
      const answer = await call(`${store.base}/api/oidc/login`, { headers });
      expect(cookieSet(answer)).toMatchObject({ name: 'tokenstore', attributes: { path: '/', ...lasting } });
      const { searchParams } = new URL(String(answer.headers['location']));
      expect(searchParams.get('redirect_uri')).toBe(`${store.base}/api/oidc/callback`);
    });
  });
});

describe.each([
  ['keeps', ''],
  ['strips', '/store'],
])('under a path prefix that the proxy %s', (_, strip) => {
  it('signs in, connects, serves and signs out', async () => {
    const proxy = await startReverseProxy(strip);
    const env = ({ port }: { port: number }) => {
      proxy.aim(port);
      return { BASE_URL: `${proxy.origin}/store` };
    };
    const after = { post_logout_redirect_uris: [`${proxy.origin}/store`] };
    try {
      await withStore({ env, providers: { idp1: {} } }, async (store) => {
        const secret = { client_id: 'store', client_secret: 'store-secret, with a comma' };
        store.login.addClient({ ...secret, redirect_uris: [`${store.base}/api/oidc/callback`], ...after });
        const browser = new Browser();
        const start = await browser.get(`${store.base}/api/oidc/login?return_url=/store/api/whoami`);
        expect(cookieSet(start).attributes).toEqual({ path: '/store', ...lasting });
        const page = await browser.walk(start.location!, alice);
        expect(page.url).toBe(`${proxy.origin}/store/api/whoami`);
        expect(jsonOf(page)).toMatchObject({ name: 'Alice Example' });

        const there = await browser.walk(`${store.base}/api/v1.0/idp1/authorize`, alice, {
          stopBefore: `${store.base}?`,
        });
        expect(there.location).toBe(`${store.base}?linked=idp1`);
        expect((await tokenOf(store, 'idp1')).status).toBe(200);
        const { data } = await browser.json(`${store.base}/api/v1.0/authorizations`);
        expect(data).toMatchObject([{ active: true, actions: { token: `${store.base}/api/v1.0/idp1/token` } }]);
        const docs = await browser.follow(`${store.base}/`, asScript);
        expect({ url: docs.url, status: docs.status }).toEqual({ url: `${store.base}/api/docs`, status: 200 });

        const left = await browser.walk(`${store.base}/api/oidc/logout`, alice, {
          stopBefore: `${store.base}/login`,
        });
        expect(left.location).toContain('notice=signed-out');
        expectProblem(await browser.get(whoami(store)), 401, 'unauthenticated');
        expectProblem(await call(`${proxy.origin}/storefront/api/whoami`), 404, 'not_found');
      });
    } finally {
      await proxy.close();
    }
  });
});

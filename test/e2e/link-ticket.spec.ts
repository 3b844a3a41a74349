import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Browser } from '../support/browser.ts';
import { startStore, type TestStore } from '../support/store.ts';
import {
  advance,
  alice,
  asScript,
  attempts,
  bearer,
  bob,
  call,
  cookieOf,
  expectProblem,
  keptGrants,
  linkedOf,
  signedIn,
  tokenOf,
} from './acts.ts';

/** A page elsewhere, as the first edition's own, that calls with a bearer and with credentials. */
const PAGE = 'http://page.localhost:8123';

describe('a link begun by a caller without a browser', () => {
  let store: TestStore;
  const idp = () => store.providers['idp1']!;

  beforeAll(async () => {
    store = await startStore({
      databaseUrl: 'sqlite://:memory:',
      providers: { idp1: {}, idp2: {}, away: {} },
      env: { CORS_ORIGINS: PAGE },
    });
  });

  afterAll(() => store.stop());

  beforeEach(() => idp().calls.reset());

  const authorize = (version: string, id = 'idp1') => `${store.base}/api/${version}/${id}/authorize`;

  async function begin(version = 'v1', headers: Record<string, string> = {}, id = 'idp1'): Promise<string> {
    const answer = await call(authorize(version, id), {
      method: 'POST',
      headers: { ...(await bearer(store, 'alice')), ...headers },
    });
    expect({ status: answer.status, body: answer.body }).toEqual({ status: 201, body: '' });
    return String(answer.headers['location']);
  }

  const ticketAddress = (version: string) => `${store.base}/api/${version}/idp1/authorize?ticket=`;

  it.each(['v1.0', 'v1'])('gets a ticket from %s by POST, and the provider is not asked', async (version) => {
    const location = await begin(version);
    expect(location.slice(0, -43)).toBe(ticketAddress(version));
    expect(location.slice(-43)).toMatch(/^[\w-]{43}$/);
    expect(idp().calls).toMatchObject({ discovery: 0, authorization: 0 });
  });

  it.each(['v1.0', 'v1'])('is sent to a ticket of %s by GET', async (version) => {
    const answer = await call(authorize(version), { headers: await bearer(store, 'alice') });
    expect(answer.status).toBe(302);
    expect(answer.headers['location']).toContain(ticketAddress(version));
  });

  it('may stand on a page of another origin, with credentials: preflight, then the call', async () => {
    const asked = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' };
    const preflight = await call(authorize('v1'), { method: 'OPTIONS', headers: { origin: PAGE, ...asked } });
    expect(preflight.status).toBe(204);
    expect(preflight.headers).toMatchObject({
      'access-control-allow-origin': PAGE,
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': expect.stringContaining('POST'),
      'access-control-allow-headers': expect.stringMatching(/authorization/i),
    });
    const answer = await call(authorize('v1'), {
      method: 'POST',
      headers: { ...(await bearer(store, 'alice')), origin: PAGE },
    });
    expect(answer.status).toBe(201);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': PAGE,
      'access-control-allow-credentials': 'true',
      'access-control-expose-headers': expect.stringContaining('Location'),
      vary: expect.stringMatching(/origin/i),
      location: expect.stringContaining(ticketAddress('v1')),
    });
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  it('is judged by its bearer, also where a cookie of somebody else travels along', async () => {
    const cookie = await cookieOf(store, await signedIn(store, bob));
    const location = await begin('v1', { ...cookie, origin: PAGE });
    expect(location).toContain(ticketAddress('v1'));
    expect((await (await signedIn(store, alice)).get(location)).status).toBe(302);
  });

  it('gives other origins no leave to read', async () => {
    const answer = await call(authorize('v1'), {
      method: 'POST',
      headers: { ...(await bearer(store, 'alice')), origin: 'http://evil.localhost:8123' },
    });
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });

  it("is finished by the person's browser, which signs in on the way and goes back to that page", async () => {
    const browser = new Browser();
    const location = await begin('v1', { origin: PAGE, referer: `${PAGE}/accounts` });
    const page = await browser.walk(location, alice, { stopBefore: PAGE, from: PAGE });
    expect(page.location).toBe(`${PAGE}/accounts?linked=idp1`);
    const places = page.hops.map(({ url }) => new URL(url).origin + new URL(url).pathname);
    expect(places).toEqual(
      expect.arrayContaining([store.login.endpoints.authorization, idp().endpoints.authorization]),
    );
    expect(places.indexOf(store.login.endpoints.authorization)).toBeLessThan(
      places.indexOf(idp().endpoints.authorization),
    );
    expect(await linkedOf(store)).toEqual(['idp1']);
    expect((await tokenOf(store, 'idp1')).status).toBe(200);
    expectProblem(await browser.get(location, asScript), 400, 'state_invalid');
  });

  it('is not finished by another user: 403, and the ticket stays good for its own', async () => {
    const location = await begin();
    const before = [await keptGrants(store), await attempts(store)];
    expectProblem(await (await signedIn(store, bob)).get(location, asScript), 403, 'forbidden');
    expect([await keptGrants(store), await attempts(store)]).toEqual(before);
    expect(await linkedOf(store, 'bob')).toEqual([]);
    const page = await (await signedIn(store, alice)).get(location);
    expect(page.location).toContain(idp().endpoints.authorization);
  });

  it('is not finished without a browser: 403, and the ticket stays good', async () => {
    const location = await begin();
    const browser = await signedIn(store, alice);
    expectProblem(await call(location, { headers: await bearer(store, 'alice') }), 403, 'forbidden');
    expect((await browser.get(location)).location).toContain(idp().endpoints.authorization);
  });

  it('sends a browser that is not signed in to the sign-in page, and back', async () => {
    const location = await begin();
    const page = await new Browser().get(location);
    expect(page.location).toBe(`${store.base}/api/oidc/login?return_url=${encodeURIComponent(location)}`);
  });

  it('takes a ticket once, also when two tabs bring it together', async () => {
    const location = await begin();
    const browser = await signedIn(store, alice);
    const pages = await Promise.all([browser.get(location), browser.get(location)]);
    expect(pages.map(({ status }) => status).sort()).toEqual([302, 400]);
    expectProblem(await browser.get(location, asScript), 400, 'state_invalid');
  });

  it('refuses a ticket that is unknown, empty, of another provider, or a state', async () => {
    const browser = await signedIn(store, alice);
    const location = await begin();
    const state = new URL((await browser.get(authorize('v1'))).location!).searchParams.get('state')!;
    const pending = await attempts(store);
    for (const ticket of ['x'.repeat(43), '', state, 'null']) {
      expectProblem(await browser.get(ticketAddress('v1') + ticket, asScript), 400, 'state_invalid');
    }
    expectProblem(await browser.get(`${ticketAddress('v1')}%00`, asScript), 400, 'invalid_request');
    expectProblem(await browser.get(location.replace('/idp1/', '/idp2/'), asScript), 400, 'state_invalid');
    expectProblem(await browser.get(location.replace('/idp1/', '/nobody/'), asScript), 404, 'unknown_provider');
    expect(await attempts(store)).toBe(pending);
    expect(idp().calls.authorization).toBe(0);
  });

  it('refuses two tickets at once', async () => {
    const browser = await signedIn(store, alice);
    expectProblem(await browser.get(`${await begin()}&ticket=another`, asScript), 400, 'invalid_request');
  });

  it('needs no provider to begin, and keeps the ticket while it is down', async () => {
    const away = store.providers['away']!;
    await away.goDown();
    const location = await begin('v1', {}, 'away');
    const browser = await signedIn(store, alice);
    const pending = await attempts(store);
    expectProblem(await browser.get(location, asScript), 503, 'provider_unavailable');
    expect(await attempts(store)).toBe(pending);
    await away.comeUp();
    advance(store, 3_000);
    expect((await browser.get(location)).location).toContain(away.endpoints.authorization);
  });

  it('does not take a ticket back that is older than ten minutes', async () => {
    const location = await begin();
    const browser = await signedIn(store, alice);
    advance(store, 10 * 60 * 1000 + 1);
    expectProblem(await browser.get(location, asScript), 400, 'state_invalid');
    expect(idp().calls.authorization).toBe(0);
  });

  it('needs a caller: 403 for anybody else, before the provider is looked at', async () => {
    for (const id of ['idp1', 'nobody']) {
      const url = authorize('v1', id);
      expectProblem(await call(url, { method: 'POST' }), 403, 'unauthenticated');
      expectProblem(await call(url), 403, 'unauthenticated');
    }
  });

  it('sends whoever has a ticket to the sign-in page first, before the provider is looked at', async () => {
    const statuses = ['idp1', 'nobody'].map((id) => call(`${authorize('v1', id)}?ticket=${'x'.repeat(43)}`));
    expect((await Promise.all(statuses)).map(({ status }) => status)).toEqual([302, 302]);
  });
});

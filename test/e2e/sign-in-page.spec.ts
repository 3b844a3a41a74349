import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Browser, type Page, type Person } from '../support/browser.ts';
import { answerInstead, answers, dropAnswer, oauthError, type Fault } from '../support/faults.ts';
import { startStore, type TestStore } from '../support/store.ts';
import {
  advance,
  alice,
  altered,
  asScript,
  bob,
  call,
  expectProblem,
  jsonOf,
  signedIn,
  whoami,
  write,
} from './acts.ts';

const PEOPLE = { headers: { accept: 'text/html,*/*;q=0.8' } };
const GERMAN = { headers: { ...PEOPLE.headers, 'accept-language': 'fr, de-AT;q=0.9, en;q=0.5' } };

/** Where failing leads: the sign-in page, which says so. */
function noticeOn({ status, location }: Page): { notice: string | null; returnUrl: string | null } {
  expect(status).toBe(303);
  const url = new URL(location!);
  expect(url.pathname).toBe('/login');
  return { notice: url.searchParams.get('notice'), returnUrl: url.searchParams.get('return_url') };
}

describe('a person who could not be signed in', () => {
  let store: TestStore;

  beforeAll(async () => {
    store = await startStore({ databaseUrl: 'sqlite://:memory:', providers: { idp1: {} } });
  });

  afterAll(() => store.stop());

  afterEach(async () => {
    store.login.intercept.clear();
    await store.login.comeUp();
  });

  const begin = () => `${store.base}/api/oidc/login?return_url=/api/whoami`;

  async function comingBack(browser: Browser, person: Person = alice): Promise<URL> {
    const callback = `${store.base}/api/oidc/callback`;
    const { location } = await browser.walk(begin(), person, { stopBefore: callback });
    return new URL(location!);
  }

  /** Signs in by the button of the page, and comes to where they had wanted to go. */
  async function goesOn(browser: Browser, page: Page, way: RegExp): Promise<void> {
    expect(page.status).toBe(200);
    const href = /<a class="button[^"]*" href="([^"]+)">([^<]+)</.exec(page.body);
    expect(href?.[2]).toMatch(way);
    const end = await browser.walk(href![1]!.replaceAll('&amp;', '&'), alice);
    expect(end.url).toBe(whoami(store));
  }

  it.each([
    ['refused', 'says no', { code: undefined, error: 'access_denied', error_description: 'secret detail' }],
    ['failed', 'has an error of its own', { code: undefined, error: 'server_error' }],
    ['failed', 'is another issuer', { iss: 'https://evil.example' }],
    ['misconfigured', 'does not know the store', { code: undefined, error: 'unauthorized_client' }],
  ])('reads "%s" where the issuer %s, and tries again', async (notice, _, parameters) => {
    const browser = new Browser();
    const answer = await browser.get(altered(await comingBack(browser), parameters));
    expect(noticeOn(answer)).toEqual({ notice, returnUrl: whoami(store) });
    expect(answer.headers['cache-control']).toBe('no-store');
    const page = await browser.get(answer.location!);
    expect(page.body).toMatch(/role="alert"/);
    expect(page.body).not.toContain('secret detail');
    expect(page.body.includes(String(answer.headers['x-request-id']))).toBe(notice !== 'refused');
    await goesOn(browser, page, /^Try again at/);
  });

  it.each<[string, string, Fault]>([
    ['misconfigured', 'refuses the store', answerInstead(answers.invalidClient)],
    ['failed', 'refuses the code', answerInstead(oauthError(400, 'invalid_grant'))],
    ['away', 'is out of order', answerInstead(answers.serverErrorHtml)],
    ['away', 'answers into the void', dropAnswer()],
  ])('reads "%s" where the token endpoint %s', async (notice, _, fault) => {
    const browser = new Browser();
    const url = await comingBack(browser);
    store.login.intercept.once('code', fault);
    expect(noticeOn(await browser.get(url.href))).toEqual({ notice, returnUrl: whoami(store) });
  });

  it('reads "lost" where the attempt is too old or unknown, and begins anew', async () => {
    const browser = new Browser();
    const url = await comingBack(browser);
    expect(noticeOn(await browser.get(altered(url, { state: 'x' }))).notice).toBe('lost');
    advance(store, 10 * 60_000 + 1);
    const answer = await browser.get(url.href);
    expect(noticeOn(answer)).toEqual({ notice: 'lost', returnUrl: store.base });
    expect((await browser.get(answer.location!)).body).toContain('Start again.');
  });

  it('has what they wanted where another tab was quicker, and is sent on', async () => {
    const browser = new Browser();
    const [first, second] = [await comingBack(browser), await comingBack(browser)];
    await browser.get(first.href);
    const answer = await browser.get(second.href);
    expect([answer.status, answer.location]).toEqual([302, `${store.base}/`]);
    expectProblem(await browser.get(second.href, asScript), 400, 'state_invalid');
    expect(jsonOf(await browser.get(whoami(store)))).toMatchObject({ name: 'Alice Example' });
  });

  it('reads "elsewhere" where the link leads to a place that is not allowed, and is not led there', async () => {
    const evil = `${store.base}/api/oidc/login?return_url=https://evil.example`;
    const answer = await new Browser().get(evil);
    expect(noticeOn(answer)).toEqual({ notice: 'elsewhere', returnUrl: store.base });
    const page = await new Browser().get(answer.location!);
    expect(page.body).not.toContain('evil.example');
    const typed = await new Browser().get(`${store.base}/login?return_url=https://evil.example`);
    expect([typed.status, typed.headers['content-type']]).toEqual([400, 'text/html; charset=utf-8']);
    expect(typed.body).toContain('This link leads elsewhere');
    expect(typed.body).not.toContain('evil.example');
  });

  it('reads "away" while the issuer is down, and signs in when it is up again', async () => {
    await store.login.goDown();
    await store.restart();
    const browser = new Browser();
    const answer = await browser.get(begin());
    expect(noticeOn(answer)).toEqual({ notice: 'away', returnUrl: whoami(store) });
    expectProblem(await call(begin()), 503, 'provider_unavailable');
    await store.login.comeUp();
    advance(store, 3_000);
    await goesOn(browser, await browser.get(answer.location!), /^Try again at/);
  });

  describe('because they were disabled', () => {
    const change = (at: string) =>
      write(store, `UPDATE users SET disabled_at = ${at} WHERE subject = 'bob' RETURNING id`);

    afterEach(() => change('NULL'));

    it('reads so in place of the app, and at the callback, and may sign in as somebody else', async () => {
      const browser = await signedIn(store, bob);
      const url = `${store.base}/ui/access?by=name`;
      await change('1');
      const answer = await browser.get(url);
      expect(noticeOn(answer)).toEqual({ notice: 'disabled', returnUrl: url });
      expectProblem(await browser.get(url, asScript), 401, 'unauthenticated');
      const page = await browser.get(answer.location!);
      expect(page.body).toContain('Your access was disabled.');
      expect(page.body).toContain('href="/api/oidc/logout"');
      expect(noticeOn(await browser.get((await comingBack(browser, bob)).href)).notice).toBe('disabled');
      const out = await browser.walk(`${store.base}/api/oidc/logout`, bob, { stopBefore: `${store.base}/login` });
      expect(out.location).toContain('notice=signed-out');
      expect((await browser.walk(begin(), alice)).url).toBe(whoami(store));
    });

    it('reads so at the consent page too, and nothing of it is raw', async () => {
      const browser = await signedIn(store, bob);
      await change('1');
      const url = `${store.base}/consent?client=a&provider=idp1`;
      expect(noticeOn(await browser.get(url))).toEqual({ notice: 'disabled', returnUrl: url });
      const from = { method: 'POST', body: new URLSearchParams({ client: 'a' }), from: url };
      expect(noticeOn(await browser.get(`${store.base}/consent`, from))).toMatchObject({ notice: 'disabled' });
    });
  });

  describe('after a session', () => {
    it('that has ended reads so, and comes back to the same page', async () => {
      const browser = await signedIn(store, alice);
      await write(store, 'DELETE FROM sessions RETURNING id');
      const url = `${store.base}/ui/activity`;
      expect(noticeOn(await browser.get(url))).toEqual({ notice: 'ended', returnUrl: url });
      expect(noticeOn(await new Browser().get(url))).toEqual({ notice: null, returnUrl: url });
      const underway = new Browser();
      await underway.get(begin());
      expect(noticeOn(await underway.get(url))).toEqual({ notice: null, returnUrl: url });
    });

    it('that they ended reads so, wherever that was', async () => {
      const browser = await signedIn(store, alice);
      const there = await browser.get(`${store.base}/api/oidc/logout`);
      expect(new URL(there.location!).searchParams.get('state')).toBe('signed-out');
      const page = await browser.walk(there.location!, alice);
      expect([page.status, new URL(page.url).pathname]).toEqual([200, '/login']);
      expect(page.body).toContain('You are signed out.');

      const second = await signedIn(store, alice);
      await store.login.goDown();
      await store.restart();
      const here = await second.get(`${store.base}/api/oidc/logout`);
      await store.login.comeUp();
      advance(store, 3_000);
      expect(here.location).toContain('notice=signed-out-here');
      expect((await second.get(here.location!)).body).toContain('you may still be signed in');
      const nobody = await new Browser().get(`${store.base}/api/oidc/logout`);
      expect(nobody.location).toContain('notice=signed-out');
    });

    it('goes where a page that names a place wants them, and there alone', async () => {
      const browser = await signedIn(store, alice);
      const { location } = await browser.get(`${store.base}/api/oidc/logout?return_url=/livez`);
      const sent = new URL(location!).searchParams;
      expect([sent.get('post_logout_redirect_uri'), sent.get('state')]).toEqual([`${store.base}/livez`, null]);
    });
  });

  it('reads it in the language of the browser, or in the one that was chosen in the app', async () => {
    const url = `${store.base}/login?notice=refused`;
    for (const [headers, lang, title] of [
      [GERMAN.headers, 'de', 'Anmelden'],
      [{ ...GERMAN.headers, cookie: 'a=b; tokenstore-language=en' }, 'en', 'Sign in'],
      [{ ...PEOPLE.headers, cookie: 'tokenstore-language=de' }, 'de', 'Anmelden'],
      [{ ...PEOPLE.headers, 'accept-language': 'de;q=0, fr, *' }, 'en', 'Sign in'],
      [{ ...PEOPLE.headers, 'accept-language': 'en;q=0.2, de;q=0.3' }, 'de', 'Anmelden'],
      [
        { ...PEOPLE.headers, 'accept-language': ';;q=,,constructor', cookie: 'tokenstore-language=toString' },
        'en',
        'Sign in',
      ],
    ] as const) {
      const page = await call(url, { headers });
      expect(page.body).toContain(`<html lang="${lang}">`);
      expect(page.body).toContain(`<h1>${title}</h1>`);
    }
  });

  it('reads nothing that a link puts into their mouth', async () => {
    const query = new URLSearchParams({ notice: 'call-me', reference: '"><script>alert(1)</script>' });
    const page = await call(`${store.base}/login?${query.toString()}`, PEOPLE);
    expect(page.status).toBe(200);
    expect(page.body).not.toMatch(/call-me|<script|id="notice"/);
    const told = await call(`${store.base}/login?notice=failed&reference=${encodeURIComponent('call 0800 1')}`, PEOPLE);
    expect(told.body).toContain('You were not signed in.');
    expect(told.body).not.toContain('0800');
  });
});

describe('a page that cannot be shown', () => {
  let store: TestStore;

  beforeAll(async () => {
    const env = { RATE_LIMIT_ANONYMOUS: '4/1m' };
    store = await startStore({ databaseUrl: 'sqlite://:memory:', providers: { idp1: {} }, env });
  });

  afterAll(() => store.stop());

  it('is told by a page of the same status, in words, with a way on; programs get the problem', async () => {
    const browser = await signedIn(store, alice);
    const url = `${store.base}/consent?client=nobody&provider=idp1`;
    const page = await browser.get(url);
    expect([page.status, page.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
    expect(page.body).toContain('<h1>There is nothing here</h1>');
    expect(page.body).toContain('href="/ui/"');
    expect(page.headers['cache-control']).toBe('no-store');
    expect((await browser.get(url, GERMAN)).body).toContain('<h1>Hier ist nichts</h1>');
    expectProblem(await browser.get(url, asScript), 404, 'not_found');
  });

  it('is told so where there were too many requests, and when to come again', async () => {
    advance(store, 60_000);
    const url = `${store.base}/login`;
    for (let i = 0; i < 4; i += 1) expect((await call(url, PEOPLE)).status).toBe(200);
    const page = await call(url, PEOPLE);
    expect(page.status).toBe(429);
    expect(page.body).toContain('<h1>Too many requests</h1>');
    expect(Number(page.headers['retry-after'])).toBeGreaterThan(0);
    expectProblem(await call(url), 429, 'rate_limited');
    const callback = await call(`${store.base}/api/oidc/callback?state=x`, PEOPLE);
    expect(callback.status).toBe(303);
    expect(callback.headers['location']).toContain('notice=busy');
  });
});

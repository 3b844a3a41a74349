import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ProblemCode } from '../../src/problem/codes.ts';
import { en } from '../../src/ui/texts/en.ts';
import { Browser, type Page } from '../support/browser.ts';
import {
  alterJson,
  answerInstead,
  answers,
  dropAnswer,
  dropRequest,
  oauthError,
  type Fault,
} from '../support/faults.ts';
import { startStore, type TestStore } from '../support/store.ts';
import {
  advance,
  alice,
  asScript,
  altered,
  attempts,
  bob,
  comingBack,
  expectProblem,
  keptGrants,
  link,
  linkedOf,
  signedIn,
  tokenOf,
  whoami,
} from './acts.ts';

/** Of those that the callback refuses with. */
const codeOf = ({ body }: Page) => (JSON.parse(body) as { code: keyof typeof en.problem & ProblemCode }).code;

describe('the callback of a link', () => {
  let store: TestStore;
  let browser: Browser;
  const idp = () => store.providers['idp1']!;

  beforeAll(async () => {
    store = await startStore({
      databaseUrl: 'sqlite://:memory:',
      providers: { idp1: {}, idp2: {} },
    });
    browser = await signedIn(store, alice);
    await link(store, browser, 'idp2', alice);
  });

  afterAll(() => store.stop());

  beforeEach(() => {
    idp().intercept.clear();
    idp().calls.reset();
  });

  /** What the callback says to this address leaves everything as it was, the provider's token endpoint included. */
  async function refused(url: string, visitor: Browser): Promise<ReturnType<Browser['get']>> {
    const before = await keptGrants(store);
    const calls = idp().calls.tokenRequests.length;
    const page = await visitor.get(url);
    const problem = await visitor.get(url, asScript);
    expect(await keptGrants(store)).toEqual(before);
    expect(idp().calls.tokenRequests).toHaveLength(calls);
    // People are told the same by a page.
    expect([page.status, page.headers['content-type']]).toEqual([problem.status, 'text/html; charset=utf-8']);
    expect(page.body).toContain(`<h1>${en.problem[codeOf(problem)].title}</h1>`);
    return problem;
  }

  it('knows no provider of that name: 404, before anything else', async () => {
    const url = await comingBack(store, browser, 'idp1', alice);
    expectProblem(await refused(url.href.replace('/idp1/', '/nobody/'), browser), 404, 'unknown_provider');
    expectProblem(await refused(url.href.replace('/idp1/', '/nobody/'), new Browser()), 404, 'unknown_provider');
  });

  it.each([
    ['no state', { state: undefined }],
    ['an empty state', { state: '' }],
    ['a state that nobody knows', { state: 'x'.repeat(43) }],
  ])('takes %s for none: 400', async (_, parameters) => {
    const url = await comingBack(store, browser, 'idp1', alice);
    const pending = await attempts(store);
    expectProblem(await refused(altered(url, parameters), browser), 400, 'state_invalid');
    expect(await attempts(store)).toBe(pending);
  });

  it('refuses another user, and the state stays good for its owner', async () => {
    const url = await comingBack(store, browser, 'idp1', alice);
    expectProblem(await refused(url.href, await signedIn(store, bob)), 403, 'forbidden');
    expect(await linkedOf(store, 'bob')).toEqual([]);
    const page = await browser.get(url.href);
    expect(page.location).toBe(`${whoami(store)}?linked=idp1`);
  });

  it('refuses a browser that is not signed in, and the state stays good', async () => {
    const url = await comingBack(store, browser, 'idp1', alice);
    expectProblem(await refused(url.href, new Browser()), 403, 'unauthenticated');
    expect((await browser.get(url.href)).location).toBe(`${whoami(store)}?linked=idp1`);
  });

  it("refuses the same user's other session, and the state stays good", async () => {
    const url = await comingBack(store, browser, 'idp1', alice);
    expectProblem(await refused(url.href, await signedIn(store, alice)), 400, 'state_invalid');
    expect((await browser.get(url.href)).location).toBe(`${whoami(store)}?linked=idp1`);
  });

  it("refuses one provider's answer at another's address, and the state stays good", async () => {
    const url = await comingBack(store, browser, 'idp1', alice);
    expectProblem(await refused(url.href.replace('/idp1/', '/idp2/'), browser), 400, 'state_invalid');
    expect((await browser.get(url.href)).location).toBe(`${whoami(store)}?linked=idp1`);
  });

  it('refuses an answer at the address of the other version', async () => {
    const url = await comingBack(store, browser, 'idp1', alice);
    expectProblem(await refused(url.href.replace('/v1.0/', '/v1/'), browser), 400, 'state_invalid');
  });

  it('takes a state once: the replay finds nothing', async () => {
    const url = await comingBack(store, browser, 'idp1', alice);
    expect((await browser.get(url.href)).location).toBe(`${whoami(store)}?linked=idp1`);
    expectProblem(await refused(url.href, browser), 400, 'state_invalid');
    expect(idp().calls.code).toBe(1);
  });

  it('takes a state once, also when two tabs bring it together', async () => {
    const url = await comingBack(store, browser, 'idp1', alice);
    const pages = await Promise.all([browser.get(url.href), browser.get(url.href)]);
    expect(pages.map(({ status }) => status).sort()).toEqual([302, 400]);
    expect(idp().calls.code).toBe(1);
  });

  it('does not know a state that is older than ten minutes', async () => {
    const url = await comingBack(store, browser, 'idp1', alice);
    advance(store, 10 * 60 * 1000 + 1);
    expectProblem(await refused(url.href, browser), 400, 'state_invalid');
  });

  describe('goes back to the return address with an error', () => {
    /** The state is spent, the grants are as they were: both those kept and those listed. */
    async function failed(url: string, error: string, codeCalls: number): Promise<void> {
      const before = [await keptGrants(store), await linkedOf(store)];
      const page = await browser.get(url);
      expect(page.status).toBe(302);
      expect(page.location).toBe(`${whoami(store)}?error=${error}&provider=idp1`);
      expect([await keptGrants(store), await linkedOf(store)]).toEqual(before);
      expect(idp().calls.code).toBe(codeCalls);
      expectProblem(await browser.get(url, asScript), 400, 'state_invalid');
    }

    it('when the person says no', async () => {
      const before = await keptGrants(store);
      const page = await link(store, browser, 'idp1', { login: 'alice', consents: false });
      expect(page.url).toBe(`${whoami(store)}?error=access_denied&provider=idp1`);
      expect(await keptGrants(store)).toEqual(before);
      expect(idp().calls.code).toBe(0);
    });

    it('and keeps what that address had of its own', async () => {
      const start = `${store.base}/api/v1.0/idp1/authorize?return_url=${encodeURIComponent('/api/whoami?tab=2#top')}`;
      const page = await browser.walk(start, { login: 'alice', consents: false });
      expect(page.hops.at(-2)?.location).toBe(`${whoami(store)}?tab=2&error=access_denied&provider=idp1#top`);
    });

    it.each([
      ['access_denied', 'access_denied'],
      ['temporarily_unavailable', 'provider_error'],
      ['server_error', 'provider_error'],
      ['unauthorized_client', 'provider_misconfigured'],
      ['invalid_scope', 'provider_misconfigured'],
      ['<script>', 'provider_error'],
    ])('when the provider says %s', async (said, error) => {
      const url = await comingBack(store, browser, 'idp1', alice);
      await failed(altered(url, { code: undefined, error: said, error_description: 'secret detail' }), error, 0);
    });

    it.each([
      ['another issuer', { iss: 'https://evil.example' }],
      ['the issuer of another provider', { iss: 'idp2' }],
      ['no issuer, though its server names one', { iss: undefined }],
      ['neither code nor error', { code: undefined }],
      ['a whole response in a JWT', { response: 'eyJhbGciOiJub25lIn0.e30.' }],
    ])('when the answer bears %s', async (_, parameters) => {
      const url = await comingBack(store, browser, 'idp1', alice);
      const iss = 'iss' in parameters && parameters.iss === 'idp2' ? { iss: store.providers['idp2']!.issuer } : {};
      await failed(altered(url, { ...parameters, ...iss }), 'link_failed', 0);
    });

    it('when the code does not exchange', async () => {
      const url = await comingBack(store, browser, 'idp1', alice);
      await failed(altered(url, { code: 'not-a-code' }), 'provider_error', 1);
      expect(idp().calls.tokenRequests.map(({ outcome }) => outcome)).toEqual(['invalid_grant']);
    });

    it.each<[string, Fault, string]>([
      ['refuses the store', answerInstead(answers.invalidClient), 'provider_misconfigured'],
      ['refuses the scope', answerInstead(oauthError(400, 'invalid_scope')), 'provider_misconfigured'],
      ['fails', answerInstead(answers.serverErrorHtml), 'provider_unavailable'],
      ['cuts the connection', dropRequest(), 'provider_unavailable'],
      ['answers into the void', dropAnswer(), 'provider_unavailable'],
    ])('when the token endpoint %s', async (_, fault, error) => {
      const url = await comingBack(store, browser, 'idp1', alice);
      idp().intercept.once('code', fault);
      await failed(url.href, error, 1);
    });

    it.each<[string, Record<string, unknown>]>([
      ['another audience', { aud: 'somebody-else' }],
      ['several audiences, authorised to another', { aud: ['store', 'other'], azp: 'other' }],
      ['another nonce', { nonce: 'another' }],
      ['no nonce', { nonce: undefined }],
      ['another issuer', { iss: 'https://evil.example' }],
      ['a time long past', { iat: 1_600_000_000, exp: 1_600_000_300 }],
      ['no expiry', { exp: undefined }],
      ['no subject', { sub: undefined }],
    ])('when the ID token is for %s', async (_, claims) => {
      const start = await browser.get(`${store.base}/api/v1.0/idp1/authorize?return_url=/api/whoami`);
      const nonce = new URL(start.location!).searchParams.get('nonce');
      const callback = `${store.base}/api/v1.0/idp1/redirect_uri`;
      const page = await browser.walk(start.location!, alice, { stopBefore: callback });
      const forged = await idp().issueIdToken({ sub: 'alice', nonce, ...claims });
      idp().intercept.once(
        'code',
        alterJson((json) => ({ ...json, id_token: forged })),
      );
      await failed(page.location!, 'link_failed', 1);
    });

    it('but not for an ID token that is as it should be', async () => {
      const start = await browser.get(`${store.base}/api/v1.0/idp1/authorize?return_url=/api/whoami`);
      const nonce = new URL(start.location!).searchParams.get('nonce');
      const good = await idp().issueIdToken({ sub: 'alice', nonce });
      idp().intercept.once(
        'code',
        alterJson((json) => ({ ...json, id_token: good })),
      );
      const page = await browser.walk(start.location!, alice);
      expect(page.url).toBe(`${whoami(store)}?linked=idp1`);
    });

    it('and keeps the grant that it would have replaced', async () => {
      await link(store, browser, 'idp1', alice);
      const before = (await tokenOf(store, 'idp1')).body;
      idp().calls.reset();
      const url = await comingBack(store, browser, 'idp1', alice);
      await failed(altered(url, { code: 'not-a-code' }), 'provider_error', 1);
      const { access_token: kept } = JSON.parse(before) as { access_token: string };
      expect((await tokenOf(store, 'idp1')).body).toContain(kept);
    });
  });
});

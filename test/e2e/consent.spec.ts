import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Browser, type Page } from '../support/browser.ts';
import { formsOf } from '../support/html-forms.ts';
import type { TestStore } from '../support/store.ts';
import { asScript, bearer, call, expectProblem, rows, signedIn, write } from './acts.ts';
import type { Body, Headers } from './api-key-acts.ts';
import { clientsSetting, done, pod, startCluster, token, type Cluster } from './delegation-acts.ts';

const APP = 'http://app.localhost:8123';
const EVIL = '<script>alert("1")</script>';

describe('the consent page', () => {
  let cluster: Cluster;
  let store: TestStore;
  let browser: Browser;

  beforeAll(async () => {
    cluster = await startCluster(({ issuer }) => ({
      ...{ CORS_ORIGINS: APP, IDP1_MD_NAME: 'Research Cloud' },
      ...clientsSetting([
        {
          ...{ id: 'asker', name: `Asker ${EVIL}`, issuer, subject: 'asker' },
          rules: [{ providers: ['idp1'], users: { role: 'staff' }, scopes: ['read', 'write'] }],
        },
        { id: 'all', name: 'All of it', rules: [{ providers: '*', users: 'all' }] },
        {
          id: 'watch',
          name: 'Watch',
          rules: [{ providers: ['idp1'], users: ['alice'], scopes: ['read'], consent: false }],
        },
        { id: 'free', rules: [{ providers: '*', users: 'all', consent: false }] },
      ]),
    }));
    ({ store } = cluster);
    browser = await signedIn(store, { login: 'alice' });
  });

  afterAll(() => cluster.stop());

  beforeEach(async () => {
    await write(store, 'DELETE FROM consents RETURNING id');
  });

  const address = (parameters: Record<string, string> = {}) => {
    const query = new URLSearchParams({ client: 'asker', provider: 'idp1', ...parameters });
    return `${store.base}/consent?${query.toString()}`;
  };
  const consents = () => rows(store, 'SELECT user_id, client_id, provider, scopes FROM consents');
  const ask = async () => token(store, await pod(cluster.k8s, 'asker', 'alice'));
  const words = ({ body }: Page) =>
    body
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"');

  it('is where a refused client sends the user, who allows it and comes back', async () => {
    const refused = await ask();
    const { consent } = JSON.parse(refused.body) as { consent: string };
    const page = await browser.get(`${consent}&return_url=${encodeURIComponent(`${APP}/done?x=1`)}`);
    expect(page.status).toBe(200);
    expect(words(page)).toContain(`Asker ${EVIL} asks for access tokens of your account at Research Cloud .`);
    expect(page.body).toMatch(/<li><code>read<\/code><\/li>\s*<li><code>write<\/code><\/li>/);
    expect(words(page)).toContain('Signed in as alice Example');

    const after = await browser.submit(page, { button: 'Allow' }, { stopBefore: APP });
    expect(after).toMatchObject({ status: 303, location: `${APP}/done?x=1&consent=granted` });
    expect(await consents()).toEqual([expect.objectContaining({ client_id: 'asker', scopes: '["read","write"]' })]);
    expect((await ask()).status).toBe(200);
    expect(words(await browser.get(address()))).toContain('You have allowed this.');
  });

  it('lets the user refuse, which also takes back what was allowed', async () => {
    await browser.submit(await browser.get(address()), { button: 'Allow' }, { stopBefore: `${store.base}/?` });
    expect((await ask()).status).toBe(200);
    const page = await browser.get(address({ return_url: `${APP}/done` }));
    const after = await browser.submit(page, { button: 'Refuse' }, { stopBefore: APP });
    expect(after.location).toBe(`${APP}/done?consent=refused`);
    expect(await consents()).toEqual([]);
    expectProblem(await ask(), 403, 'forbidden');
  });

  it('says so where everything is asked for, and leads to the front page where no other is named', async () => {
    const page = await browser.get(address({ client: 'all' }));
    expect(words(page)).toContain('all that you allowed when you connected');
    const after = await browser.submit(page, { button: 'Allow' }, { stopBefore: `${store.base}/?` });
    expect(after.location).toBe(`${store.base}/?consent=granted`);
    expect(await consents()).toEqual([expect.objectContaining({ client_id: 'all', scopes: null })]);
  });

  it('signs a person in on the way', async () => {
    const page = await new Browser().walk(address({ return_url: `${APP}/x` }), { login: 'alice' });
    expect(page).toMatchObject({ status: 200, url: address({ return_url: `${APP}/x` }) });
    expect(words(page)).toContain('Signed in as alice');
  });

  it('brings back whoever was signed out in between, and nothing is allowed', async () => {
    const page = await browser.get(address());
    const other = new Browser();
    const { fields = [] } = formsOf(page.body)[0] ?? {};
    const body = new URLSearchParams([
      ...fields.map(({ name, value }) => [name, value] as [string, string]),
      ['decision', 'allow'],
    ]);
    const answer = await other.get(`${store.base}/consent`, { method: 'POST', body, from: page.url });
    expect(answer.status).toBe(303);
    expect(answer.location).toContain('/api/oidc/login?return_url=');
    expect(await consents()).toEqual([]);
  });

  it('cannot be framed, kept, or made to run or load anything', async () => {
    const { headers, body } = await browser.get(address({ return_url: `${APP}/done` }));
    const csp = String(headers['content-security-policy']);
    for (const rule of ["default-src 'none'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"]) {
      expect(csp).toContain(rule);
    }
    expect(csp).toContain(`form-action 'self' ${APP}`);
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-frame-options': 'DENY' });
    expect(body).not.toContain('<script');
  });

  it.each<[string, Record<string, string>]>([
    ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    ['a page that may call the API', { 'sec-fetch-site': 'cross-site', origin: APP }],
    ['a page of the same site', { 'sec-fetch-site': 'same-site', origin: 'http://127.0.0.1:1' }],
    ['nowhere', { 'sec-fetch-site': 'none' }],
  ])('takes nothing from %s', async (_, sent) => {
    const cookie = await browser.cookies.getCookieString(`${store.base}/api/`);
    const form = { client: 'asker', provider: 'idp1', scope: 'read write', decision: 'allow' };
    const headers: Headers = { cookie, 'content-type': 'application/x-www-form-urlencoded', ...sent };
    const visit = { method: 'POST', headers, body: new URLSearchParams(form).toString() };
    expectProblem(await call(`${store.base}/consent`, visit), 403, 'csrf');
    expect(await consents()).toEqual([]);
    visit.headers = { ...headers, 'sec-fetch-site': 'same-origin', origin: store.base };
    expect((await call(`${store.base}/consent`, visit)).status).toBe(303);
  });

  it('allows what was shown: when the client asks for something else by now, it asks again', async () => {
    const { admin } = cluster;
    await done(store, admin, 'POST', 'clients', { id: 'changing' });
    const rule = { providers: ['idp1'], users: 'all' };
    await done(store, admin, 'POST', 'clients/changing/delegations', { ...rule, scopes: ['read'] });
    const page = await browser.get(address({ client: 'changing' }));
    await done(store, admin, 'POST', 'clients/changing/delegations', rule);
    const again = await browser.submit(page, { button: 'Allow' });
    expect(again.status).toBe(200);
    expect(words(again)).toContain('What it asks for has changed.');
    expect(await consents()).toEqual([]);
    const after = await browser.submit(again, { button: 'Allow' }, { stopBefore: `${store.base}/?` });
    expect(after.location).toContain('consent=granted');
    expect(await consents()).toHaveLength(1);
  });

  it.each<[string, Record<string, string>]>([
    ['a client that there is not', { client: 'nobody' }],
    ['a client that asks for nothing', { client: 'free' }],
    ['a provider that there is not', { provider: 'nobody' }],
    ['a provider of no rule', { provider: 'idp2' }],
  ])('is not there for %s', async (_, parameters) => {
    expectProblem(await browser.get(address(parameters), asScript), 404, 'not_found');
  });

  it('is not there for a user whom no rule reaches', async () => {
    const bob = await signedIn(store, { login: 'bob' });
    const page = await browser.get(address());
    expectProblem(await bob.get(address(), asScript), 404, 'not_found');
    const answer = await bob.submit(page, { button: 'Allow' }, asScript);
    expectProblem(answer, 404, 'not_found');
    expect(await consents()).toEqual([]);
  });

  it.each(['https://evil.example', `${APP}.evil.example`, '//evil.example', 'javascript:alert(1)'])(
    'leads nowhere but where RETURN_URLS says: %s',
    async (url) => {
      expectProblem(await browser.get(address({ return_url: url }), asScript), 400, 'return_url_not_allowed');
      const body = new URLSearchParams({
        ...{ client: 'asker', provider: 'idp1', scope: 'read write', decision: 'allow', return_url: url },
      });
      const answer = await browser.get(`${store.base}/consent`, { method: 'POST', body, from: address(), ...asScript });
      expectProblem(answer, 400, 'return_url_not_allowed');
      expect(await consents()).toEqual([]);
    },
  );

  it('is for browsers', async () => {
    const headers = await bearer(store, 'alice');
    expectProblem(await call(address(), { headers }), 403, 'forbidden');
    const body: Body = { client: 'asker', provider: 'idp1', scope: 'read write', decision: 'allow' };
    const type = { 'content-type': 'application/json' };
    const sent = { method: 'POST', headers: { ...headers, ...type }, body: JSON.stringify(body) };
    expectProblem(await call(`${store.base}/consent`, sent), 403, 'forbidden');
    expect(await consents()).toEqual([]);
  });

  it('is not asked of anybody where a rule says so: each user sees those rules that reach them', async () => {
    const unasked = async (headers: Headers) => {
      const answer = await call(`${store.base}/api/v2/consents/unasked`, { headers });
      expect(answer.status).toBe(200);
      return (JSON.parse(answer.body) as { items: unknown[] }).items;
    };
    const free = { client: { id: 'free', name: 'free' }, providers: null, scopes: null };
    const watch = { client: { id: 'watch', name: 'Watch' }, providers: ['idp1'], scopes: ['read'] };
    expect(await unasked(await bearer(store, 'alice'))).toEqual([free, watch]);
    expect(await unasked(await bearer(store, 'bob'))).toEqual([free]);
  });
});

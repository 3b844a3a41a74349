import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Browser } from '../support/browser.ts';
import { databases } from '../support/databases.ts';
import { startStore, type TestStore } from '../support/store.ts';

describe.each(databases)('the main job on $name', ({ fresh }) => {
  let store: TestStore;
  let database: Awaited<ReturnType<typeof fresh>>;
  const browser = new Browser();

  beforeAll(async () => {
    database = await fresh();
    store = await startStore({
      databaseUrl: database.url,
      providers: { idp1: { rotation: 'strict' }, idp2: { rotation: 'never', idToken: false } },
    });
  });

  afterAll(async () => {
    await store.stop();
    await database.drop();
  });

  it('signs a person in', async () => {
    const page = await browser.signInAt(`${store.base}/api/oidc/login?return_url=/api/whoami`, { login: 'alice' });
    expect(page.url).toBe(`${store.base}/api/whoami`);
    expect(JSON.parse(page.body)).toMatchObject({ email: 'alice@example.org' });
  });

  it.each(['idp1', 'idp2'])('connects an account at %s', async (id) => {
    const url = `${store.base}/api/v1.0/${id}/authorize?return_url=/api/whoami`;
    const page = await browser.walk(url, { login: 'alice' });
    expect(page.url).toBe(`${store.base}/api/whoami?linked=${id}`);
    const { data } = await browser.json(`${store.base}/api/v1.0/authorizations`);
    expect(data).toContainEqual(expect.objectContaining({ active: true, provider: id }));
  });

  it.each(['idp1', 'idp2'])('gives a token of %s to a service', async (id) => {
    const bearer = await store.login.issueAccessToken({ sub: 'alice', aud: 'tokenstore-api' });
    const answer = await fetch(`${store.base}/api/v1/${id}/token`, { headers: { authorization: `Bearer ${bearer}` } });
    expect(answer.status).toBe(200);
    const token = (await answer.json()) as Record<string, unknown>;
    expect(Object.keys(token)).toEqual(['access_token', 'token_type', 'expires_in', 'expires_at', 'scope']);
    const userinfo = await fetch(store.providers[id]!.endpoints.userinfo, {
      headers: { authorization: `Bearer ${String(token['access_token'])}` },
    });
    expect(userinfo.status).toBe(200);
  });
});

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startStore, type TestStore } from '../support/store.ts';
import { bearer, call, expectProblem, jsonOf } from './acts.ts';
import { ask } from './v2-acts.ts';

let store: TestStore;

beforeAll(async () => {
  const client = (id: string) => ({ [`${id}_CLIENT_ID`]: 'store', [`${id}_CLIENT_SECRET`]: 'secret' });
  const known = {
    TOKEN_PROVIDERS: 'github,my-own',
    GITHUB_PRESET: 'github',
    ...client('GITHUB'),
    ...client('MY_OWN'),
    MY_OWN_DISCOVERY_URL: 'https://idp.example',
  };
  const env = { ...known, MY_OWN_MD_NAME: '<b>东京', GITHUB_MD_ICON: 'https://github.example/icon.svg' };
  store = await startStore({ databaseUrl: 'sqlite://:memory:', env });
});

afterAll(() => store.stop());

const draw = (id: string, { method = 'GET' } = {}) => call(`${store.base}/ui/monogram/${id}.svg`, { method });

it('is drawn for anybody, and may be kept for a day', async () => {
  const answer = await draw('github');
  expect(answer.status).toBe(200);
  expect(answer.body).toMatch(/^<svg .*>GH<\/text><\/svg>\n$/);
  expect(answer.headers).toMatchObject({
    'content-type': 'image/svg+xml; charset=utf-8',
    'cache-control': 'public, max-age=86400',
    'content-security-policy': expect.stringMatching(/^default-src 'none';/),
    'x-content-type-options': 'nosniff',
  });
  expect(answer.headers['content-security-policy']).not.toContain('unsafe');
  expect(answer.body).not.toMatch(/style=|<style|<script|href/);
  expect((await draw('github', { method: 'HEAD' })).status).toBe(200);
});

it('shows the name where no preset has an icon', async () => {
  expect((await draw('my-own')).body).toContain('>B</text>');
});

it.each(['nobody', 'GITHUB', '__proto__', '%3Cscript%3E', 'github.svg', '..%2f..%2fetc', 'x'.repeat(90)])(
  'is not there for %s',
  async (id) => {
    const answer = await draw(id);
    expectProblem(answer, 404, 'unknown_provider');
    expect(answer.headers['cache-control']).toBe('no-store');
  },
);

it('is the icon in v2 where the operator set none, and nothing in v1', async () => {
  const iconOf = async (id: string) => Object(jsonOf(await ask(store, `providers/${id}`))['metadata']).icon as unknown;
  expect(await iconOf('my-own')).toBe(`${store.base}/ui/monogram/my-own.svg`);
  expect(await iconOf('github')).toBe('https://github.example/icon.svg');
  const { body } = await call(`${store.base}/api/v1.0/authorizations`, { headers: await bearer(store, 'alice') });
  expect(JSON.parse(body)).toContainEqual(
    expect.objectContaining({ provider: 'my-own', metadata: expect.objectContaining({ icon: null }) }),
  );
});

import { afterEach, describe, expect, it } from '@jest/globals';
import { dropAnswer, oauthError, answerInstead } from '../support/faults.ts';
import { ask, authorize, bearer, callback, codeOf, post, refreshWith } from './asking.ts';
import { families } from './families.ts';
import { dropbox } from './families/dropbox.ts';
import { twitch } from './families/twitch.ts';
import { startZoo } from './zoo.ts';
import type { Zoo } from './zoo.ts';

const open: Zoo[] = [];

async function start(...args: Parameters<typeof startZoo>): Promise<Zoo> {
  const zoo = await startZoo(...args);
  open.push(zoo);
  return zoo;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((zoo) => zoo.close()));
});

const scope = 'user:read:email channel:read:polls';
const link = async (zoo: Zoo) => {
  const { data } = await ask(zoo.endpoints.token, { form: { ...post(zoo), ...(await codeOf(zoo, { scope })) } });
  return data;
};
const refresh = (zoo: Zoo, token: unknown) =>
  ask(zoo.endpoints.token, { form: { ...post(zoo), ...refreshWith(token) } });

describe('what all families have in common', () => {
  it('sends the browser back at once, with state and a code that is good for one use', async () => {
    const zoo = await start(twitch);
    const back = await authorize(zoo, { scope });
    expect(back.get('state')).toBe('s');
    const form = {
      ...post(zoo),
      grant_type: 'authorization_code',
      code: back.get('code') ?? '',
      redirect_uri: callback,
    };

    expect((await ask(zoo.endpoints.token, { form })).status).toBe(200);
    expect((await ask(zoo.endpoints.token, { form })).status).toBe(400);
  });

  it('lets the person deny, or allow less', async () => {
    const zoo = await start(twitch);
    zoo.consent = { deny: true };
    expect((await authorize(zoo, { scope })).get('error')).toBe('access_denied');

    zoo.consent = { scopes: ['channel:read:polls'] };
    expect(await link(zoo)).toMatchObject({ scope: ['channel:read:polls'] });
  });

  it('lets another person decide', async () => {
    const zoo = await start(twitch);
    zoo.person = { id: '12', name: 'Grace', email: 'grace@example.org' };
    const { access_token: token } = await link(zoo);

    expect((await ask(zoo.endpoints.userinfo, { headers: bearer(token) })).text).toContain('Grace');
  });

  it('sends nobody to a redirect URI that is not registered, nor for another client', async () => {
    const zoo = await start(twitch, { client: { redirectUris: [callback] } });

    await expect(authorize(zoo, { redirect_uri: `${callback}/other` })).rejects.toThrow('400');
    await expect(authorize(zoo, { client_id: 'other' })).rejects.toThrow('400');
    await expect(authorize(zoo)).resolves.toBeDefined();
  });

  it('compares the redirect URI and the PKCE verifier with those of the authorization request', async () => {
    const zoo = await start(dropbox);
    const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
    const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
    const redeem = async (more: Record<string, string>) => {
      const code = await codeOf(zoo, { code_challenge: challenge, code_challenge_method: 'S256' });
      return (await ask(zoo.endpoints.token, { basic: zoo, form: { ...code, ...more } })).status;
    };

    expect(await redeem({ code_verifier: verifier })).toBe(200);
    expect(await redeem({})).toBe(400);
    expect(await redeem({ code_verifier: 'another' })).toBe(400);
    expect(await redeem({ code_verifier: verifier, redirect_uri: `${callback}/other` })).toBe(400);
  });

  it('takes a secret with odd characters, form-encoded in Basic, and a new one at once', async () => {
    const zoo = await start(dropbox, { client: { secret: 'a:b%c d+é' } });
    const form = await codeOf(zoo);
    const raw = { authorization: `Basic ${btoa('zoo-client:a:b%c d+\u00e9')}` };
    expect((await ask(zoo.endpoints.token, { form, headers: raw })).status).toBe(401);
    const encoded = { authorization: `Basic ${btoa('zoo-client:a%3Ab%25c+d%2B%C3%A9')}` };
    expect((await ask(zoo.endpoints.token, { form, headers: encoded })).status).toBe(200);

    zoo.client.secret = 'next';
    expect((await ask(zoo.endpoints.token, { form: await codeOf(zoo), headers: encoded })).status).toBe(401);
    expect((await ask(zoo.endpoints.token, { form: await codeOf(zoo), basic: zoo })).status).toBe(200);
  });

  it('tells what it believes of each token', async () => {
    const zoo = await start(twitch);
    const first = await link(zoo);
    const second = (await refresh(zoo, first['refresh_token'])).data;
    const state = (token: unknown) => zoo.tokens.stateOf(String(token));

    expect(state(first['refresh_token'])).toBe('spent');
    expect([state(first['access_token']), state(second['access_token'])]).toEqual(['live', 'live']);
    expect(zoo.tokens.live('refresh')).toEqual([second['refresh_token']]);
    zoo.clock.forward(4 * 3600);
    expect(state(second['access_token'])).toBe('expired');
    zoo.withdraw();
    expect(state(second['refresh_token'])).toBe('revoked');
    expect((await refresh(zoo, second['refresh_token'])).status).toBe(400);
    expect(state('never heard of')).toBe('unknown');
  });

  it('remembers what was asked, and what it answered', async () => {
    const zoo = await start(twitch);
    const { refresh_token: token } = await link(zoo);
    await refresh(zoo, token);
    await refresh(zoo, token);

    expect(zoo.calls.map(({ endpoint, status }) => [endpoint, status])).toEqual([
      ['authorization', 302],
      ['code', 200],
      ['refresh', 200],
      ['refresh', 400],
    ]);
    expect(zoo.callsTo('refresh')[0]?.form.get('refresh_token')).toBe(token);
  });

  it('meets faults on its way', async () => {
    const zoo = await start(twitch);
    const { refresh_token: token } = await link(zoo);
    zoo.intercept.once('refresh', answerInstead(oauthError(503, 'temporarily_unavailable')));
    expect((await refresh(zoo, token)).status).toBe(503);
    expect(zoo.tokens.stateOf(String(token))).toBe('live');

    zoo.intercept.once('token', dropAnswer());
    await expect(refresh(zoo, token)).rejects.toThrow('fetch failed');
    expect(zoo.tokens.stateOf(String(token))).toBe('spent');
  });
});

describe.each(families.map((family) => [family.name, family] as const))('%s', (_name, family) => {
  it('cites what it is written from, and answers at its endpoints', async () => {
    expect(family.documentation.length).toBeGreaterThan(0);
    expect(family.documentation.every((url) => url.startsWith('https://'))).toBe(true);

    const zoo = await start(family);
    for (const url of Object.values(zoo.endpoints)) {
      const { status, text } = await ask(url, { form: {} });
      expect([status, text]).not.toEqual([404, '']);
      expect(text).not.toContain('test support failed');
    }
    expect((await ask(`${zoo.origin}/elsewhere`)).status).toBe(404);
  });
});

it('names each family once', () => {
  expect(new Set(families.map(({ name }) => name)).size).toBe(families.length);
});

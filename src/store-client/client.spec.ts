import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { authorization, TokenStore, type Token, type TokenStoreOptions } from './client.ts';

const START = Date.parse('2026-01-31T12:00:00Z');

interface Asked {
  method: string;
  url: URL;
  headers: Headers;
  body: unknown;
}

/** Answers of a store, in their order; the last one again and again. */
function stub(...answers: (() => Response | Promise<Response>)[]) {
  const asked: Asked[] = [];
  const fetchStub = (input: string | URL, init: RequestInit = {}) => {
    const { method = 'GET', body } = init;
    const sent: unknown = typeof body === 'string' ? JSON.parse(body) : undefined;
    asked.push({ method, url: new URL(input), headers: new Headers(init.headers), body: sent });
    const answer = answers[Math.min(asked.length, answers.length) - 1]!;
    return Promise.resolve(answer());
  };
  return { asked, fetch: fetchStub as typeof fetch };
}

const tokenOf = (more: Partial<Token> = {}): Token => ({
  ...{ access_token: 'at-1', token_type: 'Bearer', expires_in: 3600, expires_at: START / 1000 + 3600 },
  ...{ scope: 'read', grant_id: 'g', generation: 1 },
  ...more,
});
const gives =
  (more: Partial<Token> = {}) =>
  () =>
    Response.json(tokenOf(more));
const refuses =
  (status: number, code: string, headers: Record<string, string> = {}) =>
  () =>
    Response.json({ code, detail: 'Because.' }, { status, headers });
const cut = () => Promise.reject(new TypeError('fetch failed'));
const storeWith = (given: { fetch: typeof fetch }, more: Partial<TokenStoreOptions> = {}) =>
  new TokenStore({ server: 'https://s.example/prefix/', credential: 'key', ...given, ...more });
const passing = (seconds: number) => jest.advanceTimersByTimeAsync(seconds * 1000);

beforeEach(() => void jest.useFakeTimers({ now: START }));
afterEach(() => void jest.useRealTimers());

describe('a token', () => {
  it('is asked for with the credential, below the prefix, and for a minute at least', async () => {
    const given = stub(gives());
    await storeWith(given).token('a b', { account: 'x', scope: 'read write', onBehalfOf: 'bob' });
    const [{ method, url, headers }] = given.asked as [Asked];
    expect([method, url.href]).toEqual([
      'GET',
      'https://s.example/prefix/api/v2/token/a%20b?min_ttl=60&account=x&scope=read+write',
    ]);
    expect(headers.get('authorization')).toBe('Bearer key');
    expect(headers.get('on-behalf-of')).toBe('bob');
  });

  it('is kept until a minute before its end, and counted down', async () => {
    const given = stub(gives(), gives({ generation: 2 }));
    const store = storeWith(given);
    await store.token('idp');
    await passing(3539);
    expect(await store.token('idp')).toMatchObject({ generation: 1, expires_in: 61 });
    await passing(2);
    expect(await store.token('idp')).toMatchObject({ generation: 2, expires_in: 3600 });
  });

  it('of a short life is kept for half of it, and never beyond its end', async () => {
    const given = stub(gives({ expires_in: 40 }));
    const store = storeWith(given);
    await store.token('idp');
    await passing(19);
    await store.token('idp');
    expect(given.asked).toHaveLength(1);
    await passing(2);
    await store.token('idp');
    expect(given.asked).toHaveLength(2);
  });

  it('that has ended already is not kept', async () => {
    const given = stub(gives({ expires_in: 0 }));
    const store = storeWith(given);
    await store.token('idp');
    await store.token('idp');
    expect(given.asked).toHaveLength(2);
  });

  it('without a known end is kept for some minutes', async () => {
    const given = stub(gives({ expires_in: null, expires_at: null }));
    const store = storeWith(given);
    await store.token('idp');
    await passing(140);
    expect(await store.token('idp')).toMatchObject({ expires_in: null });
    expect(given.asked).toHaveLength(1);
    await passing(120);
    await store.token('idp');
    expect(given.asked).toHaveLength(2);
  });

  it('must live as long as is wanted; what the store cannot better is taken for as good', async () => {
    const given = stub(gives({ expires_in: 1200 }));
    const store = storeWith(given);
    await store.token('idp');
    await store.token('idp', { minTtl: 1800 });
    await store.token('idp', { minTtl: 1800 });
    expect(given.asked.map(({ url }) => url.searchParams.get('min_ttl'))).toEqual(['60', '1800']);
  });

  it.each([{ account: 'other' }, { scope: 'read' }, { onBehalfOf: 'bob' }])('is not that of %j', async (wish) => {
    const given = stub(gives());
    const store = storeWith(given);
    await store.token('idp');
    await store.token('idp', wish);
    await store.token('idp2');
    expect(given.asked).toHaveLength(3);
  });

  it('is asked for once by callers at once, and again after a failure', async () => {
    const given = stub(refuses(404, 'not_linked'), gives());
    const store = storeWith(given);
    const outcomes = await Promise.allSettled([store.token('idp'), store.token('idp'), store.token('idp')]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(await Promise.all([store.token('idp'), store.token('idp')])).toHaveLength(2);
    expect(given.asked).toHaveLength(2);
  });

  it('that still works is handed out while the store does not answer', async () => {
    const given = stub(gives(), cut);
    const store = storeWith(given, { patience: 1000 });
    await store.token('idp');
    await passing(3550);
    const [token] = await Promise.all([store.token('idp'), passing(5)]);
    expect(token).toMatchObject({ generation: 1 });
    await passing(60);
    const failed = expect(store.token('idp')).rejects.toMatchObject({ code: 'unreachable', status: undefined });
    await passing(5);
    await failed;
  });
});

describe('a call', () => {
  const outcomeOf = async (work: Promise<unknown>, seconds: number): Promise<unknown> => {
    const outcome = work.catch((error: unknown) => error);
    await passing(seconds);
    return outcome;
  };

  it.each([
    ['429', refuses(429, 'rate_limited', { 'retry-after': '3' })],
    ['503', refuses(503, 'provider_unavailable', { 'retry-after': '3' })],
    ['503 with a date', refuses(503, 'database_unavailable', { 'retry-after': new Date(START + 3000).toUTCString() })],
  ])('is repeated after %s as Retry-After says', async (_, refusal) => {
    const given = stub(refusal, gives());
    const outcome = storeWith(given).token('idp');
    await passing(2.9);
    expect(given.asked).toHaveLength(1);
    await passing(0.2);
    expect(await outcome).toMatchObject({ access_token: 'at-1' });
  });

  it('is not repeated for longer than the patience is', async () => {
    const given = stub(refuses(503, 'provider_unavailable', { 'retry-after': '31' }));
    expect(await outcomeOf(storeWith(given).token('idp'), 0)).toMatchObject({ retryAfter: 31, status: 503 });
    expect(given.asked).toHaveLength(1);
  });

  it.each([
    ['400', refuses(400, 'invalid_request')],
    ['409', refuses(409, 'reauth_required')],
    ['500', refuses(500, 'internal')],
    ['503 that only an operator mends', refuses(503, 'provider_misconfigured', { 'retry-after': '1' })],
    ['200 of somebody else', () => new Response('<html>', { status: 200 })],
  ])('is not repeated after %s', async (_, refusal) => {
    const given = stub(refusal);
    expect(await outcomeOf(storeWith(given).token('idp'), 60)).toBeInstanceOf(Error);
    expect(given.asked).toHaveLength(1);
  });

  it('that was cut is repeated, more seldom each time, unless it might have begun something', async () => {
    const given = stub(cut, cut, () => new Response('bad gateway', { status: 502 }), gives());
    expect(await outcomeOf(storeWith(given).token('idp'), 5)).toMatchObject({ access_token: 'at-1' });
    const other = stub(cut);
    expect(await outcomeOf(storeWith(other).link('idp'), 60)).toMatchObject({ code: 'unreachable' });
    expect(other.asked).toHaveLength(1);
  });

  it('asks once for another credential when the store takes one no longer', async () => {
    const given = stub(refuses(401, 'unauthenticated'), gives());
    const credential = jest.fn((refused?: string) => (refused === 'old' ? 'new' : 'old'));
    await storeWith(given, { credential }).token('idp');
    expect(given.asked.map(({ headers }) => headers.get('authorization'))).toEqual(['Bearer old', 'Bearer new']);
    const never = stub(refuses(401, 'unauthenticated'));
    expect(await outcomeOf(storeWith(never, { credential }).token('idp'), 60)).toMatchObject({ status: 401 });
    expect(never.asked).toHaveLength(2);
    const constant = stub(refuses(401, 'unauthenticated'));
    expect(await outcomeOf(storeWith(constant).token('idp'), 60)).toMatchObject({ code: 'unauthenticated' });
    expect(constant.asked).toHaveLength(1);
  });

  it('ends with the signal, also between two attempts', async () => {
    const stop = new AbortController();
    const given = stub(refuses(503, 'provider_unavailable', { 'retry-after': '20' }));
    const outcome = outcomeOf(storeWith(given, { signal: stop.signal }).token('idp'), 1);
    await passing(2);
    stop.abort('SIGINT');
    expect(await outcome).toBe('SIGINT');
  });

  it('reads every page of a list', async () => {
    const given = stub(
      () => Response.json({ items: [{ id: 1 }], next: 'c' }),
      () => Response.json({ items: [{ id: 2 }], next: null }),
    );
    expect(await storeWith(given).grants('idp')).toEqual([{ id: 1 }, { id: 2 }]);
    expect(given.asked.map(({ url }) => url.search)).toEqual([
      '?provider=idp&limit=200',
      '?provider=idp&limit=200&cursor=c',
    ]);
  });

  it('without a credential is one of the browser’s session', async () => {
    const given = stub(gives());
    await new TokenStore({ server: 'https://s.example', fetch: given.fetch }).token('idp');
    expect(given.asked[0]!.headers.has('authorization')).toBe(false);
  });
});

describe('a refused token', () => {
  const second = { access_token: 'at-2', generation: 2 };

  it('is renewed once by callers at once, by its generation, and handed out no more', async () => {
    const given = stub(gives(), gives(second));
    const store = storeWith(given);
    const token = await store.token('idp');
    const renewed = await Promise.all([store.renew('idp', token), store.renew('idp', token)]);
    expect(renewed.map(({ generation }) => generation)).toEqual([2, 2]);
    expect(await store.renew('idp', token)).toMatchObject({ generation: 2 });
    expect(await store.token('idp')).toMatchObject({ generation: 2 });
    expect(given.asked.map(({ method, body }) => [method, body])).toEqual([
      ['GET', undefined],
      ['POST', { min_ttl: 60, force: true, generation: 1 }],
    ]);
  });

  it('does not come back with an answer that was overtaken', async () => {
    const late = Promise.withResolvers<Response>();
    const given = stub(gives(), () => late.promise, gives(second));
    const store = storeWith(given);
    const token = await store.token('idp');
    const slow = store.token('idp', { minTtl: 7200 });
    await passing(1);
    await store.renew('idp', token);
    late.resolve(gives()());
    expect(await slow).toMatchObject({ generation: 1 });
    expect(await store.token('idp')).toMatchObject({ generation: 2 });
  });

  it('is replaced where a resource answers 401, once, and its body sent again', async () => {
    const given = stub(
      gives(),
      () => new Response('no', { status: 401 }),
      gives(second),
      () => new Response('yes'),
    );
    const init = { method: 'POST', body: '{"a":1}', headers: { 'x-own': '1' } };
    const answer = await storeWith(given).fetch('idp', 'https://api.example/thing', init);
    expect(await answer.text()).toBe('yes');
    const [, first, , last] = given.asked as [Asked, Asked, Asked, Asked];
    expect([first, last].map(({ headers }) => headers.get('authorization'))).toEqual(['Bearer at-1', 'Bearer at-2']);
    expect(last).toMatchObject({ method: 'POST', body: { a: 1 } });
    expect(last.headers.get('x-own')).toBe('1');
  });

  it('is not renewed again and again for a resource that refuses every token', async () => {
    const no = () => new Response('no', { status: 401 });
    const given = stub(gives(), no, gives(second), no, no);
    const store = storeWith(given);
    expect((await store.fetch('idp', 'https://api.example/thing')).status).toBe(401);
    expect((await store.fetch('idp', 'https://api.example/thing')).status).toBe(401);
    expect(given.asked.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });
});

describe('authorization', () => {
  it.each([
    ['bearer', 'Bearer at-1'],
    ['BEARER', 'Bearer at-1'],
    ['token', 'token at-1'],
  ])('writes %s', (type, header) => {
    expect(authorization(tokenOf({ token_type: type }))).toBe(header);
  });

  it('refuses a token that needs a proof', () => {
    expect(() => authorization(tokenOf({ token_type: 'DPoP' }))).toThrow(/bound to a key/);
  });
});

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  alterJson,
  answerInstead,
  answers,
  delay,
  delayAnswer,
  dropAnswer,
  dropRequest,
  replaceAnswer,
  tooManyRequests,
} from '../support/faults.ts';
import { party } from './relying-party.ts';
import type { Party } from './relying-party.ts';

let rp: Party;
let token: string;

/** A refresh, as it looks on the wire. */
async function refresh(): Promise<{ status: number; headers: Headers; text: string }> {
  const response = await fetch(rp.idp.endpoints.token, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa('rp:rp-secret')}` },
    body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: token }),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

const lastRefresh = (): unknown => rp.idp.calls.refreshes.at(-1);

beforeEach(async () => {
  rp = await party({ rotation: 'strict' });
  token = (await rp.connect()).refresh_token ?? '';
});

afterEach(() => rp.close());

describe('requests and answers that get lost', () => {
  it('drops a request before it is processed', async () => {
    rp.idp.intercept.once('refresh', dropRequest());

    await expect(refresh()).rejects.toThrow('fetch failed');

    expect(await rp.idp.liveRefreshToken(token)).toBe(true);
    expect(lastRefresh()).toMatchObject({ outcome: 'not processed', delivered: 'dropped' });
    expect((await refresh()).status).toBe(200);
  });

  it('drops the answer to a request that was processed', async () => {
    rp.idp.intercept.once('token', dropAnswer());

    await expect(refresh()).rejects.toThrow('fetch failed');

    expect(await rp.idp.liveRefreshToken(token)).toBe(false);
    expect(lastRefresh()).toMatchObject({ outcome: 'ok', delivered: 'dropped' });
    expect(rp.idp.grantsAlive()).toBe(1);
  });
});

describe('requests and answers that take long', () => {
  it('holds a request back', async () => {
    const gate = Promise.withResolvers<undefined>();
    const held = rp.idp.intercept.once('refresh', delay(gate.promise));

    const answer = refresh();
    await held.reached;
    expect(await rp.idp.liveRefreshToken(token)).toBe(true);
    gate.resolve(undefined);

    expect((await answer).status).toBe(200);
  });

  it('holds an answer back', async () => {
    const gate = Promise.withResolvers<undefined>();
    const processed = Promise.withResolvers<undefined>();
    rp.idp.intercept.once('refresh', async (call, forward) => {
      const answer = await forward();
      processed.resolve(undefined);
      return delayAnswer(gate.promise)(call, () => Promise.resolve(answer));
    });

    const answer = refresh();
    await processed.promise;
    expect(await rp.idp.liveRefreshToken(token)).toBe(false);
    gate.resolve(undefined);

    expect((await answer).status).toBe(200);
    expect(lastRefresh()).toMatchObject({ delivered: 'as is' });
  });

  it('goes down and is closed with requests held back', async () => {
    const gate = Promise.withResolvers<undefined>();
    const held = rp.idp.intercept.always('refresh', delay(gate.promise));
    const cut = expect(refresh()).rejects.toThrow('fetch failed');
    await held.reached;

    await rp.idp.goDown();
    await cut;
    await rp.idp.close();
    gate.resolve(undefined);

    expect(await rp.idp.liveRefreshToken(token)).toBe(true);
  });

  it('tells when the n-th request has come', async () => {
    const gate = Promise.withResolvers<undefined>();
    rp.idp.intercept.always('refresh', delay(gate.promise));

    const both = Promise.all([refresh(), refresh()]);
    await rp.idp.calls.reached('refresh', 2);
    gate.resolve(undefined);

    expect((await both).map(({ status }) => status).sort()).toEqual([200, 400]);
  });
});

describe('answers of another kind', () => {
  it.each([
    ['HTML from a firewall', answers.forbiddenHtml, 403],
    ['an error page', answers.serverErrorHtml, 500],
    ['half of an answer', answers.garbage, 200],
    ['an empty 400', answers.emptyBadRequest, 400],
    ['invalid_client', answers.invalidClient, 401],
    ['invalid_grant', answers.invalidGrant, 400],
  ])('%s, instead of processing', async (_name, answer, status) => {
    rp.idp.intercept.once('refresh', answerInstead(answer));

    expect(await refresh()).toMatchObject({ status, text: answer.body });

    expect(await rp.idp.liveRefreshToken(token)).toBe(true);
  });

  it('429 with Retry-After', async () => {
    rp.idp.intercept.once('refresh', answerInstead(tooManyRequests(7)));

    const { status, headers } = await refresh();

    expect([status, headers.get('retry-after')]).toEqual([429, '7']);
  });

  it('another status after processing', async () => {
    rp.idp.intercept.once('refresh', replaceAnswer({ status: 201 }));

    const { status, text } = await refresh();

    expect(status).toBe(201);
    expect(text).toContain('refresh_token');
    expect(lastRefresh()).toMatchObject({ outcome: 'ok', delivered: 'altered' });
  });

  it('altered members of the token answer', async () => {
    const foreign = await rp.idp.issueIdToken({ aud: 'somebody-else' });
    const odd = { token_type: 'N_A', expires_in: null, id_token: foreign };
    rp.idp.intercept.once(
      'refresh',
      alterJson((json) => ({ ...json, ...odd })),
    );

    expect(JSON.parse((await refresh()).text)).toMatchObject({ ...odd, refresh_token: expect.any(String) });
  });
});

describe('which request meets which fault', () => {
  it('takes counted ones in order, then the newest standing one, then none', async () => {
    const { intercept } = rp.idp;
    const status = async (): Promise<number> => (await refresh()).status;
    intercept.always('token', answerInstead({ status: 500 }));
    const standing = intercept.always('refresh', answerInstead({ status: 503 }));
    const counted = intercept.times(2, 'refresh', answerInstead({ status: 429 }));
    intercept.once('code', answerInstead({ status: 418 }));

    expect([await status(), await status(), await status()]).toEqual([429, 429, 503]);
    expect([counted.hits, standing.hits]).toEqual([2, 1]);

    standing.remove();
    expect(await status()).toBe(500);

    intercept.clear();
    expect(await status()).toBe(200);
  });

  it('shows a fault that fails itself', async () => {
    rp.idp.intercept.once('refresh', () => Promise.reject(new Error('a bug in a test')));

    expect(await refresh()).toMatchObject({ status: 500, text: expect.stringContaining('a bug in a test') });
  });
});

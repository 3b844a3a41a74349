import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ask, callback } from './asking.ts';
import { hostileAnswers, startHostile } from './hostile.ts';
import type { HostileAnswer, HostileServer } from './hostile.ts';

let hostile: HostileServer;

beforeEach(async () => {
  hostile = await startHostile();
});

afterEach(() => hostile.close());

const token = (answer: HostileAnswer) => {
  hostile.answer = answer;
  return ask(hostile.endpoints.token, { form: { client_secret: 'secret' } });
};

/** The response as it begins; whoever reads on gets the rest. */
async function begin(answer: HostileAnswer): Promise<IncomingMessage> {
  hostile.answer = answer;
  const sent = request(hostile.endpoints.token, { method: 'POST' });
  sent.on('error', () => undefined).end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return response;
}

it('is honest until told otherwise', async () => {
  const { headers } = await ask(hostile.endpoints.authorize, { query: { redirect_uri: callback, state: 's' } });
  expect(headers.get('location')).toBe(`${callback}?code=a-code&state=s`);
  expect((await token('honest')).data).toMatchObject({ access_token: 'honest-access', expires_in: 3600 });
  expect(hostile.asked[0]?.get('client_secret')).toBe('secret');
});

describe('bodies that are too much', () => {
  it('promises a gibibyte, and goes on as long as somebody reads', async () => {
    const response = await begin('a body of 1 GiB');
    expect(response.headers['content-length']).toBe(String(2 ** 30));
    let read = 0;
    for await (const part of response as AsyncIterable<Buffer>) {
      read += part.length;
      if (read > 2 ** 23) break;
    }
    expect(read).toBeGreaterThan(2 ** 23);
    await hostile.close();
    expect(hostile.written()).toBeLessThan(2 ** 27);
  });

  it.each(['a body without end', 'a body that trickles for ever'] as const)('%s has no length', async (answer) => {
    const response = await begin(answer);
    expect(response.headers['content-length']).toBeUndefined();
    await once(response, 'data');
    await once(response, 'data');
    response.destroy();
  });

  it('unpacks to more than it sends', async () => {
    const response = await begin('a small body that unpacks to 64 MiB');
    let read = 0;
    for await (const part of response as AsyncIterable<Buffer>) read += part.length;
    expect(response.headers['content-encoding']).toBe('gzip');
    expect(read).toBeLessThan(2 ** 21);
  });

  it('says nothing at all', async () => {
    hostile.answer = 'headers that never come';
    const hangUp = new AbortController();
    const asked = hostile.nextAsked();
    const answered = fetch(hostile.endpoints.token, { method: 'POST', signal: hangUp.signal });
    await asked;
    // Another one comes and goes meanwhile.
    await token('honest');
    hangUp.abort();
    await expect(answered).rejects.toThrow('abort');
  });
});

describe('bodies that are wrong', () => {
  const endless: readonly string[] = [
    'honest',
    'a body of 1 GiB',
    'a body without end',
    'a body that trickles for ever',
    'headers that never come',
    'a small body that unpacks to 64 MiB',
  ];
  const short = Object.keys(hostileAnswers).filter((name) => !endless.includes(name)) as HostileAnswer[];

  it('differ from an honest one', async () => {
    const { text } = await token('honest');
    for (const name of short) expect([name, (await token(name)).text]).not.toEqual([name, text]);
  });

  it('are nested deeper than any stack, within a mebibyte', async () => {
    const { text } = await token('deep JSON');
    expect(text.length).toBeLessThan(2 ** 20);
    expect(() => JSON.stringify(JSON.parse(text))).toThrow(RangeError);
  });

  it('bear a token that would split a header', async () => {
    const { data } = await token('a token with CR and LF');
    expect(() => new Headers({ authorization: String(data['access_token']) })).toThrow();
  });

  it.each([302, 307] as const)('lead on by %i, where credentials would be trapped', async (status) => {
    const answer = status === 302 ? 'a redirect by 302' : 'a redirect by 307';
    expect(await token(answer)).toMatchObject({ status });
    expect(hostile.trapped).toEqual([]);

    await fetch(hostile.endpoints.token, { method: 'POST', body: 'client_secret=secret' });
    expect(hostile.trapped).toEqual([status === 302 ? 'GET /trap ' : 'POST /trap client_secret=secret']);
  });
});

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Browser } from '../support/browser.ts';
import { formsOf } from '../support/html-forms.ts';

const page = `<h1>A form</h1>
<!-- <form name="commented"><input name="no"></form> -->
<form name="first" action="/echo?kept=1" method=POST>
  <input type='hidden' name="token" value="a&amp;b &lt;3">
  <input name=plain value=unquoted><input type="checkbox" name="box" value="1" checked><input type=checkbox name=box value=2>
  <input name="off" value="x" disabled> <textarea name="words">two words</textarea>
  <button name="decision" value="yes">Go <b>on</b></button><button name="decision" value="no">Stop</button>
</form>
<form id="second" action="/echo"><input name="q"><input type="submit" value="Search"></form>`;

interface Echo {
  url: string;
  method: string;
  headers: Record<string, string>;
  body: string;
}

let server: Server;
let origin: string;
/** The same server under another name, which makes it another site. */
let elsewhere: string;

async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const url = req.url ?? '';
  const status = /^\/redirect\/(\d+)/.exec(url)?.[1];
  if (status) res.writeHead(Number(status), { location: '/echo' }).end();
  else if (url === '/round') res.writeHead(302, { location: '/round' }).end();
  else if (url === '/elsewhere') res.writeHead(302, { location: elsewhere }).end();
  else if (url === '/away') res.writeHead(302, { location: 'https://evil.example/' }).end();
  else if (url === '/form') res.writeHead(200, { 'content-type': 'text/html' }).end(page);
  else if (url === '/cookies') {
    res.setHeader('set-cookie', ['any=1; Path=/; SameSite=None; Secure', 'lax=1; Path=/; SameSite=Lax']);
    res.appendHeader('set-cookie', 'strict=1; Path=/; SameSite=Strict').end();
  } else {
    const echo = { url, method: req.method, headers: req.headers, body: await text(req) };
    res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(echo));
  }
}

beforeAll(async () => {
  server = createServer((req, res) => void handle(req, res));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  origin = `http://127.0.0.1:${port}`;
  elsewhere = `http://localhost:${port}/page`;
});

afterAll(async () => {
  await once(server.close(), 'close');
});

const echoOf = ({ body }: { body: string }): Echo => JSON.parse(body) as Echo;

describe('addresses', () => {
  it.each(['https://example.org/', 'http://127.evil.example/', 'http://10.0.0.1/', 'file:///etc/passwd'])(
    'does not go to %s',
    async (url) => {
      await expect(new Browser().get(url)).rejects.toThrow('stays on this machine');
    },
  );

  it('does not follow there either, but tells where it would have gone', async () => {
    const browser = new Browser();

    expect(await browser.get(`${origin}/away`)).toMatchObject({ status: 302, location: 'https://evil.example/' });
    await expect(browser.follow(`${origin}/away`)).rejects.toThrow('stays on this machine');
  });

  it('gives up on redirects without end', async () => {
    await expect(new Browser().follow(`${origin}/round`)).rejects.toThrow('redirects without end');
  });

  it.each([
    [302, 'GET', ''],
    [303, 'GET', ''],
    [307, 'POST', 'a=1'],
    [308, 'POST', 'a=1'],
  ])('after a %i it asks with %s', async (status, method, body) => {
    const visit = { method: 'POST', body: new URLSearchParams({ a: '1' }), from: origin };

    const final = await new Browser().follow(`${origin}/redirect/${status}`, visit);

    expect(echoOf(final)).toMatchObject({ method, body });
    expect(final.hops.map((hop) => hop.status)).toEqual([status, 200]);
    expect(final.hops[0]?.location).toBe(`${origin}/echo`);
  });
});

it('tells another origin no headers that were meant for the first', async () => {
  const browser = new Browser();
  const visit = { headers: { authorization: 'Bearer secret' } };

  expect(echoOf(await browser.follow(`${origin}/redirect/302`, visit)).headers).toHaveProperty('authorization');
  expect(echoOf(await browser.follow(`${origin}/elsewhere`, visit)).headers).not.toHaveProperty('authorization');
});

describe('headers that tell where a request comes from', () => {
  const headersOf = async (url: string, visit: Parameters<Browser['get']>[1]): Promise<Echo['headers']> =>
    echoOf(await new Browser().get(url, visit)).headers;

  it('typed in', async () => {
    const headers = await headersOf(`${origin}/echo`, {});

    expect(headers).toMatchObject({ 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' });
    expect(headers).not.toHaveProperty('referer');
  });

  it('from its own origin', async () => {
    const headers = await headersOf(`${origin}/echo`, { method: 'POST', from: `${origin}/form?x=1` });

    expect(headers).toMatchObject({ 'sec-fetch-site': 'same-origin', referer: `${origin}/form?x=1`, origin });
  });

  it('from another port of the same host', async () => {
    expect(await headersOf(`${origin}/echo`, { from: 'http://127.0.0.1:1/' })).toMatchObject({
      'sec-fetch-site': 'same-site',
      referer: 'http://127.0.0.1:1/',
    });
  });

  it('from another site, and as the test says', async () => {
    const headers = await headersOf(`${origin}/echo`, { method: 'POST', from: elsewhere, headers: { origin: 'null' } });

    expect(headers).toMatchObject({ 'sec-fetch-site': 'cross-site', origin: 'null' });
  });

  it('from a script of the API itself', async () => {
    const { data } = await new Browser().json(`${origin}/echo`, { data: { a: 1 } });

    expect(data).toMatchObject({ method: 'POST', body: '{"a":1}' });
    expect(data).toHaveProperty('headers.sec-fetch-site', 'same-origin');
    expect(data).toHaveProperty('headers.content-type', 'application/json');
  });
});

describe('cookies', () => {
  it('come back as their SameSite attribute allows', async () => {
    const browser = new Browser();
    await browser.get(`${origin}/cookies`);
    const sent = async (visit: Parameters<Browser['get']>[1]): Promise<string | undefined> =>
      echoOf(await browser.get(`${origin}/echo`, visit)).headers['cookie'];

    expect(await sent({})).toBe('any=1; lax=1; strict=1');
    expect(await sent({ from: 'http://127.0.0.1:1/' })).toBe('any=1; lax=1; strict=1');
    expect(await sent({ from: elsewhere })).toBe('any=1; lax=1');
    expect(await sent({ from: elsewhere, method: 'POST' })).toBe('any=1');
  });
});

describe('forms', () => {
  it('are read with their fields and buttons', () => {
    const [first, second, ...others] = formsOf(page);

    expect(others).toEqual([]);
    expect(first).toMatchObject({ name: 'first', method: 'post', action: '/echo?kept=1' });
    expect(first?.fields.map(({ name, value }) => [name, value])).toContainEqual(['token', 'a&b <3']);
    expect(first?.buttons).toEqual([
      { name: 'decision', value: 'yes', text: 'Go on' },
      { name: 'decision', value: 'no', text: 'Stop' },
    ]);
    expect(second).toMatchObject({ name: 'second', method: 'get', buttons: [{ text: 'Search' }] });
  });

  it('are sent as they stand', async () => {
    const browser = new Browser();

    const echo = echoOf(await browser.submit(await browser.get(`${origin}/form`)));

    expect(echo).toMatchObject({ url: '/echo?kept=1', method: 'POST' });
    expect(echo.headers).toMatchObject({ 'sec-fetch-site': 'same-origin', referer: `${origin}/form` });
    expect(Object.fromEntries(new URLSearchParams(echo.body))).toEqual({
      token: 'a&b <3',
      plain: 'unquoted',
      box: '1',
      words: 'two words',
      decision: 'yes',
    });
  });

  it('are filled in and sent with the button pressed', async () => {
    const browser = new Browser();
    const values = { plain: 'typed', box: ['2'] };

    const echo = echoOf(await browser.submit(await browser.get(`${origin}/form`), { values, button: 'Stop' }));

    const sent = new URLSearchParams(echo.body);
    expect(sent.get('plain')).toBe('typed');
    expect(sent.getAll('box')).toEqual(['2']);
    expect(sent.get('decision')).toBe('no');
  });

  it('go into the address with GET', async () => {
    const browser = new Browser();

    const echo = echoOf(
      await browser.submit(await browser.get(`${origin}/form`), { form: 'second', values: { q: 'a b' } }),
    );

    expect(echo).toMatchObject({ url: '/echo?q=a+b', method: 'GET' });
  });

  it('complains of forms, fields and buttons that are not there', async () => {
    const browser = new Browser();
    const form = await browser.get(`${origin}/form`);

    await expect(browser.submit(form, { form: 'third' })).rejects.toThrow('no such form');
    await expect(browser.submit(form, { values: { color: 'red' } })).rejects.toThrow('no field color');
    await expect(browser.submit(form, { button: 'Maybe' })).rejects.toThrow('no button Maybe');
  });
});

import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createAuthority } from '../../test/support/identity-provider/certificates.ts';
import { Clock } from '../database/clock.ts';
import { AllowedAddresses } from './allowed-addresses.ts';
import { Sender } from './sender.ts';

const never = new AbortController().signal;
const running: { close: () => unknown }[] = [];

afterEach(async () => {
  for (const one of running.splice(0)) await one.close();
});

/** A receiver on this machine. @returns its port */
async function receiver(answer: RequestListener): Promise<number> {
  const server: Server = createServer(answer).listen(0, '127.0.0.1');
  running.push({ close: () => (server.closeAllConnections(), server.close()) });
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

function senderTo(...networks: string[]): Sender {
  const sender = new Sender(new AllowedAddresses(networks), [], new Clock());
  running.push(sender);
  return sender;
}

const HERE = '127.0.0.0/8';
const to = (url: string, signal = never, sender = senderTo(HERE)) =>
  sender.send({ url, headers: { 'webhook-id': 'e1', 'content-type': 'application/json' }, body: '{"a":1}' }, signal);

describe('sending', () => {
  it('posts the body with its headers', async () => {
    const came: { request: IncomingMessage; body: string }[] = [];
    const port = await receiver((request, response) => {
      void request.toArray().then((chunks: Buffer[]) => {
        came.push({ request, body: Buffer.concat(chunks).toString() });
        response.writeHead(204).end();
      });
    });
    expect(await to(`http://localhost:${port}/hook?x=1`)).toMatchObject({ statusCode: 204, error: null });
    expect(came).toMatchObject([{ request: { method: 'POST', url: '/hook?x=1' }, body: '{"a":1}' }]);
    expect(came[0]?.request.headers).toMatchObject({ 'webhook-id': 'e1', 'content-type': 'application/json' });
  });

  it('follows no redirect', async () => {
    let calls = 0;
    const port = await receiver((request, response) => {
      calls += 1;
      response.writeHead(307, { location: `http://${request.headers.host}/elsewhere` }).end();
    });
    expect(await to(`http://127.0.0.1:${port}/`)).toMatchObject({ statusCode: 307, error: 'redirect' });
    expect(calls).toBe(1);
  });

  it('does not read what a receiver goes on and on about', async () => {
    let sent = 0;
    const port = await receiver((_, response) => {
      const chunk = Buffer.alloc(64 * 1024);
      const goOn = (): void => {
        while (!response.destroyed && response.write(chunk)) sent += chunk.length;
      };
      response.writeHead(200).on('drain', goOn);
      goOn();
    });
    expect(await to(`http://127.0.0.1:${port}/`)).toMatchObject({ statusCode: 200, error: null });
    expect(sent).toBeLessThan(32 * 1024 * 1024);
  });

  it.each([
    ['120', 120_000],
    ['Wed, 21 Oct 2015 07:28:00 GMT', 0],
    ['soon', undefined],
  ])('reads how long to wait: %s', async (header, retryAfter) => {
    const port = await receiver((_, response) => response.writeHead(503, { 'retry-after': header }).end());
    expect(await to(`http://127.0.0.1:${port}/`)).toMatchObject({ statusCode: 503, error: 'http_503', retryAfter });
  });

  it('trusts the authorities that it is given', async () => {
    const authority = createAuthority();
    const server = createTlsServer(authority.issue('receiver'), (_, response) => response.end()).listen(0, '127.0.0.1');
    running.push({ close: () => (server.closeAllConnections(), server.close()) });
    await once(server, 'listening');
    const url = `https://localhost:${(server.address() as AddressInfo).port}/`;
    const trusting = new Sender(new AllowedAddresses([HERE]), [authority.cert], new Clock());
    running.push(trusting);
    expect(await to(url, never, trusting)).toMatchObject({ statusCode: 200, error: null });
    expect(await to(url)).toMatchObject({ statusCode: null, error: 'tls' });
  });

  it('waits for no answer for ever, whether it never comes or never ends', async () => {
    const silent = await receiver(() => undefined);
    const endless = await receiver((_, response) => void response.writeHead(200).write('x'));
    const hasty = new Sender(new AllowedAddresses([HERE]), [], new Clock(), 100);
    running.push(hasty);
    expect(await to(`http://127.0.0.1:${silent}/`, never, hasty)).toMatchObject({ statusCode: null, error: 'timeout' });
    expect(await to(`http://127.0.0.1:${endless}/`, never, hasty)).toMatchObject({ statusCode: 200, error: null });
  });

  it('says what kept it from arriving', async () => {
    const port = await receiver((request) => request.destroy());
    const dumb = await receiver(() => undefined);
    expect(await to(`http://127.0.0.1:${port}/`)).toMatchObject({ statusCode: null, error: 'no_answer' });
    expect(await to('http://127.0.0.1:1/')).toMatchObject({ statusCode: null, error: 'unreachable' });
    expect(await to(`https://127.0.0.1:${port}/`)).toMatchObject({ statusCode: null, error: expect.any(String) });
    const cut = new AbortController();
    const waiting = to(`http://127.0.0.1:${dumb}/`, cut.signal);
    cut.abort();
    expect(await waiting).toMatchObject({ statusCode: null, error: 'no_answer' });
  });

  it('connects to no address that is not allowed, whatever its name', async () => {
    let calls = 0;
    const port = await receiver((_, response) => {
      calls += 1;
      response.end();
    });
    const strict = senderTo();
    const others = senderTo('10.0.0.0/8');
    for (const host of ['localhost', '127.0.0.1', '[::ffff:127.0.0.1]', '2130706433']) {
      for (const protocol of ['http', 'https']) {
        for (const sender of [strict, others]) {
          const attempted = await to(`${protocol}://${host}:${port}/`, never, sender);
          expect({ host, protocol, error: attempted.error }).toEqual({ host, protocol, error: 'address_not_allowed' });
        }
      }
    }
    expect(calls).toBe(0);
  });

  it('sends nothing in the clear to another machine, though it be allowed', async () => {
    expect(await to('http://192.0.2.1/', never, senderTo('192.0.2.0/24'))).toMatchObject({
      error: 'address_not_allowed',
    });
  });
});

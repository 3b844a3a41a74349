import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';

const gibibyte = 2 ** 30;
const chunk = Buffer.alloc(2 ** 16, ' ');
const honest = {
  access_token: 'honest-access',
  refresh_token: 'honest-refresh',
  expires_in: 3600,
  token_type: 'Bearer',
};

/** Writes spaces while somebody takes them, until `length` have gone or the caller hangs up. */
async function flood(res: ServerResponse, length: number): Promise<void> {
  for (let left = length; left > 0 && !res.destroyed; left -= chunk.length) {
    if (!res.write(left < chunk.length ? chunk.subarray(0, left) : chunk)) {
      await Promise.race([once(res, 'drain'), once(res, 'close')]);
    }
  }
}

/** A letter now and then, so that no time-out between two of them is ever reached. */
async function trickle(res: ServerResponse): Promise<void> {
  const timer = setInterval(() => res.write(' '), 50);
  await once(res, 'close');
  clearInterval(timer);
}

const type = { 'content-type': 'application/json' };
const saying = (body: unknown) => (res: ServerResponse) => void res.writeHead(200, type).end(JSON.stringify(body));
const text = (body: string) => (res: ServerResponse) => void res.writeHead(200, type).end(body);
const but = (parts: Record<string, unknown>) => saying({ ...honest, ...parts });
const redirect = (status: number) => (res: ServerResponse) => void res.writeHead(status, { location: '/trap' }).end();

async function silence(res: ServerResponse): Promise<void> {
  await once(res, 'close');
}

/** What it may answer at its token endpoint. Whatever it is, a caller keeps the grant that it has, and its memory. */
export const hostileAnswers = {
  honest: saying(honest),
  'a body of 1 GiB': (res) => {
    res.writeHead(200, { ...type, 'content-length': gibibyte });
    return flood(res, gibibyte);
  },
  'a body without end': (res) => {
    res.writeHead(200, type);
    return flood(res, Infinity);
  },
  'a body that trickles for ever': (res) => {
    res.writeHead(200, type).write('{');
    return trickle(res);
  },
  'a small body that unpacks to 64 MiB': (res) => {
    const packed = gzipSync(Buffer.alloc(2 ** 26, ' '), { level: 1 });
    res.writeHead(200, { ...type, 'content-encoding': 'gzip' }).end(packed);
  },
  'headers that never come': (res) => silence(res),
  'deep JSON': text(`{"access_token":"a","x":${'['.repeat(200_000)}${']'.repeat(200_000)}}`),
  'half of a JSON object': text('{"access_token": "a", "expi'),
  'an HTML page with status 200': (res) =>
    void res.writeHead(200, { 'content-type': 'text/html' }).end('<html></html>'),
  'no body': text(''),
  'an array': saying([honest]),
  'a string': saying('access_token'),
  null: text('null'),
  'a token that is a number': but({ access_token: 42 }),
  'a token that is an object': but({ access_token: { value: 'a' } }),
  'a token that is null': but({ access_token: null }),
  'an empty token': but({ access_token: '' }),
  'a refresh token that is an array': but({ refresh_token: ['a'] }),
  'a token with CR and LF': but({ access_token: 'a\r\nset-cookie: stolen=1' }),
  'a token with a NUL': but({ access_token: 'a\u0000b' }),
  'a negative expires_in': but({ expires_in: -1 }),
  'a huge expires_in': but({ expires_in: 1e300 }),
  'an expires_in past the safe integers': text('{"access_token":"a","expires_in":99999999999999999999}'),
  'an expires_in in words': but({ expires_in: 'soon' }),
  'a scope that is an object': but({ scope: { read: true } }),
  'members of the prototype': text('{"__proto__":{"access_token":"a"},"constructor":{"prototype":{}}}'),
  'a redirect by 302': redirect(302),
  'a redirect by 307': redirect(307),
} satisfies Record<string, (res: ServerResponse) => void | Promise<void>>;

export type HostileAnswer = keyof typeof hostileAnswers;

export interface HostileServer {
  readonly origin: string;
  readonly endpoints: { authorize: string; token: string };
  /** What the token endpoint answers from now on. */
  answer: HostileAnswer;
  /** Forms that the token endpoint was sent. */
  readonly asked: URLSearchParams[];
  /** Resolves when the next request has come to the token endpoint, answered or not. */
  nextAsked: () => Promise<void>;
  /** What came where the redirects lead: method and body, credentials perhaps. */
  readonly trapped: string[];
  /** Bytes of bodies that callers took, all connections together. */
  readonly written: () => number;
  close: () => Promise<void>;
}

/** A plain OAuth 2.0 server, honest until told otherwise: `/authorize` sends back at once, `/token` answers as it is told. */
export async function startHostile(): Promise<HostileServer> {
  const asked: URLSearchParams[] = [];
  const trapped: string[] = [];
  const arrivals = new EventEmitter();
  let written = 0;

  const server = createServer((req, res) => void serve(req, res));
  server.on('connection', (socket) => socket.on('close', () => (written += socket.bytesWritten)));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const body = (await buffer(req)).toString();
    const { pathname, searchParams } = new URL(req.url ?? '/', origin);
    if (pathname === '/token') {
      asked.push(new URLSearchParams(body));
      arrivals.emit('asked');
      await hostileAnswers[hostile.answer](res);
    } else if (pathname === '/authorize') {
      const back = new URL(searchParams.get('redirect_uri') ?? origin);
      back.searchParams.set('code', 'a-code');
      back.searchParams.set('state', searchParams.get('state') ?? '');
      res.writeHead(302, { location: back.href }).end();
    } else {
      trapped.push(`${req.method ?? ''} ${pathname} ${body}`);
      hostileAnswers.honest(res);
    }
  }

  const hostile: HostileServer = {
    origin,
    endpoints: { authorize: `${origin}/authorize`, token: `${origin}/token` },
    answer: 'honest',
    asked,
    nextAsked: () => once(arrivals, 'asked').then(() => undefined),
    trapped,
    written: () => written,
    async close() {
      const closed = once(server.close(), 'close');
      server.closeAllConnections();
      await closed;
    },
  };
  return hostile;
}

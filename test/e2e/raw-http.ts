import { once } from 'node:events';
import { connect } from 'node:net';
import type { Answer } from './acts.ts';

/** Sends these bytes as they are, and reads until the server closes the connection. */
export async function sendRaw(base: string, bytes: string): Promise<Answer> {
  const { hostname, port } = new URL(base);
  const socket = connect(Number(port), hostname);
  const received: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => received.push(chunk));
  // The server may close while the rest of a request is still on its way.
  socket.on('error', () => undefined);
  socket.write(bytes);
  await once(socket, 'close');
  return parse(Buffer.concat(received).toString('utf8'));
}

/** A request with nothing in it but what is given; the server closes the connection after it. */
export function head(method: string, target: string, ...lines: string[]): string {
  return [`${method} ${target} HTTP/1.1`, 'Host: store', 'Connection: close', ...lines, '', ''].join('\r\n');
}

function parse(text: string): Answer {
  const end = text.indexOf('\r\n\r\n');
  const [start = '', ...lines] = text.slice(0, end === -1 ? undefined : end).split('\r\n');
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(start)?.[1] ?? 0);
  return { status, headers: Object.fromEntries(headers), body: end === -1 ? '' : text.slice(end + 4) };
}

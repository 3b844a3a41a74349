import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Asked {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

export interface Answer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

/** A key management service on loopback, and the test's hand on it. */
export interface KmsServer {
  readonly address: string;
  /** Whatever was asked, the newest last. */
  readonly asked: Asked[];
  /** Answers like this from now on, or not at all; `undefined`: as it should. */
  fault: Answer | 'silence' | undefined;
  close(): Promise<void>;
}

/** Speaks one service's protocol; `fault` goes before. */
export async function serveKms(
  answer: (asked: Asked) => Answer,
  type = 'application/json',
): Promise<KmsServer & { server: ReturnType<typeof createServer> }> {
  const asked: Asked[] = [];
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url: path = '', headers } = request;
    const one = { method, path, headers, body: await text(request) };
    asked.push(one);
    if (service.fault === 'silence') return;
    const { status, body, headers: more } = service.fault ?? answer(one);
    response.writeHead(status, { 'content-type': type, ...more });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const service: KmsServer & { server: typeof server } = {
    server,
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    fault: undefined,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return service;
}

/** A key that never leaves its service. Values sealed in a context open in no other. */
export class MasterKey {
  private readonly secret = randomBytes(32);

  encrypt(plain: Uint8Array, context: string): Buffer {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.in(context), nonce);
    return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  }

  /** @returns `undefined` for what it did not encrypt in this context */
  decrypt(sealed: Uint8Array, context: string): Buffer | undefined {
    const bytes = Buffer.from(sealed);
    if (bytes.length < 28) return undefined;
    const decipher = createDecipheriv('aes-256-gcm', this.in(context), bytes.subarray(0, 12), { authTagLength: 16 });
    decipher.setAuthTag(bytes.subarray(-16));
    try {
      return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]);
    } catch {
      return undefined;
    }
  }

  private in(context: string): Buffer {
    return Buffer.from(hkdfSync('sha256', this.secret, '', context, 32));
  }
}

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

/** What a receiver was told, as it came. */
export interface Told {
  id: string;
  headers: Record<string, string>;
  body: string;
  type: string;
  data: Record<string, unknown>;
}

export interface WebhookReceiver {
  url: string;
  /** Whatever was answered. */
  told: Told[];
  /** What it answers, by the type of the event; 200 where nothing is said. */
  answers: Map<string, number>;
  close(): Promise<void>;
}

/** A receiver of webhooks on this machine, on an address of its own. */
export async function startReceiver(address: string): Promise<WebhookReceiver> {
  const told: Told[] = [];
  const answers = new Map<string, number>();
  const server = createServer((request, response) => {
    void request.toArray().then((chunks: Buffer[]) => {
      const body = Buffer.concat(chunks).toString();
      const { type, data } = JSON.parse(body) as Pick<Told, 'type' | 'data'>;
      const headers = request.headers as Record<string, string>;
      told.push({ id: headers['webhook-id'] ?? '', headers, body, type, data });
      response.writeHead(answers.get(type) ?? 200).end();
    });
  }).listen(0, address);
  // A test that fails half way leaves it behind.
  server.unref();
  await once(server, 'listening');
  return {
    url: `http://${address}:${(server.address() as AddressInfo).port}/events`,
    told,
    answers,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Whether the library of the standard takes what was told for signed with a secret. */
export function isSigned({ body, headers }: Told, secret: string): boolean {
  try {
    new Webhook(secret).verify(body, headers);
    return true;
  } catch {
    return false;
  }
}

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';

/** A token endpoint that takes its time and nothing else, so that the store is what is measured. It rotates. */
export interface SlowProvider {
  origin: string;
  /** Refreshes that came in. */
  calls: number;
  /** When the last answer went out, by `performance.now()`. */
  answeredAt: number;
  /** Milliseconds to an answer. */
  takes: number;
  /** Seconds that its tokens live. */
  lifetime: number;
  close: () => Promise<void>;
}

export async function startSlowProvider(): Promise<SlowProvider> {
  const server = createServer((request, response) => {
    void (async () => {
      const form = new URLSearchParams(await text(request));
      provider.calls += 1;
      const serial = provider.calls;
      await pause(provider.takes);
      provider.answeredAt = performance.now();
      response.writeHead(200, { 'content-type': 'application/json' }).end(
        JSON.stringify({
          access_token: `${serial}-${'a'.repeat(900)}`,
          token_type: 'Bearer',
          expires_in: provider.lifetime,
          refresh_token: `${form.get('refresh_token')?.split('.')[0]}.${serial}`,
        }),
      );
    })();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const provider: SlowProvider = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: 0,
    answeredAt: 0,
    takes: 50,
    lifetime: 3600,
    async close() {
      const closed = once(server.close(), 'close');
      server.closeAllConnections();
      await closed;
    },
  };
  return provider;
}

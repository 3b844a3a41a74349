import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../../log/logger.ts';
import { DatabaseUnavailable } from '../../problem/problem.ts';
import type { ProviderCatalogue } from '../../providers/catalogue.ts';
import type { Provider } from '../../providers/provider.ts';
import type { ProviderOutages } from '../../webhooks/provider-outages.ts';

const AGAIN_AFTER = 5_000;

/** Has webhooks told what this process’s breakers learn of providers: the latest, as soon as the database takes it. */
export function tellOutages(catalogue: ProviderCatalogue, outages: ProviderOutages, log: Log): void {
  for (const provider of catalogue.all) tellOutagesOf(provider, outages, log);
}

function tellOutagesOf({ id, breaker }: Provider, outages: ProviderOutages, log: Log): void {
  /** Whether it is open, as far as that is not told yet. */
  let news: boolean | undefined;
  let telling: Promise<void> | undefined;
  const tell = async (): Promise<void> => {
    while (news !== undefined) {
      const isOpen = news;
      try {
        await (isOpen ? outages.begin(id) : outages.end(id));
        if (news === isOpen) news = undefined;
      } catch (error) {
        const level = error instanceof DatabaseUnavailable ? 'debug' : 'error';
        log[level]({ err: error, provider: id }, 'webhooks will be told later how a provider fares');
        await pause(AGAIN_AFTER, undefined, { ref: false });
      }
    }
    telling = undefined;
  };
  breaker.watch((isOpen) => {
    news = isOpen;
    telling ??= tell();
  });
}

import type { Clock } from '../../database/clock.ts';
import { Problem } from '../../problem/problem.ts';
import type { PublicUrls } from '../../settings/public-urls.ts';
import type { ProviderSettings } from '../../settings/settings.ts';
import type { Outbound } from '../outbound.ts';
import { examine } from './examine.ts';
import type { Finding } from './finding.ts';
import { providerPatient } from './patients.ts';

/** Milliseconds for which findings are as good as new ones. */
const REST = 10_000;

/** What was found about a provider, and when: milliseconds since the epoch. */
export interface Examination {
  at: number;
  findings: readonly Finding[];
}

interface Held {
  found: Promise<Examination>;
  /** Monotonic; as long as it is under way, for ever. */
  until: number;
}

/**
 * Examines providers on demand. An examination calls out a dozen times, so that whoever asks while one is under way, or
 * shortly after it, gets its findings.
 */
export class Examinations {
  private readonly providers: readonly ProviderSettings[];
  private readonly outbound: Outbound;
  private readonly clock: Clock;
  private readonly urls: PublicUrls;
  private readonly held = new Map<string, Held>();

  constructor(providers: readonly ProviderSettings[], outbound: Outbound, clock: Clock, urls: PublicUrls) {
    this.providers = providers;
    this.outbound = outbound;
    this.clock = clock;
    this.urls = urls;
  }

  /** @throws Problem `unknown_provider` */
  async of(id: string): Promise<Examination> {
    const settings = this.providers.find((one) => one.id === id);
    if (settings === undefined) throw new Problem('unknown_provider', 'There is no provider of this name.');
    const last = this.held.get(id);
    if (last !== undefined && this.clock.monotonic() < last.until) return last.found;
    const held = { found: this.examine(settings), until: Number.POSITIVE_INFINITY };
    this.held.set(id, held);
    try {
      return await held.found;
    } finally {
      held.until = this.clock.monotonic() + REST;
    }
  }

  private async examine(settings: ProviderSettings): Promise<Examination> {
    const { outbound, clock, urls } = this;
    const findings = await examine(providerPatient(settings, { outbound, clock, urls }));
    return { at: clock.now(), findings };
  }
}

import type { Metrics, Sample } from '../../metrics/metrics.ts';
import type { GrantCount, GrantOverview } from './grant-overview.ts';

/** Milliseconds. Counting reads every grant once, so scrapes of several collectors, or eager ones, share a count. */
const COUNTED_FOR = 60_000;

type Label = 'provider' | 'status' | 'reason';

/** How many grants there are, by provider and state: counted when it is asked for, at most once a minute. */
export function grantMetrics(metrics: Metrics, overview: GrantOverview): void {
  let counted: { at: number; samples: Promise<Sample<Label>[]> } | undefined;
  metrics.gauge(
    'tokenstore_grants',
    'Grants by state; every replica counts them all',
    ['provider', 'status', 'reason'],
    () => {
      if (counted === undefined || performance.now() - counted.at > COUNTED_FOR) {
        counted = { at: performance.now(), samples: overview.counts().then((counts) => counts.map(toSample)) };
        counted.samples.catch(() => (counted = undefined));
      }
      return counted.samples;
    },
  );
}

function toSample({ provider, status, reason, count }: GrantCount): Sample<Label> {
  return { labels: { provider, status, reason: reason ?? '' }, value: count };
}

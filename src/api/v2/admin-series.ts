import { z } from 'zod';
import { SERIES_STEP, type RefreshCounts } from '../../grants/series/refresh-series.store.ts';

const DAY = 86_400;
const STEP = SERIES_STEP / 1000;
const MOST_POINTS = 1_000;

const instant = z.coerce.number().int().min(0).max(9_999_999_999);

export const seriesQuery = z
  .object({
    since: instant.optional().meta({ description: 'Seconds since the epoch; else a day before `until`.' }),
    until: instant.optional().meta({ description: 'Seconds since the epoch, no longer counted; else now.' }),
    step: z.coerce
      .number()
      .int()
      .min(STEP)
      .max(DAY)
      .multipleOf(STEP)
      .default(STEP)
      .meta({ description: `Seconds that make a point: a multiple of ${STEP}.` }),
  })
  .transform(({ since, until = Math.floor(Date.now() / 1000) + 1, step }, context) => {
    const from = since ?? Math.max(0, until - DAY);
    if (from >= until) context.addIssue({ code: 'custom', path: ['since'], message: 'is not before until' });
    if ((until - from) / step > MOST_POINTS) {
      context.addIssue({ code: 'custom', path: ['step'], message: `makes more than ${MOST_POINTS} points` });
    }
    return { since: from, until, step };
  });

const point = z.object({
  at: z.int().meta({ description: 'Seconds since the epoch: when the step begins.' }),
  kept: z.int().meta({ description: 'Refreshes that brought tokens.' }),
  dead: z.int().meta({ description: 'The provider ended the grant.' }),
  ours: z.int().meta({ description: 'The provider refused the store itself.' }),
  transient: z.int().meta({ description: 'No answer, or one that may be another in a while.' }),
  narrowing_refused: z.int().meta({ description: 'A token of fewer scopes was refused.' }),
  latency_mean: z.number().meta({ description: 'Seconds until the provider answered, of all of these.' }),
  latency_max: z.number(),
});

export const series = z
  .object({
    step: z.int(),
    since: z.int(),
    until: z.int(),
    providers: z.array(
      z.object({
        id: z.string(),
        points: z.array(point).meta({ description: 'Steps without a refresh are left out.' }),
      }),
    ),
  })
  .meta({ id: 'RefreshSeries', description: 'How refreshes went over time, on all replicas together.' });

/** @param counts by provider, see {@link RefreshCounts} */
export function renderSeries(
  { since, until, step }: z.output<typeof seriesQuery>,
  counts: readonly RefreshCounts[],
): z.infer<typeof series> {
  const byProvider = Map.groupBy(counts, ({ provider }) => provider);
  const providers = [...byProvider].map(([id, its]) => ({ id, points: its.map(renderPoint) }));
  return { step, since, until, providers };
}

function renderPoint(counts: RefreshCounts): z.infer<typeof point> {
  const { at, kept, dead, ours, transient, narrowing_refused, latency_sum, latency_max } = counts;
  const all = kept + dead + ours + transient + narrowing_refused;
  return {
    ...{ at: at / 1000, kept, dead, ours, transient, narrowing_refused },
    latency_mean: all === 0 ? 0 : Math.round(latency_sum / all) / 1000,
    latency_max: latency_max / 1000,
  };
}

import { queryOptions } from '@tanstack/react-query';
import { api, body, type Schema } from '../../../api/client.ts';
import type { Range } from './range.ts';

export type Overview = Schema<'Overview'>;
export type ProviderFare = Overview['providers'][number];
export type RefreshSeries = Schema<'RefreshSeries'>;
export type Point = RefreshSeries['providers'][number]['points'][number];

/** Somebody may leave it open on a wall. */
const LOOK_AGAIN = 30_000;

export const overviewQuery = queryOptions({
  queryKey: ['operators', 'overview'],
  queryFn: () => body(api.GET('/api/v2/admin/overview')),
  refetchInterval: LOOK_AGAIN,
});

/** How refreshes went in a time that ends now, with the step that is under way. */
export function seriesQuery({ seconds, step }: Range) {
  return queryOptions({
    queryKey: ['operators', 'series', seconds],
    queryFn: () => {
      const until = (Math.floor(Date.now() / 1000 / step) + 1) * step;
      return body(api.GET('/api/v2/admin/series', { params: { query: { since: until - seconds, until, step } } }));
    },
    refetchInterval: LOOK_AGAIN,
  });
}

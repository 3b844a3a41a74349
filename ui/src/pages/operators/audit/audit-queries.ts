import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, body, type Schema } from '../../../api/client.ts';
import type { operations } from '../../../api/schema.d.ts';

export type AuditEvent = Schema<'AuditEvent'>;
export type Action = NonNullable<NonNullable<operations['AuditController_list']['parameters']['query']>['action']>;

/** Which events are shown. Of `user` and `client` at most one. */
export interface AuditFilter {
  action?: Action | undefined;
  provider?: string | undefined;
  /** An id. */
  user?: string | undefined;
  client?: string | undefined;
  /** Hours until now; `undefined`: all that is kept. */
  hours?: number | undefined;
}

export const ACTIONS: readonly Action[] = [
  ...(['token', 'refresh', 'link', 'revoke', 'grant', 'sign-in', 'sign-out', 'api-key'] as const),
  ...(['client', 'delegation', 'consent', 'webhook', 'workshop', 'admin'] as const),
];

const HOUR = 3_600;

/** Everybody's events, newest first. */
export function auditQuery({ action, provider, user, client, hours }: AuditFilter) {
  return infiniteQueryOptions({
    queryKey: ['operators', 'audit', { action, provider, user, client, hours }],
    queryFn: ({ pageParam: cursor }) => {
      const whose = user !== undefined ? { user } : client !== undefined ? { client } : { all: 'true' as const };
      const query = {
        ...whose,
        ...(action !== undefined && { action }),
        ...(provider !== undefined && { provider }),
        ...(hours !== undefined && { since: Math.floor(Date.now() / 1000) - hours * HOUR }),
        ...(cursor !== undefined && { cursor }),
      };
      return body(api.GET('/api/v2/audit', { params: { query } }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });
}

/** Who is behind the ids that events name. */
export function peopleQuery(ids: readonly string[]) {
  return queryOptions({
    queryKey: ['operators', 'people', ids],
    queryFn: async () =>
      (await body(api.GET('/api/v2/admin/users', { params: { query: { ids: ids.join(','), limit: 200 } } }))).items,
    enabled: ids.length > 0,
    staleTime: 5 * 60_000,
    placeholderData: keepPreviousData,
  });
}

import {
  keepPreviousData,
  queryOptions,
  useInfiniteQuery,
  useQuery,
  type InfiniteData,
  type UseInfiniteQueryResult,
} from '@tanstack/react-query';
import { keysQuery } from '../../api/api-keys.ts';
import { api, body, type Schema } from '../../api/client.ts';
import { everyItem } from '../../api/every-item.ts';
import { accountName, grantsQuery } from '../../api/grants.ts';
import { useMe } from '../../api/me.ts';
import { useProviderName } from '../../api/providers.ts';
import type { AuditAction, AuditEvent, Names } from '../../parts/audit-sentence.ts';
import type { ActivityFilter } from './activity-filter.ts';
import { SPANS } from './activity-filter.ts';

interface EventPage {
  items: AuditEvent[];
  next: string | null;
}

/** One's own events, newest first, page by page. */
export function useActivity({
  action,
  provider,
  since,
}: ActivityFilter): UseInfiniteQueryResult<InfiniteData<EventPage>> {
  return useInfiniteQuery({
    queryKey: ['activity', action, provider, since],
    queryFn: ({ pageParam: cursor }): Promise<EventPage> => {
      const query = {
        ...(action !== undefined && { action: action satisfies AuditAction }),
        ...(provider !== undefined && { provider }),
        ...(since !== undefined && { since: Math.floor(Date.now() / 1000) - SPANS[since] }),
        ...(cursor !== undefined && { cursor }),
      };
      return body(api.GET('/api/v2/audit', { params: { query } }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: keepPreviousData,
  });
}

const clientsQuery = queryOptions({
  queryKey: ['activity', 'clients'],
  queryFn: async () => {
    const consents = await everyItem<Schema<'Consent'>>((query) =>
      body(api.GET('/api/v2/consents', { params: { query } })),
    );
    return new Map(consents.map(({ client }) => [client.id, client.name ?? client.id]));
  },
});

/** What people call what events name by ids; the ids, while the names are not there. */
export function useNames(): Names {
  const { id: me } = useMe();
  const provider = useProviderName();
  const { data: keys = [] } = useQuery(keysQuery);
  const { data: clients } = useQuery(clientsQuery);
  const { data: grants = [] } = useQuery(grantsQuery);
  return {
    me,
    provider: (id, grantId) => {
      const there = grants.filter((grant) => grant.provider === id);
      const account = there.length > 1 ? there.find((grant) => grant.id === grantId) : undefined;
      const label = account && accountName(account);
      return label === undefined ? provider(id) : `${provider(id)} (${label})`;
    },
    key: (id) => keys.find((key) => key.id === id)?.name,
    client: (id) => clients?.get(id) ?? id,
    user: () => undefined,
  };
}

import { queryOptions, useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { keysQuery, type ApiKey } from '../../api/api-keys.ts';
import { api, body, done, type Schema } from '../../api/client.ts';
import { everyItem } from '../../api/every-item.ts';
import { Problem } from '../../api/problem.ts';

export type Consent = Schema<'Consent'>;
export type UnaskedRule = Schema<'UnaskedRule'>;

/** What a client fetched of somebody's tokens. */
export interface Fetches {
  count: number;
  /** There were more than were counted. */
  isMore: boolean;
  /** Seconds since the epoch; `undefined`: never in that time. */
  last: number | undefined;
}

/** A client that fetched tokens of one provider. */
export interface Fetcher {
  client: string;
  provider: string;
  /** Seconds since the epoch. */
  last: number;
}

/** Fetches that are looked at. */
const MOST = 200;
const WEEK = 7;
const MONTH = 30;

export const consentsQuery = queryOptions({
  queryKey: ['consents'],
  queryFn: () => everyItem((query) => body(api.GET('/api/v2/consents', { params: { query } }))),
});

/** What the operator allows clients without asking. */
export const unaskedQuery = queryOptions({
  queryKey: ['unasked'],
  queryFn: async () => (await body(api.GET('/api/v2/consents/unasked'))).items,
});

/** What a client fetched of one's tokens at a provider within a week. */
export function fetchesQuery(client: string, provider: string) {
  return queryOptions({
    queryKey: ['fetches', client, provider],
    queryFn: async (): Promise<Fetches> => {
      const { items, next } = await fetched({ actor: client, provider }, WEEK);
      return { count: items.length, isMore: next !== null, last: items[0]?.at };
    },
  });
}

/** Which clients fetched tokens of one within a month, among the latest fetches, each with the provider; the latest first. */
export const fetchersQuery = queryOptions({
  queryKey: ['fetches'],
  queryFn: async () => {
    const { items } = await fetched({}, MONTH);
    const fetchers = new Map<string, Fetcher>();
    for (const { actor, provider, at } of items) {
      const key = JSON.stringify([actor.id, provider]);
      if (actor.id === null || provider === null || fetchers.has(key)) continue;
      fetchers.set(key, { client: actor.id, provider, last: at });
    }
    return [...fetchers.values()];
  },
});

/** Tokens that clients were given. */
async function fetched(filter: { actor?: string; provider?: string }, days: number) {
  const since = Math.floor(Date.now() / 1000) - days * 24 * 3600;
  const query = { action: 'token', actor_kind: 'client', since, limit: MOST, ...filter } as const;
  const { items, next } = await body(api.GET('/api/v2/audit', { params: { query } }));
  return { items: items.filter(({ outcome }) => outcome === 'given'), next };
}

export function useRevokeKey(): UseMutationResult<undefined, Error, ApiKey> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ id }) => {
      await gone(api.DELETE('/api/v2/api-keys/{id}', { params: { path: { id } } }));
      client.setQueryData(keysQuery.queryKey, (keys) => keys?.filter((key) => key.id !== id));
      return undefined;
    },
    onSettled: () => void client.invalidateQueries({ queryKey: keysQuery.queryKey }),
  });
}

export function useTakeBack(): UseMutationResult<undefined, Error, Consent> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ id }) => {
      await gone(api.DELETE('/api/v2/consents/{id}', { params: { path: { id } } }));
      client.setQueryData(consentsQuery.queryKey, (consents) => consents?.filter((consent) => consent.id !== id));
      return undefined;
    },
    onSettled: () => void client.invalidateQueries({ queryKey: consentsQuery.queryKey }),
  });
}

/** What was taken away elsewhere meanwhile is gone as well. @throws Problem */
async function gone(asked: Parameters<typeof done>[0]): Promise<void> {
  await done(asked).catch((error: unknown) => {
    if (!(error instanceof Problem) || error.code !== 'not_found') throw error;
  });
}

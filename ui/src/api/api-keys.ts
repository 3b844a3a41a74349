import { queryOptions, useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { api, body, type Schema } from './client.ts';

export type ApiKey = Schema<'ApiKey'>;
/** With the key itself, which cannot be asked for again. */
export type NewApiKey = Schema<'NewApiKey'>;

/** What a new key shall be good for. */
export interface KeyWish {
  name: string;
  scopes: string[];
  /** `undefined`: all. */
  providers: string[] | undefined;
  /** Days from now; `undefined`: never. */
  days: number | undefined;
}

/** As many as a user may have. */
export const MOST_KEYS = 100;
const DAY = 24 * 3600;

export const keysQuery = queryOptions({
  queryKey: ['api-keys'],
  queryFn: async () => (await body(api.GET('/api/v2/api-keys', { params: { query: { limit: MOST_KEYS } } }))).items,
});

/** Makes a key. Nothing but its caller keeps it. */
export function useMakeKey(onMade: (key: NewApiKey) => void): UseMutationResult<undefined, Error, KeyWish> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ name, scopes, providers, days }: KeyWish) => {
      const wish = {
        ...{ name, scopes },
        ...(providers !== undefined && { providers }),
        ...(days !== undefined && { expires_in: days * DAY }),
      };
      onMade(await body(api.POST('/api/v2/api-keys', { body: wish })));
      return undefined;
    },
    onSuccess: () => void client.invalidateQueries({ queryKey: keysQuery.queryKey }),
  });
}

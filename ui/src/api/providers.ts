import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, body, type Schema } from './client.ts';

export type Provider = Schema<'Provider'>;

/** While a provider is spared, it is looked at again after so many milliseconds. */
const LOOK_AGAIN = 15_000;

/** Where accounts can be connected, in the operator's order. */
export const providersQuery = queryOptions({
  queryKey: ['providers'],
  queryFn: async () => (await body(api.GET('/api/v2/providers'))).items,
  refetchInterval: ({ state }) => (state.data?.some(isDown) === true ? LOOK_AGAIN : false),
});

/** What people call a provider. */
export function nameOf({ id, metadata }: Provider): string {
  return metadata.name ?? id;
}

/** Whether it fails, and is spared for a while. */
export function isDown({ health }: Provider): boolean {
  return health.breaker === 'open';
}

/** What people call the provider with this id: the id itself until the names are there, or where it is configured no more. */
export function useProviderName(): (id: string) => string {
  const { data: providers = [] } = useQuery(providersQuery);
  return (id) => {
    const provider = providers.find((one) => one.id === id);
    return provider === undefined ? id : nameOf(provider);
  };
}

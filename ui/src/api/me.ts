import { queryOptions, useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { api, body, type Schema } from './client.ts';
import { SIGNED_OUT } from './query-client.ts';

export type Me = Schema<'WhoAmI'>;

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: () => body(api.GET('/api/whoami')),
  staleTime: 5 * 60_000,
});

/** Who is signed in. For use below the shell, which asked already. */
export function useMe(): Me {
  return useSuspenseQuery(meQuery).data;
}

export function mayAdminister({ scopes }: Me): boolean {
  return scopes.includes('admin');
}

/** Not in a JupyterHub where other people's pages could make keys in one's name. */
export function mayMakeKeys({ scopes }: Me): boolean {
  return scopes.includes('api-keys');
}

/** Whether the session ended while pages were open. */
export function useSignedOut(): boolean {
  const { data } = useQuery({ queryKey: SIGNED_OUT, queryFn: () => false, enabled: false, initialData: false });
  return data;
}

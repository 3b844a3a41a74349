import { queryOptions, useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { api, BASE, body, type Schema } from '../../api/client.ts';
import { grantsQuery, type Grant } from '../../api/grants.ts';

export type Change = Schema<'GrantChange'>;
export type Use = Schema<'AuditEvent'>;

/** What is to be connected, or connected anew. */
export interface LinkWish {
  provider: string;
  /** The id of the grant that is connected anew. */
  account?: string;
  /** What to ask for besides, with spaces between. */
  scope?: string;
  /** How many accounts there are already where another one is wanted. */
  besides?: number;
}

/** Goes to the provider; its answer leads back to this page, with what was wished for. */
export function useLink(): UseMutationResult<Schema<'LinkBegun'>, Error, LinkWish> {
  return useMutation({
    mutationFn: ({ besides, ...wish }) => {
      const { account, scope } = wish;
      const wished = new URLSearchParams({
        ...(account !== undefined && { account }),
        ...(scope !== undefined && { scope }),
        ...(besides !== undefined && { besides: String(besides) }),
      });
      const returnUrl = `${location.origin}${BASE}/ui/${wished.size > 0 ? `?${wished.toString()}` : ''}`;
      return body(api.POST('/api/v2/grants', { body: { ...wish, return_url: returnUrl } }));
    },
    onSuccess: ({ authorization_url: url }) => location.assign(url),
  });
}

/** Names an account, or makes it the default. */
export function useChange({ id, provider }: Grant): UseMutationResult<Grant, Error, Change> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change) => body(api.PATCH('/api/v2/grants/{id}', { params: { path: { id } }, body: change })),
    onSuccess: (changed) => {
      const changing = (grant: Grant): Grant => {
        if (grant.id === id) return changed;
        // Only one of a provider is the default.
        return changed.default && grant.provider === provider ? { ...grant, default: false } : grant;
      };
      client.setQueryData(grantsQuery.queryKey, (grants) => grants?.map(changing));
    },
  });
}

/** Ends a grant; what the provider said to it comes back. */
export function useDisconnect(
  onDone: (confirmed: boolean) => void,
): UseMutationResult<Schema<'Revocation'>, Error, Grant> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id }) => body(api.DELETE('/api/v2/grants/{id}', { params: { path: { id } } })),
    onSuccess: ({ id, confirmed }) => {
      client.setQueryData(grantsQuery.queryKey, (grants) => grants?.filter((grant) => grant.id !== id));
      onDone(confirmed);
    },
    // Another one may be the default now; and where it failed, it may be gone already.
    onSettled: () => client.invalidateQueries({ queryKey: grantsQuery.queryKey }),
  });
}

/** The newest hand-out of a token of this account, as the audit has it. */
export function lastUseQuery(grant: string) {
  return queryOptions({
    queryKey: ['last-use', grant],
    queryFn: async (): Promise<Use | null> => {
      const query = { action: 'token', grant, limit: 1 } as const;
      const { items } = await body(api.GET('/api/v2/audit', { params: { query } }));
      return items[0] ?? null;
    },
  });
}

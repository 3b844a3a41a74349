import {
  infiniteQueryOptions,
  queryOptions,
  useMutation,
  useQueryClient,
  type UseMutationResult,
} from '@tanstack/react-query';
import { api, body, type Schema } from '../../../api/client.ts';
import { everyItem } from '../../../api/every-item.ts';

export type User = Schema<'User'>;
export type ListedGrant = Schema<'ListedGrant'>;

const USERS = ['operators', 'users'] as const;

/** Users, newest first. @param prefix of the name, the e-mail address or the subject; empty: all */
export function usersQuery(prefix: string) {
  return infiniteQueryOptions({
    queryKey: [...USERS, 'list', prefix],
    queryFn: ({ pageParam: cursor }) => {
      const query = { ...(prefix !== '' && { q: prefix }), ...(cursor !== undefined && { cursor }) };
      return body(api.GET('/api/v2/admin/users', { params: { query } }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });
}

export function userQuery(id: string) {
  return queryOptions({
    queryKey: [...USERS, 'one', id],
    queryFn: () => body(api.GET('/api/v2/admin/users/{id}', { params: { path: { id } } })),
  });
}

export function userGrantsQuery(user: string) {
  return queryOptions({
    queryKey: [...USERS, 'grants', user],
    queryFn: () =>
      everyItem((query) => body(api.GET('/api/v2/admin/grants', { params: { query: { ...query, user } } }))),
  });
}

export function sessionsQuery(id: string) {
  return queryOptions({
    queryKey: [...USERS, 'sessions', id],
    queryFn: () =>
      body(api.GET('/api/v2/admin/users/{id}/sessions', { params: { path: { id }, query: { limit: 200 } } })),
  });
}

/** What people call somebody, as far as the login issuer said. */
export function userName({
  name,
  email,
  ...user
}: Pick<User, 'name' | 'email'> & { subject?: string; id: string }): string {
  return name ?? email ?? user.subject ?? user.id;
}

/** Disables a user, or enables them again. */
export function useSetDisabled(id: string): UseMutationResult<User, Error, boolean> {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (disabled: boolean) =>
      body(api.PATCH('/api/v2/admin/users/{id}', { params: { path: { id } }, body: { disabled } })),
    onSettled: refresh,
  });
}

/** Signs a user out of all browsers. @returns of how many */
export function useSignOut(id: string): UseMutationResult<number> {
  const client = useQueryClient();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: async () => {
      const { ended } = await body(api.DELETE('/api/v2/admin/users/{id}/sessions', { params: { path: { id } } }));
      client.setQueryData(sessionsQuery(id).queryKey, (page) => page && { ...page, items: [], next: null });
      return ended;
    },
    onSettled: refresh,
  });
}

/** Ends a user's grant. @returns whether the provider confirmed */
export function useEndGrant(): UseMutationResult<boolean, Error, ListedGrant> {
  const client = useQueryClient();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: async ({ id, user }: ListedGrant) => {
      const { confirmed } = await body(api.DELETE('/api/v2/admin/grants/{id}', { params: { path: { id } } }));
      client.setQueryData(userGrantsQuery(user.id).queryKey, (grants) =>
        grants?.map((grant) => (grant.id === id ? { ...grant, status: 'revoked' as const } : grant)),
      );
      return confirmed;
    },
    onSettled: refresh,
  });
}

function useRefresh(): () => void {
  const client = useQueryClient();
  return () => {
    void client.invalidateQueries({ queryKey: USERS });
    void client.invalidateQueries({ queryKey: ['operators', 'overview'] });
  };
}

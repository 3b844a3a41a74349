import { queryOptions, useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { api, body, done, type Schema } from '../../../api/client.ts';
import { everyItem } from '../../../api/every-item.ts';

export type Client = Schema<'Client'>;
export type Rule = Schema<'Delegation'>;

/** What a new client shall be. It proves itself by a secret, unless an issuer speaks for it. */
export interface ClientWish {
  id: string;
  name: string;
  proof: { issuer: string; subject: string } | undefined;
}

export type RuleWish = Pick<Rule, 'providers' | 'users' | 'consent'> & { scopes?: string[] };

/** A client with its secret, which cannot be asked for again. */
export interface Secret {
  client: string;
  secret: string;
}

const CLIENTS = ['operators', 'clients'] as const;

export const clientsQuery = queryOptions({
  queryKey: [...CLIENTS, 'list'],
  queryFn: () => everyItem((query) => body(api.GET('/api/v2/clients', { params: { query } }))),
});

/** The rules of all clients. */
export const rulesQuery = queryOptions({
  queryKey: [...CLIENTS, 'rules'],
  queryFn: () => everyItem((query) => body(api.GET('/api/v2/delegations', { params: { query } }))),
});

export function clientQuery(client: string) {
  return queryOptions({
    queryKey: [...CLIENTS, 'one', client],
    queryFn: () => body(api.GET('/api/v2/clients/{client}', { params: { path: { client } } })),
  });
}

/** Registers a client. Nothing but its caller keeps the secret; a client that has none gives its id alone. */
export function useRegister(
  onRegistered: (client: string, secret: string | null) => void,
): UseMutationResult<undefined, Error, ClientWish> {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: async ({ id, name, proof }: ClientWish) => {
      const wish = { id, ...(name !== '' && { name }), ...proof };
      const registered = await body(api.POST('/api/v2/clients', { body: wish }));
      onRegistered(registered.id, registered.client_secret);
      return undefined;
    },
    onSettled: refresh,
  });
}

/** Makes a new secret; the old one ends. Nothing but its caller keeps it. */
export function useRenewSecret(onMade: (secret: string) => void): UseMutationResult<undefined, Error, string> {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: async (client: string) => {
      onMade((await body(api.POST('/api/v2/clients/{client}/secret', { params: { path: { client } } }))).client_secret);
      return undefined;
    },
    onSettled: refresh,
  });
}

export function useSetClientDisabled(client: string): UseMutationResult<Client, Error, boolean> {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (disabled: boolean) =>
      body(api.PATCH('/api/v2/clients/{client}', { params: { path: { client } }, body: { disabled } })),
    onSettled: refresh,
  });
}

export function useRemoveClient(): UseMutationResult<void, Error, string> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (client: string) => done(api.DELETE('/api/v2/clients/{client}', { params: { path: { client } } })),
    // The client's own page is left by then: asked for again, it would be missing.
    onSuccess: () => {
      for (const { queryKey } of [clientsQuery, rulesQuery]) void queries.invalidateQueries({ queryKey });
    },
  });
}

export function useAddRule(client: string): UseMutationResult<Rule, Error, RuleWish> {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (rule: RuleWish) =>
      body(api.POST('/api/v2/clients/{client}/delegations', { params: { path: { client } }, body: rule })),
    onSettled: refresh,
  });
}

export function useRemoveRule(): UseMutationResult<void, Error, Rule> {
  const queries = useQueryClient();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: async ({ client, id: rule }: Rule) => {
      await done(api.DELETE('/api/v2/clients/{client}/delegations/{rule}', { params: { path: { client, rule } } }));
      queries.setQueryData(rulesQuery.queryKey, (rules) => rules?.filter(({ id }) => id !== rule));
    },
    onSettled: refresh,
  });
}

function useRefresh(): () => void {
  const client = useQueryClient();
  return () => void client.invalidateQueries({ queryKey: CLIENTS });
}

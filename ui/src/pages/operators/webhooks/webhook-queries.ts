import {
  infiniteQueryOptions,
  queryOptions,
  useMutation,
  useQueryClient,
  type UseMutationResult,
} from '@tanstack/react-query';
import { api, body, done, type Schema } from '../../../api/client.ts';
import { everyItem } from '../../../api/every-item.ts';

export type Webhook = Schema<'Webhook'>;
export type Delivery = Schema<'WebhookDelivery'>;
export type EventType = Exclude<Webhook['events'], '*'>[number];

export interface WebhookWish {
  url: string;
  description: string;
  events: Webhook['events'];
}

const WEBHOOKS = ['operators', 'webhooks'] as const;
/** Events are delivered within seconds: whoever looks wants to see it. Milliseconds. */
const LOOK_AGAIN = 5_000;

export const webhooksQuery = queryOptions({
  queryKey: [...WEBHOOKS, 'list'],
  queryFn: () => everyItem((query) => body(api.GET('/api/v2/webhooks', { params: { query } }))),
});

export function webhookQuery(webhook: string) {
  return queryOptions({
    queryKey: [...WEBHOOKS, 'one', webhook],
    queryFn: () => body(api.GET('/api/v2/webhooks/{webhook}', { params: { path: { webhook } } })),
    refetchInterval: LOOK_AGAIN,
  });
}

/** The newest first. */
export function deliveriesQuery(webhook: string) {
  return infiniteQueryOptions({
    queryKey: [...WEBHOOKS, 'deliveries', webhook],
    queryFn: ({ pageParam: cursor }) => {
      const query = cursor === undefined ? {} : { cursor };
      return body(api.GET('/api/v2/webhooks/{webhook}/deliveries', { params: { path: { webhook }, query } }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    refetchInterval: LOOK_AGAIN,
  });
}

/** Adds a webhook. Nothing but its caller keeps the secret. */
export function useAddWebhook(
  onAdded: (webhook: string, secret: string) => void,
): UseMutationResult<undefined, Error, WebhookWish> {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: async ({ url, description, events }: WebhookWish) => {
      const wish = { url, events, ...(description !== '' && { description }) };
      const added = await body(api.POST('/api/v2/webhooks', { body: wish }));
      onAdded(added.id, added.secret);
      return undefined;
    },
    onSettled: refresh,
  });
}

/** Makes a new secret. Nothing but its caller keeps it. */
export function useRotateSecret(onMade: (secret: string) => void): UseMutationResult<undefined, Error, string> {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: async (webhook: string) => {
      onMade((await body(api.POST('/api/v2/webhooks/{webhook}/secret', { params: { path: { webhook } } }))).secret);
      return undefined;
    },
    onSettled: refresh,
  });
}

export function useSetEnabled(webhook: string): UseMutationResult<Webhook, Error, boolean> {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (enabled: boolean) =>
      body(api.PATCH('/api/v2/webhooks/{webhook}', { params: { path: { webhook } }, body: { enabled } })),
    onSettled: refresh,
  });
}

export function useTest(webhook: string): UseMutationResult<unknown, Error, void> {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: () => body(api.POST('/api/v2/webhooks/{webhook}/test', { params: { path: { webhook } } })),
    onSettled: refresh,
  });
}

export function useRedeliver(webhook: string): UseMutationResult<unknown, Error, string> {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (event: string) =>
      body(api.POST('/api/v2/webhooks/{webhook}/deliveries/{event}', { params: { path: { webhook, event } } })),
    onSettled: refresh,
  });
}

export function useRemoveWebhook(): UseMutationResult<void, Error, string> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (webhook: string) => done(api.DELETE('/api/v2/webhooks/{webhook}', { params: { path: { webhook } } })),
    // The webhook's own page is left by then: asked for again, it would be missing.
    onSuccess: () => void queries.invalidateQueries({ queryKey: webhooksQuery.queryKey }),
  });
}

function useRefresh(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: WEBHOOKS });
}

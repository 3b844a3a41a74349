import { queryOptions } from '@tanstack/react-query';
import { api, body, type Schema } from './client.ts';
import { everyItem } from './every-item.ts';

export type Grant = Schema<'Grant'>;

/** All that is connected, or was until the provider refused it; the oldest first. */
export const grantsQuery = queryOptions({
  queryKey: ['grants'],
  queryFn: () => everyItem((query) => body(api.GET('/api/v2/grants', { params: { query } }))),
});

/** What the user calls the account, else what the provider does; `undefined` where neither has a name for it. */
export function accountName({ label, account }: Grant): string | undefined {
  return label ?? account.label ?? account.subject ?? undefined;
}

import type { ProviderFare } from './overview-queries.ts';

type Status = ProviderFare['grants'][number]['status'];

/** How many of a provider's grants are in this state, whatever the reason. */
export function countOf({ grants }: ProviderFare, status: Status): number {
  return grants.filter((one) => one.status === status).reduce((sum, { count }) => sum + count, 0);
}

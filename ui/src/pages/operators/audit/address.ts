import { ACTIONS, type AuditFilter } from './audit-queries.ts';

export type FilterName = 'action' | 'provider' | 'user' | 'client' | 'hours';

/** How far back one may look. Hours. */
export const HOURS = [1, 24, 168, 720] as const;

/** What an address says; what it says wrongly is left out. */
export function filterOf(parameters: URLSearchParams): AuditFilter {
  const text = (name: FilterName): string | undefined => {
    const value = parameters.get(name)?.trim() ?? '';
    return value === '' || value.length > 200 ? undefined : value;
  };
  const user = text('user');
  return {
    action: ACTIONS.find((action) => action === text('action')),
    provider: text('provider'),
    user,
    // The service takes one of the two.
    client: user === undefined ? text('client') : undefined,
    hours: HOURS.find((hours) => String(hours) === text('hours')),
  };
}

/** The same address with another choice; an empty one is taken away. A client and a user exclude each other. */
export function withChoice(parameters: URLSearchParams, name: FilterName, value: string): URLSearchParams {
  const changed = new URLSearchParams(parameters);
  if (value === '') changed.delete(name);
  else changed.set(name, value);
  if (value !== '' && name === 'client') changed.delete('user');
  return changed;
}

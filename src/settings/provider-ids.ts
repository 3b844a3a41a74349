import type { Place, Report } from './fault.ts';
import { commonSettings, providerSettings } from './schema.ts';
import { providerId } from './schema/provider.ts';

const commonNames = commonSettings.flatMap(({ name, aliases = [] }) => [name, ...aliases]);

// A slip in TOKENSTORE_SERVICE_… or TOKENSTORE_PORT_… would be taken for what Kubernetes injects, and never be told.
const INJECTED = ['SERVICE_', 'PORT_'];

/** What stands in front of the names of a provider's settings: `MY_IDP_` for `my-idp`. */
export function providerPrefix(id: string): string {
  return `${id.toUpperCase().replaceAll('-', '_')}_`;
}

/** The full names of a provider's settings. */
export function providerNames(id: string): string[] {
  return providerSettings.map(({ name }) => providerPrefix(id) + name);
}

/** The ids that `TOKEN_PROVIDERS` lists. */
export interface ProviderIds {
  readonly ids: readonly string[];
  /** Listed, but of no use. */
  readonly refused: readonly string[];
  /** False when the list cannot be read, so that there may be others. */
  readonly certain: boolean;
}

/**
 * Sorts out the ids whose settings have names of their own, and reports the others; those that are no ids at all are
 * left to the check of `TOKEN_PROVIDERS` itself.
 */
export function distinctProviderIds(listed: readonly string[], place: Place, report: Report): ProviderIds {
  const owners = new Map<string, string>();
  const ids: string[] = [];
  const refused: string[] = [];
  for (const id of listed) {
    const isId = providerId.safeParse(id).success;
    const clash = isId ? clashOf(id, owners) : undefined;
    if (clash !== undefined) report.fault('TOKEN_PROVIDERS', place, `"${id}" cannot be a provider's id: ${clash}`);
    if (!isId || clash !== undefined) {
      refused.push(id);
      continue;
    }
    ids.push(id);
    for (const name of providerNames(id)) owners.set(name, id);
  }
  return { ids, refused, certain: true };
}

function clashOf(id: string, owners: ReadonlyMap<string, string>): string | undefined {
  const prefix = providerPrefix(id);
  const common = commonNames.find((name) => name.startsWith(prefix));
  if (common !== undefined) return `${common} is a setting of the service, and ${prefix}… would be among them`;
  if (INJECTED.includes(prefix)) return `Kubernetes injects variables TOKENSTORE_${prefix}…`;
  for (const name of providerNames(id)) {
    const owner = owners.get(name);
    if (owner === id) return 'it is listed twice';
    if (owner !== undefined) return `${name} would be a setting of "${owner}" as well`;
  }
  return undefined;
}

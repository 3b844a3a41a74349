import type { Place, Report } from './fault.ts';
import { commonSettings, issuerSettings, providerSettings } from './schema.ts';
import { providerId } from './schema/provider.ts';
import type { Setting } from './setting.ts';

const commonNames = commonSettings.flatMap(({ name, aliases = [] }) => [name, ...aliases]);

// A slip in TOKENSTORE_SERVICE_… or TOKENSTORE_PORT_… would be taken for what Kubernetes injects, and never be told.
const INJECTED = ['SERVICE_', 'PORT_'];

/** Things of which there are several, each with settings of its own: its id stands in front of their names. */
export interface Family {
  /** The setting that lists the ids. */
  readonly list: 'TOKEN_PROVIDERS' | 'TRUSTED_ISSUERS';
  readonly noun: string;
  readonly settings: readonly Setting[];
}

export const PROVIDERS: Family = { list: 'TOKEN_PROVIDERS', noun: 'provider', settings: providerSettings };
export const ISSUERS: Family = { list: 'TRUSTED_ISSUERS', noun: 'trusted issuer', settings: issuerSettings };

/** What stands in front of the names of a provider's or an issuer's settings: `MY_IDP_` for `my-idp`. */
export function providerPrefix(id: string): string {
  return `${id.toUpperCase().replaceAll('-', '_')}_`;
}

/** The full names of the settings of one of a family. */
export function namesOf({ settings }: Family, id: string): string[] {
  return settings.map(({ name }) => providerPrefix(id) + name);
}

/** The ids that a family's list names. */
export interface ListedIds {
  readonly family: Family;
  readonly ids: readonly string[];
  /** Listed, but of no use. */
  readonly refused: readonly string[];
  /** False when the list cannot be read, so that there may be others. */
  readonly certain: boolean;
}

/**
 * Sorts out the ids whose settings have names of their own, and reports the others; those that are no ids at all are
 * left to the check of the list itself.
 *
 * @param others ids that were sorted out before, of another family
 */
export function distinctIds(
  family: Family,
  listed: readonly string[],
  place: Place,
  report: Report,
  others: readonly string[] = [],
): ListedIds {
  const owners = new Map(others.map((id) => [providerPrefix(id), id]));
  const ids: string[] = [];
  const refused: string[] = [];
  for (const id of listed) {
    const isId = providerId.safeParse(id).success;
    const clash = isId ? clashOf(family, id, owners) : undefined;
    if (clash !== undefined) {
      report.fault(family.list, place, `"${id}" cannot be the id of a ${family.noun}: ${clash}`);
    }
    if (!isId || clash !== undefined) {
      refused.push(id);
      continue;
    }
    ids.push(id);
    for (const name of [providerPrefix(id), ...namesOf(family, id)]) owners.set(name, id);
  }
  return { family, ids, refused, certain: true };
}

function clashOf(family: Family, id: string, owners: ReadonlyMap<string, string>): string | undefined {
  const prefix = providerPrefix(id);
  const common = commonNames.find((name) => name.startsWith(prefix));
  if (common !== undefined) return `${common} is a setting of the service, and ${prefix}… would be among them`;
  if (INJECTED.includes(prefix)) return `Kubernetes injects variables TOKENSTORE_${prefix}…`;
  for (const name of [...namesOf(family, id), prefix]) {
    const owner = owners.get(name);
    if (owner === id) return name === prefix ? 'a provider has it already' : 'it is listed twice';
    if (owner !== undefined) return `${name}${name === prefix ? '…' : ''} would be a setting of "${owner}" as well`;
  }
  return undefined;
}

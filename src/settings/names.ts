import { closest, distance } from 'fastest-levenshtein';
import { providerNames, providerPrefix, type ProviderIds } from './provider-ids.ts';
import { commonSettings, providerSettings } from './schema.ts';

/** The names that mean something, given the providers there are. */
export class Names {
  readonly #canonical = new Map<string, string>();
  readonly #prefixes: readonly string[];
  readonly #refused: ReadonlySet<string>;
  readonly #certain: boolean;

  constructor({ ids, refused, certain }: ProviderIds) {
    for (const { name, aliases = [] } of commonSettings) {
      for (const known of [name, ...aliases]) this.#canonical.set(known, name);
    }
    for (const name of ids.flatMap(providerNames)) this.#canonical.set(name, name);
    this.#prefixes = ids.map(providerPrefix);
    this.#refused = new Set(refused.flatMap(providerNames));
    this.#certain = certain;
  }

  /** The name of the setting that a name means; undefined when there is none. */
  canonical(name: string): string | undefined {
    return this.#canonical.get(name);
  }

  /** Whether a name that means nothing follows from a fault in `TOKEN_PROVIDERS`, which is reported itself. */
  isExcused(name: string): boolean {
    return this.#refused.has(name) || (!this.#certain && this.#strangerOf(name) !== undefined);
  }

  /** What to say of a name that means nothing. `prefix` is put in front of the names that are suggested. */
  explainUnknown(name: string, prefix: string): string {
    const nearest = closest(name, [...this.#canonical.keys()]);
    const away = distance(name, nearest);
    const suggestion = away <= name.length / 2 ? `; did you mean ${prefix}${nearest}?` : '';
    const stranger = this.#strangerOf(name);
    if (stranger === undefined) return `is not a setting${suggestion}`;
    const near = away <= 2 ? suggestion : '';
    return `is a setting of no provider: ${prefix}TOKEN_PROVIDERS does not list "${stranger}"${near}`;
  }

  /** The id of a provider that is not listed, whose setting a name seems to be: `idp2` for `IDP2_CLIENT_ID`. */
  #strangerOf(name: string): string | undefined {
    if (this.#prefixes.some((prefix) => name.startsWith(prefix))) return undefined;
    const setting = providerSettings
      .filter((candidate) => name.endsWith(`_${candidate.name}`))
      .sort((a, b) => b.name.length - a.name.length)[0];
    const id = setting && name.slice(0, -setting.name.length - 1);
    const ofTheService = commonSettings.some((common) => common.name.startsWith(`${id ?? ''}_`));
    return id && !ofTheService ? id.toLowerCase() : undefined;
  }
}

import { closest, distance } from 'fastest-levenshtein';
import { namesOf, providerPrefix, type Family, type ListedIds } from './provider-ids.ts';
import { commonSettings } from './schema.ts';

/** The names that mean something, given the providers and trusted issuers there are. */
export class Names {
  readonly #canonical = new Map<string, string>();
  readonly #prefixes: readonly string[];
  readonly #refused: ReadonlySet<string>;
  readonly #families: readonly ListedIds[];

  constructor(families: readonly ListedIds[]) {
    for (const { name, aliases = [] } of commonSettings) {
      for (const known of [name, ...aliases]) this.#canonical.set(known, name);
    }
    for (const { family, ids } of families) {
      for (const name of ids.flatMap((id) => namesOf(family, id))) this.#canonical.set(name, name);
    }
    this.#prefixes = families.flatMap(({ ids }) => ids.map(providerPrefix));
    this.#refused = new Set(families.flatMap(({ family, refused }) => refused.flatMap((id) => namesOf(family, id))));
    this.#families = families;
  }

  /** The name of the setting that a name means; undefined when there is none. */
  canonical(name: string): string | undefined {
    return this.#canonical.get(name);
  }

  /** Whether a name that means nothing follows from a fault in the list of a family, which is reported itself. */
  isExcused(name: string): boolean {
    if (this.#refused.has(name)) return true;
    return this.#families.some(({ family, certain }) => !certain && this.#strangerOf(name, family) !== undefined);
  }

  /** What to say of a name that means nothing. `prefix` is put in front of the names that are suggested. */
  explainUnknown(name: string, prefix: string): string {
    const nearest = closest(name, [...this.#canonical.keys()]);
    const away = distance(name, nearest);
    const suggestion = away <= name.length / 2 ? `; did you mean ${prefix}${nearest}?` : '';
    const near = away <= 2 ? suggestion : '';
    for (const { family } of this.#families) {
      const stranger = this.#strangerOf(name, family);
      if (stranger === undefined) continue;
      return `is a setting of no ${family.noun}: ${prefix}${family.list} does not list "${stranger}"${near}`;
    }
    return `is not a setting${suggestion}`;
  }

  /** The id of one of a family that is not listed, whose setting a name seems to be: `idp2` for `IDP2_CLIENT_ID`. */
  #strangerOf(name: string, { settings }: Family): string | undefined {
    if (this.#prefixes.some((prefix) => name.startsWith(prefix))) return undefined;
    const setting = settings
      .filter((candidate) => name.endsWith(`_${candidate.name}`))
      .sort((a, b) => b.name.length - a.name.length)[0];
    const id = setting && name.slice(0, -setting.name.length - 1);
    const ofTheService = commonSettings.some((common) => common.name.startsWith(`${id ?? ''}_`));
    return id && !ofTheService ? id.toLowerCase() : undefined;
  }
}

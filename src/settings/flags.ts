import { trimmed, type Layer } from './given.ts';
import { commonSettings } from './schema.ts';

const flagNames = new Map(commonSettings.map(({ name, flag }) => [name, flag]));

/** What the command line gives, by the names of the settings. A flag that was not given is undefined. */
export function flagValues(flags: Readonly<Record<string, string | undefined>>): Layer {
  return Object.entries(flags).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const label = `--${flagNames.get(name) ?? name.toLowerCase().replaceAll('_', '-')}`;
    return [{ name, value: trimmed(value), label, origin: `flag ${label}` }];
  });
}

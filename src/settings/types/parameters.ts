import { z } from 'zod';

const WRONG = 'is not a list of parameters (a=b&c=d, or an object of texts in a settings file)';

/**
 * Further parameters of a request: `a=b&c=d`, or an object in a settings file. The result is frozen.
 *
 * @param own parameters that the service itself sends, and that nobody may replace
 */
export function parameters(own: readonly string[]) {
  return z
    .union([z.string(), z.record(z.string(), z.string())], WRONG)
    .transform((value, context): Readonly<Record<string, string>> => {
      const pairs = typeof value === 'string' ? [...new URLSearchParams(value)] : Object.entries(value);
      const names = pairs.map(([name]) => name);
      for (const name of new Set(names)) {
        if (name === '') context.addIssue(WRONG);
        if (own.includes(name)) context.addIssue(`must not set \`${name}\`: the service sends it itself`);
        // Unnamed, for the value may be secret.
        if (names.indexOf(name) !== names.lastIndexOf(name)) context.addIssue('sets a parameter twice');
      }
      return Object.freeze(Object.fromEntries(pairs));
    })
    .describe('parameters');
}
